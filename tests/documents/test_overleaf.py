"""Tables that go on overleaf without a header, on pages whose pictures differ in size."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence

import pytest
from PIL import Image, ImageDraw

from hsclassify import HSClassifier
from hsclassify.documents import Document, Limits, read_document
from hsclassify.documents.invoice import _tables
from hsclassify.documents.limits import Deadline
from hsclassify.documents.pages import Page
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.words import Word
from tests.documents.broken import mixed_pdf
from tests.documents.test_tables import GOODS, HEADER, PAGE, words

Rows = Sequence[Sequence[str]]
LEFTS = (40 / 600, 240 / 600, 320 / 600, 390 / 600, 470 / 600)
"""Where :func:`mixed_pdf` sets its cells, as shares of the page's width."""
TOP: Rows = (("Description of goods", "Quantity", "Unit", "Price", "Amount"),)
FIRST: Rows = (("Cotton shirts for men", "100", "PCS", "2.00", "200.00"),)
OVERLEAF: Rows = (
    ("Folding umbrellas", "50", "PCS", "4.00", "200.00"),
    ("Leather gloves", "80", "PCS", "3.00", "240.00"),
    ("Wooden chairs", "12", "PCS", "45.00", "540.00"),
)
READ = [tuple(row) for row in (*FIRST, *OVERLEAF)]
needs_tools = pytest.mark.skipif(
    not shutil.which("pdftotext") or not shutil.which("tesseract"),
    reason="needs poppler-utils and tesseract-ocr",
)


def sheet(rows: Rows, width: int) -> Image.Image:
    """A scanned page with *rows* of cells."""
    page = Image.new("RGB", (width, int(1.4 * width)), "white")
    for number, row in enumerate(rows):
        for left, cell in zip(LEFTS, row, strict=True):
            place = (left * width, (0.1 + 0.04 * number) * width)
            ImageDraw.Draw(page).text(place, cell, "black", font_size=width / 50)
    return page


def saved(page: Image.Image, kind: str, *others: Image.Image) -> bytes:
    stream = io.BytesIO()
    page.save(
        stream,
        kind,
        **(
            {"save_all": True, "append_images": others, "compression": "tiff_lzw"} if others else {}
        ),
    )
    return stream.getvalue()


def lines(document: Document) -> list[tuple[str, ...]]:
    return [
        (i.description, f"{i.quantity}", i.unit, f"{i.unit_price}", f"{i.amount}")
        for i in document.items
    ]


def page(number: int, scale: float, placed: Sequence[Word]) -> Page:
    scaled = tuple(Word(w.text, w.box.scaled(scale)) for w in placed)
    side = round(scale * PAGE)
    return Page(number, side, side, scaled, Rulings(), b"", "text")


@pytest.mark.parametrize("scale", [0.5, 1, 2.05])
def test_columns_are_where_they_were_on_a_page_of_another_size(scale: float) -> None:
    pages = [page(1, 1, words([HEADER, GOODS[0]])), page(2, scale, words(GOODS[1:]))]
    rows = [row.cells for found in _tables(pages, Deadline(60)) for row in found.rows]
    assert [(r["description"], r["hs"], r["amount"]) for r in rows] == [
        (d, h, a) for _, d, h, *_, a in GOODS
    ]


@needs_tools
def test_a_text_page_goes_on_in_a_scan(tiny_classifier: HSClassifier) -> None:
    text = "\n".join("|".join(row) for row in (*TOP, *FIRST))
    data = mixed_pdf(text, then=saved(sheet(OVERLEAF, 2400), "JPEG"))
    document = read_document(data, tiny_classifier, Limits(seconds=600), lang="en")
    assert [p.source for p in document.pages] == ["text", "ocr"]
    assert lines(document) == READ


@needs_tools
def test_frames_of_a_tiff_differ_in_size(tiny_classifier: HSClassifier) -> None:
    data = saved(sheet((*TOP, *FIRST), 1500), "TIFF", sheet(OVERLEAF, 2400))
    document = read_document(data, tiny_classifier, Limits(seconds=600), lang="en")
    assert lines(document) == READ
