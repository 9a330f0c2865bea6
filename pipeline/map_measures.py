"""How much of the vectors' order a map keeps, and how far it separates the tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.bundle import Bundle

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_SEED: Final = 42
_SAMPLE: Final = 4000
_KEPT_NEIGHBORS: Final = 15
_LOOKED_AT: Final = 10
_AT_ONCE: Final = 256


def measures(bundle: Bundle, points: Floats) -> dict[str, float]:
    """Measure of a sample of the concepts where all others lie around them.

    Keys: trustworthiness (Venna and Kaski, 2001; 15 neighbours, cosine), kept_neighbors
    (share of the 15 nearest vectors that are among the 15 nearest points), same_section
    and same_chapter (shares of the 10 nearest points).
    """
    tree = bundle.nomenclature
    chapters = [code[:2] for code in bundle.concepts.codes]
    sections = [tree.parent(chapter) for chapter in chapters]
    rng = np.random.default_rng(_SEED)
    sample = rng.choice(len(points), min(_SAMPLE, len(points)), replace=False)
    k = min(_KEPT_NEIGHBORS, len(points) // 2 - 1)
    near = nearest(points, sample, k, "euclidean")
    vectors = bundle.vectors.floats()
    return {
        "trustworthiness": trustworthiness(vectors, sample, near),
        "kept_neighbors": _shared(nearest(vectors, sample, k, "cosine"), near),
        "same_section": _alike(np.array(sections), sample, near[:, :_LOOKED_AT]),
        "same_chapter": _alike(np.array(chapters), sample, near[:, :_LOOKED_AT]),
    }


def trustworthiness(vectors: Floats, of: Numbers, near: Numbers) -> float:
    """Return how far points that the map shows together belong together, 0 to 1.

    The same as scikit-learn's for the rows *of*, ranked among all n vectors; that one
    wants all n x n distances at once, 13 GB for the corpus.

    Args:
        vectors: unit-norm vectors, shape (n, d).
        of: the rows that are measured, shape (q,).
        near: the k nearest points of each on the map, shape (q, k).
    """
    n, k = len(vectors), near.shape[1]
    strangers = sum(
        int(np.maximum(ranks - k, 0).sum()) for ranks in _ranks(vectors, of, near)
    )  # how far beyond the k nearest vectors they are
    return round(1 - strangers * 2 / (len(of) * k * (2 * n - 3 * k - 1)), 4)


def _ranks(vectors: Floats, of: Numbers, near: Numbers) -> Iterator[Numbers]:
    """Yield, block by block, which nearest vector (from 1) each nearest point is."""
    for at in range(0, len(of), _AT_ONCE):
        rows, others = of[at : at + _AT_ONCE], near[at : at + _AT_ONCE]
        alike = vectors[rows] @ vectors.T
        alike[np.arange(len(rows)), rows] = -np.inf  # nothing is its own neighbour
        theirs = np.take_along_axis(alike, others, axis=1)
        yield np.stack([(alike > theirs[:, [j]]).sum(axis=1) + 1 for j in range(others.shape[1])])


def nearest(rows: Floats, of: Numbers, k: int, metric: str) -> Numbers:
    """Return the *k* rows nearest to each of the rows *of*, itself left out, shape (q, k)."""
    from sklearn.neighbors import NearestNeighbors

    found = NearestNeighbors(n_neighbors=min(k + 1, len(rows)), metric=metric).fit(rows)
    near = found.kneighbors(rows[of], return_distance=False)
    # Where others lie at the same place, the row itself need not come first.
    others = near != of[:, None]
    others[others.all(axis=1), -1] = False
    return near[others].reshape(len(of), -1)


def _shared(one: Numbers, other: Numbers) -> float:
    both = [len(np.intersect1d(a, b)) for a, b in zip(one, other, strict=True)]
    return round(float(np.mean(both)) / one.shape[1], 4)


def _alike(names: npt.NDArray[Any], of: Numbers, near: Numbers) -> float:
    return round(float((names[near] == names[of][:, None]).mean()), 4)
