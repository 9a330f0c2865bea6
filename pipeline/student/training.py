"""The training loop of the student: resumable, repeatable, on CPU or CUDA."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor
from tqdm import tqdm

from hsclassify.text import LANGUAGES
from pipeline.student.batches import Batch, Row, batches
from pipeline.student.losses import (
    NO_CODE,
    code_loss,
    contrast_loss,
    teacher_loss,
)
from pipeline.student.model import Codes, Student
from pipeline.student.recipe import Recipe

MAX_TRAINING_TOKENS: Final = 48
_CHUNKS: Final = 8
"""A batch goes through the layers in this many pieces sorted by length: less padding, less work."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Material:
    """What a run trains on.

    Attributes:
        rows: the n rows.
        targets: their teacher's vectors, (n, d).
        labels: their labels, (n,) a level.
        tokenizer: of the student.
        start: names what the student had learned before, "" for nothing.
    """

    rows: Sequence[Row]
    targets: Tensor
    labels: tuple[Tensor, ...]
    tokenizer: Tokenizer
    start: str = ""

    def digest(self) -> str:
        """Return hex digits that name these rows, this tokenizer and this start."""
        named = hashlib.sha256(f"{self.start}\x1e{self.tokenizer.to_str()}".encode())
        for row in self.rows:
            fields = (row.code, str(row.share), *(row.texts[lang] for lang in LANGUAGES))
            named.update(("\x1e" + "\x1f".join(fields)).encode())
        return named.hexdigest()


def labels_of(rows: Sequence[Row], codes: Codes) -> tuple[Tensor, ...]:
    """Return the row labels at six, four and two digits, NO_CODE where a row has none."""
    columns = []
    for level, digits in zip(codes.levels(), (6, 4, 2), strict=True):
        number = {code: i for i, code in enumerate(level)}
        columns.append(
            torch.tensor(
                [number[r.code[:digits]] if len(r.code) >= digits else NO_CODE for r in rows]
            )
        )
    return tuple(columns)


def train(student: Student, material: Material, recipe: Recipe, folder: Path) -> list[float]:
    """Train *student* in place and return the loss of every step taken in this call.

    A checkpoint in *folder* that belongs to the same recipe and material is taken up again;
    any other is left aside, and written over in time.
    """
    device = "cuda" if torch.cuda.is_available() else "cpu"
    student.to(device)
    optimizer = _optimizer(student, recipe)
    run = {"recipe": json.dumps(asdict(recipe)), "material": material.digest()}
    start = _resume(student, optimizer, run, folder)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rate_factor(recipe, start))
    steps = islice(batches(material.rows, recipe, start), recipe.steps - start)
    losses: list[float] = []
    bar = tqdm(steps, initial=start, total=recipe.steps, unit="step", mininterval=5)
    for step, batch in enumerate(bar, start):
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        parts = _losses(student, material, batch, recipe, device)
        if step < recipe.teacher_first:
            parts = {"teacher": parts["teacher"]}
        total = torch.stack(list(parts.values())).sum()
        optimizer.zero_grad()
        total.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(float(total.detach()))
        bar.set_postfix(
            {name: f"{float(x.detach()):.3f}" for name, x in parts.items()}, refresh=False
        )
        if (step + 1) % recipe.checkpoint_every == 0:
            _save(student, optimizer, run, folder, step + 1)
    return losses


def encode(
    student: Student, tokenizer: Tokenizer, texts: Sequence[str], dropout: float = 0.0
) -> Tensor:
    """Return unit-norm vectors of *texts*, shape (n, d), on the student's device."""
    device = next(student.parameters()).device
    ids = [_trimmed(e.ids, e.attention_mask) for e in tokenizer.encode_batch(list(texts))]
    if dropout:
        ids = [_dropped(x, dropout) for x in ids]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    size = -(-len(order) // _CHUNKS)
    # Each token that occurs is looked up once a step: the gradient of a look-up is as
    # large as the whole table.
    known, place = torch.unique(torch.tensor([i for x in ids for i in x]), return_inverse=True)
    table = student.embedding(known.to(device))
    places = place.split([len(x) for x in ids])
    vectors = [
        student(*_padded(table, [places[i] for i in order[at : at + size]]))
        for at in range(0, len(order), size)
    ]
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(vectors)[back.to(device)]


def _losses(
    student: Student, material: Material, batch: Batch, recipe: Recipe, device: str
) -> dict[str, Tensor]:
    vectors = encode(student, material.tokenizer, batch.first + batch.second, recipe.token_dropout)
    first, second = vectors.chunk(2)
    numbers = torch.tensor(batch.rows)
    targets = material.targets[numbers].to(device)
    labels = [level[numbers].to(device) for level in material.labels]
    return {
        "teacher": recipe.teacher_weight * teacher_loss(vectors, targets.repeat(2, 1)),
        "contrast": recipe.contrast_weight * contrast_loss(first, second, labels),
        "code": recipe.code_weight
        * code_loss(vectors, list(student.prototypes), [x.repeat(2) for x in labels]),
    }


def _trimmed(ids: list[int], mask: list[int]) -> list[int]:
    ids = ids[: sum(mask)]
    return [*ids[: MAX_TRAINING_TOKENS - 1], ids[-1]] if len(ids) > MAX_TRAINING_TOKENS else ids


def _dropped(ids: list[int], share: float) -> list[int]:
    """Drop tokens from half of the longer texts; the two special tokens stay."""
    if len(ids) < 7 or float(torch.rand(())) < 0.5:
        return ids
    keep = torch.rand(len(ids) - 2) >= share
    return [ids[0], *(i for i, k in zip(ids[1:-1], keep.tolist(), strict=True) if k), ids[-1]]


def _padded(table: Tensor, places: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Return the token vectors of texts, padded to the longest, and which are no padding."""
    lengths = torch.tensor([len(p) for p in places])
    rows = torch.nn.utils.rnn.pad_sequence(list(places), batch_first=True)
    mask = torch.arange(rows.shape[1]) < lengths[:, None]
    return table[rows.to(table.device)], mask.long().to(table.device)


def _optimizer(student: Student, recipe: Recipe) -> torch.optim.Optimizer:
    embedding = student.embedding
    apart = {id(p) for p in (embedding.known, embedding.new, *student.prototypes)}
    layers = [p for p in student.parameters() if id(p) not in apart]
    return torch.optim.AdamW(
        [
            {"params": layers, "lr": recipe.layer_rate, "weight_decay": 0.01},
            {"params": [embedding.known], "lr": recipe.known_rate},
            {"params": [embedding.new], "lr": recipe.new_rate},
            {"params": list(student.prototypes), "lr": recipe.prototype_rate},
        ],
        weight_decay=0.0,
        fused=True,
    )


def _rate_factor(recipe: Recipe, start: int) -> Callable[[int], float]:
    """Return what the peak rates are multiplied with at the n-th step after *start*."""

    def factor(after: int) -> float:
        step = start + after
        if step < recipe.warm_up:
            return (step + 1) / recipe.warm_up
        return max(0.0, (recipe.steps - step) / max(1, recipe.steps - recipe.warm_up))

    return factor


def _save(
    student: Student,
    optimizer: torch.optim.Optimizer,
    run: Mapping[str, str],
    folder: Path,
    step: int,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"model.{k}": v for k, v in student.state_dict().items()}
    for number, state in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{k}": torch.as_tensor(v) for k, v in state.items()}
    tensors = {k: v.contiguous().clone() for k, v in tensors.items()}
    part = folder / "checkpoint.part"
    save_file(tensors, part, metadata={"step": str(step), **run})
    part.replace(folder / "checkpoint.safetensors")


def _resume(
    student: Student, optimizer: torch.optim.Optimizer, run: Mapping[str, str], folder: Path
) -> int:
    """Take up the checkpoint in *folder* if it is of this *run*; return the steps it has taken."""
    file = folder / "checkpoint.safetensors"
    if not file.exists():
        return 0
    from safetensors import safe_open

    with safe_open(file, "pt") as opened:
        metadata = opened.metadata()
    if any(metadata.get(name) != value for name, value in run.items()):
        log.warning("%s is of another recipe, corpus or start: training begins anew", file)
        return 0
    tensors = load_file(file)
    student.load_state_dict(
        {k.removeprefix("model."): v for k, v in tensors.items() if k.startswith("model.")}
    )
    states: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, key = name.split(".", 2)
            states.setdefault(int(number), {})[key] = tensor
    optimizer.load_state_dict({**optimizer.state_dict(), "state": states})
    return int(metadata["step"])


def set_seed(seed: int) -> None:
    """Fix what torch and numpy draw outside the batches."""
    torch.manual_seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - transformers draws from numpy's global state
