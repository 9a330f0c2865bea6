"""Choosing the numbers of the votes on corpus goods that were held out from training.

The held-out goods are made to look like what customers write: each is taken
with a double dose of the noise of invoices and listings, because clean corpus
text is easier than anything a customer sends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify import HSClassifier, votes
from hsclassify.bundle import Bundle
from hsclassify.text import clean, has_words
from hsclassify.votes import Calibration
from pipeline.evaluate import Case, held_out_cases
from pipeline.student.noise import noisy

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_SEED: Final = 7
_NOISE_ROUNDS: Final = 2
_GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "lexical_weight": (0.2, 0.3, 0.4),
    "vote_temperature": (0.04, 0.06, 0.08),
    "prototype_scale": (20.0, 30.0),
    "prototype_weight": (0.2, 0.35, 0.5),
    "heading_weight": (0.0, 0.5),
}
"""What is tried for each number of the votes."""

_SHOWN: Final = (1.0, 0.25)
"""Shares of the voting rows that the numbers are chosen with: some goods that customers name lie
as near to our rows as those that we wrote and held out, others much farther."""
_SHARPNESS: Final = tuple(np.round(np.arange(0.6, 2.41, 0.2), 2).tolist())
_SLOPES: Final = tuple(np.round(np.arange(0.0, 2.51, 0.5), 2).tolist())
_BLOCK: Final = 256


@dataclass(frozen=True)
class _Scored:
    """Held-out texts with what the votes start from: q texts, k neighbours, all codes."""

    scores: Floats
    codes: Integers
    queries: Floats
    truth: Integers


def calibrated(bundle: Bundle, **fixed: float) -> Calibration:
    """Return the calibration for *bundle*, chosen on its validation goods.

    Numbers of the votes that are *fixed* are not chosen.

    First the weights and temperatures that get most codes and headings right, then
    the sharpness that makes the true codes most likely, by a grid over a temperature
    that depends on how near the nearest neighbour is (Guo et al., 2017, "On
    Calibration of Modern Neural Networks").
    """
    start = replace(bundle.calibration, **fixed)  # type: ignore[arg-type]
    bundle = replace(bundle, calibration=start)
    cases = [c for c in _noisy_cases(bundle) if has_words(c.text)]
    shown = [_thinned(bundle, share) for share in _SHOWN]
    grid = {**_GRID, **{name: (value,) for name, value in fixed.items()}}
    best = max(
        (_best_votes(shown, cases, grid, weight) for weight in grid["lexical_weight"]),
        key=lambda pair: pair[0],
    )[1]
    seen = [_Likelihood(_blind(part, best), cases) for part in shown]
    pair = min(product(_SHARPNESS, _SLOPES), key=lambda pair: sum(found(pair) for found in seen))
    return replace(best, sharpness=pair[0], sharpness_slope=pair[1])


def _noisy_cases(bundle: Bundle) -> Iterator[Case]:
    rng = np.random.default_rng(_SEED)
    for group in held_out_cases(bundle, "validation"):
        for case in group:
            text = case.text
            for _ in range(_NOISE_ROUNDS):
                text = noisy(text, case.lang, rng)
            yield Case(clean(text), case.hs6, case.lang)


def _blind(bundle: Bundle, calibration: Calibration) -> HSClassifier:
    """Return a classifier in which no held-out row votes."""
    return HSClassifier(replace(bundle, calibration=calibration), splits=("train",))


def _thinned(bundle: Bundle, share: float) -> Bundle:
    """Return *bundle* with all but a *share* of its rows in no split, so that they do not vote."""
    shown = np.random.default_rng(_SEED).random(len(bundle.concepts)) < share
    splits = [s if kept else "" for s, kept in zip(bundle.concepts.splits, shown, strict=True)]
    return replace(bundle, concepts=replace(bundle.concepts, splits=splits))


def _best_votes(
    shown: Sequence[Bundle],
    cases: Sequence[Case],
    grid: Mapping[str, Sequence[float]],
    lexical_weight: float,
) -> tuple[float, Calibration]:
    """Return the best share right at one lexical weight, and the numbers that reach it.

    The share is summed over the bundles *shown*, of which some have fewer rows that vote.
    """
    start = replace(shown[0].calibration, lexical_weight=lexical_weight)
    blind = [_blind(bundle, start) for bundle in shown]
    scored = [_scored(classifier, cases) for classifier in blind]
    names = [name for name in grid if name != "lexical_weight"]
    options = [
        replace(start, **dict(zip(names, numbers, strict=True)))  # type: ignore[arg-type]
        for numbers in product(*(grid[name] for name in names))
    ]
    return max(
        (
            (sum(_share_right(b, s, c) for b, s in zip(blind, scored, strict=True)), c)
            for c in options
        ),
        key=lambda pair: pair[0],
    )


def _scored(classifier: HSClassifier, cases: Sequence[Case]) -> _Scored:
    number = {code: i for i, code in enumerate(classifier.nomenclature.codes(6))}
    scores, codes, queries = [], [], []
    for at in range(0, len(cases), _BLOCK):
        texts = [c.text for c in cases[at : at + _BLOCK]]
        vectors = classifier.queries(texts)
        near, rows = classifier.nearest(texts, vectors)
        scores.append(near)
        codes.append(classifier.voters[rows])
        queries.append(vectors)
    return _Scored(
        np.concatenate(scores),
        np.concatenate(codes),
        np.concatenate(queries),
        np.array([number[c.hs6] for c in cases]),
    )


def _mixed(
    classifier: HSClassifier, scored: _Scored, c: Calibration
) -> Iterator[tuple[slice, Floats]]:
    """Yield block by block the mixed votes of the texts, shape (block, n_codes)."""
    for at in range(0, len(scored.truth), _BLOCK):
        block = slice(at, at + _BLOCK)
        likeness = classifier.likeness(scored.queries[block])
        yield block, votes.mixed(scored.scores[block], scored.codes[block], likeness, c)


def _share_right(classifier: HSClassifier, scored: _Scored, c: Calibration) -> float:
    """Return the mean of the shares of right subheadings and right headings."""
    headings = np.array([code[:4] for code in classifier.nomenclature.codes(6)])
    right = 0.0
    for block, mixed in _mixed(classifier, scored, c):
        best, truth = mixed.argmax(axis=1), scored.truth[block]
        right += (best == truth).sum() + (headings[best] == headings[truth]).sum()
    return right / (2 * len(scored.truth))


class _Likelihood:
    """Mean negative log-likelihood of the true codes for a (sharpness, slope) pair."""

    def __init__(self, classifier: HSClassifier, cases: Sequence[Case]) -> None:
        scored = _scored(classifier, cases)
        parts = [mixed for _, mixed in _mixed(classifier, scored, classifier.calibration)]
        self._logs = [np.log(np.maximum(mixed, 1e-9)).astype(np.float16) for mixed in parts]
        self._nearest = scored.scores[:, 0]
        self._truth = scored.truth

    def __call__(self, pair: tuple[float, float]) -> float:
        exponents = votes.exponents(self._nearest, *pair)
        total, at = 0.0, 0
        for logs in self._logs:
            rows = slice(at, at + len(logs))
            scaled = logs.astype(np.float32) * exponents[rows, None]
            norm = np.log(np.exp(scaled).sum(axis=1))
            total += float((norm - scaled[np.arange(len(logs)), self._truth[rows]]).sum())
            at += len(logs)
        return total / max(1, at)
