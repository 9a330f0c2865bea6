"""Goods that a file lists twice: in a packing list behind an invoice, or in a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hsclassify.documents.vocabulary import key

if TYPE_CHECKING:
    from hsclassify.documents.invoice import LineItem

_MOST: Final = 0.5
"""So many of the lines without an amount have to be repeats, or two are alike by chance.

Likewise the descriptions of a page that is a copy: in pictures some of them are misread.
"""


def repeats(items: Sequence[LineItem]) -> list[int]:
    """Return the numbers of the lines without an amount whose goods have one on another page."""
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for item in items:
        if item.amount is not None:
            pages[key(item.description)].add(item.page)
    unpriced = [item for item in items if item.amount is None]
    found = [i.number for i in unpriced if pages.get(key(i.description), set()) - {i.page}]
    return found if len(found) >= _MOST * len(unpriced) else []


def copies(items: Sequence[LineItem]) -> dict[int, int]:
    """Return the pages that repeat every line of an earlier one, each with that page's number."""
    pages: dict[int, list[LineItem]] = {}
    for item in items:
        pages.setdefault(item.page, []).append(item)
    found: dict[int, int] = {}
    for page, lines in pages.items():
        earlier = (p for p in pages if p < page and p not in found)
        again = next((p for p in earlier if _same(pages[p], lines)), None)
        if again is not None:
            found[page] = again
    return found


def _same(lines: Sequence[LineItem], others: Sequence[LineItem]) -> bool:
    """Tell whether two pages have the same numbers, and mostly the same words beside them."""
    numbers, again = ([(i.quantity, i.amount) for i in page] for page in (lines, others))
    if numbers != again or (None, None) in numbers:
        return False
    alike = sum(
        key(a.description) == key(b.description) for a, b in zip(lines, others, strict=True)
    )
    return alike >= _MOST * len(lines)
