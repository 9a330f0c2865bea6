"""What the tab says of a document, and which line an edited row belongs to."""

from __future__ import annotations

import io
import shutil
from decimal import Decimal

import pytest
from PIL import Image, ImageDraw

from hsclassify import HSClassifier, InputError
from hsclassify.documents import Document, Limits, read_document
from hsclassify.documents.export import cells
from hsclassify.text import LANGUAGES
from hsclassify.ui.document_html import facts_html
from hsclassify.ui.documents_tab import edited
from hsclassify.ui.wording import wording
from tests.documents.broken import table_pdf

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext") or not shutil.which("tesseract"),
    reason="needs poppler-utils and tesseract-ocr",
)
LINES = [
    ("Description", "Quantity", "Unit", "Unit Price", "Amount"),
    ("Cotton T-shirts", "100", "PCS", "2.00", "200.00"),
    ("Umbrellas", "2", "PCS", "50.00", "100.00"),
]
CHARGED = [
    ("Subtotal", "", "", "", "300.00"),
    ("Freight", "", "", "", "50.00"),
    ("Insurance", "", "", "", "5.00"),
    ("TOTAL CIF", "", "", "", "355.00"),
]
DISCOUNTED = [("Discount 10%", "", "", "", "30.00"), ("TOTAL", "", "", "", "270.00")]


def read(classifier: HSClassifier, closing: list[tuple[str, ...]]) -> Document:
    return read_document(table_pdf([*LINES, *closing]), classifier, Limits(seconds=120))


@pytest.mark.parametrize(
    ("closing", "sentence"),
    [
        (CHARGED, "up to 300.00 and the charges to 55.00, together the total of 355.00."),
        (DISCOUNTED, "up to 300.00; less the discounts of 30.00, that is the total of 270.00."),
        ([("TOTAL", "", "", "", "300.00")], "The lines add up to 300.00, as the total says."),
        ([("Notes", "", "", "", "")], "The lines add up to 300.00; no total was found."),
    ],
)
def test_the_sum_names_the_charges_that_explain_the_total(
    tiny_classifier: HSClassifier, closing: list[tuple[str, ...]], sentence: str
) -> None:
    document = read(tiny_classifier, closing)
    assert sentence in facts_html(document, wording("en"))
    if closing is CHARGED:
        assert document.sum.charges == Decimal(55)
        for words in map(wording, LANGUAGES):
            shown = facts_html(document, words)
            assert all(words.count(Decimal(n)) in shown for n in ("300.00", "55.00", "355.00"))


def test_numbers_are_marked_as_the_language_marks_them(tiny_classifier: HSClassifier) -> None:
    document = read(tiny_classifier, [("TOTAL", "", "", "", "12,300.00")])
    assert "<dd>12,300.00</dd>" in facts_html(document, wording("en"))
    assert "<dd>12.300,00</dd>" in facts_html(document, wording("vi"))


def test_an_edit_finds_its_line_in_a_sorted_table(tiny_classifier: HSClassifier) -> None:
    document = read(tiny_classifier, [])
    rows = [cells(item) for item in reversed(document.items)]
    rows[0][2] = "rain hats"
    assert edited(document, rows) == ["Cotton T-shirts", "rain hats"]


@pytest.mark.parametrize("lines", [(1,), (1, 1), (1, 2, 3), (1, "")])
def test_rows_that_are_not_the_lines_are_refused(
    tiny_classifier: HSClassifier, lines: tuple[object, ...]
) -> None:
    document = read(tiny_classifier, [])
    with pytest.raises(InputError, match="no longer fit the document"):
        edited(document, [[line, 1, "goods"] for line in lines])


def test_each_page_that_was_read_is_reported(tiny_classifier: HSClassifier) -> None:
    pages = [Image.new("RGB", (1200, 500), "white") for _ in range(3)]
    for page in pages:
        ImageDraw.Draw(page).text((120, 200), "Frozen shrimp", "black", font_size=48)
    stream = io.BytesIO()
    pages[0].save(stream, "TIFF", save_all=True, append_images=pages[1:])
    seen: list[int] = []
    document = read_document(
        stream.getvalue(), tiny_classifier, Limits(seconds=600), lang="en", progress=seen.append
    )
    assert len(document.pages) == 3
    assert seen == [1, 2, 3]
