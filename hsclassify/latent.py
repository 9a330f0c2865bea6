"""The latent map: where the corpus lies in two dimensions, and where a text falls among it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.bundle import Bundle, Layout
from hsclassify.errors import BundleError
from hsclassify.nomenclature import SECTION_LEVEL, Nomenclature
from hsclassify.results import Neighbor, Prediction, dotted

Floats = npt.NDArray[np.float32]

MAP_COLUMNS: Final = ("concept_id", "x", "y", "taken_for")
STEPS: Final = 32_767
"""Stored coordinates are whole numbers of this many steps from the middle to the edge."""

_WEIGHT_TEMPERATURE: Final = 0.1
_MEDIAN_ROUNDS: Final = 24
_GRID: Final = 96
_KERNEL: Final = 0.035  # width of the smoothing, in half-widths of the map
_DOUBT: Final = 1.5  # how many held-out rows near a place weigh as much as none being there


@dataclass(frozen=True)
class PlacedNeighbor:
    """A neighbour with its place on the map and its share (0 to 1) in placing the text."""

    neighbor: Neighbor
    x: float
    y: float
    weight: float

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values: the neighbour's own keys, its place and weight."""
        place = {"x": round(self.x, 5), "y": round(self.y, 5), "weight": round(self.weight, 4)}
        return {**self.neighbor.to_dict(), **place}


@dataclass(frozen=True)
class Location:
    """Where a text falls on the map.

    Attributes:
        prediction: what the classifier says of the text.
        x: from -1 (left edge) to 1.
        y: from -1 (bottom edge) to 1.
        spread: weighted mean distance of the neighbours from the place, in half-widths of
            the map; large where they lie in several places, and the place says little.
        neighbors: the corpus rows that decided it, nearest first.
    """

    prediction: Prediction
    x: float
    y: float
    spread: float
    neighbors: tuple[PlacedNeighbor, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "x": round(self.x, 5),
            "y": round(self.y, 5),
            "spread": round(self.spread, 5),
            "neighbors": [n.to_dict() for n in self.neighbors],
        }


@dataclass(frozen=True)
class Confusion:
    """Two headings of which held-out goods of one were taken for the other.

    Attributes:
        headings: the two, in order of their numbers.
        wrong: how many held-out goods of either were taken for the other.
        asked: how many held-out goods the two have together.
    """

    headings: tuple[str, str]
    wrong: int
    asked: int

    @property
    def share(self) -> float:
        """Share of the two headings' held-out goods that were taken for the other, 0 to 1."""
        return self.wrong / self.asked

    @property
    def dotted(self) -> tuple[str, str]:
        """The two as customs forms print them."""
        return dotted(self.headings[0]), dotted(self.headings[1])


@dataclass(frozen=True)
class Surface:
    """Values on a square grid over the map.

    Attributes:
        axis: the grid's coordinates, the same along x and y, shape (g,).
        values: one value a place, row by row from the bottom, shape (g, g).
    """

    axis: Floats
    values: Floats


@dataclass(frozen=True, eq=False)
class LatentMap:
    """Where the n concepts of a bundle lie.

    Attributes:
        ids: concept ids.
        codes: six-digit codes.
        points: coordinates from -1 to 1, shape (n, 2).
        taken_for: the heading that most languages of a held-out concept were taken for when
            it had no vote; "" for the concepts that trained the encoder.
    """

    ids: Sequence[str]
    codes: Sequence[str]
    points: Floats
    taken_for: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def read(cls, bundle: Bundle) -> LatentMap | None:
        """Return the map of *bundle*, or None where it has none.

        Raises:
            BundleError: the map does not fit the bundle's concepts.
        """
        file = Layout(bundle.folder).map
        # A file that the manifest does not name has not been verified.
        if file.name not in {row.path for row in bundle.manifest.files}:
            return None
        columns = _read_columns(file)
        if columns["concept_id"] != list(bundle.concepts.ids):
            raise BundleError(
                f"Expected {file.name} to name the {len(bundle.concepts):,} concepts of the bundle "
                f"in their order, found {len(columns['concept_id']):,} others. "
                "Run `python -m pipeline map` on the bundle."
            )
        steps = np.stack([columns["x"], columns["y"]], axis=1)
        points = (steps / STEPS).astype(np.float32)
        return cls(bundle.concepts.ids, bundle.concepts.codes, points, columns["taken_for"])

    @cached_property
    def _row(self) -> dict[str, int]:
        return {concept_id: row for row, concept_id in enumerate(self.ids)}

    def rows(self, concept_ids: Iterable[str]) -> list[int]:
        """Return the numbers of the concepts named."""
        return [self._row[x] for x in concept_ids]

    @cached_property
    def peaks(self) -> dict[str, tuple[float, float]]:
        """Where the points of each chapter that has any lie closest together."""
        chapters = np.array([code[:2] for code in self.codes])
        return {c: densest(self.points[chapters == c]) for c in sorted(set(chapters.tolist()))}

    def rows_under(self, code: str) -> npt.NDArray[np.int64]:
        """Return the numbers of the concepts whose codes begin with *code*."""
        return np.flatnonzero(np.strings.startswith(np.array(self.codes), code))

    def locate(self, prediction: Prediction) -> Location | None:
        """Place a classified text by its neighbours; None where it has none.

        The place is the geometric median of the neighbours, each weighing the more the
        more similar it is: unlike their mean it stays with the majority when some lie
        on the other side of the map.
        """
        near = prediction.neighbors
        if not near:
            return None
        points = self.points[self.rows(n.concept_id for n in near)].astype(np.float64)
        scores = np.array([n.similarity for n in near])
        weights = np.exp((scores - scores.max()) / _WEIGHT_TEMPERATURE)
        weights /= weights.sum()
        place = weighted_median(points, weights)
        spread = float(weights @ np.linalg.norm(points - place, axis=1))
        placed = (
            PlacedNeighbor(n, float(x), float(y), float(w))
            for n, (x, y), w in zip(near, points, weights, strict=True)
        )
        return Location(prediction, float(place[0]), float(place[1]), spread, tuple(placed))

    def confusions(self, limit: int = 40) -> tuple[Confusion, ...]:
        """Return the pairs of headings most often taken for each other, most often first."""
        asked: Counter[str] = Counter()
        wrong: Counter[tuple[str, str]] = Counter()
        for code, taken in zip(self.codes, self.taken_for, strict=True):
            if taken:
                asked[code[:4]] += 1
                if taken != code[:4]:
                    wrong[min(taken, code[:4]), max(taken, code[:4])] += 1
        pairs = (Confusion(p, n, asked[p[0]] + asked[p[1]]) for p, n in wrong.items())
        return tuple(sorted(pairs, key=lambda c: (-c.wrong, -c.share, c.headings))[:limit])

    @cached_property
    def trouble(self) -> Surface:
        """How often held-out concepts around a place are put under a wrong heading, 0 to 1.

        Shrunk towards 0 where few concepts were held out, so that one miss is no region.
        """
        asked = np.flatnonzero([bool(t) for t in self.taken_for])
        wrong = [self.taken_for[i] != self.codes[i][:4] for i in asked.tolist()]
        axis = np.linspace(-1, 1, _GRID, dtype=np.float32)
        across, along = (_kernel(axis, self.points[asked, d]) for d in (0, 1))
        seen = along @ across.T
        missed = (along * np.array(wrong, np.float32)) @ across.T
        return Surface(axis, missed / (seen + _DOUBT))


def weighted_median(
    points: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the place with the least weighted distance to *points* (k, 2), shape (2,).

    Weiszfeld's iteration, from the weighted mean.
    """
    place = weights @ points / weights.sum()
    for _ in range(_MEDIAN_ROUNDS):
        pull = weights / np.maximum(np.linalg.norm(points - place, axis=1), 1e-6)
        place = pull @ points / pull.sum()
    return place


def densest(points: Floats) -> tuple[float, float]:
    """Return where *points* (k, 2) lie closest together."""
    axis = np.linspace(-1, 1, _GRID, dtype=np.float32)
    across, along = (_kernel(axis, points[:, d]) for d in (0, 1))
    row, column = np.unravel_index(int((along @ across.T).argmax()), (_GRID, _GRID))
    return float(axis[column]), float(axis[row])


def section_centres(
    latent: LatentMap, nomenclature: Nomenclature
) -> dict[str, tuple[float, float]]:
    """Return where the middle of each section that has points lies, in tree order."""
    section_of = {chapter: nomenclature.parent(chapter) for chapter in nomenclature.codes(2)}
    sections = np.array([section_of[code[:2]] for code in latent.codes])
    present = [s for s in nomenclature.codes(SECTION_LEVEL) if (sections == s).any()]
    middles = {s: np.median(latent.points[sections == s], axis=0) for s in present}
    return {s: (float(x), float(y)) for s, (x, y) in middles.items()}


def _kernel(axis: Floats, values: Floats) -> Floats:
    """Return how near each value is to each grid line, shape (g, k), 1 for the same."""
    return np.exp(-(((axis[:, None] - values[None, :]) / _KERNEL) ** 2) / 2)


def _read_columns(file: Path) -> dict[str, Any]:
    import pyarrow.parquet as pq

    table = pq.ParquetFile(file).read()
    if table.column_names != list(MAP_COLUMNS):
        raise BundleError(
            f"Expected the columns {', '.join(MAP_COLUMNS)} in {file.name}, "
            f"found {', '.join(table.column_names)}. Run `python -m pipeline map` on the bundle."
        )
    texts = {name: table.column(name).to_pylist() for name in ("concept_id", "taken_for")}
    return {**texts, **{axis: table.column(axis).to_numpy() for axis in ("x", "y")}}
