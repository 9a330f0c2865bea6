"""An invoice with its packing list behind it, or with its copy, in one file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import Document, doubts, invoice, read_document
from hsclassify.documents.pages import Page
from hsclassify.documents.rulings import Rulings
from tests.documents.test_tables import GOODS, HEADER, PACKED, PAGE, words

PACKING = [PACKED, *((n, d, h, q, u, "10.0", "12.0") for n, d, h, q, u, *_ in GOODS)]


def read(
    classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, *tables: list[tuple[str, ...]]
) -> Document:
    side = round(PAGE)
    pages = [
        Page(number, side, side, tuple(words(rows)), Rulings(), b"", "text")
        for number, rows in enumerate(tables, 1)
    ]
    monkeypatch.setattr(invoice, "read_pages", lambda *_: pages)
    return read_document(b"", classifier)


def warnings(
    classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, *tables: list[tuple[str, ...]]
) -> tuple[str, ...]:
    return read(classifier, monkeypatch, *tables).warnings


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


FREIGHT = ("", "Freight", "", "", "", "", "37.00")
INVOICE = [HEADER, *GOODS, FREIGHT, ("", "TOTAL", "", "", "", "", "900.00")]


def test_an_original_and_its_copy_are_summed_up_once(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read(tiny_classifier, monkeypatch, INVOICE, INVOICE)
    assert len(document.items) == 2 * len(GOODS)
    assert (document.sum.lines, document.sum.charges) == (Decimal(863), Decimal(37))
    assert document.sum.agrees
    assert document.warnings[0] == doubts.copied_pages({2: 1})
    assert not any("total is" in warning for warning in document.warnings)


def test_a_copy_of_several_pages_follows_them(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = ("", "TOTAL", "", "", "", "", "863.00")
    first, second = [HEADER, *GOODS[:2]], [HEADER, GOODS[2], total]
    document = read(tiny_classifier, monkeypatch, first, second, first, second)
    assert document.sum.agrees
    assert doubts.copied_pages({3: 1, 4: 2}) in document.warnings


def test_pages_alike_that_their_total_counts_twice_are_no_copies(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = ("", "TOTAL", "", "", "", "", "1,726.00")
    document = read(tiny_classifier, monkeypatch, [HEADER, *GOODS], [HEADER, *GOODS, both])
    assert (document.sum.lines, document.sum.agrees) == (Decimal(1726), True)
    assert document.notes == ()


def test_another_amount_makes_another_page(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = (*GOODS[2][:3], "50", "KG", "2.10", "105.00")
    other = [HEADER, *GOODS[:2], last, ("", "TOTAL", "", "", "", "", "884.00")]
    document = read(tiny_classifier, monkeypatch, INVOICE, other)
    assert document.notes == ()
    assert document.sum.lines == Decimal(1747)
