"""Weights in kilograms, by the unit beside the number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from hsclassify.documents.numbers import Mark, numerals, settled

_KILOGRAMS: Final[Mapping[str, Decimal]] = {
    "kg": Decimal(1),
    "lb": Decimal("0.45359237"),
    "t": Decimal(1000),
    "g": Decimal("0.001"),
}
_LONG: Final = (
    r"(?P<kg>kgs?|kgm|kilos?|kilograms?|กก|กิโลกรัม|公斤|千克)|(?P<lb>lbs?|pounds?|ปอนด์|磅)"
    r"|(?P<t>mts?|tons?|tonnes?|tne|tấn|ตัน|公吨|公噸|吨|噸)|(?P<g>grs?|grams?|grammes?|กรัม|克)"
)
_END: Final = r"(?![^\W\d_]|\.[^\W\d_])"
"""A unit ends where no letter follows: "G.W." begins with no gram."""
_BEHIND: Final = re.compile(rf"[\s(（]{{0,4}}(?:{_LONG}|(?P<t1>t)|(?P<g1>g)){_END}", re.IGNORECASE)
_NAMED: Final = re.compile(rf"(?<![^\W\d_])(?:{_LONG}){_END}", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"[(（\[]\s*(?:(?P<t>t)|(?P<g>g))\s*[)）\]]", re.IGNORECASE)
_GRAM: Final = Decimal("0.001")


def kilograms(text: str, decimal: Mark, label: str = "") -> Decimal | None:
    """Return the first weight in *text* in kilograms, to the gram; None where there is no number.

    Its unit is what stands right behind the number; else what *text* or its *label* names, as in
    "Gross weight (LBS): 850"; else kilograms.

    Args:
        text: such as "1,200 KGS (1.2 MT)".
        decimal: the decimal mark of the document.
        label: of the field, or the header of the column.
    """
    text = settled(text)
    found = numerals(text)
    if not found:
        return None
    unit = _unit(_BEHIND.match(text[found[0].end :])) or _named(text) or _named(label) or "kg"
    value = found[0].value(decimal) * _KILOGRAMS[unit]
    if value == value.to_integral_value():
        return value.quantize(Decimal(1))
    return value if unit in {"kg", "t"} else value.quantize(_GRAM).normalize()


def _named(text: str) -> str:
    """Return the unit that a text names, "" for none; single letters in brackets only."""
    return _unit(_NAMED.search(text)) or _unit(_BRACKETED.search(text))


def _unit(match: re.Match[str] | None) -> str:
    names = [name for name, found in match.groupdict().items() if found] if match else []
    return names[0].rstrip("1") if names else ""
