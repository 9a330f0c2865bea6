"""Exact search over int8 rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.neighbors import Rows, normalised, quantised, top


def vectors(rows: int, seed: int, width: int = 32) -> np.ndarray:
    return normalised(np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32))


@given(st.integers(1, 40), st.integers(1, 60), st.integers(0, 999))
def test_top_is_the_head_of_a_full_sort(rows: int, k: int, seed: int) -> None:
    scores = vectors(3, seed) @ vectors(rows, seed + 1).T
    expected = np.argsort(-scores, axis=1, kind="stable")[:, : min(k, rows)]
    np.testing.assert_array_equal(top(scores, k), expected)


@given(st.integers(0, 70), st.integers(1, 90), st.sampled_from([32, 384]), st.integers(0, 999))
def test_similarities_are_cosines(queries: int, rows: int, width: int, seed: int) -> None:
    asked, kept = vectors(queries, seed, width), vectors(rows, seed + 1, width)
    scores = Rows.of(kept).similarities(asked)
    assert scores.shape == (queries, rows)
    np.testing.assert_allclose(scores, asked @ kept.T, atol=0.02)


def test_products_become_similarities_by_their_scales() -> None:
    rows, queries = Rows.of(vectors(40, 1)), vectors(5, 2)
    products, scales = rows.products(queries)
    assert scales.shape == (5, 1)
    np.testing.assert_array_equal(products * scales, rows.similarities(queries))


def test_a_query_scores_the_same_alone_and_among_others() -> None:
    rows, queries = Rows.of(vectors(300, 1, 384)), vectors(9, 2, 384)
    alone = [rows.similarities(query[None]) for query in queries]
    np.testing.assert_array_equal(rows.similarities(queries), np.concatenate(alone))


def test_a_row_is_its_own_nearest_neighbour() -> None:
    own = vectors(200, 1)
    assert (top(Rows.of(own).similarities(own), 1)[:, 0] == np.arange(200)).all()


def test_some_of_the_rows_are_compared_like_all() -> None:
    rows, queries = Rows.of(vectors(50, 1)), vectors(4, 2)
    some = np.array([3, 40, 7])
    assert len(rows.take(some)) == 3
    np.testing.assert_array_equal(
        rows.take(some).similarities(queries), rows.similarities(queries)[:, some]
    )


@given(st.integers(0, 999))
def test_int8_keeps_the_direction(seed: int) -> None:
    rows = vectors(20, seed, 384)
    back = Rows(quantised(rows)).floats()
    np.testing.assert_allclose(np.linalg.norm(back, axis=1), 1, atol=1e-5)
    assert (rows * back).sum(axis=1).min() > 0.999


def test_zero_rows_stay_zero() -> None:
    zeros = np.zeros((2, 4), np.float32)
    assert not normalised(zeros).any()
    rows = Rows.of(zeros)
    assert not rows.floats().any()
    assert not rows.similarities(vectors(3, 1, 4)).any()
