"""A bundle: the folder that holds everything a classifier needs. No pickles anywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hsclassify.encoder import Encoder, OnnxEncoder, SentenceTransformerEncoder
from hsclassify.errors import BundleError
from hsclassify.facts import Facts
from hsclassify.manifest import EncoderInfo, Manifest
from hsclassify.neighbors import Rows
from hsclassify.nomenclature import Nomenclature
from hsclassify.snapshots import Snapshot, cached, pull_or_cached
from hsclassify.text import LANGUAGES, Language
from hsclassify.votes import Calibration


@dataclass(frozen=True)
class Layout:
    """Where the parts of a bundle lie."""

    folder: Path

    @property
    def encoder(self) -> Path:
        """Folder of the encoder."""
        return self.folder / "encoder"

    @property
    def embeddings(self) -> Path:
        """Unit-norm vectors as int8: ``concepts`` and the prototypes of each level."""
        return self.folder / "embeddings.safetensors"

    @property
    def concepts(self) -> Path:
        """The corpus rows that vote."""
        return self.folder / "concepts.parquet"

    @property
    def nomenclature(self) -> Path:
        """The tree with its titles."""
        return self.folder / "nomenclature.parquet"

    @property
    def map(self) -> Path:
        """Coordinates of the concepts in two dimensions."""
        return self.folder / "map.parquet"

    @property
    def facts(self) -> Path:
        """The facts that tell codes apart; a bundle may do without."""
        return self.folder / "facts.json"

    @property
    def calibration(self) -> Path:
        """The numbers of the votes."""
        return self.folder / "calibration.json"


FLOAT_WEIGHTS: Final = "encoder/model.safetensors"
"""Read by SentenceTransformer only; serving with ONNX does without, so it need not be pulled."""

PROTOTYPE_LEVELS: Final = {6: "subheadings", 4: "headings", 2: "chapters"}
_COMMIT: Final = re.compile("[0-9a-f]{40}")
_ENCODER_FILES: Final = (
    "*.json", "*.txt", "*.model", "model*.safetensors", "[0-9]_*/*.safetensors"
)  # fmt: skip
"""What a SentenceTransformer is loaded from: no pickles, no copies for other runtimes."""

_MANDATORY: Final = frozenset(
    {"embeddings.safetensors", "concepts.parquet", "nomenclature.parquet", "calibration.json"}
)

CONCEPT_COLUMNS: Final = ("concept_id", "hs6", "kind", *LANGUAGES, "split")


@dataclass(frozen=True)
class Concepts:
    """The corpus rows of a bundle, column by column, n of each.

    Attributes:
        ids: concept ids.
        codes: six-digit codes.
        kinds: "title" or "goods".
        texts: the texts by language.
        splits: "train", "validation" or "test"; held-out rows vote, but never trained anything.
    """

    ids: Sequence[str]
    codes: Sequence[str]
    kinds: Sequence[str]
    texts: dict[Language, Sequence[str]]
    splits: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def read(cls, file: Path) -> Concepts:
        """Read ``concepts.parquet``."""
        import pyarrow.parquet as pq

        table = pq.ParquetFile(file).read()
        if table.column_names != list(CONCEPT_COLUMNS):
            raise BundleError(
                f"Expected the columns {', '.join(CONCEPT_COLUMNS)} in {file.name}, "
                f"found {', '.join(table.column_names)}. Build or download the bundle again."
            )
        columns = {name: table.column(name).to_pylist() for name in CONCEPT_COLUMNS}
        return cls(
            columns["concept_id"],
            columns["hs6"],
            columns["kind"],
            {lang: columns[lang] for lang in LANGUAGES},
            columns["split"],
        )


@dataclass(frozen=True)
class Bundle:
    """A verified bundle, loaded.

    Attributes:
        folder: where it lies.
        manifest: what it says of itself.
        encoder: encodes queries into the space of :attr:`vectors`.
        nomenclature: the tree.
        concepts: the n corpus rows that vote.
        vectors: their unit-norm vectors, n of d numbers.
        prototypes: unit-norm vectors of all codes of a level (6, 4, 2 digits), sorted by code.
        calibration: the numbers of the votes.
        facts: what is worth asking; empty in a bundle without written facts.
        repo: Hub repo that it was pulled from; "" for a folder.
        commit: of that repo.
    """

    folder: Path
    manifest: Manifest
    encoder: Encoder
    nomenclature: Nomenclature
    concepts: Concepts
    vectors: Rows
    prototypes: dict[int, Rows]
    calibration: Calibration
    facts: Facts
    repo: str = ""
    commit: str = ""

    @classmethod
    def load(cls, folder: str | Path) -> Bundle:
        """Load and verify the bundle in *folder*.

        Raises:
            BundleError: it is missing, damaged, or of another schema version.
        """
        layout = Layout(Path(folder))
        manifest = Manifest.read(layout.folder)
        manifest.verify(
            layout.folder, optional=(FLOAT_WEIGHTS,) if manifest.encoder.kind == "onnx" else ()
        )
        missing = sorted(_MANDATORY - {row.path for row in manifest.files})
        if missing:
            raise BundleError(
                f"Expected {', '.join(sorted(_MANDATORY))} among the files of a bundle, but its "
                f"manifest does not name {', '.join(missing)}. Build or download the bundle again."
            )
        try:
            return _loaded(layout, manifest)
        except BundleError:
            raise
        # Each part has a library of its own, and each library errors of its own, some of them
        # plain Exceptions. Whatever it is, this bundle is of no use, and another one may be.
        except Exception as error:
            raise BundleError(
                f"The files of the bundle in {layout.folder} are as its manifest records them, "
                f"but cannot be read ({type(error).__name__}: {error}). "
                "Build or download the bundle again."
            ) from error


def _loaded(layout: Layout, manifest: Manifest) -> Bundle:
    """Read the parts of a verified bundle."""
    # Reading the encoder takes as long as all the rest, and mostly outside of Python.
    with ThreadPoolExecutor(1, "encoder") as pool:
        encoder = pool.submit(load_encoder, manifest.encoder, layout.encoder)
        vectors, prototypes = _read_vectors(layout.embeddings)
        concepts = Concepts.read(layout.concepts)
        if len(concepts) != len(vectors):
            raise BundleError(
                f"Expected one vector for each of {len(concepts):,} concepts, "
                f"found {len(vectors):,}. Build the bundle again."
            )
        nomenclature = Nomenclature.read(layout.nomenclature)
    return Bundle(
        layout.folder,
        manifest,
        encoder.result(),
        nomenclature,
        concepts,
        vectors,
        prototypes,
        Calibration.read(layout.calibration),
        Facts.read(layout.facts, nomenclature.codes(6)),
    )


def load_encoder(info: EncoderInfo, folder: Path) -> Encoder:
    """Load the encoder that *info* names; *folder* is the bundle's own."""
    if info.kind == "onnx":
        return OnnxEncoder(folder)
    if info.kind == "sentence-transformers":
        source = encoder_source(info.source, info.revision)
        return SentenceTransformerEncoder(str(source.folder), prompt=info.prompt)
    raise BundleError(
        f"Expected an encoder of kind onnx or sentence-transformers, found {info.kind!r}. "
        "Use the hsclassify release that made the bundle."
    )


def encoder_source(source: str, revision: str = "") -> Snapshot:
    """Return the folder of a SentenceTransformer; a Hub id is pulled, at *revision*, or cached.

    Args:
        source: a folder, or a Hub id.
        revision: of a Hub id; "" for its default branch.

    Raises:
        BundleError: neither the Hub nor its cache has it.
    """
    if Path(source).exists():
        return Snapshot(Path(source), "")
    if _COMMIT.fullmatch(revision):
        # A commit never changes: the Hub has nothing to say of one that is here already, and
        # a silent Hub was waited for once when the bundle was asked for.
        with suppress(BundleError):
            return cached(source, revision, allow=_ENCODER_FILES)
    return pull_or_cached(source, revision or "main", allow=_ENCODER_FILES)


def _read_vectors(file: Path) -> tuple[Rows, dict[int, Rows]]:
    from safetensors.numpy import load_file

    tensors = load_file(file)
    try:
        prototypes = {level: Rows(tensors[n]) for level, n in PROTOTYPE_LEVELS.items()}
        return Rows(tensors["concepts"]), prototypes
    except KeyError as error:
        raise BundleError(
            f"Expected the tensor {error} in {file.name}, found {', '.join(tensors)}. "
            "Build or download the bundle again."
        ) from error
