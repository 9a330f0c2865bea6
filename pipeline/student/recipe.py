"""Everything that decides a training run besides the rows."""

from __future__ import annotations

from dataclasses import dataclass


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
