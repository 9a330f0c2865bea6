"""What an evaluation measures: accuracy at each level, calibration, what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.results import Prediction

LEVELS: Final = (2, 4, 6)
_BINS: Final = 10


def ranked(prediction: Prediction, level: int) -> list[str]:
    """Return the codes of a level that the prediction ranks, best first."""
    ranks = {2: prediction.chapters, 4: prediction.headings, 6: prediction.candidates}[level]
    return [c.code for c in ranks]


def accuracy(predictions: Sequence[Prediction], codes: Sequence[str], k: int) -> dict[str, float]:
    """Return by level the share of texts whose true code is among the first *k*."""
    return {
        str(level): _mean(
            [c[:level] in ranked(p, level)[:k] for p, c in zip(predictions, codes, strict=True)]
        )
        for level in LEVELS
    }


def calibration_error(predictions: Sequence[Prediction], codes: Sequence[str]) -> float:
    """Return the expected calibration error of the leading subheading's probability, 0 to 1.

    Ten bins of equal width (Naeini et al., 2015, "Obtaining Well Calibrated
    Probabilities Using Bayesian Binning").
    """
    gaps = [
        abs(sure.mean() - right.mean()) * len(sure) / len(predictions)
        for _, sure, right in _bins(predictions, codes)
    ]
    return round(float(sum(gaps)), 4)


def reliability(
    predictions: Sequence[Prediction], codes: Sequence[str]
) -> list[dict[str, int | float]]:
    """Return how often the leading subheading is right where it is so and so sure.

    A row for each of the ten bins of :func:`calibration_error` that has texts: its edges
    (``from`` and ``to``, 0 to 1), how many texts (``n``), the mean probability of the leading
    subheading (``confidence``) and the share of them in which it is right (``right``).
    """
    return [
        {
            "from": bin_ / _BINS,
            "to": (bin_ + 1) / _BINS,
            "n": len(sure),
            "confidence": round(float(sure.mean()), 4),
            "right": round(float(right.mean()), 4),
        }
        for bin_, sure, right in _bins(predictions, codes)
    ]


def _bins(
    predictions: Sequence[Prediction], codes: Sequence[str]
) -> Iterator[tuple[int, npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
    """Yield the number of a bin, its leaders' probabilities (n,) and 1 where one is right (n,)."""
    sure = np.array([p.candidates[0].probability if p.candidates else 0.0 for p in predictions])
    right = np.array(
        [ranked(p, 6)[:1] == [c] for p, c in zip(predictions, codes, strict=True)], float
    )
    bins = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    for number in np.unique(bins).tolist():
        yield number, sure[bins == number], right[bins == number]


def answered(predictions: Sequence[Prediction], codes: Sequence[str]) -> dict[str, float | None]:
    """Return the share of texts answered at each level (0: not at all) and how often rightly.

    The latter, ``precision``, is None where nothing was answered.
    """
    shares = {str(x): _mean([p.level == x for p in predictions]) for x in (0, *LEVELS)}
    hits = [
        p.best.code == c[: p.level]
        for p, c in zip(predictions, codes, strict=True)
        if p.best is not None
    ]
    return {**shares, "precision": _mean(hits) if hits else None}


def summary(predictions: Sequence[Prediction], codes: Sequence[str]) -> dict[str, Any]:
    """Return all measures of one set of texts."""
    return {
        "n": len(predictions),
        "top1": accuracy(predictions, codes, 1),
        "top3": accuracy(predictions, codes, 3),
        "ece": calibration_error(predictions, codes) if predictions else None,
        "answered": answered(predictions, codes),
    }


def _mean(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
