"""Goods that a document lists twice: in an invoice, and in the packing list behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hsclassify.documents.vocabulary import key

if TYPE_CHECKING:
    from hsclassify.documents.invoice import LineItem

_MOST: Final = 0.5
"""So many of the lines without an amount have to be repeats, or two are alike by chance."""


def repeats(items: Sequence[LineItem]) -> list[int]:
    """Return the numbers of the lines without an amount whose goods have one on another page."""
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for item in items:
        if item.amount is not None:
            pages[key(item.description)].add(item.page)
    unpriced = [item for item in items if item.amount is None]
    found = [i.number for i in unpriced if pages.get(key(i.description), set()) - {i.page}]
    return found if len(found) >= _MOST * len(unpriced) else []
