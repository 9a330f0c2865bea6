"""Straightening and cleaning the picture of a page, before it is read."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Colour = npt.NDArray[np.uint8]

LONGEST_SIDE: Final = 3600
"""Pixels of an A4 page at 300 dpi; more gains nothing and costs time."""
_LOOK: Final = 1000
"""Longest side of the small copies on which shape and angle are judged."""
_SHEET_SHARES: Final = (0.25, 0.97)
_SKEW_LIMIT: Final = 12.0
_PAPER: Final = 245
_WHITE: Final = 225
"""Even paper is at 245; what is lighter than this is its grain."""
_LEAST_SPAN: Final = 40
_DARK: Final = 0.5
"""A field is dark when it is below this share of the page's median brightness."""
_FIELD: Final = 0.018
"""Side of the square over which darkness is judged, as a share of the page's width."""
_FIELD_WIDTH: Final = 0.08
_FULL: Final = 0.8


def fitted(picture: Colour, longest: int = LONGEST_SIDE) -> Colour:
    """Return *picture* with its longest side at most *longest* pixels."""
    import cv2

    scale = longest / max(picture.shape[:2])
    if scale >= 1:
        return picture
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def flattened(picture: Colour) -> Colour:
    """Return the sheet of paper on a photo, seen from above; the picture itself if none stands out.

    A sheet is a bright quadrilateral on a darker ground, so scans with white
    margins pass unchanged.
    """
    import cv2

    small = fitted(picture, _LOOK)
    corners = _sheet(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
    if corners is None:
        return picture
    corners = corners * (max(picture.shape[:2]) / max(small.shape[:2]))
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    width, height = int(max(sides[0], sides[2])), int(max(sides[1], sides[3]))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    return cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC)


def _sheet(grey: Grey) -> npt.NDArray[np.float64] | None:
    """Return the corners of the sheet from top left clockwise, shape (4, 2), or None."""
    import cv2

    blurred = cv2.GaussianBlur(grey, (0, 0), 4)
    _, bright = cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    outline = cv2.convexHull(max(outlines, key=cv2.contourArea))
    share = cv2.contourArea(outline) / grey.size
    if not _SHEET_SHARES[0] < share < _SHEET_SHARES[1]:
        return None
    shape = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
    if len(shape) != 4 or cv2.contourArea(shape) < 0.9 * cv2.contourArea(outline):
        return None
    return _clockwise(shape.reshape(4, 2).astype(float))


def _clockwise(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    order = [sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin()]
    return points[order]


def quiet(picture: Colour) -> Grey:
    """Return *picture* in grey, without the grain of a poor scan."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.medianBlur(grey, 3) if _grainy(grey) else grey, np.uint8)


def evened(grey: Grey) -> Grey:
    """Return *grey* as dark ink on even white paper, without shadows and dark fields."""
    import cv2

    grey = dark_on_light(grey)
    size = max(15, grey.shape[1] // 60) | 1
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size // 2, size // 2), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), size / 4)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, paper, scale=_PAPER)
    # A blank page has no ink: its paper must not be taken for it.
    dark = min(int(np.percentile(even[::4, ::4], 0.5)), _WHITE - _LEAST_SPAN)
    stretched = (even.astype(np.float32) - dark) * (255 / (_WHITE - dark))
    return np.clip(stretched, 0, 255).astype(np.uint8)


def dark_on_light(grey: Grey) -> Grey:
    """Return *grey* with its dark fields inverted: light words on a dark header become readable."""
    import cv2

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    span = int(_FIELD * small.shape[1]) | 1
    # The median forgets the letters on a field and keeps its edges.
    dark = (cv2.medianBlur(small, span) < _DARK * np.median(small)).astype(np.uint8)
    dark = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((span, 2 * span), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    result = grey.copy()
    for i in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[i])
        if width < _FIELD_WIDTH * small.shape[1] or area < _FULL * width * height:
            continue
        place = np.s_[4 * top : 4 * (top + height), 4 * left : 4 * (left + width)]
        result[place] = 255 - grey[place]
    return result


def _grainy(grey: Grey) -> bool:
    """Tell whether neighbouring pixels of the paper differ as those of a poor scan do."""
    import cv2

    part = grey[: 2 * (grey.shape[0] // 2), : 2 * (grey.shape[1] // 2)]
    rough = cv2.absdiff(part, cv2.medianBlur(part, 3))
    return float(np.median(rough)) >= 2


def skew(grey: Grey) -> float:
    """Return by how many degrees the lines of text rise clockwise, within ±12.

    The angle at which ink gathers most sharply in rows: coarse, then fine.
    """
    import cv2

    small = fitted(grey, _LOOK)
    _, ink = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    coarse = max(np.arange(-_SKEW_LIMIT, _SKEW_LIMIT + 0.1, 1.0), key=lambda a: _edges(ink, a))
    return float(max(np.arange(coarse - 1, coarse + 1.01, 0.1), key=lambda a: _edges(ink, a)))


def _edges(ink: Grey, angle: float) -> float:
    profile = turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(profile)).sum())


def turned(picture: Grey, angle: float, ground: int = 255) -> Grey:
    """Return *picture* turned anticlockwise by *angle* degrees, its size unchanged."""
    import cv2

    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    border = (ground,) * 3 if picture.ndim == 3 else ground
    return cv2.warpAffine(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border
    )


def text_height(grey: Grey) -> float:
    """Return the height in pixels of a typical letter or sign; 0 when there is none."""
    import cv2

    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    letters = heights[(heights > 6) & (heights < 120) & (widths < 4 * heights) & (widths > 2)]
    return float(np.median(letters)) if len(letters) > 20 else 0.0
