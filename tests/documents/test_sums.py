"""The lines of a document against what it says they add up to."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import Limits, read_document
from tests.documents.broken import table_pdf

pytestmark = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
HEADER = ("Description", "Quantity", "Unit", "Unit Price", "Amount")
GOODS = [
    ("Cotton T-shirts", "100", "PCS", "2.00", "200.00"),
    ("Freight containers", "2", "PCS", "50.00", "100.00"),
]
RETURNED = ("Returned umbrellas", "-5", "PCS", "10.00", "-50.00")


def closing(*pairs: tuple[str, str]) -> list[tuple[str, ...]]:
    return [(label, "", "", "", amount) for label, amount in pairs]


@pytest.mark.parametrize(
    ("rows", "agrees"),
    [
        ([*GOODS, *closing(("TOTAL", "300.00"))], True),
        ([*GOODS, *closing(("TOTAL", "301.00"))], False),
        (
            [
                *GOODS,
                *closing(
                    ("Subtotal", "300.00"),
                    ("Freight", "50.00"),
                    ("Insurance", "5.00"),
                    ("TOTAL CIF", "355.00"),
                ),
            ],
            True,
        ),
        ([*GOODS, *closing(("VAT 7%", "21.00"), ("Grand total", "321.00"))], True),
        ([*GOODS, *closing(("Discount 10%", "30.00"), ("TOTAL", "270.00"))], True),
        ([*GOODS, *closing(("Freight", "50.00"), ("TOTAL", "360.00"))], False),
        ([*GOODS, RETURNED, *closing(("TOTAL", "250.00"))], True),
        ([*GOODS, *closing(("Notes", ""))], None),
    ],
)
def test_the_lines_are_compared_with_any_total(
    tiny_classifier: HSClassifier, rows: list[tuple[str, ...]], agrees: bool | None
) -> None:
    document = read_document(table_pdf([HEADER, *rows]), tiny_classifier, Limits(seconds=120))
    assert document.sum.agrees is agrees
    assert any("add up" in w for w in document.warnings) == (agrees is False)
    amounts = [i.amount for i in document.items]
    assert amounts[:2] == [Decimal(200), Decimal(100)]
    if RETURNED in rows:
        assert document.items[2].quantity == -5
        assert document.items[2].amount == -50
