"""Totals of what is no money: weights, packages, pieces, pages, volumes."""

from __future__ import annotations

from functools import cache
from typing import Final

from hsclassify.documents.numbers import numerals, settled
from hsclassify.documents.vocabulary import COLUMNS, TOTALS, Role, after, begins, is_unit, key

_ROLES: Final[tuple[Role, ...]] = ("quantity", "packages", "net", "gross")
_MONEY: Final = frozenset({"net", "gross"})
"""By themselves, these speak of amounts: "Total net", "Total gross"."""
_MORE: Final = (
    "weight", "wt", "kgs", "kg", "pages", "items", "no of items", "no of pages", "volume", "cbm",
    "m3", "measurement", "meas", "pieces", "pcs", "units", "sets", "rolls", "pairs", "pallets",
    "number of packages", "number of cartons", "number of pallets", "number of pages",
    "number of items", "number of pieces", "number of units", "no of pallets", "no of pieces",
    "น้ำหนัก", "ปริมาตร", "จำนวนหน้า", "จำนวนรายการ", "จำนวนพาเลท", "ชิ้น",
    "trọng lượng", "khối lượng", "thể tích", "số trang", "số mặt hàng", "số pallet",
    "重量", "体积", "页数", "板数", "托盘数", "项数", "立方",
)  # fmt: skip
_UNITS: Final = (
    "lb", "lbs", "cbm", "tonnes", "tonne", "grams", "page", "pages", "item", "items", "unit",
    "units", "box", "boxes", "pkg", "pkgs", "pallet", "pallets", "หน้า", "รายการ", "ลัง", "หีบห่อ",
    "ลบม", "trang", "页", "项", "立方米", "托盘",
)  # fmt: skip


def is_tally(label: str, value: str = "") -> bool:
    """Tell whether a total counts or weighs goods: "Total packages: 12", "Total: 850 KG".

    Args:
        label: from the word "total" on.
        value: what stands beside it.
    """
    return has_unit(value) or _names_goods(label) or _names_goods(after(label, TOTALS))


def has_unit(text: str) -> bool:
    """Tell whether the first number of a text has a unit of goods behind it, or before."""
    text = settled(text)
    found = numerals(text)
    if not found:
        return False
    end = found[1].start if len(found) > 1 else len(text)
    beside = text[: found[0].start], text[found[0].end : end]
    return any(is_unit(unit) or key(unit) in _units() for unit in beside)


def _names_goods(text: str) -> bool:
    """Tell whether a text begins with what goods are measured by, and with no amount."""
    measure, amount = begins(text, _measures()), begins(text, COLUMNS["amount"])
    return measure is not None and len(measure) > len(amount or "")


@cache
def _measures() -> tuple[str, ...]:
    named = [term for role in _ROLES for term in COLUMNS[role] if term not in _MONEY]
    return (*named, *_MORE)


@cache
def _units() -> frozenset[str]:
    return frozenset(map(key, _UNITS))
