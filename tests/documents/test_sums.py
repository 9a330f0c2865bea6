"""The lines of a document against what it says they add up to."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import Limits, invoice, read_document
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import numerals
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.sums import compared
from hsclassify.documents.table import read_tables
from tests.documents.broken import mixed_pdf, table_pdf
from tests.documents.test_tables import PAGE, words

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
        (
            [
                *GOODS,
                *closing(("Subtotal", "300.00"), ("Freight", "50.00"), ("TOTAL", "360.00")),
            ],
            False,
        ),
        *(
            (
                [
                    *GOODS,
                    *closing(("Subtotal", "300.00"), (label, "9.00"), ("TOTAL", total)),
                ],
                total == "309.00",
            )
            for label in ("Packing", "Crating by Harlow", "Postage stamps of the sender")
            for total in ("309.00", "310.00")
        ),
        (
            [
                *GOODS,
                *closing(
                    ("Subtotal", "300.00"),
                    ("Shipping", "25.00"),
                    ("Tax (7%)", "21.00"),
                    ("Total", "346.00"),
                ),
            ],
            True,
        ),
        (
            [
                *GOODS,
                *closing(
                    ("Shipping & handling", "25.00"), ("Bank charges", "5.00"), ("Total", "330.00")
                ),
            ],
            True,
        ),
        (
            [
                *GOODS,
                *closing(
                    ("Subtotal", "300.00"), ("Rounding of cents", "0.40"), ("Total", "299.60")
                ),
            ],
            True,
        ),
        ([*GOODS, *closing(("TOTAL", "400.00"), ("Deposit of the buyer", "100.00"))], False),
        ([*GOODS, *closing(("TOTAL", "300.00"), ("Amount due", "200.00"))], True),
        ([*GOODS, *closing(("TOTAL USD", "300.00"), ("TOTAL THB", "9,000.00"))], True),
        ([*GOODS, *closing(("Carried forward", "290.00"), ("TOTAL", "300.00"))], True),
        ([*GOODS, *closing(("TOTAL", "300.00"), ("Total G.W.", "850 KG"))], True),
        ([*GOODS, *closing(("TOTAL", "300.00"), ("Total packages", "12"))], True),
        ([*GOODS, *closing(("TOTAL", "310.00"), ("Total N.W.", "300 KG"))], False),
        ([*GOODS, *closing(("Total weight", "850"), ("Total cartons", "12"))], None),
        ([*GOODS, RETURNED, *closing(("TOTAL", "250.00"))], True),
        ([*GOODS, *closing(("Notes", ""))], None),
    ],
)
def test_the_lines_are_compared_with_any_total(
    tiny_classifier: HSClassifier, rows: list[tuple[str, ...]], agrees: bool | None
) -> None:
    document = read_document(table_pdf([HEADER, *rows]), tiny_classifier, Limits(seconds=120))
    assert document.sum.agrees is agrees
    assert any("total is" in w for w in document.warnings) == (agrees is False)
    amounts = [i.amount for i in document.items]
    assert amounts[:2] == [Decimal(200), Decimal(100)]
    if RETURNED in rows:
        assert document.items[2].quantity == -5
        assert document.items[2].amount == -50


@pytest.mark.parametrize(
    ("rows", "total", "sentence"),
    [
        (
            (("Subtotal", "300.00"), ("Freight", "50.00"), ("TOTAL", "360.00")),
            "360.00",
            "With charges and discounts the lines come to 350.00, but the document's total is "
            "360.00.",
        ),
        (
            (("Subtotal", "300.00"), ("Grand total", "310.00")),
            "310.00",
            "The lines add up to 300.00, but the document's total is 310.00.",
        ),
        (
            (("TOTAL", "300.00"), ("Discount", "30.00"), ("Grand total", "280.00")),
            "280.00",
            "With charges and discounts the lines come to 270.00, but the document's total is "
            "280.00.",
        ),
    ],
)
def test_the_last_total_has_to_agree_as_well(
    tiny_classifier: HSClassifier, rows: tuple[tuple[str, str], ...], total: str, sentence: str
) -> None:
    data = table_pdf([HEADER, *GOODS, *closing(*rows)])
    document = read_document(data, tiny_classifier, Limits(seconds=120))
    assert document.sum.agrees is False
    assert document.fields["total"].value == total
    assert sentence in document.warnings


@pytest.mark.parametrize(
    "label",
    [
        "增值税 13%",
        "包装费",
        "税额",
        "ภาษีมูลค่าเพิ่ม 7%",
        "ค่าบรรจุภัณฑ์",
        "ค่าจัดส่ง",
        "Thuế GTGT 8%",
        "Thuế giá trị gia tăng",
        "Phí đóng gói",
        "Thuế",
    ],
)
def test_charges_are_known_in_four_languages(label: str) -> None:
    rows = [
        ("", "cotton shirts", "", "100", "PCS", "2.00", "200.00"),
        ("", "steel bolts", "", "10", "KG", "10.00", "100.00"),
        ("", label, "", "", "", "", "26.00"),
        ("", "合计", "", "", "", "", "326.00"),
    ]
    header = ("", "Description", "", "Qty", "UOM", "Price", "Amount")
    tables = read_tables(words([header, *rows]), Rulings(), PAGE, Deadline(60))
    amounts = [numerals(row.cells["amount"])[0].value(".") for row in tables.rows]
    sums = compared(amounts, [tables], {}, ".")
    assert (sums.lines, sums.charges, sums.total) == (300, 26, 326)
    assert sums.agrees


def test_a_column_of_tax_is_a_charge() -> None:
    rows = [
        ("", "cotton shirts", "26.00", "100", "PCS", "2.00", "200.00"),
        ("", "steel bolts", "13.00", "10", "KG", "10.00", "100.00"),
        ("", "合计", "39.00", "", "", "", "300.00"),
        ("", "价税合计", "", "", "", "", "339.00"),
    ]
    header = ("", "Description", "税额", "Qty", "UOM", "Price", "Amount")
    tables = read_tables(words([header, *rows]), Rulings(), PAGE, Deadline(60))
    sums = compared([Decimal(200), Decimal(100)], [tables], {}, ".")
    assert (sums.charges, sums.total, sums.agrees) == (39, 339, True)


def test_a_weight_below_the_total_is_no_total(tiny_classifier: HSClassifier) -> None:
    rows = [HEADER, *GOODS, *closing(("TOTAL", "300.00"), ("Total G.W.", "850 KG"))]
    document = read_document(table_pdf(rows), tiny_classifier, Limits(seconds=120))
    assert document.fields["total"].value == "300.00"
    assert document.fields["gross_weight"].value == "850"


@pytest.mark.parametrize("line", ["Total packages: 12 CTNS", "Total pages: 3", "Total: 850 KGS"])
def test_what_is_counted_above_the_table_is_no_total(
    tiny_classifier: HSClassifier, line: str
) -> None:
    above = (line, "", "", "", "")
    for rows, total in (([], None), (closing(("TOTAL", "300.00")), "300.00")):
        data = table_pdf([above, HEADER, *GOODS, *rows])
        document = read_document(data, tiny_classifier, Limits(seconds=120))
        found = document.fields.get("total")
        assert (found.value if found else None) == total


TEN_THOUSANDS = ("品名", "数量", "单位", "单价（元）", "金额（万元）")


def test_a_factor_in_the_header_multiplies_the_cells() -> None:
    rows = [
        ("", "不锈钢保温杯", "", "5,000", "个", "3.20", "1.60"),
        ("", "折叠雨伞", "", "1,000", "把", "12.00", "1.2 万"),
        ("", "合计", "", "", "", "", "2.80"),
    ]
    header = ("", TEN_THOUSANDS[0], "", *TEN_THOUSANDS[1:])
    tables = read_tables(words([header, *rows]), Rulings(), PAGE, Deadline(60))
    amounts = [numerals(row.cells["amount"])[0].value(".") for row in tables.rows]
    assert amounts == [Decimal(16_000), Decimal(12_000)]
    assert numerals(tables.totals[0].amount)[0].value(".") == 28_000


@pytest.mark.parametrize(
    ("header", "goods", "term"),
    [
        ("FOB Haiphong", "Cotton shirts", "FOB"),
        ("Unit Price", "DAP fertiliser in bags", None),
    ],
)
def test_terms_of_delivery_stand_in_headers_but_not_in_goods(
    tiny_classifier: HSClassifier, header: str, goods: str, term: str | None
) -> None:
    rows = [
        ("", "", "", header, ""),
        HEADER,
        (goods, "100", "PCS", "2.00", "200.00"),
        *GOODS,
    ]
    document = read_document(table_pdf(rows), tiny_classifier, Limits(seconds=120))
    assert len(document.items) == 3
    found = document.fields.get("incoterm")
    assert (found.value if found else None) == term


def test_a_total_of_pages_that_were_left_out_is_no_other_total(
    tiny_classifier: HSClassifier,
) -> None:
    page = "\n".join(("Total amount: 900.00", *("|".join(row) for row in (HEADER, *GOODS))))
    data = mixed_pdf(page, ((8, 8),))
    whole = read_document(mixed_pdf(page), tiny_classifier, Limits(seconds=120))
    assert whole.sum.agrees is False
    part = read_document(data, tiny_classifier, Limits(pages=1, seconds=120))
    assert part.fields["total"].value == "900.00"
    assert (part.sum.lines, part.sum.total, part.sum.agrees) == (Decimal(300), None, None)
    assert not any("total is" in warning for warning in part.warnings)
    agreeing = mixed_pdf(page.replace("900.00", "300.00"), ((8, 8),))
    assert read_document(agreeing, tiny_classifier, Limits(pages=1, seconds=120)).sum.agrees


def test_a_total_of_lines_that_no_time_was_left_for_is_no_other_total(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invoice, "_AT_ONCE", 1)
    monkeypatch.setattr(Deadline, "over", lambda self: bool(self.passed()))
    data = table_pdf([HEADER, *GOODS, *closing(("TOTAL", "300.00"))])
    document = read_document(data, tiny_classifier, Limits(seconds=120))
    assert len(document.items) == 1
    assert document.sum.agrees is None
    assert not any("total is" in warning for warning in document.warnings)
