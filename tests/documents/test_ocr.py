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
from hsclassify.documents.words import Box
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
        ocr._words(STRIPS, "eng", 1.0, Deadline(60))


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", {"eng"}),
        ("th", {"tha+eng"}),
        ("zh", {"chi_sim"}),
        (None, {"eng", "tha", "chi_sim"}),
    ],
)
def test_a_named_language_needs_no_other_pack(
    monkeypatch: pytest.MonkeyPatch, language: Language | None, asked: set[str]
) -> None:
    packs: set[str] = set()

    def legible(_: Any, tried: str, __: Deadline) -> float:
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

    def legible(way: Grey, pack: str, _: Deadline) -> float:
        return read[pack][0 if way[0, 0] else 1]

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
        list(documents.map(lambda _: ocr._words(STRIPS, "eng", 1.0, Deadline(60)), range(4)))
    assert most == ocr._WORKERS
