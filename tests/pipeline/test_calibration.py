"""The numbers of the votes, chosen on held-out goods."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hsclassify import votes
from hsclassify.bundle import Bundle
from hsclassify.neighbors import Rows, normalised
from hsclassify.text import LANGUAGES
from pipeline.calibration import calibrated

SMALL = {
    "lexical_weight": 0.3,
    "vote_temperature": 0.06,
    "prototype_scale": 20.0,
    "heading_weight": 0.0,
}
"""Fixed, so that little is left to choose."""


def with_texts(bundle: Bundle, split: str, text: str) -> Bundle:
    """Return *bundle* with all texts of a split replaced."""
    own = bundle.concepts
    texts = {
        lang: [text if s == split else t for t, s in zip(own.texts[lang], own.splits, strict=True)]
        for lang in LANGUAGES
    }
    return replace(bundle, concepts=replace(own, texts=texts))


def with_prototypes_of_chance(bundle: Bundle) -> Bundle:
    rng = np.random.default_rng(3)
    found = {
        level: Rows.of(normalised(rng.normal(size=p.floats().shape).astype(np.float32)))
        for level, p in bundle.prototypes.items()
    }
    return replace(bundle, prototypes=found)


def test_what_is_fixed_is_not_chosen(tiny_bundle: Bundle) -> None:
    found = calibrated(tiny_bundle, **SMALL, prototype_weight=0.27, neighbors=5)
    assert {name: getattr(found, name) for name in SMALL} == SMALL
    assert (found.prototype_weight, found.neighbors) == (0.27, 5)
    assert found.target_precision == tiny_bundle.calibration.target_precision


def test_prototypes_that_know_nothing_weigh_as_little_as_can_be(tiny_bundle: Bundle) -> None:
    found = calibrated(with_prototypes_of_chance(tiny_bundle), **SMALL)
    assert found.prototype_weight == 0.2


@pytest.mark.parametrize(("split", "same"), [("test", True), ("validation", False)])
def test_only_validation_goods_decide(tiny_bundle: Bundle, split: str, same: bool) -> None:
    found = calibrated(tiny_bundle, **SMALL, prototype_weight=0.35)
    other = calibrated(with_texts(tiny_bundle, split, "umbrella"), **SMALL, prototype_weight=0.35)
    assert (found == other) is same


def test_answers_are_less_sure_where_the_words_do_not_decide(tiny_bundle: Bundle) -> None:
    said = calibrated(tiny_bundle, **SMALL, prototype_weight=0.35)
    unsaid = calibrated(
        with_texts(tiny_bundle, "validation", "umbrella"), **SMALL, prototype_weight=0.35
    )
    near = np.array([0.5, 0.9], np.float32)
    sure, unsure = (votes.exponents(near, c.sharpness, c.sharpness_slope) for c in (said, unsaid))
    assert (sure > unsure).all()


def test_goods_in_few_words_make_answers_less_sure(
    tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = calibrated(tiny_bundle, **SMALL, prototype_weight=0.35)
    monkeypatch.setattr("pipeline.calibration.shortened", lambda text, *_: text)
    whole = calibrated(tiny_bundle, **SMALL, prototype_weight=0.35)
    near = np.array([0.5, 0.9], np.float32)
    less, more = (votes.exponents(near, c.sharpness, c.sharpness_slope) for c in (few, whole))
    assert less.sum() < more.sum()
