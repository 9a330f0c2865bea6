"""From corpus and encoder to a bundle."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file

from hsclassify.bundle import PROTOTYPE_LEVELS, Bundle, Layout, encoder_source, load_encoder
from hsclassify.encoder import ONNX_FILE, TOKENIZER_FILE, Encoder
from hsclassify.errors import InputError
from hsclassify.facts import Fact, write_facts
from hsclassify.manifest import MANIFEST_FILE, EncoderInfo, Manifest
from hsclassify.neighbors import normalised, quantised
from hsclassify.nomenclature import EDITION, LEVELS
from hsclassify.parallel import pieces_of
from hsclassify.text import LANGUAGES
from hsclassify.version import __version__
from hsclassify.votes import Calibration
from pipeline.calibration import calibrated
from pipeline.corpus import Concept, Section
from pipeline.evaluate import evaluate_held_out
from pipeline.export import export_onnx
from pipeline.projection import Projection, add_map
from pipeline.student.build import TEACHER_NAME
from pipeline.student.earlier import PROTOTYPES_FILE
from pipeline.student.recipe import TRAINING_FILE
from pipeline.tables import concept_texts, voting_concepts, write_concepts, write_nomenclature

Vectors = npt.NDArray[np.float32]

STUDENT_SOURCE: Final = f"student of {TEACHER_NAME}"
_ENCODE_AT_ONCE: Final = 4096


@dataclass(frozen=True)
class EncoderChoice:
    """Which encoder a bundle is built with.

    Attributes:
        source: folder that ``python -m pipeline encoder`` wrote, a bundle whose encoder and
            prototypes are taken over as they are, or any SentenceTransformer id or folder.
        revision: of a Hub id; "" for its default.
        prompt: what the model wants before a text.
    """

    source: str
    revision: str = ""
    prompt: str = ""

    @property
    def is_student(self) -> bool:
        """Whether it is our own student, which carries prototypes and is served as ONNX."""
        return (Path(self.source) / PROTOTYPES_FILE).is_file()

    @property
    def is_bundle(self) -> bool:
        """Whether it is that of a bundle."""
        return (Path(self.source) / MANIFEST_FILE).is_file()


def build(
    concepts: Sequence[Concept],
    sections: Sequence[Section],
    choice: EncoderChoice,
    target: Path,
    *,
    facts: Sequence[Fact] = (),
    embedded: bool = False,
    projection: Projection | None = None,
) -> Bundle:
    """Build a bundle in *target* and return it loaded and verified.

    The bundle is made beside *target* and takes its place when it is whole; what is killed
    before, at any moment, leaves the older bundle there or for the next build to put back.

    With the encoder of a bundle, goods that the corpus has gained since vote in a few minutes and
    without training. What that encoder and its prototypes learned stays what it was.

    Args:
        concepts: the checked corpus.
        sections: its sections.
        choice: the encoder.
        target: the bundle's folder; an older bundle there is replaced.
        facts: what the classifier may ask; without any it offers titles only.
        embedded: leave out the float weights, which only SentenceTransformer needs.
        projection: how the map is made; None for a bundle without one.

    Raises:
        InputError: *target* has other files, or the bundle of *choice* has other codes.
        BundleError: the bundle of *choice* is damaged.
    """
    if target.exists() and not (target / MANIFEST_FILE).exists() and any(target.iterdir()):
        raise InputError(
            f"Expected {target} to be a bundle or not to exist, found other files there. "
            "Name another folder."
        )
    put_back(target)
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    layout = Layout(part)
    layout.encoder.mkdir(parents=True)
    rows = voting_concepts(concepts)
    codes = [c.code for c in rows]
    earlier = _earlier(choice, codes) if choice.is_bundle else None
    info, encoder = _place_encoder(choice, earlier, layout, embedded=embedded)
    vectors = concept_vectors(encoder, concept_texts(rows))
    prototypes = _prototypes(choice, earlier, vectors, codes)
    tensors = {"concepts": quantised(vectors)}
    tensors |= {PROTOTYPE_LEVELS[level]: quantised(p) for level, p in prototypes.items()}
    save_file(tensors, layout.embeddings)
    write_concepts(rows, layout.concepts)
    write_nomenclature(concepts, sections, layout.nomenclature)
    write_facts(facts, layout.facts)
    Calibration().write(layout.calibration)
    manifest = Manifest(
        package_version=__version__,
        hs_edition=EDITION,
        languages=LANGUAGES,
        encoder=replace(info, dim=encoder.dimension),
        dataset_revision=corpus_digest(concepts),
        counts=_counts(concepts, rows),
        metrics={},
        files=(),
    )
    manifest.seal(part)
    calibrated(Bundle.load(part)).write(layout.calibration)
    manifest.seal(part)
    metrics = {"held_out": evaluate_held_out(Bundle.load(part))}
    replace(manifest, metrics=metrics).seal(part)
    if projection:
        add_map(part, projection)
    put_in_place(part, target)
    return Bundle.load(target)


def with_facts(target: Path, facts: Sequence[Fact]) -> Bundle:
    """Give the bundle in *target* other facts, and return it loaded and verified.

    Everything else stays byte by byte, so that a question that is written anew costs a
    repository some kilobytes. Like :func:`build`, it is whole at any moment.

    Args:
        target: the bundle's folder.
        facts: what the classifier may ask.

    Raises:
        BundleError: there is no good bundle in *target*.
    """
    put_back(target)
    manifest = Bundle.load(target).manifest
    part = target.with_name(target.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(target, part)
    write_facts(facts, Layout(part).facts)
    manifest.seal(part)
    put_in_place(part, target)
    return Bundle.load(target)


def put_in_place(part: Path, target: Path) -> None:
    """Have the folder *part* take the place of *target*; the older one is whole until then."""
    old = _aside(target)
    if target.exists():
        target.replace(old)
    part.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def put_back(target: Path) -> None:
    """Mend what a process left that was killed in :func:`put_in_place`."""
    old = _aside(target)
    if old.exists() and not target.exists():
        old.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.with_name(f"{target.name}.old")


def concept_vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return one unit-norm vector a concept, the mean of its languages', shape (n, d)."""
    from tqdm import tqdm

    blocks = pieces_of(texts, _ENCODE_AT_ONCE)
    parts = [
        encoder.encode(block) for block in tqdm(blocks, desc="encode", unit="block", mininterval=5)
    ]
    whole = np.concatenate(parts)
    return normalised(whole.reshape(-1, len(LANGUAGES), whole.shape[1]).mean(axis=1))


def corpus_digest(concepts: Iterable[Concept]) -> str:
    """Return sixteen hex digits that name exactly these rows."""
    digest = hashlib.sha256()
    for c in concepts:
        fields = (c.concept_id, c.code, c.kind, *(c.texts[x] for x in LANGUAGES))
        digest.update(("\x1f".join(fields) + "\n").encode())
    return digest.hexdigest()[:16]


def _earlier(choice: EncoderChoice, codes: Sequence[str]) -> Bundle:
    """Return the bundle of *choice*, whose prototypes are of the same codes as the corpus'."""
    earlier = Bundle.load(Path(choice.source))
    different = {*earlier.nomenclature.codes(max(LEVELS))} ^ {*codes}
    if different:
        raise InputError(
            f"Expected the bundle in {choice.source} to know the corpus' codes, and no others; "
            f"{len(different)} are in only one of the two, such as {min(different)}. Train an "
            "encoder for this corpus: python -m pipeline encoder"
        )
    return earlier


def _place_encoder(
    choice: EncoderChoice, earlier: Bundle | None, layout: Layout, *, embedded: bool
) -> tuple[EncoderInfo, Encoder]:
    if earlier:
        _take_over(Layout(earlier.folder).encoder, layout.encoder, embedded=embedded)
        info = earlier.manifest.encoder
    elif choice.is_student:
        source = Path(choice.source) / "encoder"
        if not embedded:
            shutil.copytree(source, layout.encoder, dirs_exist_ok=True)
        export_onnx(source, layout.encoder)
        note = Path(choice.source) / TRAINING_FILE
        if note.is_file():
            shutil.copy(note, layout.encoder / TRAINING_FILE)
        info = EncoderInfo("onnx", STUDENT_SOURCE, "", 0, "")
    else:
        # Pinned to the commit, so that the vectors and the queries always have one encoder.
        commit = encoder_source(choice.source, choice.revision).commit
        info = EncoderInfo("sentence-transformers", choice.source, commit, 0, choice.prompt)
    return info, load_encoder(info, layout.encoder)


def _take_over(source: Path, target: Path, *, embedded: bool) -> None:
    """Copy the encoder of a bundle, *embedded* only what is served of it."""
    if not embedded:
        shutil.copytree(source, target, dirs_exist_ok=True)
        return
    for name in (ONNX_FILE, TOKENIZER_FILE, TRAINING_FILE):
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)


def _prototypes(
    choice: EncoderChoice, earlier: Bundle | None, vectors: Vectors, codes: Sequence[str]
) -> dict[int, Vectors]:
    """Return the prototypes that training left behind, or else each code's mean vector."""
    if earlier:
        return {level: stored.floats() for level, stored in earlier.prototypes.items()}
    if choice.is_student:
        stored = load_file(Path(choice.source) / PROTOTYPES_FILE)
        return {level: stored[name] for level, name in PROTOTYPE_LEVELS.items()}
    means = {}
    for level in LEVELS:
        names, number = np.unique([c[:level] for c in codes], return_inverse=True)
        sums = np.zeros((len(names), vectors.shape[1]), np.float32)
        np.add.at(sums, number, vectors)
        means[level] = normalised(sums)
    return means


def _counts(concepts: Sequence[Concept], rows: Sequence[Concept]) -> dict[str, int]:
    titles = [c for c in concepts if c.kind == "title"]
    return {
        "concepts": len(rows),
        "goods": sum(c.kind == "goods" for c in rows),
        "held_out": sum(c.split != "train" for c in rows),
        **{
            name: sum(len(c.code) == level for c in titles)
            for level, name in PROTOTYPE_LEVELS.items()
        },
    }
