"""Places on the map, from coordinates to the confusion of headings."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle, Layout
from hsclassify.errors import BundleError
from hsclassify.latent import LatentMap, densest, section_centres, weighted_median
from hsclassify.results import Neighbor, Prediction
from hsclassify.text import LANGUAGES

PLACES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 12), st.just(2)),
    elements=st.floats(-1, 1, allow_subnormal=False),
)


def prediction(ids: Sequence[str], similarities: Sequence[float]) -> Prediction:
    near = tuple(
        Neighbor(x, "090111", "goods", dict.fromkeys(LANGUAGES, x), s)
        for x, s in zip(ids, similarities, strict=True)
    )
    return Prediction("coffee", "en", 0, "", (), (), (), near)


def latent(points: Sequence[tuple[float, float]], **columns: Sequence[str]) -> LatentMap:
    ids = [f"c{i}" for i in range(len(points))]
    plain = {"codes": ["090111"] * len(ids), "taken_for": [""] * len(ids)}
    return LatentMap(ids=ids, points=np.array(points, np.float32), **{**plain, **columns})


@given(PLACES)
def test_the_median_is_no_farther_than_any_point_or_the_mean(points: np.ndarray) -> None:
    weights = np.linspace(1, 2, len(points))

    def cost(place: np.ndarray) -> float:
        return float(weights @ np.linalg.norm(points - place, axis=1))

    found = weighted_median(points, weights)
    assert cost(found) <= cost(weights @ points / weights.sum()) + 1e-6
    assert (found >= points.min(axis=0) - 1e-9).all()
    assert (found <= points.max(axis=0) + 1e-9).all()


def test_a_text_lies_with_most_of_its_neighbours() -> None:
    near = [(0.5, 0.5), (0.51, 0.5), (0.5, 0.51), (0.49, 0.5), (0.5, 0.49)]
    drawn = latent([*near, (-1.0, -1.0), (-1.0, -1.0)])
    found = drawn.locate(prediction(drawn.ids, [0.8] * 7))
    assert found is not None
    assert np.hypot(found.x - 0.5, found.y - 0.5) < 0.05
    assert found.spread > 0.25
    assert sum(n.weight for n in found.neighbors) == pytest.approx(1)
    assert [(round(n.x, 2), round(n.y, 2)) for n in found.neighbors[:2]] == [near[0], near[1]]


def test_a_nearer_neighbour_pulls_harder() -> None:
    drawn = latent([(0.0, 0.0), (1.0, 0.0)])
    found = drawn.locate(prediction(drawn.ids, [0.9, 0.5]))
    assert found is not None
    assert found.x < 0.05
    assert found.neighbors[0].weight > 0.9


def test_an_exact_match_lies_at_its_point() -> None:
    drawn = latent([(0.25, -0.75), (0.25, -0.75)])
    found = drawn.locate(prediction(drawn.ids, [1.0, 0.9]))
    assert found is not None
    assert (found.x, found.y, found.spread) == pytest.approx((0.25, -0.75, 0), abs=1e-6)


def test_no_neighbours_no_place() -> None:
    assert latent([(0.0, 0.0)]).locate(prediction([], [])) is None


def test_a_location_is_json_with_stable_keys() -> None:
    drawn = latent([(0.0, 0.0)])
    found = drawn.locate(prediction(drawn.ids, [0.5]))
    assert found is not None
    values = found.to_dict()
    assert set(values) == {"x", "y", "spread", "neighbors"}
    assert set(values["neighbors"][0]) == {"concept_id", "code", "kind", "texts", "similarity",
                                           "x", "y", "weight"}  # fmt: skip


def test_confusions_count_both_directions() -> None:
    drawn = latent(
        [(0.0, 0.0)] * 6,
        codes=["090111", "090111", "090210", "090210", "460211", "460211"],
        taken_for=["0902", "0901", "0901", "0902", "6601", ""],
    )
    first, second = drawn.confusions()
    assert (first.headings, first.wrong, first.asked) == (("0901", "0902"), 2, 4)
    assert first.share == 0.5
    assert (second.headings, second.wrong, second.asked) == (("4602", "6601"), 1, 1)
    assert drawn.confusions(limit=1) == (first,)


def test_trouble_is_where_goods_were_missed() -> None:
    rng = np.random.default_rng(0)
    right = rng.normal((-0.5, 0), 0.02, (200, 2))
    wrong = rng.normal((0.5, 0), 0.02, (200, 2))
    drawn = latent([*right, *wrong], taken_for=["0901"] * 200 + ["4602"] * 200)
    surface = drawn.trouble

    def at(x: float, y: float) -> float:
        row, column = (int(np.abs(surface.axis - v).argmin()) for v in (y, x))
        return float(surface.values[row, column])

    assert at(0.5, 0) > 0.9
    assert at(-0.5, 0) == 0
    assert at(0, 0.9) < 0.01
    assert (surface.values >= 0).all()
    assert (surface.values <= 1).all()


def test_densest_place_is_not_between_two_groups() -> None:
    rng = np.random.default_rng(0)
    groups = [rng.normal((-0.6, 0.2), 0.02, (60, 2)), rng.normal((0.6, -0.2), 0.02, (40, 2))]
    found = densest(np.concatenate(groups).astype(np.float32))
    assert found == pytest.approx((-0.6, 0.2), abs=0.05)


def test_rows_under_a_code() -> None:
    drawn = latent([(0.0, 0.0)] * 3, codes=["090111", "090210", "460211"])
    assert drawn.rows_under("09").tolist() == [0, 1]
    assert drawn.rows_under("0902").tolist() == [1]
    assert drawn.rows_under("97").tolist() == []


def test_section_centres_are_of_sections_with_points(tiny_classifier: HSClassifier) -> None:
    drawn = latent([(0.2, 0.1), (0.2, 0.3), (-0.4, 0.0)], codes=["090111", "090210", "460211"])
    centres = section_centres(drawn, tiny_classifier.nomenclature)
    assert list(centres) == ["II", "IX"]
    assert centres["II"] == pytest.approx((0.2, 0.2))


def test_a_bundle_without_a_map(tiny_bundle: Bundle) -> None:
    assert LatentMap.read(tiny_bundle) is None


def test_a_map_is_read_as_it_was_written(mapped_bundle: Bundle) -> None:
    drawn = LatentMap.read(mapped_bundle)
    assert drawn is not None
    assert len(drawn) == len(mapped_bundle.concepts)
    assert np.abs(drawn.points).max() <= 1
    assert drawn.points.dtype == np.float32


def test_a_map_that_nothing_vouches_for_is_not_used(mapped_bundle: Bundle) -> None:
    files = tuple(row for row in mapped_bundle.manifest.files if row.path != "map.parquet")
    manifest = replace(mapped_bundle.manifest, files=files)
    assert LatentMap.read(replace(mapped_bundle, manifest=manifest)) is None


def test_a_map_of_another_bundle_is_refused(mapped_bundle: Bundle) -> None:
    others = replace(mapped_bundle.concepts, ids=["x", *list(mapped_bundle.concepts.ids)[1:]])
    with pytest.raises(BundleError, match="python -m pipeline map"):
        LatentMap.read(replace(mapped_bundle, concepts=others))


def test_a_map_with_other_columns_is_refused(mapped_bundle: Bundle, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(mapped_bundle.folder, folder)
    shutil.copy(Layout(folder).nomenclature, Layout(folder).map)
    with pytest.raises(BundleError, match="Expected the columns concept_id, x, y, taken_for"):
        LatentMap.read(replace(mapped_bundle, folder=folder))
    mapped_bundle.manifest.seal(folder)
    with pytest.raises(BundleError, match="Expected the columns"):
        LatentMap.read(Bundle.load(folder))
