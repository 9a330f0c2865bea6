"""An invoice with its packing list behind it, in one file."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import doubts, invoice, read_document
from hsclassify.documents.pages import Page
from hsclassify.documents.rulings import Rulings
from tests.documents.test_tables import GOODS, HEADER, PACKED, PAGE, words

PACKING = [PACKED, *((n, d, h, q, u, "10.0", "12.0") for n, d, h, q, u, *_ in GOODS)]


def warnings(
    classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, *tables: list[tuple[str, ...]]
) -> tuple[str, ...]:
    side = round(PAGE)
    pages = [
        Page(number, side, side, tuple(words(rows)), Rulings(), b"", "text")
        for number, rows in enumerate(tables, 1)
    ]
    monkeypatch.setattr(invoice, "read_pages", lambda *_: pages)
    return read_document(b"", classifier).warnings


def test_a_packing_list_behind_its_invoice_is_said_to_repeat_it(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = warnings(tiny_classifier, monkeypatch, [HEADER, *GOODS], PACKING)
    assert doubts.listed_twice([4, 5, 6]) in both


def test_a_packing_list_alone_and_other_goods_repeat_nothing(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any("again" in w for w in warnings(tiny_classifier, monkeypatch, PACKING))
    others = [PACKED, *((n, f"other {d}", *rest) for n, d, *rest in PACKING[1:])]
    found = warnings(tiny_classifier, monkeypatch, [HEADER, *GOODS], others)
    assert not any("again" in w for w in found)
