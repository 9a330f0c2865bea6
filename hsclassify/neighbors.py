"""Exact cosine search over the concept vectors."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from hsclassify.product import Product

Vectors = npt.NDArray[np.float32]
Steps = npt.NDArray[np.int8]
Numbers = npt.NDArray[np.int64]

INT8_STEPS: Final = 127.0
ZERO: Final = 128
"""What stands for zero in a query, whose steps have no sign."""

_LEAST: Final = 1e-12
_GROUPS: Final = 8
"""Groups of scores for each of the best that are looked for."""


class Rows:
    """Unit-norm vectors of n rows as int8, to be compared with queries.

    Four times as many fit in the caches as of float32, and onnxruntime multiplies int8
    several times as fast as numpy does float32, without a pool of threads for which
    callers that come at once have to wait.
    """

    def __init__(self, steps: Steps) -> None:
        """Take the int8 rows, shape (n, d), that :func:`quantised` returns."""
        self._steps = np.ascontiguousarray(steps.T)
        squares = np.einsum("nd,nd->n", steps, steps, dtype=np.float32)
        self._scales = 1 / np.maximum(np.sqrt(squares), 1).astype(np.float32)

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """Return unit-norm float *vectors*, shape (n, d), as rows."""
        return cls(quantised(vectors))

    def __len__(self) -> int:
        return self._steps.shape[1]

    @property
    def dimension(self) -> int:
        """Length d of a row."""
        return self._steps.shape[0]

    def floats(self) -> Vectors:
        """Return the rows as unit-norm float32, shape (n, d)."""
        return self._steps.T * self._scales[:, None]

    def take(self, rows: Numbers) -> Self:
        """Return some of the rows, by their numbers."""
        return type(self)(self._steps[:, rows].T)

    def similarities(self, queries: Vectors) -> Vectors:
        """Return the cosine similarities of unit-norm *queries* (q, d) and the rows, (q, n).

        A query counts in 127 steps up and down as a row does, which moves a cosine by
        about 0.0005.
        """
        products, scales = self.products(queries)
        products *= scales
        return products

    def products(self, queries: Vectors) -> tuple[Vectors, Vectors]:
        """Return what becomes :meth:`similarities` when it is multiplied: (q, n), by (q, 1).

        For whoever goes through the queries one by one: a pass over all of them at once reads and
        writes what no longer lies in the caches.
        """
        peak = np.maximum(np.abs(queries).max(axis=1, keepdims=True, initial=0), _LEAST)
        steps = (np.rint(queries / peak * INT8_STEPS) + ZERO).astype(np.uint8)
        return self._product(steps), peak / INT8_STEPS

    @cached_property
    def _product(self) -> Product:
        return Product(self._steps, self._scales)


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
        best[:] = top_of_row(row, k)
    return picked


def top_of_row(row: Vectors, k: int) -> npt.NDArray[np.int64]:
    """Return the places of the *k* highest of *row* (n,), best first; *k* is 1 to n.

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
    squares = np.einsum("nd,nd->n", vectors, vectors)
    return (vectors / np.maximum(np.sqrt(squares), _LEAST)[:, None]).astype(np.float32)


def quantised(vectors: Vectors) -> Steps:
    """Return unit-norm rows as int8, each scaled to the whole range; :class:`Rows` undoes it.

    The scale need not be kept: rows have unit length, so normalising restores it.
    """
    peak = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), _LEAST)
    # safetensors writes an array as it lies in memory, which of a transposed one is another.
    return np.rint(vectors / peak * INT8_STEPS).astype(np.int8, order="C")
