"""The student as a torch module: the teacher's layers under a wider vocabulary, and prototypes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(frozen=True)
class Codes:
    """The label space: subheadings, and the number of the heading and chapter of each."""

    subheadings: tuple[str, ...]
    headings: tuple[str, ...]
    chapters: tuple[str, ...]

    @staticmethod
    def of(subheadings: Sequence[str]) -> Codes:
        """Build the label space from six-digit codes."""
        return Codes(
            tuple(sorted(set(subheadings))),
            tuple(sorted({c[:4] for c in subheadings})),
            tuple(sorted({c[:2] for c in subheadings})),
        )

    def levels(self) -> tuple[tuple[str, ...], ...]:
        """Return the codes of six, four and two digits, in that order."""
        return self.subheadings, self.headings, self.chapters


class SplitEmbedding(nn.Module):
    """Token vectors in two parameters, so that known and new tokens learn at their own pace.

    A factor on the gradient would not do it: Adam divides the factor out again.
    """

    def __init__(self, known: Tensor, new: Tensor) -> None:
        super().__init__()
        self.known = nn.Parameter(known)
        self.new = nn.Parameter(new)

    def forward(self, ids: Tensor) -> Tensor:
        """Return the vectors of *ids*, shape (*ids.shape, d)."""
        known = len(self.known)
        is_known = (ids < known).unsqueeze(-1)
        old = functional.embedding(ids.clamp(max=known - 1), self.known)
        new = functional.embedding((ids - known).clamp(min=0), self.new)
        return torch.where(is_known, old, new)

    def joined(self) -> Tensor:
        """Return all token vectors, shape (n_tokens, d), detached."""
        return torch.cat([self.known, self.new]).detach()


class Student(nn.Module):
    """A BERT encoder with mean pooling and unit-norm output, plus one prototype a code."""

    def __init__(
        self, transformer: Any, embedding: SplitEmbedding, prototypes: list[Tensor]
    ) -> None:
        super().__init__()
        transformer.embeddings.word_embeddings = embedding
        self.transformer = transformer
        self.embedding = embedding
        self.prototypes = nn.ParameterList([nn.Parameter(p) for p in prototypes])

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """Return unit-norm text vectors (n, d) for token vectors (n, t, d) and mask (n, t)."""
        states = self.transformer(inputs_embeds=tokens, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        return functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1)


def keep_layers(student: Student, count: int) -> None:
    """Leave *student* so many of its layers, those that lie evenly among all."""
    layers = student.transformer.encoder.layer
    kept = np.linspace(0, len(layers) - 1, count).round().astype(int).tolist()
    student.transformer.encoder.layer = nn.ModuleList(layers[i] for i in kept)
    student.transformer.config.num_hidden_layers = count


def load_teacher(folder: Path) -> Any:
    """Load the teacher's transformer without dropout or pooler, in training mode."""
    from transformers import AutoModel

    return AutoModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).train()


def class_means(
    vectors: npt.NDArray[np.float32], labels: Sequence[str], codes: Sequence[str]
) -> Tensor:
    """Return the mean vector of the rows of each code, unit norm, shape (n_codes, d)."""
    number = {code: i for i, code in enumerate(codes)}
    sums = np.zeros((len(codes), vectors.shape[1]), np.float32)
    np.add.at(sums, [number[label] for label in labels], vectors)
    return functional.normalize(torch.from_numpy(sums), dim=-1)
