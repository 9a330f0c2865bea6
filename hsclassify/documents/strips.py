"""The strips of a page: pieces of a line of text, each apart from its neighbours.

Tesseract reads a single line far better than a page: its own search for lines joins
the cells of neighbouring columns and loses short ones, such as headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents.limits import Deadline, LimitError
from hsclassify.documents.words import Box

Grey = npt.NDArray[np.uint8]
Ink = npt.NDArray[np.bool_]
Sides = npt.NDArray[np.float64]

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
_MOST: Final = 10_000
"""Pieces of ink on a page; one of small print has a thousand, of four thousand letters on its side.
"""
_LAYERS: Final = 10
"""How many times the boxes of a page may cover it; those of writing hardly meet."""


@dataclass(frozen=True, eq=False)
class Strip:
    """A piece of a line; no other is equal to it.

    Attributes:
        box: of its ink.
        picture: of it, with a white margin.
        left: of the picture on the page; likewise top.
    """

    box: Box
    picture: Grey
    left: float
    top: float


def find_strips(grey: Grey, height: float, deadline: Deadline) -> list[Strip]:
    """Cut a page into strips.

    Args:
        grey: dark ink on white paper, without rulings.
        height: of a typical letter, in pixels.
        deadline: when to give up.

    Raises:
        LimitError: the time is over, or the page has more pieces than any writing.
    """
    ink = _ink(grey, height)
    boxes = [box for part in _parts(ink, height, deadline) for box in part]
    if len(boxes) > _MOST or sum(b.width * b.height for b in boxes) > _LAYERS * grey.size:
        raise _patterned()
    return [_strip(grey, box, height) for box in _with_marks(boxes, height, deadline)]


def _ink(grey: Grey, height: float) -> Grey:
    """Return where ink is, without specks."""
    import cv2

    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    speck = stats[:, cv2.CC_STAT_AREA] < max(4, (_SPECK * height) ** 2)
    speck[0] = False
    ink[speck[labels]] = 0
    return np.asarray(ink, np.uint8)


def _parts(ink: Grey, height: float, deadline: Deadline) -> Iterable[list[Box]]:
    import cv2

    across = np.ones((1, max(3, int(_JOINED * height))), np.uint8)
    down = np.ones((max(1, int(_ROW_GAP * height)), 1), np.uint8)
    joined = cv2.dilate(cv2.dilate(ink, across), down)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    if count > _MOST:
        raise _patterned()
    for i in range(1, count):
        deadline.left()
        left, top, width, tall, _ = (int(v) for v in stats[i])
        place = np.s_[top : top + tall, left : left + width]
        own = (labels[place] == i) & (ink[place] > 0)
        yield _lines(own, left, top, max(height, _letter_height(own)), deadline)


def _patterned() -> LimitError:
    return LimitError(
        "The picture has a pattern of so many pieces that no writing can be told from it. Scan "
        "the page again, with nothing behind the writing."
    )


def _letter_height(own: Ink) -> float:
    """Return the height of the letters that take most of the width."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(own.astype(np.uint8))
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    order = np.argsort(heights)
    reached = np.cumsum(widths[order])
    return float(heights[order][np.searchsorted(reached, reached[-1] / 2)])


def _lines(own: Ink, left: int, top: int, height: float, deadline: Deadline) -> list[Box]:
    """Return the box of the ink; the boxes of its lines where several touch."""
    boxes: list[Box] = []
    pieces = [(own, top)]
    while pieces:
        deadline.left()
        piece, y = pieces.pop()
        rows, columns = np.flatnonzero(piece.any(axis=1)), np.flatnonzero(piece.any(axis=0))
        if not len(rows):
            continue
        first, last = int(rows[0]), int(rows[-1]) + 1
        if cut := _cut(piece[first:last], height):
            at = first + cut
            pieces += [(piece[at:], y + at), (piece[:at], y)]
        else:
            right = left + int(columns[-1]) + 1
            boxes.append(Box(left + int(columns[0]), y + first, right, y + last))
    return boxes


def _cut(piece: Ink, height: float) -> int:
    """Return at which row *piece* parts into two lines; 0 where it is one."""
    if len(piece) <= _TWO_LINES * height:
        return 0
    least = int(_LEAST_LINE * height)
    profile = piece.sum(axis=1)
    inner = profile[least:-least]
    if len(inner) and inner.min() < _SPARSE * profile.max():
        return least + int(inner.argmin())
    return 0


def _with_marks(boxes: Sequence[Box], height: float, deadline: Deadline) -> list[Box]:
    """Give accents and tone marks that stand apart back to the line that they belong to."""
    every = sorted(boxes, key=lambda b: -b.height)
    whole: list[Box] = []
    sides = np.empty((4, len(every)))
    for box in every:
        deadline.left()
        mark = box.height < _MARK * height
        at = _line_of(box, sides[:, : len(whole)], height) if mark else None
        if at is not None:
            whole[at] = Box.around((whole[at], box))
        elif max(box.height, box.width) > _LEAST * height:
            at = len(whole)
            whole.append(box)
        else:
            continue
        sides[:, at] = whole[at].left, whole[at].top, whole[at].right, whole[at].bottom
    return whole


def _line_of(mark: Box, sides: Sides, height: float) -> int | None:
    """Return the number of the nearest box of which *mark* may be a part, or None.

    Args:
        mark: what may be an accent.
        sides: left, top, right and bottom of n boxes, shape (4, n).
        height: of a typical letter.
    """
    left, top, right, bottom = sides
    gaps = np.maximum(np.maximum(top - mark.bottom, mark.top - bottom), 0)
    overlap = np.minimum(right, mark.right) - np.maximum(left, mark.left)
    narrower = np.maximum(1e-6, np.minimum(right - left, mark.width))
    near = (gaps < _MARK_GAP * height) & (overlap / narrower > _OVER)
    if not near.any():
        return None
    return int(np.where(near, gaps, np.inf).argmin())


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
