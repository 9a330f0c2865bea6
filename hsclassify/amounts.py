"""Figures with a unit in a description ("8 kg"), and the bounds of those a choice stands for."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Final

NUMBER: Final = r"(?<![\d.,])\d[\d.,]*+"
"""A number as it is printed; it begins where no digit or mark stands before it."""

_BOUND: Final = re.compile(r"(<=|>=|<|>)(\d+(?:\.\d+)?)")
_HOLDS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MARKS: Final = re.compile(r"[.,]")
_THOUSANDS: Final = 3


def are_bounds(written: str) -> bool:
    """Tell whether *written* is one bound or two, such as "<=10" or ">10 <=75"."""
    bounds = written.split(" ")
    return len(bounds) <= 2 and all(map(_BOUND.fullmatch, bounds))


def within(figure: float, bounds: str) -> bool:
    """Tell whether a figure lies within bounds such as ">10 <=75"; none lies within ""."""
    parts = _BOUND.findall(bounds)
    return bool(parts) and all(_HOLDS[sign](figure, float(limit)) for sign, limit in parts)


def number(written: str) -> float:
    """Return the value of a number as printed: "1,500" is 1500.0, "0,75" and "0.75" are 0.75.

    A comma before three digits marks thousands, unless a zero stands before it; a point does
    only where there are more of them. "4,500 mm" may have been meant otherwise.
    """
    *whole, part = _MARKS.split(written.rstrip(".,"))
    if not whole:
        return float(part)
    mark = written[len(".".join(whole))]
    thousands = len(part) == _THOUSANDS and (
        len(whole) > 1 or (mark == "," and not whole[0].startswith("0"))
    )
    return float("".join(whole) + ("" if thousands else ".") + part)
