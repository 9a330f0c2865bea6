"""What happens to a page between the printer and the reader: scanner, dust, phone camera."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
_DESK: Final = (96, 84, 72)


def noisy(page: Picture, rng: np.random.Generator, turn: int) -> Picture:
    """Return a poor scan: skewed by up to 3 degrees, grainy, grey, turned by *turn* quarters."""
    angle = float(rng.uniform(1, 3) * rng.choice((-1, 1)))
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    skewed = cv2.warpAffine(
        page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    grey = 70 + skewed.astype(np.float32) * (165 / 255)
    grain = rng.normal(0, 9, skewed.shape[:2]).astype(np.float32)
    dusty = grey + grain[..., None]
    specks = rng.random(skewed.shape[:2]) < 0.0004
    dusty[specks] = rng.choice((0, 255))
    return np.rot90(np.clip(dusty, 0, 255).astype(np.uint8), turn).copy()


def photographed(page: Picture, rng: np.random.Generator) -> Picture:
    """Return a phone photo: on a desk, in perspective, unevenly lit, slightly soft."""
    height, width = page.shape[:2]
    margin = width // 10
    canvas = (width + 2 * margin, height + 2 * margin)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + margin + rng.uniform(-0.7, 0.7, (4, 2)).astype(np.float32) * margin * 0.6
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    desk = cv2.warpPerspective(page, matrix, canvas, flags=cv2.INTER_CUBIC, borderValue=_DESK)
    rows, columns = np.mgrid[0 : canvas[1], 0 : canvas[0]]
    centre = rng.uniform(0.2, 0.8, 2)
    far = np.hypot(rows / canvas[1] - centre[0], columns / canvas[0] - centre[1])
    light = (1.05 - 0.55 * far).astype(np.float32)[..., None]
    lit = np.clip(desk.astype(np.float32) * light + rng.normal(0, 4, desk.shape), 0, 255)
    return cv2.GaussianBlur(lit.astype(np.uint8), (3, 3), 0.8)
