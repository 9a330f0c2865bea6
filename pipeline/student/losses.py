"""The three losses of the student: follow the teacher, join the languages, know the code."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

SCALE = 20.0
NO_CODE = -1
"""Label of a row without a code (glossary), or without one at this level (titles of headings)."""


def teacher_loss(vectors: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cosine distance of unit vectors, both (n, d)."""
    return (1 - (vectors * targets).sum(-1)).mean()


def contrast_loss(first: Tensor, second: Tensor, labels: Sequence[Tensor]) -> Tensor:
    """Symmetric in-batch contrast of the two languages of each concept, both (n, d).

    Concepts of the same code are no negatives of each other, nor are a title and what lies
    under it; *labels* are one (n,) a level, six digits first.
    """
    scores = SCALE * first @ second.T
    scores = scores.masked_fill(_related(labels), float("-inf"))
    own = torch.arange(len(first), device=scores.device)
    both = functional.cross_entropy(scores, own) + functional.cross_entropy(scores.T, own)
    return both / 2


def _related(labels: Sequence[Tensor]) -> Tensor:
    """Return which pairs of different rows share the code of one of the two, (n, n)."""
    related = torch.zeros(len(labels[0]), len(labels[0]), dtype=torch.bool, device=labels[0].device)
    below = torch.full_like(labels[0], NO_CODE)
    for label in labels:
        same = (label[:, None] == label[None, :]) & (label[:, None] != NO_CODE)
        # A code that ends here stands above whatever shares it.
        ends = below == NO_CODE
        related |= same & (ends[:, None] | ends[None, :])
        below = label
    related.fill_diagonal_(False)
    return related


def code_loss(vectors: Tensor, prototypes: Sequence[Tensor], labels: Sequence[Tensor]) -> Tensor:
    """Softmax over the prototypes of subheading, heading and chapter; the upper two at half weight.

    Args:
        vectors: (n, d), unit norm.
        prototypes: one (n_codes, d) a level, six digits first.
        labels: one (n,) a level, :data:`NO_CODE` where a row has none.
    """
    total = vectors.new_zeros(())
    for level, (protos, label) in enumerate(zip(prototypes, labels, strict=True)):
        scores = SCALE * vectors @ functional.normalize(protos, dim=-1).T
        if bool((label != NO_CODE).any()):
            loss = functional.cross_entropy(scores, label, ignore_index=NO_CODE)
            total = total + (loss if level == 0 else loss / 2)
    return total
