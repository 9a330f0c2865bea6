"""Broken and hostile files, and what a document may ask for."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

from hsclassify import HSClassifier, InputError
from hsclassify.documents import LimitError, Limits, poppler, read_document
from hsclassify.documents.fields import Sheet, find_fields
from hsclassify.documents.limits import Deadline
from hsclassify.documents.pages import file_kind
from hsclassify.documents.poppler import Printed, run
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.segments import segments
from hsclassify.documents.table import read_tables
from hsclassify.documents.words import Box, Word
from hsclassify.errors import HSClassifyError
from tests.documents.broken import (
    broken_files,
    crowded_pdf,
    dotted_picture,
    empty_pdf,
    flate_bomb_pdf,
    jpx_bomb_pdf,
    locked_pdf,
    mixed_pdf,
    narrow_picture,
    picture,
    picture_bomb_pdf,
    png_bomb,
    small_pdf,
    tiff_bomb,
)

pytestmark = pytest.mark.skipif(
    not shutil.which("pdftotext") or not shutil.which("tesseract"),
    reason="needs poppler-utils and tesseract-ocr",
)
FILES = 12
PATIENT = Limits(seconds=120)


def left_over() -> set[Path]:
    folder = Path(tempfile.gettempdir())
    return {*folder.glob("hsclassify-*"), *folder.glob("tess_*")}


def test_broken_files_get_an_answer_or_a_sentence(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    refused = 0
    for _, data in broken_files(FILES, seed=5):
        try:
            read_document(data, tiny_classifier, PATIENT)
        except HSClassifyError as error:
            refused += 1
            assert str(error).endswith(".")
    assert refused > FILES // 3
    assert left_over() == set()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "file is empty"),
        (b"PK\x03\x04 something", "a ZIP archive"),
        (b"<html>", "a web page"),
        (empty_pdf(), "no pages|damaged"),
        (locked_pdf(), "locked with a password"),
        (picture_bomb_pdf(), "too large"),
        (png_bomb(), "too large"),
        (tiff_bomb(), "too large"),
        (tiff_bomb(9_000), "too large"),
        (small_pdf()[:200], "damaged"),
        (picture("PNG")[:60], "damaged"),
        (picture("PNG", side=20), "too small"),
        (narrow_picture(), "too long and narrow"),
        (narrow_picture(40, 100_000), "too long and narrow"),
        (dotted_picture(1500), "pattern of so many pieces"),
    ],
)
def test_the_sentence_says_what_is_wrong(
    tiny_classifier: HSClassifier, data: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_document(data, tiny_classifier, PATIENT)


def test_a_file_that_is_too_large_is_not_opened(tiny_classifier: HSClassifier) -> None:
    with pytest.raises(LimitError, match=r"at most 0\.001 MB"):
        read_document(small_pdf() + bytes(2000), tiny_classifier, Limits(megabytes=0.001))


def test_time_runs_out_with_a_sentence(tiny_classifier: HSClassifier) -> None:
    with pytest.raises(LimitError, match="took longer than"):
        read_document(small_pdf(), tiny_classifier, Limits(seconds=1e-9))


def test_time_that_runs_out_after_the_pages_leaves_what_was_read() -> None:
    deadline = Deadline(1e-9)
    word = Word("Invoice No.: INV-77", Box(10, 10, 90, 20))
    sheet = Sheet(segments([word], 1), [word], 1, 100, 100)
    assert find_fields([sheet], "en", ".", Deadline(60))["number"].value == "INV-77"
    assert "number" not in find_fields([sheet], "en", ".", deadline)
    assert deadline.stopped
    with pytest.raises(LimitError, match="took longer than"):
        read_tables([word], Rulings(), 100, deadline)


def test_words_beyond_the_limit_are_left_out(tiny_classifier: HSClassifier) -> None:
    document = read_document(crowded_pdf(60), tiny_classifier, Limits(words=40, seconds=120))
    assert any("more than 40 words" in warning for warning in document.warnings)


def test_pages_beyond_the_limit_are_left_out(tiny_classifier: HSClassifier) -> None:
    stream = io.BytesIO()
    blank = Image.new("RGB", (200, 200), "white")
    blank.save(stream, "TIFF", save_all=True, append_images=[blank, blank])
    document = read_document(stream.getvalue(), tiny_classifier, Limits(pages=2, seconds=120))
    assert len(document.pages) == 2
    assert any("more than 2 pages" in warning for warning in document.warnings)


def test_a_picture_too_large_on_a_later_page_leaves_the_first(
    tiny_classifier: HSClassifier,
) -> None:
    data = mixed_pdf("Description of goods: roasted coffee beans", ((8000, 8000),))
    document = read_document(data, tiny_classifier, PATIENT)
    assert [i.description for i in document.items] == ["roasted coffee beans"]
    assert any("8,000" in warning for warning in document.warnings)


@pytest.mark.parametrize("mode", ["I;16", "LAB"])
def test_a_blank_picture_has_no_goods(tiny_classifier: HSClassifier, mode: str) -> None:
    stream = io.BytesIO()
    Image.new(mode, (100, 100)).save(stream, "TIFF")
    assert not read_document(stream.getvalue(), tiny_classifier, PATIENT).items


def test_one_description_needs_no_table(tiny_classifier: HSClassifier) -> None:
    document = read_document(
        small_pdf("Description of goods: roasted coffee beans"), tiny_classifier, PATIENT
    )
    assert [i.description for i in document.items] == ["roasted coffee beans"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
def test_kinds_are_told_by_content(kind: str) -> None:
    assert file_kind(picture(kind)) == "picture"
    assert file_kind(small_pdf()) == "pdf"


def test_what_poppler_prints_and_takes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poppler, "MOST_PRINTED", 1 << 20)
    monkeypatch.setattr(poppler, "MOST_MEMORY", 512 << 20)
    wait = "import time; time.sleep(0.3); "  # until the bounds are set
    printed = run([sys.executable, "-c", f"{wait}print('x' * (8 << 20))"], Deadline(60))
    assert 0 < len(printed.data) <= 1 << 20
    assert not printed.whole
    greedy = f"{wait}held = bytearray(2 << 30); print(len(held))"
    assert run([sys.executable, "-c", greedy], Deadline(60)) == Printed(b"", whole=False)
    with pytest.raises(LimitError, match="took longer than"):
        run(["sleep", "60"], Deadline(0.3))


_READ_ALONE: Final = """
import json, resource, sys, time
from pathlib import Path
from hsclassify import HSClassifier, InputError
from hsclassify.documents import Limits, read_document

file, bundle = map(Path, sys.argv[1:])
classifier = HSClassifier.load(bundle)
refused, items = "", 0
started = time.monotonic()
try:
    items = len(read_document(file.read_bytes(), classifier, Limits(seconds=15)).items)
except InputError as error:
    refused = str(error)
seconds = time.monotonic() - started
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"refused": refused, "items": items, "seconds": seconds, "children": children}))
"""
"""In a process of its own: a child counts as large as its parent until it is another program."""


@pytest.mark.parametrize("data", [flate_bomb_pdf(64), jpx_bomb_pdf()], ids=["words", "picture"])
def test_what_unpacks_without_end_takes_no_more_than_is_allowed(
    tiny_bundle_folder: Path, tmp_path: Path, data: bytes
) -> None:
    assert len(data) < 400_000
    file = tmp_path / "bomb.pdf"
    file.write_bytes(data)
    command = [sys.executable, "-c", _READ_ALONE, str(file), str(tiny_bundle_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    if told["refused"]:
        assert told["refused"].endswith(".")
    else:
        assert told["items"] < 100
    assert told["seconds"] < 30
    assert told["children"] < 1.2 * (poppler.MOST_MEMORY >> 10)


def test_a_page_is_drawn_within_bounds(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(arguments: list[str], *rest: Any, **more: Any) -> Printed:
        asked.append(arguments[0])
        return run(arguments, *rest, **more)

    monkeypatch.setattr(poppler, "run", noted)
    read_document(small_pdf(), tiny_classifier, PATIENT)
    assert asked == ["pdfinfo", "pdftotext", "pdfimages", "pdftoppm"]


def test_pictures_that_cannot_be_listed_are_not_drawn(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(arguments: list[str], *rest: Any, **more: Any) -> Printed:
        assert arguments[0] != "pdftoppm"
        printed = run(arguments, *rest, **more)
        return replace(printed, whole=arguments[0] != "pdfimages")

    monkeypatch.setattr(poppler, "run", cut)
    with pytest.raises(InputError, match="damaged, incomplete"):
        read_document(small_pdf(), tiny_classifier, PATIENT)
