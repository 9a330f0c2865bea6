"""The figures of the map: pure functions from places to plotly."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from hsclassify.labels import LETTER_PX, Label
from hsclassify.latent import LatentMap, Location, PlacedNeighbor, Surface, section_centres
from hsclassify.nomenclature import Nomenclature
from hsclassify.palette import DARK, LIGHT, Shades, around, colours
from hsclassify.results import dotted, percent
from hsclassify.text import Language
from hsclassify.ui.audit import Mark
from hsclassify.ui.wording import Wording, wording

View = tuple[float, float, float, float]
"""Left, right, bottom and top of what is shown, in the map's units."""

SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up")
"""A second sign beside colour: neighbours around the map differ in it."""

_SCALE: Final = 340.0  # pixels per unit of the map when all of it is shown on a wide page
_DOT_PX: Final = 3.5
_DIMMED: Final = 0.07
_EDGE: Final = 1.1
_NARROWEST: Final = 0.12
_AIR: Final = 1.35
_TEXT_WIDE: Final = 0.06  # of the view
_TEXT_HIGH: Final = 0.03
_ACCENT: Final = "#e11d48"
_LINE: Final = "#64748b"
_SILENT: Final = {"hoverinfo": "skip", "showlegend": False}
_PAIR: Final = ("#d946ef", "#0ea5e9")
# From a low to a high confidence, readable without telling red from green (Viridis' ends cut).
_CONFIDENCE: Final = ((0.0, "#440154"), (0.5, "#21908c"), (1.0, "#fde725"))
_BAR: Final = {
    "tickformat": ".0%",
    "thickness": 10,
    "len": 0.35,
    "x": 0.99,
    "xanchor": "right",
}
_TROUBLE: Final = ((0.0, "rgba(220,38,38,0)"), (1.0, "rgba(220,38,38,0.75)"))


@dataclass(frozen=True)
class Theme:
    """Colours of the map on a light or a dark page."""

    shades: Shades
    ink: str
    halo: str
    hover: str


THEMES: Final = {
    "light": Theme(LIGHT, "#0f172a", "#ffffff", "#ffffff"),
    "dark": Theme(DARK, "#f1f5f9", "#111a2b", "#1b2638"),
}


def map_figure(
    latent: LatentMap,
    nomenclature: Nomenclature,
    language: Language,
    theme: Theme,
    labels: Sequence[Label],
) -> go.Figure:
    """Return the whole map: one trace a section, and those *labels* that have room.

    A point's ``customdata`` is the number of its concept. Coordinates are those of
    :class:`LatentMap`, from -1 to 1.
    """
    shown = [annotation(label, theme) for label in labels if label.scale <= _SCALE]
    return go.Figure(_sections(latent, nomenclature, language, theme), _layout(theme, shown))


def _sections(
    latent: LatentMap, nomenclature: Nomenclature, language: Language, theme: Theme
) -> list[go.Scattergl]:
    centres = section_centres(latent, nomenclature)
    palette, ring = colours(centres, theme.shades), around(centres)
    section_of = {chapter: nomenclature.parent(chapter) for chapter in nomenclature.codes(2)}
    sections = np.array([section_of[code[:2]] for code in latent.codes])
    return [
        _dots(
            latent,
            np.flatnonzero(sections == code),
            name=f"{code} · {nomenclature.title(code, language)}",
            meta=code,
            marker={
                "color": palette[code],
                "size": _DOT_PX,
                "symbol": SYMBOLS[ring.index(code) % len(SYMBOLS)],
                "line": {"width": 0},
            },
            unselected={"marker": {"opacity": _DIMMED}},
        )
        for code in centres
    ]


def _dots(latent: LatentMap, rows: npt.NDArray[np.int64], **options: object) -> go.Scattergl:
    points = latent.points[rows]
    return go.Scattergl(
        x=points[:, 0],
        y=points[:, 1],
        customdata=rows.astype(np.int32),
        mode="markers",
        hovertemplate="%{text}<extra></extra>",
        **options,
    )


def annotation(label: Label, theme: Theme) -> dict[str, Any]:
    """Return the name of a chapter as a plotly annotation.

    Not as a trace of text, which plotly would draw below the dots.
    """
    return {
        "x": label.x,
        "y": label.y,
        "text": plain(label.text),
        "showarrow": False,
        "captureevents": False,
        "font": {
            "size": LETTER_PX,
            "color": theme.ink,
            "shadow": ", ".join([f"0 0 3px {theme.halo}"] * 4),
        },
    }


def _layout(theme: Theme, annotations: list[dict[str, Any]]) -> go.Layout:
    # The page moves the map itself: see map.js.
    bare = {"visible": False, "zeroline": False, "showgrid": False, "fixedrange": True}
    return go.Layout(
        xaxis={**bare, "range": [-_EDGE, _EDGE]},
        yaxis={**bare, "range": [-_EDGE, _EDGE], "scaleanchor": "x"},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": theme.ink, "size": LETTER_PX},
        hoverlabel={
            "bgcolor": theme.hover,
            "font": {"color": theme.ink, "size": 13},
            "align": "left",
        },
        hoverdistance=12,
        dragmode="pan",
        annotations=annotations,
        showlegend=False,
        legend={"itemsizing": "constant", "font": {"size": 11}},
    )


def query_layer(location: Location, language: Language) -> list[go.Scattergl]:
    """Return the text as a star, with a line to each neighbour, the wider the more it weighs."""
    lines = [
        go.Scattergl(
            x=[location.x, n.x],
            y=[location.y, n.y],
            mode="lines",
            line={"color": _LINE, "width": 1 + 4 * n.weight},
            **_SILENT,
        )
        for n in location.neighbors
    ]
    near = go.Scattergl(
        x=[n.x for n in location.neighbors],
        y=[n.y for n in location.neighbors],
        mode="markers+text",
        marker={"size": 10, "color": "rgba(0,0,0,0)", "line": {"width": 2, "color": _ACCENT}},
        text=_similarities(location, wording(language)),
        textposition="top center",
        textfont={"size": 11, "color": _ACCENT},
        hovertext=[_neighbor_text(n, language) for n in location.neighbors],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    star = go.Scattergl(
        x=[location.x],
        y=[location.y],
        mode="markers",
        marker={
            "symbol": "star",
            "size": 20,
            "color": _ACCENT,
            "line": {"width": 1.5, "color": "#ffffff"},
        },
        hovertext=[plain(location.prediction.text)],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    return [*lines, near, star]


def _similarities(location: Location, words: Wording) -> list[str]:
    """Return each neighbour's similarity, "" where it would cover that of a nearer one."""
    left, right, _, _ = query_view(location)
    labelled: list[tuple[float, float]] = []
    texts = []
    for n in location.neighbors:
        free = all(
            abs(n.x - x) > (right - left) * _TEXT_WIDE or abs(n.y - y) > (right - left) * _TEXT_HIGH
            for x, y in labelled
        )
        texts.append(words.decimal(n.neighbor.similarity) if free else "")
        if free:
            labelled.append((n.x, n.y))
    return texts


def pair_layer(latent: LatentMap, headings: tuple[str, str]) -> list[go.Scattergl]:
    """Return the points of two headings, ringed in a colour each."""
    return [
        _dots(
            latent,
            latent.rows_under(code),
            name=dotted(code),
            meta="pair",
            marker={
                "size": 9,
                "symbol": symbol,
                "color": "rgba(0,0,0,0)",
                "line": {"width": 2, "color": colour},
            },
        )
        for code, colour, symbol in zip(headings, _PAIR, SYMBOLS, strict=False)
    ]


def trouble_layer(surface: Surface, name: str) -> list[go.Heatmap]:
    """Return the shading of where held-out goods are often put under a wrong heading."""
    return [
        go.Heatmap(
            x=surface.axis,
            y=surface.axis,
            z=np.round(surface.values, 3).tolist(),
            zmin=0.1,
            zmax=1,
            zsmooth="best",
            colorscale=_TROUBLE,
            colorbar={**_BAR, "title": {"text": name, "side": "right"}, "y": 0.75},
            hoverinfo="skip",
        )
    ]


def audit_layer(
    marks: Sequence[Mark], agrees: str, disagrees: str, scale: str
) -> list[go.Scattergl]:
    """Return lines of a table or document as markers coloured by confidence.

    Lines with another declared code are crosses with a red edge, so that they stand out
    without colour too.

    Args:
        marks: the lines.
        agrees: name of the lines that have no other code beside them.
        disagrees: name of the lines that have.
        scale: name of the confidence.
    """
    alike = [m for m in marks if not m.disagrees]
    differ = [m for m in marks if m.disagrees]
    # One scale serves both; it has to belong to lines that are there.
    return [
        _marks(alike, agrees, "circle", _LINE, scale if alike else ""),
        _marks(differ, disagrees, "x", _ACCENT, "" if alike else scale),
    ]


def _marks(marks: Sequence[Mark], name: str, symbol: str, edge: str, scale: str) -> go.Scattergl:
    return go.Scattergl(
        x=[m.x for m in marks],
        y=[m.y for m in marks],
        name=name,
        meta="audit",
        mode="markers",
        marker={
            "symbol": symbol,
            "size": 13,
            "color": [m.confidence for m in marks],
            "cmin": 0,
            "cmax": 1,
            "colorscale": _CONFIDENCE,
            "showscale": bool(scale),
            "colorbar": {**_BAR, "title": {"text": scale, "side": "right"}, "y": 0.25},
            "line": {"width": 2, "color": edge},
        },
        hovertext=[_mark_text(m) for m in marks],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _mark_text(mark: Mark) -> str:
    declared = f" ≠ {dotted(mark.agreement.code)}" if mark.disagrees else ""
    return (
        f"{mark.number}<br>{plain(mark.text)}"
        f"<br>{dotted(mark.code)}{declared} · {percent(mark.confidence)}"
    )


def view_of(points: Sequence[tuple[float, float]]) -> View:
    """Return the smallest square view with air around *points* that still shows context."""
    xy = np.array(points, np.float64)
    low, high = xy.min(axis=0), xy.max(axis=0)
    half = max(float((high - low).max()) / 2 * _AIR, _NARROWEST)
    x, y = ((low + high) / 2).tolist()
    return x - half, x + half, y - half, y + half


def query_view(location: Location) -> View:
    """Return the view that shows a text and its neighbours."""
    near = [(n.x, n.y) for n in location.neighbors]
    return view_of([(location.x, location.y), *near])


def shortened(text: str, longest: int = 90) -> str:
    """Return *text*, or its beginning with an ellipsis where it is longer than *longest*."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def plain(text: str) -> str:
    """Return *text*, shortened, so that plotly prints it as it is instead of reading tags."""
    return html.escape(shortened(text), quote=False)


def _neighbor_text(placed: PlacedNeighbor, language: Language) -> str:
    near, words = placed.neighbor, wording(language)
    text = plain(near.texts[language])
    return f"{dotted(near.code)} {text}<br>{words.decimal(near.similarity)}"
