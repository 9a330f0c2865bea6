"""The figures of the map, as data."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.agreement import agreement
from hsclassify.bundle import Bundle
from hsclassify.latent import LatentMap, Location, PlacedNeighbor, Surface
from hsclassify.nomenclature import Entry, Nomenclature
from hsclassify.results import Candidate, Neighbor, Prediction
from hsclassify.text import LANGUAGES
from hsclassify.ui import figures
from hsclassify.ui.audit import Mark
from hsclassify.ui.figures import THEMES

SECTIONS = ["II", "IX", "XII"]


@pytest.fixture(scope="module")
def latent(mapped_bundle: Bundle) -> LatentMap:
    found = LatentMap.read(mapped_bundle)
    assert found is not None
    return found


def location(
    text: str = "green tea",
    code: str = "090210",
    probability: float = 0.8,
    places: Sequence[tuple[float, float]] = ((0.1, 0.2), (0.3, 0.2)),
) -> Location:
    names = dict.fromkeys(LANGUAGES, "tea")
    near = tuple(
        PlacedNeighbor(Neighbor(f"n{i}", code, "goods", names, 0.9 - i / 10), x, y, 0.5)
        for i, (x, y) in enumerate(places)
    )
    ranks = [(Candidate(code[:n], probability, names),) for n in (6, 4, 2)]
    prediction = Prediction(text, "en", 6, "", *ranks, tuple(n.neighbor for n in near))
    return Location(prediction, 0.15, 0.2, 0.1, near)


@pytest.mark.parametrize("theme", THEMES)
def test_every_concept_is_drawn_once_with_its_section(
    latent: LatentMap, mapped_bundle: Bundle, theme: str
) -> None:
    tree = mapped_bundle.nomenclature
    figure = figures.map_figure(latent, tree, "zh", THEMES[theme], [])
    assert {t.type for t in figure.data} == {"scattergl"}
    assert [t.meta for t in figure.data] == SECTIONS
    assert [t.name for t in figure.data] == [f"{s} · {tree.title(s, 'zh')}" for s in SECTIONS]
    rows = np.concatenate([t.customdata for t in figure.data])
    assert sorted(rows.tolist()) == list(range(len(latent)))
    for trace in figure.data:
        assert {tree.parent(latent.codes[i][:2]) for i in trace.customdata.tolist()} == {trace.meta}
        assert np.array_equal(np.stack([trace.x, trace.y], axis=1), latent.points[trace.customdata])
    assert len({t.marker.color for t in figure.data}) == len(figure.data)


def test_light_and_dark_differ_in_colour_only(latent: LatentMap, mapped_bundle: Bundle) -> None:
    light, dark = (
        figures.map_figure(latent, mapped_bundle.nomenclature, "en", THEMES[x], [])
        for x in ("light", "dark")
    )
    for one, other in zip(light.data, dark.data, strict=True):
        assert one.marker.color != other.marker.color
        assert one.marker.symbol == other.marker.symbol
        assert np.array_equal(one.x, other.x)


def test_numbers_are_sent_packed(latent: LatentMap, mapped_bundle: Bundle) -> None:
    figure = figures.map_figure(latent, mapped_bundle.nomenclature, "en", THEMES["light"], [])
    for trace in json.loads(figure.to_json())["data"]:
        assert {trace[key]["dtype"] for key in ("x", "y")} == {"f4"}
        assert trace["customdata"]["dtype"] in ("i1", "i2", "i4")


def test_query_has_a_star_and_a_line_to_each_neighbour() -> None:
    placed = location()
    *lines, near, star = figures.query_layer(placed, "en")
    assert [tuple(t.x) for t in lines] == [(placed.x, n.x) for n in placed.neighbors]
    assert list(near.text) == ["0.90", "0.80"]
    assert (star.marker.symbol, star.x[0], star.y[0]) == ("star", placed.x, placed.y)


def test_similarities_are_written_as_the_language_writes_them() -> None:
    near = figures.query_layer(location(), "vi")[-2]
    assert list(near.text) == ["0,90", "0,80"]
    assert near.hovertext[0].endswith("<br>0,90")


def test_similarities_do_not_cover_each_other() -> None:
    placed = location(places=[(0.1, 0.2), (0.1001, 0.2), (0.3, 0.2)])
    near = figures.query_layer(placed, "en")[-2]
    assert list(near.text) == ["0.90", "", "0.70"]


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=9))
def test_a_view_is_square_and_shows_everything(points: list[tuple[float, float]]) -> None:
    left, right, bottom, top = figures.view_of(points)
    assert right - left == pytest.approx(top - bottom)
    assert right - left >= 0.2
    assert all(left < x < right and bottom < y < top for x, y in points)


def test_pair_marks_both_headings_in_colour_and_shape(latent: LatentMap) -> None:
    first, second = figures.pair_layer(latent, ("0901", "0902"))
    assert {latent.codes[i][:4] for i in first.customdata.tolist()} == {"0901"}
    assert {latent.codes[i][:4] for i in second.customdata.tolist()} == {"0902"}
    assert first.marker.symbol != second.marker.symbol
    assert first.marker.line.color != second.marker.line.color


def test_trouble_is_shaded_from_nothing_to_red() -> None:
    axis = np.linspace(-1, 1, 3, dtype=np.float32)
    (layer,) = figures.trouble_layer(Surface(axis, np.full((3, 3), 0.5, np.float32)), "wrong")
    assert layer.type == "heatmap"
    assert layer.colorscale[0][1].endswith(",0)")
    assert json.loads(layer.to_json())["z"] == [[0.5] * 3] * 3


def mark(number: int, confidence: float, declared: str = "") -> Mark:
    tree = Nomenclature(
        Entry(code, len(code), code[:-2], dict.fromkeys(LANGUAGES, code))
        for code in ("09", "0901", "090111", "0902", "090210")
    )
    found = agreement(declared, "090210", tree)
    return Mark(number, f"<i>tea {number}</i>", 0.1, 0.2, "090210", confidence, found, near=0)


def test_audit_colours_by_confidence_and_crosses_disagreement() -> None:
    marks = [
        mark(1, 0.9),
        mark(2, 0.4, "090210"),
        mark(3, 0.7, "0902"),
        mark(4, 0.6, "090111"),
        mark(5, 0.6, "0902109000"),
    ]
    agree, disagree = figures.audit_layer(marks, "as declared", "declared otherwise", "sure")
    assert list(agree.marker.color) == [0.9, 0.4, 0.7, 0.6]
    assert list(disagree.marker.color) == [0.6]
    assert (agree.marker.cmin, agree.marker.cmax) == (0, 1)
    assert agree.marker.symbol != disagree.marker.symbol
    assert (agree.name, disagree.name) == ("as declared", "declared otherwise")
    assert "0902.10 ≠ 0901.11 · 60%" in disagree.hovertext[0]
    assert "&lt;i&gt;tea 4" in disagree.hovertext[0]
    assert not any("≠" in text for text in agree.hovertext)


@pytest.mark.parametrize("declared", ["", "090111"])
def test_one_scale_of_confidence_whatever_the_lines(declared: str) -> None:
    layers = figures.audit_layer([mark(1, 0.5, declared)], "", "", "sure")
    (scale,) = [x.marker.colorbar for x in layers if x.marker.showscale]
    assert scale.title.text == "sure"


def test_texts_are_shown_not_read_as_tags() -> None:
    placed = location(text="<b>tea</b> & more")
    star = figures.query_layer(placed, "en")[-1]
    assert star.hovertext[0] == "&lt;b&gt;tea&lt;/b&gt; &amp; more"
    assert figures.shortened("x" * 200) == "x" * 89 + "…"


def test_a_marks_confidence_is_rounded_down_and_never_certain() -> None:
    below, above = figures.audit_layer([mark(1, 0.899)], "a", "b", "c"), mark(2, 0.9999)
    assert below[0].hovertext[0].endswith("89%")
    assert figures.audit_layer([above], "a", "b", "c")[0].hovertext[0].endswith(">99%")
