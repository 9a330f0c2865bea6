"""Choosing the numbers of the votes on corpus goods that were held out from training.

The held-out goods are made to look like what customers write: each is taken
clean and with the noise of invoices and listings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.text import clean
from hsclassify.votes import Calibration
from pipeline.evaluate import Case, held_out_cases
from pipeline.student.noise import noisy

_SEED: Final = 7
_SHARPNESS: Final = tuple(np.round(np.arange(0.6, 2.01, 0.1), 2))
_SLOPES: Final = tuple(np.round(np.arange(0.0, 2.01, 0.25), 2))
_BLOCK: Final = 256


def calibrated(bundle: Bundle) -> Calibration:
    """Return the calibration with the sharpness that makes held-out codes most likely.

    The two numbers are found by a grid over the log-likelihood of the true code
    (a temperature that depends on how near the nearest neighbour is; Guo et
    al., 2017, "On Calibration of Modern Neural Networks").
    """
    cases = list(_noisy_cases(bundle))
    start = replace(bundle.calibration, sharpness=1.0, sharpness_slope=0.0)
    classifier = HSClassifier(replace(bundle, calibration=start), splits=("train",))
    logs, nearest, truth = _raw(classifier, cases)
    best = min(product(_SHARPNESS, _SLOPES), key=lambda pair: _loss(logs, nearest, truth, *pair))
    return replace(start, sharpness=float(best[0]), sharpness_slope=float(best[1]))


def _noisy_cases(bundle: Bundle) -> Iterator[Case]:
    rng = np.random.default_rng(_SEED)
    for group in held_out_cases(bundle, "validation"):
        for case in group:
            yield case
            yield Case(clean(noisy(case.text, case.lang, rng)), case.hs6, case.lang)


def _raw(
    classifier: HSClassifier, cases: Sequence[Case]
) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Log-probabilities (n, n_codes), nearest scores (n,) and true code numbers (n,)."""
    number = {code: i for i, code in enumerate(classifier.nomenclature.codes(6))}
    logs, nearest = [], []
    for at in range(0, len(cases), _BLOCK):
        scores, _, probabilities = classifier.score([c.text for c in cases[at : at + _BLOCK]])
        logs.append(np.log(np.maximum(probabilities, 1e-9)).astype(np.float16))
        nearest.append(scores[:, 0])
    truth = np.array([number[c.hs6] for c in cases])
    return np.concatenate(logs), np.concatenate(nearest), truth


def _loss(
    logs: npt.NDArray[np.float16],
    nearest: npt.NDArray[np.float32],
    truth: npt.NDArray[np.int64],
    sharpness: float,
    slope: float,
) -> float:
    """Return the mean negative log-likelihood of the true codes."""
    exponent = np.maximum(sharpness - slope * (1 - nearest), 0.05)
    total = 0.0
    for at in range(0, len(logs), _BLOCK):
        rows = slice(at, at + _BLOCK)
        scaled = logs[rows].astype(np.float32) * exponent[rows, None]
        norm = np.log(np.exp(scaled).sum(axis=1))
        total += float((norm - scaled[np.arange(len(scaled)), truth[rows]]).sum())
    return total / len(logs)
