"""From scores to probabilities: neighbours vote, prototypes agree, the tree adds up.

All functions work on batches: q texts at a time.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from hsclassify.errors import BundleError

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_LEAST_EXPONENT: Final = 0.05
_LEAST_SHARE: Final = 1e-9


@dataclass(frozen=True)
class Calibration:
    """The numbers that turn scores into probabilities, chosen on held-out corpus text.

    Attributes:
        lexical_weight: share of the spelling score in the fused score, 0 to 1.
        neighbors: how many corpus rows vote.
        vote_temperature: difference of fused score that is worth a factor e in the vote.
        prototype_scale: factor on the cosine to the code prototypes before their softmax.
        prototype_weight: share of the prototypes in the mix with the votes, 0 to 1.
        heading_weight: how much the prototypes of the headings weigh in those of their codes.
        sharpness: exponent on the mixed probabilities for a text that has an exact neighbour.
        sharpness_slope: what the exponent loses as the nearest neighbour's score falls from 1 to 0.
        target_precision: probability from which an answer counts as safe.
    """

    lexical_weight: float = 0.3
    neighbors: int = 64
    vote_temperature: float = 0.08
    prototype_scale: float = 30.0
    prototype_weight: float = 0.5
    heading_weight: float = 0.0
    sharpness: float = 1.0
    sharpness_slope: float = 0.0
    target_precision: float = 0.9

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read ``calibration.json`` of a bundle.

        Raises:
            BundleError: a number is missing, unknown or no number.
        """
        values = json.loads(file.read_text("utf-8"))
        names = {f.name for f in fields(cls)}
        if set(values) != names or not all(isinstance(v, int | float) for v in values.values()):
            raise BundleError(
                f"Expected the numbers {', '.join(sorted(names))} in {file.name}, "
                f"found {', '.join(sorted(values))}. Build or download the bundle again."
            )
        return cls(**values)

    def write(self, file: Path) -> None:
        """Write the numbers as JSON."""
        file.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")


def neighbor_votes(scores: Floats, codes: Integers, size: int, temperature: float) -> Floats:
    """Return what share of the vote each code gets from a text's neighbours.

    Args:
        scores: fused scores of the k neighbours, shape (q, k), higher is nearer.
        codes: the neighbours' code numbers, shape (q, k).
        size: number of codes.
        temperature: see :class:`Calibration`.

    Returns:
        Shape (q, size), rows sum to 1.
    """
    weights = np.exp((scores - scores.max(axis=1, keepdims=True)) / temperature)
    weights /= weights.sum(axis=1, keepdims=True)
    # One count over all texts is many times faster than np.add.at.
    places = np.arange(len(scores))[:, None] * size + codes
    votes = np.bincount(places.ravel(), weights.ravel(), len(scores) * size)
    return votes.reshape(len(scores), size).astype(np.float32)


@dataclass(frozen=True)
class Likeness:
    """How near q texts are to the prototypes.

    Attributes:
        codes: cosine to the prototype of every code, shape (q, n_codes).
        headings: cosine to the prototype of every heading, shape (q, n_headings).
        parents: number of the heading of every code, shape (n_codes,).
    """

    codes: Floats
    headings: Floats
    parents: Integers

    def probabilities(self, scale: float, heading_weight: float) -> Floats:
        """Return the share of each code, shape (q, n_codes), rows sum to 1.

        A softmax over the codes, times that over their headings raised to *heading_weight*:
        a heading's prototype has seen many more texts than each of its codes'.
        """
        scores = scale * self.codes
        if heading_weight:
            above = np.log(np.maximum(softmax(scale * self.headings), _LEAST_SHARE))
            scores = scores + heading_weight * above[:, self.parents]
        return softmax(scores)


def mixed(scores: Floats, codes: Integers, likeness: Likeness, calibration: Calibration) -> Floats:
    """Return the neighbours' votes mixed with the prototypes', shape (q, n_codes).

    Args:
        scores: fused scores of the k neighbours, shape (q, k).
        codes: their code numbers, shape (q, k).
        likeness: how near the texts are to the prototypes.
        calibration: temperature, scale and weights.
    """
    c = calibration
    voted = neighbor_votes(scores, codes, likeness.codes.shape[1], c.vote_temperature)
    likely = likeness.probabilities(c.prototype_scale, c.heading_weight)
    return (1 - c.prototype_weight) * voted + c.prototype_weight * likely


def softmax(scores: Floats) -> Floats:
    """Return the softmax of each row of *scores*, shape (q, n)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def sharpened(probabilities: Floats, nearest: Floats, calibration: Calibration) -> Floats:
    """Return *probabilities* (q, n) raised to each text's exponent and normalised again.

    A text far from everything known gets a small exponent and so a flat, honest
    answer. *nearest* is the best fused score of each text, shape (q,).
    """
    power = exponents(nearest, calibration.sharpness, calibration.sharpness_slope)
    logs = np.log(np.maximum(probabilities, 1e-9)) * power[:, None]
    return softmax(logs.astype(np.float32))


def exponents(nearest: Floats, sharpness: float, slope: float) -> Floats:
    """Return each text's exponent, shape (q,), from its best fused score; see Calibration."""
    return np.maximum(sharpness - slope * (1 - nearest), _LEAST_EXPONENT).astype(np.float32)


def summed_up(probabilities: Floats, parents: Integers, size: int) -> Floats:
    """Add the probabilities (q, n) of codes up to their parents.

    *parents* (n,) is each code's parent number; the result has shape (q, size).
    Codes have to come sorted, so that the children of a parent lie together.
    """
    starts = np.searchsorted(parents, np.arange(size))
    return np.add.reduceat(probabilities, starts, axis=1)
