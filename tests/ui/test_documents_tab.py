"""What the tab says of a document, and which line an edited row belongs to."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from PIL import Image, ImageDraw

from hsclassify import HSClassifier, InputError
from hsclassify.documents import Document, Limits, read_document
from hsclassify.documents.export import cells
from hsclassify.settings import Settings
from hsclassify.text import LANGUAGES
from hsclassify.ui.document_html import facts_html, limits_html, marks_html, pages_html
from hsclassify.ui.document_work import DocumentWork, Read
from hsclassify.ui.documents_tab import DocumentDesk, create_documents_tab, edited
from hsclassify.ui.speech import Speech
from hsclassify.ui.uploads import UploadedPhoto
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


def test_the_camera_shows_a_page_as_it_is_and_as_sharp_as_it_can(
    tiny_classifier: HSClassifier,
) -> None:
    with gr.Blocks() as app:
        work = DocumentWork(tiny_classifier, Settings.from_env({}))
        create_documents_tab(work, Speech(), on_map=True)
    (photo,) = (b for b in app.blocks.values() if isinstance(b, UploadedPhoto))
    options = photo.get_config()["webcam_options"]
    assert options["mirror"] is False
    video = options["constraints"]["video"]
    assert video["facingMode"] == {"ideal": "environment"}
    assert (video["width"], video["height"]) == ({"ideal": 3840}, {"ideal": 2160})


def desk(classifier: HSClassifier) -> DocumentDesk:
    return DocumentDesk(DocumentWork(classifier, Settings.from_env({})), on_map=True)


def test_a_box_that_was_emptied_changes_nothing(tiny_classifier: HSClassifier) -> None:
    found = desk(tiny_classifier).read_upload(None, "auto", "en")
    assert len(found) == 7
    assert all(one == gr.skip() for one in found)


def typed(read: Read, *descriptions: str) -> list[list[Any]]:
    rows = [cells(item) for item in read.document.items]
    for row, description in zip(rows, descriptions, strict=True):
        row[2] = description
    return rows


def test_the_server_keeps_no_pictures_and_an_edit_sends_none(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(table_pdf(LINES))
    tab = desk(tiny_classifier)
    box, read, _, _, _, _, pages = tab.read_upload(str(file), "auto", "en")
    assert box is None
    assert "data:image/jpeg" in pages
    assert [page.jpeg for page in read.document.pages] == [b""]
    changed = tab.edit(read, typed(read, "rain hats", "Umbrellas"), "en")
    assert len(changed) == 4
    assert not any("data:image" in str(one) for one in changed[1:])
    assert changed[0].document.items[0].description == "rain hats"


def test_another_language_of_the_text_keeps_what_was_typed(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(table_pdf(LINES))
    tab = desk(tiny_classifier)
    read = tab.read_upload(str(file), "auto", "en")[1]
    read = tab.edit(read, typed(read, "rain hats", "Umbrellas"), "en")[0]
    read = tab.edit(read, typed(read, "sun hats", "Umbrellas"), "en")[0]
    again = tab.read_again(read, "vi", "en")[0]
    assert again.document.language == "vi"
    assert [i.description for i in again.document.items] == ["sun hats", "Umbrellas"]
    assert again.document.items[0].prediction.text == "sun hats"
    once_more = tab.read_again(again, "en", "en")[0]
    assert [i.description for i in once_more.document.items] == ["sun hats", "Umbrellas"]


def test_lines_that_deserve_a_look_are_marked_beside_the_pages(
    tiny_classifier: HSClassifier,
) -> None:
    document = read(tiny_classifier, [])
    assert marks_html(document) == ""
    first, second = document.items
    check = replace(second.check, warning=True)
    doubtful = replace(document, items=(first, replace(second, check=check)))
    assert marks_html(doubtful).startswith("<style>.hs-line-2{")
    assert pages_html(doubtful) == pages_html(document)


def test_pages_are_captioned_in_every_language(tiny_classifier: HSClassifier) -> None:
    shown = pages_html(read(tiny_classifier, []))
    for language in LANGUAGES:
        caption = wording(language)("document_page", number="1")
        assert f'<span lang="{language}">{caption}</span>' in shown


def test_a_field_is_outlined_on_the_page_that_the_list_tells(
    tiny_classifier: HSClassifier,
) -> None:
    document = read(tiny_classifier, [("TOTAL", "", "", "", "300.00")])
    total = document.fields["total"]
    there = replace(document, fields={"total": replace(total, page=2)})
    assert pages_html(document).count('data-spot="field-total"') == 1
    assert 'data-spot="field-total"' not in pages_html(there)  # there is no second page
    for language in LANGUAGES:
        words = wording(language)
        page = words("document_page", number="2")
        name = f"{words('document_field_total')} {page}"
        assert f'aria-label="{name}">{page}</button>' in facts_html(there, words)


def test_the_limits_of_the_settings_are_told(tiny_classifier: HSClassifier) -> None:
    env = {"HSCLASSIFY_DOCUMENT_MEGABYTES": "2.5", "HSCLASSIFY_DOCUMENT_PAGES": "1200"}
    limits = DocumentWork(tiny_classifier, Settings.from_env(env)).limits
    told = limits_html(limits, wording("en"))
    assert "At most 2.5 MB and 1,200 pages are read, for at most 60 seconds." in told
    for words in map(wording, LANGUAGES):
        numbers = (words.count(Decimal(n)) for n in ("2.5", "1200", "60"))
        assert all(number in limits_html(limits, words) for number in numbers)
