"""Exact cosine search over the concept vectors."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_INT8_STEPS: Final = 127.0
_GROUPS: Final = 8
"""Groups of scores for each of the best that are looked for."""


def similarities(queries: Vectors, vectors: Vectors) -> Vectors:
    """Return cosine similarities, shape (q, n), of unit-norm queries (q, d) and rows (n, d)."""
    return queries @ vectors.T


def top(scores: Vectors, k: int) -> npt.NDArray[np.int64]:
    """Return the columns of the *k* highest scores of each row, best first.

    Args:
        scores: shape (q, n).
        k: at least 1; clipped to n.

    Returns:
        Shape (q, min(k, n)), int64. Equal scores keep column order.
    """
    k = min(k, scores.shape[1])
    picked = np.empty((len(scores), k), np.int64)
    for row, best in zip(scores, picked, strict=True):
        best[:] = _top_of_row(row, k)
    return picked


def _top_of_row(row: Vectors, k: int) -> npt.NDArray[np.int64]:
    """Return the places of the *k* highest of *row* (n,), best first.

    The k-th highest of the peaks of groups is at most the k-th highest of all, so that only
    the few scores that reach it need sorting: several times faster than numpy.argpartition.
    """
    width = max(1, len(row) // (_GROUPS * k))
    grouped = row[: len(row) // width * width].reshape(width, -1)
    floor = np.partition(grouped.max(axis=0), -k)[-k]
    reached = np.flatnonzero(row >= floor)
    return reached[np.argsort(-row[reached], kind="stable")[:k]]


def normalised(vectors: Vectors) -> Vectors:
    """Return *vectors* (n, d) scaled to unit length; a zero row stays zero."""
    return _normalise(vectors.astype(np.float32))


def quantised(vectors: Vectors) -> npt.NDArray[np.int8]:
    """Return unit-norm rows as int8, each scaled to the whole range; :func:`restored` undoes it.

    The scale need not be kept: rows have unit length, so normalising restores it.
    """
    peak = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12)
    return np.rint(vectors / peak * _INT8_STEPS).astype(np.int8)


def restored(rows: npt.NDArray[np.int8]) -> Vectors:
    """Return the unit-norm float32 vectors of int8 *rows* (n, d)."""
    return _normalise(rows.astype(np.float32))


def _normalise(vectors: Vectors) -> Vectors:
    """Scale *vectors* (n, d) in place; returns them."""
    squares = np.einsum("nd,nd->n", vectors, vectors)
    vectors /= np.maximum(np.sqrt(squares), 1e-12)[:, None]
    return vectors
