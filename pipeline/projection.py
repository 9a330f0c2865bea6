"""The map of a bundle: UMAP over its concept vectors, and how much of them it keeps."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle, Layout
from hsclassify.errors import InputError
from hsclassify.latent import MAP_COLUMNS, STEPS, LatentMap
from hsclassify.results import Prediction
from hsclassify.text import LANGUAGES
from pipeline.map_measures import measures

Floats = npt.NDArray[np.float32]

_SEED: Final = 42
_MARGIN: Final = 0.97


@dataclass(frozen=True)
class Projection:
    """How the vectors are brought into two dimensions.

    Attributes:
        neighbors: how many neighbours of a vector UMAP tries to keep.
        min_dist: how close points may come.
        spread: how far apart groups of points are drawn, in the same unit.
        target_weight: from 0, only the vectors count, to 1, only the chapters do.
        density: keep the density of the vectors (densMAP).
    """

    neighbors: int = 15
    min_dist: float = 0.8
    spread: float = 2.0
    target_weight: float = 0.1
    density: bool = False


VARIANTS: Final = {
    "plain": Projection(target_weight=0.0),
    "wide": Projection(target_weight=0.0, neighbors=30),
    "chapters": Projection(),
    "chapters-tight": Projection(min_dist=0.1, spread=1.0),
    "chapters-strong": Projection(target_weight=0.5),
    "chapters-wide": Projection(neighbors=30),
    "density": Projection(target_weight=0.0, density=True),
}
DEFAULT_VARIANT: Final = "chapters"
"""Keeps neighbourhoods as well as the plain map does, separates chapters better, fills the page."""


def add_map(folder: Path, projection: Projection) -> dict[str, float]:
    """Give the bundle in *folder* a map, seal its manifest anew, and return the measures.

    Raises:
        BundleError: there is no sound bundle in *folder*.
    """
    bundle = Bundle.load(folder)
    points = project(bundle.vectors.floats(), bundle.concepts.codes, projection)
    file = Layout(folder).map
    # Held-out goods are placed on the finished map, so it is written twice.
    _place(bundle, points, [""] * len(points), file)
    predictions = list(held_out_predictions(bundle))
    _place(bundle, points, taken_for(bundle, predictions), file)
    mapped = LatentMap.read(Bundle.load(folder))
    if mapped is None:
        raise InputError(f"Expected {file} to be part of the bundle, found it missing.")
    values = {
        **measures(bundle, mapped.points),
        "held_out_distance": held_out_distance(bundle, mapped, predictions),
    }
    metrics = {**bundle.manifest.metrics, "map": values}
    replace(bundle.manifest, metrics=metrics).seal(folder)
    return values


def _place(bundle: Bundle, points: Floats, taken: Sequence[str], file: Path) -> None:
    write_map(bundle.concepts.ids, points, taken, file)
    bundle.manifest.seal(bundle.folder)


def project(vectors: Floats, codes: Sequence[str], projection: Projection) -> Floats:
    """Return a place for each unit-norm vector (n, d) with its code, shape (n, 2), -1 to 1.

    The same input gives the same places on the same machine.
    """
    import umap

    chapters = np.array([int(code[:2]) for code in codes])
    reducer = umap.UMAP(
        n_neighbors=min(projection.neighbors, len(vectors) - 1),
        min_dist=projection.min_dist,
        spread=projection.spread,
        metric="cosine",
        target_weight=projection.target_weight,
        densmap=projection.density,
        random_state=_SEED,
    )
    # With several threads BLAS adds up in an order of chance, and UMAP starts from eigenvectors.
    with threadpool_limits(1), warnings.catch_warnings():
        # That a fixed seed allows only one thread is known and wanted.
        warnings.filterwarnings("ignore", message="n_jobs value")
        placed = reducer.fit_transform(vectors, chapters if projection.target_weight else None)
    return framed(np.asarray(placed, np.float64))


def framed(places: npt.NDArray[np.float64]) -> Floats:
    """Return *places* (n, 2) turned so that they are widest from left to right, from -1 to 1.

    Both axes keep one scale, so distances keep their proportions.
    """
    centred = places - places.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    turned = centred @ axes.T
    # The signs of the axes are arbitrary; this makes them the same every time.
    turned *= np.where((turned**3).sum(axis=0) < 0, -1, 1)
    low, high = turned.min(axis=0), turned.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-9)
    return ((turned - (low + high) / 2) / half * _MARGIN).astype(np.float32)


def write_map(ids: Sequence[str], points: Floats, taken: Sequence[str], file: Path) -> None:
    """Write ``map.parquet``: places as 16-bit whole numbers, the file whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    steps = np.rint(points * STEPS).astype(np.int16)
    columns = (list(ids), steps[:, 0], steps[:, 1], list(taken))
    part = file.with_suffix(".part")
    pq.write_table(
        pa.table(dict(zip(MAP_COLUMNS, columns, strict=True))),
        part,
        compression="zstd",
        compression_level=19,
        write_statistics=False,
        use_dictionary=["taken_for"],
        column_encoding={"concept_id": "DELTA_BYTE_ARRAY"},
    )
    part.replace(file)


def held_out_rows(bundle: Bundle) -> list[int]:
    """Return the numbers of the concepts that did not train the encoder."""
    return [row for row, split in enumerate(bundle.concepts.splits) if split != "train"]


def held_out_predictions(bundle: Bundle) -> Iterator[Prediction]:
    """Classify every held-out concept in each language, by the votes of the others only."""
    texts = bundle.concepts.texts
    classifier = HSClassifier(bundle, splits=("train",))
    return classifier.classify_all(
        [texts[lang][row] for row in held_out_rows(bundle) for lang in LANGUAGES], top_k=1
    )


def taken_for(bundle: Bundle, predictions: Sequence[Prediction]) -> list[str]:
    """Return for each concept the heading it was taken for; "" where it was not held out.

    The heading is the one that most languages lead to; where they tie, the first of them.
    """
    taken = [""] * len(bundle.concepts)
    width = len(LANGUAGES)
    for place, row in enumerate(held_out_rows(bundle)):
        group = predictions[place * width : (place + 1) * width]
        leaders = Counter(p.headings[0].code for p in group if p.headings)
        taken[row] = leaders.most_common(1)[0][0] if leaders else ""
    return taken


def held_out_distance(
    bundle: Bundle, mapped: LatentMap, predictions: Sequence[Prediction]
) -> float:
    """Return how far a held-out text is placed from its own point: the median, in half-widths."""
    rows = [row for row in held_out_rows(bundle) for _ in LANGUAGES]
    located = ((row, mapped.locate(p)) for row, p in zip(rows, predictions, strict=True))
    apart = [np.hypot(*(mapped.points[row] - (at.x, at.y))) for row, at in located if at]
    return round(float(np.median(apart)), 4) if apart else 0.0


def measured(bundle: Bundle) -> dict[str, float] | None:
    """Return the measures of the map that *bundle* has, None where it has none."""
    mapped = LatentMap.read(bundle)
    return measures(bundle, mapped.points) if mapped else None


def compared(bundle: Bundle, size: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the measures of every variant on a sample of *size* concepts, one after the other."""
    rng = np.random.default_rng(_SEED)
    rows = np.sort(rng.choice(len(bundle.concepts), min(size, len(bundle.concepts)), replace=False))
    part = replace(
        bundle,
        vectors=bundle.vectors.take(rows),
        concepts=replace(bundle.concepts, codes=[bundle.concepts.codes[i] for i in rows.tolist()]),
    )
    for name, projection in VARIANTS.items():
        yield name, measures(part, project(part.vectors.floats(), part.concepts.codes, projection))
