"""Choosing the numbers of the votes on corpus goods that were held out from training.

The held-out goods are made to look like what customers write: each is taken
with a double dose of the noise of invoices and listings, because clean corpus
text is easier than anything a customer sends. How sure an answer may be is
chosen with a single dose and with a third version besides, of which only a part
is left: customers leave out what decides, and a code that fits the few words
that they write exactly is still a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from hsclassify import HSClassifier, votes
from hsclassify.bundle import Bundle
from hsclassify.parallel import pieces_of
from hsclassify.text import Language, clean, has_words
from hsclassify.votes import Calibration
from pipeline.evaluate import Case, held_out_cases
from pipeline.student.noise import Generator, noisy, shortened

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_SEED: Final = 7
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
_SHARPNESS: Final = (0.2, 3.0)
_SLOPES: Final = (0.0, 3.0)
"""Within what bounds the sharpness and its slope are looked for, to the second decimal."""

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
    the sharpness that makes the true codes most likely, a temperature that depends on
    how near the nearest neighbour is (Guo et al., 2017, "On Calibration of Modern
    Neural Networks").
    """
    start = replace(bundle.calibration, **fixed)  # type: ignore[arg-type]
    bundle = replace(bundle, calibration=start)
    cases = _written(bundle, _as_on_an_invoice)
    shown = [_thinned(bundle, share) for share in _SHOWN]
    grid = {**_GRID, **{name: (value,) for name, value in fixed.items()}}
    best = max(
        (_best_votes(shown, cases, grid, weight) for weight in grid["lexical_weight"]),
        key=lambda pair: pair[0],
    )[1]
    blind = [_blind(part, best) for part in shown]
    versions = (cases, _written(bundle, noisy), _written(bundle, _in_few_words))
    sharpness, slope = _likeliest([_Likelihood(b, texts) for b in blind for texts in versions])
    return replace(best, sharpness=sharpness, sharpness_slope=slope)


def _written(bundle: Bundle, habit: Callable[[str, Language, Generator], str]) -> list[Case]:
    """Return the validation goods in the words that a customer with a *habit* has for them."""
    rng = np.random.default_rng(_SEED)
    cases = [
        replace(case, text=clean(habit(case.text, case.lang, rng)))
        for group in held_out_cases(bundle, "validation")
        for case in group
    ]
    return [case for case in cases if has_words(case.text)]


def _as_on_an_invoice(text: str, lang: Language, rng: Generator) -> str:
    return noisy(noisy(text, lang, rng), lang, rng)


def _in_few_words(text: str, lang: Language, rng: Generator) -> str:
    return noisy(shortened(text, lang, rng), lang, rng)


def _likeliest(seen: Sequence[_Likelihood]) -> tuple[float, float]:
    """Return the sharpness and the slope that make the true codes of all of *seen* likeliest."""
    found = minimize(
        lambda pair: sum(likelihood(pair[0], pair[1]) for likelihood in seen),
        (1.0, 0.0),
        method="Nelder-Mead",
        bounds=(_SHARPNESS, _SLOPES),
        options={
            "xatol": 0.005,
            "fatol": 1e-4,
            "initial_simplex": ((1.0, 0.0), (1.2, 0.0), (1.0, 0.4)),
        },
    )
    sharpness, slope = np.round(found.x, 2).tolist()
    return sharpness, slope


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
    for block in pieces_of(cases, _BLOCK):
        texts = [c.text for c in block]
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
    """Mean negative log-likelihood of the true codes for a sharpness and its slope."""

    def __init__(self, classifier: HSClassifier, cases: Sequence[Case]) -> None:
        scored = _scored(classifier, cases)
        parts = [mixed for _, mixed in _mixed(classifier, scored, classifier.calibration)]
        self._logs = [np.log(np.maximum(mixed, 1e-9)).astype(np.float16) for mixed in parts]
        self._nearest = scored.scores[:, 0]
        self._truth = scored.truth

    def __call__(self, sharpness: float, slope: float) -> float:
        exponents = votes.exponents(self._nearest, sharpness, slope)
        total, at = 0.0, 0
        for logs in self._logs:
            rows = slice(at, at + len(logs))
            scaled = logs.astype(np.float32) * exponents[rows, None]
            norm = np.log(np.exp(scaled).sum(axis=1))
            total += float((norm - scaled[np.arange(len(logs)), self._truth[rows]]).sum())
            at += len(logs)
        return total / max(1, at)
