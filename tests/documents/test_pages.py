"""Pages that are shown sideways, and scans with a stamp over them."""

from __future__ import annotations

import io
import shutil
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hsclassify import HSClassifier, InputError
from hsclassify.documents import pages, read_document
from hsclassify.documents.limits import Deadline, Limits
from hsclassify.documents.pages import Page, file_kind, read_pages
from hsclassify.documents.poppler import TextLayer
from hsclassify.documents.words import Box, Word, join
from hsclassify.text import Language, tidy
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


def written_jpeg(exif: Image.Exif | None = None, ink: str = "black", paper: str = "white") -> bytes:
    """A scanned page with a few lines of writing, turned as *exif* undoes."""
    sheet = Image.new("RGB", (1200, 1684), paper)
    for line in range(4):
        ImageDraw.Draw(sheet).text((120, 200 + 90 * line), WRITING, ink, font_size=48)
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


MISREAD = "\n".join(["Wnong letters of a copier|100|PCS|2.00|200.00"] * 20)
"""As much text as an invoice has."""


@pytest.mark.parametrize(("hidden", "source"), [(True, "ocr"), (False, "text")])
def test_what_a_copier_read_is_read_again(hidden: bool, source: str) -> None:
    page = read(mixed_pdf(MISREAD, scan=written_jpeg(), hidden=hidden))
    assert page.source == source
    assert join(page.words).count(LEGIBLE) == (4 if hidden else 0)


def test_hidden_text_without_a_scan_is_all_there_is() -> None:
    assert read(mixed_pdf(MISREAD, hidden=True)).source == "text"


@pytest.mark.parametrize(
    ("language", "source"),
    [(None, "text"), ("en", "text"), ("vi", "text"), ("th", "ocr"), ("zh", "ocr")],
)
def test_text_in_another_script_than_asked_for_is_read_from_its_picture(
    language: Language | None, source: str
) -> None:
    """Some programs print Thai in a font that says Latin letters."""
    page = next(read_pages(mixed_pdf(TABLE), Limits(), Deadline(600), language))
    assert page.source == source


OLD_LETTERS = r"C\351ng h\361a x\371 h\371i ch\371 ngh\341a"
"""Latin letters of other languages, as a font of Vietnamese ones is read."""


@pytest.mark.parametrize(
    ("language", "source"), [(None, "text"), ("en", "text"), ("th", "ocr"), ("vi", "ocr")]
)
def test_vietnamese_in_an_older_encoding_is_read_from_its_picture(
    language: Language | None, source: str
) -> None:
    data = mixed_pdf(f"{OLD_LETTERS}\n{OLD_LETTERS}")
    assert next(read_pages(data, Limits(), Deadline(600), language)).source == source


@pytest.mark.parametrize(
    ("text", "misread"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam, hãa ®¬n th\u00ad¬ng m¹i", True),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", True),
        ("Coäng hoøa xaõ hoäi: commercial invoice of frozen shrimp and rice", True),
        ("Cộng hòa xã hội chủ nghĩa Việt Nam, hóa đơn thương mại", False),
        ("Hoa don thuong mai", False),
        ("Commercial invoice: 12 cartons of coffee at 30 °C, ¥12 ¥24 ¥36 ¥48 ¥60", False),
        ("Facture commerciale: chemises de coton pour hommes, origine France, modèle été", False),
    ],
)
def test_only_letters_of_older_encodings_make_vietnamese_misread(text: str, misread: bool) -> None:
    layer = TextLayer(600, 842, [Word(tidy(text), Box(0, 0, 100, 10))])
    assert pages._misread([layer], "vi") is misread


@pytest.mark.parametrize(("ink", "paper"), [("#8c8c8c", "#c8c8c8"), ("#303030", "#5a5a5a")])
def test_a_scan_of_low_contrast_is_read(ink: str, paper: str) -> None:
    page = read(written_jpeg(ink=ink, paper=paper))
    assert join(page.words).count(LEGIBLE) == 4


def deep_tiff(order: str, *, big: bool = False) -> bytes:
    """A grey scan of 16 bits a pixel, in either order of bytes; *big*: with 64-bit places."""
    grey = np.asarray(Image.open(io.BytesIO(written_jpeg())).convert("L"), np.uint16)
    pixels = (200 * grey).astype(f"{order}u2").tobytes()
    width, height = 1200, 1684
    short, long, long8 = 3, 4, 16
    fields = [(256, long, width), (257, long, height), (258, short, 16), (259, short, 1),
              (262, short, 1), (273, long8 if big else long, 16 if big else 8), (277, short, 1),
              (278, long, height), (279, long8 if big else long, len(pixels))]  # fmt: skip
    head, place, count = ("HHHQ", "Q", "Q") if big else ("HI", "I", "H")
    directory = struct.pack(order + count, len(fields))
    for tag, kind, value in fields:
        held = {short: "H", long: "I", long8: "Q"}[kind]
        packed = struct.pack(order + held, value).ljust(struct.calcsize(order + place), b"\0")
        directory += struct.pack(f"{order}HH{place}", tag, kind, 1) + packed
    start = (16 if big else 8) + len(pixels)
    version = (43, 8, 0, start) if big else (42, start)
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(order + head, *version) + pixels + directory + bytes(8)


@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
def test_a_scan_of_16_bits_a_pixel_is_read(order: str, big: bool) -> None:
    page = next(read_pages(deep_tiff(order, big=big), Limits(), Deadline(600), "en"))
    assert join(page.words).count(LEGIBLE) == 4


def test_what_fails_after_a_picture_was_opened_is_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: Any) -> None:
        raise ValueError("cannot convert")

    monkeypatch.setattr(pages, "_pixels", failing)
    with pytest.raises(InputError, match="damaged or incomplete"):
        read(written_jpeg())


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


def test_a_file_may_mix_text_and_scans() -> None:
    data = mixed_pdf(TABLE, then=written_jpeg())
    text, scan = read_pages(data, Limits(), Deadline(600), "en")
    assert (text.source, scan.source) == ("text", "ocr")
    assert (text.packs, scan.packs) == ("", "eng")
    assert "Cotton shirts for men" in join(text.words)
    assert join(scan.words).count(LEGIBLE) == 4


def test_lines_of_both_kinds_of_pages_come_back(tiny_classifier: HSClassifier) -> None:
    data = mixed_pdf(TABLE, then=written_jpeg())
    document = read_document(data, tiny_classifier, Limits(seconds=600), lang="en")
    assert [page.source for page in document.pages] == ["text", "ocr"]
    assert document.items[0].description == "Cotton shirts for men"
    assert document.items[0].page == 1


def test_the_first_page_stays_when_the_time_ends_on_the_second(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: Any) -> Page:
        raise Deadline(60).passed()

    monkeypatch.setattr(pages, "_read_picture", late)
    data = mixed_pdf(TABLE, then=written_jpeg())
    document = read_document(data, tiny_classifier, Limits(seconds=600))
    assert [item.description for item in document.items] == ["Cotton shirts for men"]
    assert len(document.pages) == 1
    assert any("took longer than 60 seconds" in warning for warning in document.warnings)


@pytest.mark.parametrize("brand", ["heic", "heix", "hevc", "heim", "mif1", "msf1", "avif"])
def test_a_photo_of_a_phone_is_to_be_saved_as_jpeg(brand: str) -> None:
    with pytest.raises(InputError, match=r"a HEIC or AVIF photo\. Save it as JPEG"):
        file_kind(b"\0\0\0\x18ftyp" + brand.encode() + bytes(40))
