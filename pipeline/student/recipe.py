"""Everything that decides a training run besides the rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

TRAINING_FILE: Final = "training.json"
"""What an encoder's folder and its bundle say of how it was trained."""


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training run.

    Attributes:
        steps: optimiser steps.
        batch: rows a step; each gives two texts.
        seed: of batches, noise and dropout.
        layer_rate, known_rate, new_rate, prototype_rate: peak learning rates of the
            transformer layers, the teacher's token vectors, the new ones, the prototypes.
        warm_up: steps of linear warm-up; the rate then falls linearly to zero.
        checkpoint_every: steps between checkpoints.
        teacher_weight, contrast_weight, code_weight: what the losses count, see
            ``pipeline.student.losses``.
        teacher_first: so many steps know the loss of the teacher alone.
        noise_share: share of the texts that get the noise of invoices.
        bilingual_share: share of the texts that are joined with another language's.
        token_dropout: share of the tokens that half of the longer texts lose.
        official_share, line_share: chances that a text of the official nomenclature, or of a
            national tariff line, is shown in an epoch.
        sibling_share: share of a batch drawn from the headings of the rest, so that
            siblings meet as negatives.
        layers: how many of the teacher's six layers the student keeps.
    """

    steps: int = 1400
    batch: int = 96
    seed: int = 2022
    layer_rate: float = 8e-5
    known_rate: float = 1e-4
    new_rate: float = 2e-3
    prototype_rate: float = 2e-3
    warm_up: int = 100
    checkpoint_every: int = 200
    teacher_weight: float = 4.0
    contrast_weight: float = 0.5
    code_weight: float = 1.0
    teacher_first: int = 0
    noise_share: float = 0.5
    bilingual_share: float = 0.06
    token_dropout: float = 0.15
    official_share: float = 0.5
    line_share: float = 0.4
    sibling_share: float = 0.2
    layers: int = 6

    def at_rate(self, factor: float) -> Recipe:
        """Return the recipe with every learning rate times *factor*."""
        return replace(
            self,
            layer_rate=self.layer_rate * factor,
            known_rate=self.known_rate * factor,
            new_rate=self.new_rate * factor,
            prototype_rate=self.prototype_rate * factor,
        )
