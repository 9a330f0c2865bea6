"""Exact search and the int8 form of vectors."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.neighbors import normalised, quantised, restored, similarities, top


def vectors(rows: int, seed: int, width: int = 32) -> np.ndarray:
    return normalised(np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32))


@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 999))
def test_top_is_the_head_of_a_full_sort(rows: int, k: int, seed: int) -> None:
    scores = similarities(vectors(3, seed), vectors(rows, seed + 1))
    expected = np.argsort(-scores, axis=1, kind="stable")[:, : min(k, rows)]
    np.testing.assert_array_equal(top(scores, k), expected)


def test_a_row_is_its_own_nearest_neighbour() -> None:
    rows = vectors(200, 1)
    assert (top(similarities(rows, rows), 1)[:, 0] == np.arange(200)).all()


@given(st.integers(0, 999))
def test_int8_keeps_the_direction(seed: int) -> None:
    rows = vectors(20, seed, 384)
    back = restored(quantised(rows))
    np.testing.assert_allclose(np.linalg.norm(back, axis=1), 1, atol=1e-5)
    assert (rows * back).sum(axis=1).min() > 0.999


def test_zero_rows_stay_zero() -> None:
    assert not normalised(np.zeros((2, 4), np.float32)).any()
