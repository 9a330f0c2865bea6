"""The strips of a page: pieces of a line of text, each apart from its neighbours.

Tesseract reads a single line far better than a page: its own search for lines joins
the cells of neighbouring columns and loses short ones, such as headers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents.words import Box

Grey = npt.NDArray[np.uint8]
Ink = npt.NDArray[np.bool_]

# All as shares of the height of a typical letter.
_JOINED: Final = 0.95
"""Gaps within a strip are narrower than this; columns are further apart."""
_ROW_GAP: Final = 0.25
_SPECK: Final = 0.12
_TWO_LINES: Final = 2.8
"""A strip that is taller may be of two lines that touch."""
_LEAST_LINE: Final = 0.8
_MARK: Final = 0.95
"""A strip that is lower may be accents or tone marks of the line that it touches."""
_MARK_GAP: Final = 0.35
_OVER: Final = 0.8
"""So much of a mark's width is above or below its line."""
_LEAST: Final = 0.4
"""A strip that is both lower and narrower is dirt."""
_MARGIN: Final = 0.5
_SPARSE: Final = 0.25
"""Between two lines there is less than this share of the ink of the fullest row."""


@dataclass(frozen=True)
class Strip:
    """A piece of a line.

    Attributes:
        box: of its ink.
        picture: of it, with a white margin.
        left: of the picture on the page; likewise top.
    """

    box: Box
    picture: Grey
    left: float
    top: float


def find_strips(grey: Grey, height: float) -> list[Strip]:
    """Cut a page into strips.

    Args:
        grey: dark ink on white paper, without rulings.
        height: of a typical letter, in pixels.
    """
    ink = _ink(grey, height)
    boxes = [box for part in _parts(ink, height) for box in part]
    return [_strip(grey, box, height) for box in _with_marks(boxes, height)]


def _ink(grey: Grey, height: float) -> Grey:
    """Return where ink is, without specks."""
    import cv2

    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    speck = stats[:, cv2.CC_STAT_AREA] < max(4, (_SPECK * height) ** 2)
    speck[0] = False
    ink[speck[labels]] = 0
    return np.asarray(ink, np.uint8)


def _parts(ink: Grey, height: float) -> Iterable[list[Box]]:
    import cv2

    across = np.ones((1, max(3, int(_JOINED * height))), np.uint8)
    down = np.ones((max(1, int(_ROW_GAP * height)), 1), np.uint8)
    joined = cv2.dilate(cv2.dilate(ink, across), down)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    for i in range(1, count):
        left, top, width, tall, _ = (int(v) for v in stats[i])
        place = np.s_[top : top + tall, left : left + width]
        own = (labels[place] == i) & (ink[place] > 0)
        yield _lines(own, left, top, max(height, _letter_height(own)))


def _letter_height(own: Ink) -> float:
    """Return the height of the letters that take most of the width."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8))
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    order = np.argsort(heights)
    reached = np.cumsum(widths[order])
    return float(heights[order][np.searchsorted(reached, reached[-1] / 2)])


def _lines(own: Ink, left: int, top: int, height: float) -> list[Box]:
    """Return the box of the ink; the boxes of its lines where several touch."""
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    if not len(rows):
        return []
    first, last = int(rows[0]), int(rows[-1]) + 1
    if last - first > _TWO_LINES * height:
        least = int(_LEAST_LINE * height)
        profile = own[first:last].sum(axis=1)
        inner = profile[least:-least]
        if len(inner) and inner.min() < _SPARSE * profile.max():
            at = first + least + int(inner.argmin())
            upper = _lines(own[:at], left, top, height)
            return upper + _lines(own[at:], left, top + at, height)
    return [Box(left + int(columns[0]), top + first, left + int(columns[-1]) + 1, top + last)]


def _with_marks(boxes: Iterable[Box], height: float) -> list[Box]:
    """Give accents and tone marks that stand apart back to the line that they belong to."""
    every = sorted(boxes, key=lambda b: -b.height)
    whole: list[Box] = []
    for box in every:
        near = [(_gap(box, b), i) for i, b in enumerate(whole) if box.shares_width(b) > _OVER]
        gap, at = min(near, default=(height, 0))
        if box.height < _MARK * height and gap < _MARK_GAP * height:
            whole[at] = Box.around((whole[at], box))
        elif max(box.height, box.width) > _LEAST * height:
            whole.append(box)
    return whole


def _gap(mark: Box, line: Box) -> float:
    return max(line.top - mark.bottom, mark.top - line.bottom, 0.0)


def _strip(grey: Grey, box: Box, height: float) -> Strip:
    """Cut out a strip; its margin is white, not the page, where other lines may stand."""
    import cv2

    margin = int(_MARGIN * height)
    left, top, right, bottom = (int(side) for side in (box.left, box.top, box.right, box.bottom))
    framed = cv2.copyMakeBorder(
        grey[top:bottom, left:right],
        *(margin,) * 4,
        cv2.BORDER_CONSTANT,
        value=(255,),
    )
    return Strip(box, np.asarray(framed, np.uint8), left - margin, top - margin)
