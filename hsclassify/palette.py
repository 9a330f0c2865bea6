"""Colours of the sections on the map: hue by angle, so that neighbours look related.

Hue alone is lost on colour-blind readers, so sections that follow one another around
the map also differ in lightness. Colours are chosen in OKLCH (Ottosson, 2020, "A
perceptual color space for image processing"), where equal steps look equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_OKLAB_TO_LMS: Final = np.array(
    [
        [1, 0.3963377774, 0.2158037573],
        [1, -0.1055613458, -0.0638541728],
        [1, -0.0894841775, -1.2914855480],
    ]
)
_LMS_TO_RGB: Final = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_FIRST_HUE: Final = 192.0  # of those tried, tells sections apart best for every eye


@dataclass(frozen=True)
class Shades:
    """The lightnesses (0 to 1) that take turns around the map, and the colourfulness."""

    lightness: tuple[float, ...]
    chroma: float


LIGHT: Final = Shades((0.42, 0.70, 0.56), 0.15)
DARK: Final = Shades((0.58, 0.88, 0.73), 0.13)


def around(centres: Mapping[str, tuple[float, float]]) -> tuple[str, ...]:
    """Return the names in the order in which they lie around the middle of the map."""
    return tuple(sorted(centres, key=lambda name: float(np.arctan2(*centres[name][::-1]))))


def colours(centres: Mapping[str, tuple[float, float]], shades: Shades) -> dict[str, str]:
    """Return a colour such as ``#3a7d44`` for each name, by where its centre (x, y) lies."""
    ring = around(centres)
    turns = len(shades.lightness)
    return {
        name: hex_colour(
            shades.lightness[place % turns], shades.chroma, _FIRST_HUE + 360 * place / len(ring)
        )
        for place, name in enumerate(ring)
    }


def hex_colour(lightness: float, chroma: float, hue: float) -> str:
    """Return the sRGB colour of an OKLCH one (hue in degrees), less colourful where it must be."""
    rgb = _linear_rgb(lightness, chroma, hue)
    while (rgb.min() < 0 or rgb.max() > 1) and chroma > 0.001:
        chroma *= 0.97
        rgb = _linear_rgb(lightness, chroma, hue)
    rgb = rgb.clip(0, 1)
    encoded = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(float(c) * 255):02x}" for c in encoded)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> Floats:
    turn = np.deg2rad(hue)
    lab = np.array([lightness, chroma * np.cos(turn), chroma * np.sin(turn)])
    return _LMS_TO_RGB @ (_OKLAB_TO_LMS @ lab) ** 3
