"""The lines that are drawn on a page: between rows, between columns, round a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

_SHORTEST: Final = 0.03
"""A ruling is at least this share of the page's width long; letters are shorter."""
_JOINED: Final = 0.004
"""Pieces at the same place within this share of the width are one ruling."""


@dataclass(frozen=True)
class Ruling:
    """A drawn line: where it is across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """How long it is, in pixels."""
        return self.end - self.start


@dataclass(frozen=True)
class Rulings:
    """The horizontal and vertical rulings of a page, in pixels of its picture."""

    horizontal: tuple[Ruling, ...] = ()
    vertical: tuple[Ruling, ...] = ()


def find_rulings(grey: Grey) -> tuple[Rulings, Grey]:
    """Return the rulings of a picture and the mask of their pixels.

    Args:
        grey: dark ink on light paper, shape (height, width).

    Returns:
        The rulings, and a mask of the same shape that is 255 where they are.
    """
    import cv2

    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    length = max(20, int(grey.shape[1] * _SHORTEST))
    across = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    join = max(3, int(grey.shape[1] * _JOINED))
    rulings = Rulings(_segments(across, join), _segments(down.T, join))
    return rulings, np.bitwise_or(across, down).astype(np.uint8)


def _segments(mask: npt.NDArray[np.uint8], join: int) -> tuple[Ruling, ...]:
    import cv2

    thick = cv2.dilate(np.ascontiguousarray(mask), np.ones((3, 2 * join + 1), np.uint8))
    count, _, stats, centres = cv2.connectedComponentsWithStats(thick)
    found = [
        Ruling(
            float(centres[i][1]),
            float(stats[i][cv2.CC_STAT_LEFT] + join),
            float(stats[i][cv2.CC_STAT_LEFT] + stats[i][cv2.CC_STAT_WIDTH] - join),
        )
        for i in range(1, count)
        if stats[i][cv2.CC_STAT_HEIGHT] <= 6 * join
    ]
    return tuple(sorted(found, key=lambda r: r.at))
