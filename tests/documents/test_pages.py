"""Pages that are shown sideways, and scans with a stamp over them."""

from __future__ import annotations

import io
import shutil

import pytest
from PIL import Image, ImageDraw

from hsclassify.documents.limits import Deadline, Limits
from hsclassify.documents.pages import Page, read_pages
from hsclassify.documents.words import join
from tests.documents.broken import mixed_pdf

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext") or not shutil.which("tesseract"),
    reason="needs poppler-utils and tesseract-ocr",
)
TABLE = """Commercial invoice
Invoice No. INV-77
Description of goods|Quantity|Unit|Price|Amount
Cotton shirts for men|100|PCS|2.00|200.00"""
WRITING = "Frozen vannamei shrimp"
LEGIBLE = "Frozen vannamei"
"""What Tesseract makes of it without fail in the font that Pillow has."""


def read(data: bytes) -> Page:
    return next(read_pages(data, Limits(), Deadline(600)))


def written_jpeg(exif: Image.Exif | None = None) -> bytes:
    """A scanned page with a few lines of writing, turned as *exif* undoes."""
    sheet = Image.new("RGB", (1200, 1684), "white")
    for line in range(4):
        ImageDraw.Draw(sheet).text((120, 200 + 90 * line), WRITING, "black", font_size=48)
    stream = io.BytesIO()
    turned = sheet.rotate(90, expand=True) if exif else sheet
    turned.save(stream, "JPEG", quality=90, exif=exif or Image.Exif())
    return stream.getvalue()


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_text_page_shown_sideways_is_turned_upright(rotate: int) -> None:
    upright, page = (read(mixed_pdf(TABLE, rotate=r)) for r in (0, rotate))
    assert page.source == "text"
    assert (page.width, page.height) == (upright.width, upright.height)
    assert join(page.words) == join(upright.words)


@pytest.mark.parametrize(
    "stamp", ["", "Scanned with CamScanner", "Page 1 of 3 - printed by ERP 12"]
)
def test_a_stamp_on_a_scan_does_not_keep_it_from_being_read(stamp: str) -> None:
    page = read(mixed_pdf(stamp, scan=written_jpeg()))
    assert page.source == "ocr"
    assert join(page.words).count(LEGIBLE) == 4


def test_a_photo_lies_as_its_exif_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    page = read(written_jpeg(exif))
    assert page.height > page.width
    assert LEGIBLE in join(page.words)


def test_bmp_is_read_in_the_language_asked_for() -> None:
    stream = io.BytesIO()
    Image.open(io.BytesIO(written_jpeg())).save(stream, "BMP")
    page = next(read_pages(stream.getvalue(), Limits(), Deadline(600), "vi"))
    assert page.packs == "vie+eng"
    assert LEGIBLE in join(page.words)
