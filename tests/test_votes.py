"""From scores to probabilities."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.errors import BundleError
from hsclassify.votes import Calibration, Likeness, neighbor_votes, sharpened, softmax, summed_up


@given(st.integers(1, 8), st.integers(1, 30), st.integers(1, 12), st.integers(0, 999))
def test_votes_are_probabilities(texts: int, k: int, codes: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = np.sort(rng.random((texts, k)).astype(np.float32))[:, ::-1]
    votes = neighbor_votes(scores, rng.integers(codes, size=(texts, k)), codes, 0.08)
    np.testing.assert_allclose(votes.sum(axis=1), 1, atol=1e-5)
    assert (votes >= 0).all()


def test_near_neighbours_outvote_far_ones() -> None:
    votes = neighbor_votes(
        np.array([[0.9, 0.5, 0.5]], np.float32), np.array([[1, 0, 0]]), 2, temperature=0.08
    )
    assert votes[0, 1] > 0.9


def test_a_far_text_gets_a_flatter_answer() -> None:
    calibration = Calibration(sharpness=1.2, sharpness_slope=1.0)
    probabilities = np.array([[0.8, 0.15, 0.05]] * 2, np.float32)
    near, far = sharpened(probabilities, np.array([1.0, 0.2], np.float32), calibration)
    assert near[0] > 0.8 > far[0] > far[1] > far[2]


@given(st.integers(0, 999))
def test_parents_add_up_to_their_children(seed: int) -> None:
    parents = np.array([0, 0, 1, 2, 2, 2])
    probabilities = softmax(np.random.default_rng(seed).normal(size=(4, 6)).astype(np.float32))
    sums = summed_up(probabilities, parents, 3)
    np.testing.assert_allclose(sums[:, 2], probabilities[:, 3:].sum(axis=1), atol=1e-6)
    np.testing.assert_allclose(sums.sum(axis=1), 1, atol=1e-5)


def test_calibration_survives_a_file_and_refuses_a_strange_one(tmp_path: Path) -> None:
    file = tmp_path / "calibration.json"
    Calibration(neighbors=32).write(file)
    assert Calibration.read(file) == Calibration(neighbors=32)
    file.write_text(json.dumps({"neighbors": 32}))
    with pytest.raises(BundleError, match="Expected the numbers"):
        Calibration.read(file)


def test_headings_weigh_in_for_their_codes() -> None:
    """Two codes alike as codes: the one whose heading is nearer wins; at weight 0 neither does."""
    likeness = Likeness(
        np.array([[0.5, 0.5]], np.float32), np.array([[0.2, 0.4]], np.float32), np.array([0, 1])
    )
    alone, both = (likeness.probabilities(20.0, weight)[0] for weight in (0.0, 1.0))
    assert alone == pytest.approx([0.5, 0.5])
    assert both[1] > 0.9
    assert both.sum() == pytest.approx(1)
