"""Tesseract from outside: which packs it is asked for, what it says, how many run at once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytesseract
import pytest

from hsclassify import InputError
from hsclassify.documents import ocr
from hsclassify.documents.limits import Deadline
from hsclassify.documents.ocr import Grey
from hsclassify.documents.strips import Strip
from hsclassify.documents.words import Box, Word
from hsclassify.text import Language

BLANK = np.full((400, 600), 255, np.uint8)
STRIPS = [Strip(Box(0, 20 * i, 90, 20 * i + 10), BLANK[:10, :90], 0, 20 * i) for i in range(8)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "Error opening data file /usr/share/tessdata/tha.traineddata Failed loading language",
            "wants the language packs eng, tha",
        ),
        ("Tesseract couldn't load any languages!", "wants the language packs eng, tha"),
        ("Error in pixReadStream: Unknown format", "gave up on the picture"),
    ],
)
def test_only_a_missing_pack_is_blamed_on_the_packs(
    monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise pytesseract.TesseractError(1, said)

    monkeypatch.setattr(pytesseract, "image_to_data", failing)
    with pytest.raises(InputError, match=sentence):
        ocr._Reader(1.0, Deadline(60)).lines(STRIPS, "eng")


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", {"eng"}),
        ("th", {"tha"}),
        ("vi", {"vie"}),
        ("zh", {"chi_sim"}),
        (None, {"eng", "tha", "chi_sim"}),
    ],
)
def test_a_named_language_needs_no_other_pack(
    monkeypatch: pytest.MonkeyPatch, language: Language | None, asked: set[str]
) -> None:
    packs: set[str] = set()

    def legible(_: Any, __: float, tried: str, ___: Deadline) -> float:
        packs.add(tried)
        return 1.0

    monkeypatch.setattr(ocr, "_legibility", legible)
    monkeypatch.setattr(ocr, "_orientation", lambda *_: {"orientation_conf": 0})
    ocr.quarter_turns(BLANK, Deadline(60), language)
    assert packs == asked


def test_the_script_that_the_side_matters_most_to_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thai is read into dirt as surely as into writing, so that the surest script is no guide."""
    level = np.zeros((40, 60), np.uint8)
    level[0, 0] = 255
    read = {"eng": (0.41, 0.31), "tha": (0.54, 0.55), "chi_sim": (0.46, 0.48)}

    def legible(way: Grey, _: float, pack: str, __: Deadline) -> float:
        return read[pack][0 if way[0, 0] else 1]

    monkeypatch.setattr(ocr, "_widest", lambda way, _: (way, 1.0))
    monkeypatch.setattr(ocr, "_legibility", legible)
    assert ocr._likeliest(level, (0, 2), tuple(read), Deadline(60)) == 0
    turned = np.ascontiguousarray(np.rot90(level, 2))
    assert ocr._likeliest(turned, (0, 2), tuple(read), Deadline(60)) == 2


def test_documents_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def slow(strips: list[Strip], *_: Any) -> list[Any]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return [[] for _ in strips]

    monkeypatch.setattr(ocr, "_read_strips", slow)
    with ThreadPoolExecutor(4) as documents:
        list(documents.map(lambda _: ocr._Reader(1.0, Deadline(60)).lines(STRIPS, "eng"), range(4)))
    assert most == ocr._WORKERS


def test_a_strip_in_which_nothing_was_read_is_read_in_another_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = BLANK.copy()
    for line in range(3):
        for letter in range(12):
            written[40 + 80 * line :, 30 + 18 * letter :][:22, :13] = 0
    asked: list[tuple[int, float]] = []

    def half_blind(strips: list[Strip], _: str, scale: float, __: Deadline) -> list[list[Word]]:
        asked.append((len(strips), scale))
        return [
            []
            if s.box.top == 120 and scale == asked[0][1]
            else [Word(f"line{s.box.top:.0f}", s.box)]
            for s in strips
        ]

    monkeypatch.setattr(ocr, "_read_strips", half_blind)
    monkeypatch.setattr(ocr, "_WORKERS", 2)
    words = ocr.read(written, Deadline(60), "en").words
    assert [w.text for w in words] == ["line40", "line120", "line200"]
    assert [count for count, _ in asked[2:]] == [1]
    assert asked[2][1] == pytest.approx(asked[0][1] * ocr._OTHER_SIZE)


@pytest.mark.parametrize(("language", "letters"), [(None, "清单"), ("th", "ใบ"), (None, "ใบ")])
def test_a_strip_is_read_once_with_each_pack(
    monkeypatch: pytest.MonkeyPatch, language: Language | None, letters: str
) -> None:
    read: list[tuple[str, str]] = []

    def known(strips: list[Strip], packs: str, *_: Any) -> list[list[Word]]:
        own = "tha" if letters == "ใบ" else "chi_sim"
        read.extend((f"{s.box.left:.0f} {s.box.top:.0f}", packs) for s in strips)
        return [[Word(letters, s.box, 0.9 if packs == own else 0.2)] for s in strips]

    monkeypatch.setattr(ocr, "_read_strips", known)
    monkeypatch.setattr(ocr, "find_strips", lambda *_: STRIPS)
    found = ocr.read(BLANK, Deadline(60), language)
    assert [w.text for w in found.words] == [letters] * len(STRIPS)
    assert len(set(read)) == len(read)


def test_a_page_without_strips_says_nothing() -> None:
    assert ocr.read(BLANK, Deadline(60), "zh").words == ()
