"""Names of chapters on the map, each from the magnification on at which it has room."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from hsclassify.latent import LatentMap
from hsclassify.nomenclature import Nomenclature
from hsclassify.text import Language

LETTER_PX: Final = 12
"""Size of the letters, in pixels."""

_LONGEST: Final = 24
_HEIGHT_PX: Final = 17
_FREE_PX: Final = 6
_FEWEST_ROWS: Final = 5
_CLAUSE_END: Final = re.compile(r"[,;:(、；，（]")
_WIDE: Final = frozenset("WF")


@dataclass(frozen=True)
class Label:
    """The short name of a chapter at a place on the map.

    Attributes:
        code: two digits.
        text: code and short title.
        x: from -1 to 1.
        y: from -1 to 1.
        scale: pixels per unit of the map from which on it overlaps no more important one.
    """

    code: str
    text: str
    x: float
    y: float
    scale: float


def chapter_labels(
    latent: LatentMap, nomenclature: Nomenclature, language: Language
) -> tuple[Label, ...]:
    """Return the labels of the chapters that have points, those with most points first."""
    bare = [
        Label(code, f"{code} {short(nomenclature.title(code, language))}", *latent.peaks[code], 0.0)
        for code, count in Counter(code[:2] for code in latent.codes).most_common()
        if count >= _FEWEST_ROWS
    ]
    return with_scales(bare)


def with_scales(labels: Sequence[Label]) -> tuple[Label, ...]:
    """Return *labels*, the important ones first, with the scale from which on each has room."""
    placed: list[Label] = []
    for label in labels:
        parting = ((parting_scale(label, other), other.scale) for other in placed)
        # A label that only appears after the two have parted is never in the way.
        needed = max((apart for apart, shown in parting if shown < apart), default=0.0)
        placed.append(replace(label, scale=needed))
    return tuple(placed)


def parting_scale(one: Label, other: Label) -> float:
    """Return the pixels per unit of the map from which on two labels no longer overlap."""
    across = (width_px(one.text) + width_px(other.text)) / 2 + _FREE_PX
    apart_x, apart_y = abs(one.x - other.x), abs(one.y - other.y)
    return min(across / max(apart_x, 1e-9), _HEIGHT_PX / max(apart_y, 1e-9))


def short(title: str) -> str:
    """Return the beginning of *title* that fits a label, with "…" where something is left out."""
    room = width_px("n" * _LONGEST)
    if width_px(title) <= room:
        return title
    clause = _CLAUSE_END.split(title, maxsplit=1)[0].strip()
    if width_px(f"{clause}…") <= room:
        return f"{clause}…"
    fitting = next(clause[:n] for n in range(len(clause), 0, -1) if width_px(clause[:n]) <= room)
    return fitting.rsplit(" ", 1)[0] + "…"


@cache
def width_px(text: str) -> float:
    """Return about how wide *text* is printed, in pixels."""
    return LETTER_PX * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Mn":
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in _WIDE else 0.56
