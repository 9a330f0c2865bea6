"""What poppler's programs print is read whatever stands in it, in time in proportion to it."""

from __future__ import annotations

import shutil
import time
from math import isfinite
from pathlib import Path

import pytest

from hsclassify.documents import poppler
from hsclassify.documents.limits import Deadline
from tests.documents.broken import actual_text_pdf, mixed_pdf, named_font_pdf, numbers_pdf

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext") or not shutil.which("pdftohtml"), reason="needs poppler-utils"
)


def written(folder: Path, data: bytes) -> Path:
    file = folder / "document.pdf"
    file.write_bytes(data)
    return file


@pytest.mark.parametrize(("hidden", "seen"), [(False, 12), (True, 0)])
def test_letters_that_can_be_seen_are_counted_by_page(
    tmp_path: Path, hidden: bool, seen: int
) -> None:
    data = mixed_pdf("Cotton|shirts", ((10, 10),), hidden=hidden)
    letters = poppler.visible_letters(written(tmp_path, data), 2, Deadline(60))
    assert letters == {1: seen, 2: 0}


def test_fonts_that_are_named_like_texts_keep_nobody_waiting(tmp_path: Path) -> None:
    data = named_font_pdf(600)
    assert len(data) < 10_000
    file = written(tmp_path, data)
    started = time.thread_time()
    assert poppler.visible_letters(file, 1, Deadline(60)) == {1: 0}
    assert time.thread_time() - started < 1


def test_names_of_fonts_are_no_letters_and_no_pages() -> None:
    printed = (
        '<page number="1" position="absolute">\n'
        '\t<fontspec id="0" family="A<B & <text x>C</text>" color="#000000"/>\n'
        '<text top="1" font="0">one <b>two</b> &lt;</text>\n'
        "</page>\n"
        f'<page number="{"9" * 5000}">\n<text >stray\n'
        '<page number="2" position="absolute">\n<text top="1">3 <4</text>\n</page>\n'
    )
    assert poppler._letters(printed)[2] == 2
    assert poppler._letters("<text " * 100_000) == {}


@pytest.mark.parametrize(
    "text",
    [
        "a\rb",
        "a\r\nb",
        "a\0b",
        "a\tb",
        "x" * 200_000,
        "a\n5\t1\t0\t0\t0\t0\tnan\tinf\t-inf\tnan\t100\tforged\n",
        "a\n5\t1\t0\t0\t0\t0\t1e300\t1\t1e300\t1\t100\tforged\n",
        "a\n1\t1\t0\t0\t0\t0\t0\t0\tinf\tnan\t-1\t###PAGE###\n",
    ],
    ids=["return", "line", "nothing", "tab", "long", "no numbers", "far", "page"],
)
def test_words_of_any_letters_are_read(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, actual_text_pdf("Coffee", text, "Tea"))
    layer = poppler.text_layers(file, 1, Deadline(60))[1]
    assert (layer.width, layer.height) == (600, 842)
    texts = [word.text for word in layer.words]
    assert texts[0] == "Coffee"
    assert texts[-1] == "Tea"
    assert "forged" not in texts
    assert all(isfinite(word.box.x + word.box.y) for word in layer.words)


def test_every_word_of_a_table_has_its_place(tmp_path: Path) -> None:
    layer = poppler.text_layers(written(tmp_path, numbers_pdf(3, 4)), 1, Deadline(60))[1]
    labels = [word.text for word in layer.words if word.text.startswith("goods")]
    assert labels == ["goodsabcdefghij", "goodsbcdefghij", "goodscdefghij"]
    assert len(layer.words) == 15
    assert all(0 < word.box.left < word.box.right < 600 for word in layer.words)
