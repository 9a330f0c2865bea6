"""Colours of the sections: related around the map, told apart by every eye."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.palette import DARK, LIGHT, Shades, around, colours, hex_colour
from hsclassify.ui.figures import SYMBOLS

SECTIONS = 21
# What eyes without one kind of cone see of linear sRGB: Machado, Oliveira and Fernandes, 2009,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", full severity.
EYES = {
    "all cones": np.eye(3),
    "no red cones": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
RGB_TO_LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
LMS_TO_OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
# Distances in OKLab; 0.02 is just noticeable side by side.
NEIGHBORS_APART = 0.09
ALL_APART = 0.04


def ring(count: int = SECTIONS) -> dict[str, tuple[float, float]]:
    turns = np.linspace(-np.pi, np.pi, count, endpoint=False) + 0.01
    return {f"S{i:02}": (float(np.cos(t)), float(np.sin(t))) for i, t in enumerate(turns)}


def linear(colour: str) -> np.ndarray:
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def seen(colour: str, eye: str) -> np.ndarray:
    rgb = (np.array(EYES[eye]) @ linear(colour)).clip(0, 1)
    return np.array(LMS_TO_OKLAB) @ np.cbrt(np.array(RGB_TO_LMS) @ rgb)


def apart(one: str, other: str, eye: str) -> float:
    return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_neighbours_around_the_map_are_told_apart(eye: str, shades: Shades) -> None:
    palette = list(colours(ring(), shades).values())
    pairs = zip(palette, [*palette[1:], palette[0]], strict=True)
    assert min(apart(one, other, eye) for one, other in pairs) >= NEIGHBORS_APART


@pytest.mark.parametrize("shades", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_any_two_sections_differ_in_colour_or_in_shape(eye: str, shades: Shades) -> None:
    palette = list(colours(ring(), shades).values())
    alike = [
        (i, j)
        for i, j in combinations(range(SECTIONS), 2)
        if i % len(SYMBOLS) == j % len(SYMBOLS) and apart(palette[i], palette[j], eye) < ALL_APART
    ]
    assert alike == []


@pytest.mark.parametrize(
    ("shades", "ground"), [(LIGHT, "#ffffff"), (DARK, "#111a2b")], ids=["light", "dark"]
)
def test_dots_stand_out_from_the_ground(shades: Shades, ground: str) -> None:
    weights = np.array([0.2126, 0.7152, 0.0722])
    for colour in colours(ring(), shades).values():
        low, high = sorted(float(weights @ linear(c)) + 0.05 for c in (colour, ground))
        assert high / low >= 2


@given(st.floats(0.2, 0.9), st.floats(0, 0.4), st.floats(0, 360))
def test_every_colour_is_one_a_screen_has(lightness: float, chroma: float, hue: float) -> None:
    colour = hex_colour(lightness, chroma, hue)
    assert len(colour) == 7
    assert abs(float(seen(colour, "all cones")[0]) - lightness) < 0.03


def test_order_is_by_angle_and_hue_follows_it() -> None:
    centres = {"east": (1.0, 0.0), "north": (0.0, 1.0), "west": (-1.0, 0.1), "south": (0.0, -1.0)}
    assert around(centres) == ("south", "east", "north", "west")
    assert len(set(colours(centres, LIGHT).values())) == 4
