"""Reading the words of a straight, clean picture with Tesseract."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents import picture
from hsclassify.documents.limits import Deadline
from hsclassify.documents.words import Box, Word, glued
from hsclassify.errors import InputError
from hsclassify.text import Language, clean

Grey = npt.NDArray[np.uint8]

PACKS: Final = ("eng", "tha", "vie", "chi_sim", "chi_tra")
_SCRIPT_PACKS: Final = "eng+tha+vie+chi_sim"
_OF_LANGUAGE: Final[dict[Language, str]] = {
    "en": "eng",
    "th": "tha+eng",
    "vi": "vie+eng",
    "zh": "chi_sim",
}
_GLANCE: Final = 1700
"""Longest side of the copy on which orientation is found."""
_PART: Final = 0.2
"""Share of a page on which the script is found."""
_QUICK: Final = 0.85
_INK: Final = 128
_LETTER: Final = 26.0
"""Height in pixels at which Tesseract reads a sign best; see :func:`_scale`."""
_SURE_TURN: Final = 1.0
_LEAST_CONFIDENCE: Final = 12.0

_THAI = re.compile(r"[\u0e00-\u0e7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


@dataclass(frozen=True)
class Reading:
    """What Tesseract read, and with which packs."""

    words: tuple[Word, ...]
    packs: str


def quarter_turns(grey: Grey, deadline: Deadline) -> int:
    """Return how many quarters anticlockwise a picture has to be turned to stand upright."""
    import pytesseract

    small = picture.fitted(grey, _GLANCE)
    with _tesseract(deadline) as seconds:
        try:
            found = pytesseract.image_to_osd(
                small, output_type=pytesseract.Output.DICT, timeout=seconds
            )
        except pytesseract.TesseractError:
            return 0  # Too few signs to tell.
    if found["orientation_conf"] < _SURE_TURN:
        return 0
    return (4 - int(found["rotate"]) // 90) % 4


def read(grey: Grey, deadline: Deadline, language: Language | None = None) -> Reading:
    """Read the words of an upright, clean picture.

    Args:
        grey: dark ink on white paper, without rulings.
        deadline: when to give up.
        language: of the document; None finds it by script.

    Raises:
        LimitError: the time is over.
        InputError: Tesseract or a language pack is not installed.
    """
    packs = _OF_LANGUAGE[language] if language else _packs(grey, deadline)
    scale = _scale(grey)
    words = _words(picture_scaled(grey, scale), packs, 4, deadline)
    return Reading(tuple(Word(w.text, w.box.scaled(1 / scale), w.confidence) for w in words), packs)


def picture_scaled(grey: Grey, scale: float) -> Grey:
    """Return *grey* enlarged or reduced by *scale*."""
    import cv2

    if scale == 1:
        return grey
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how)


def _scale(grey: Grey) -> float:
    height = picture.text_height(grey)
    if not height:
        return 1
    scale = min(2.0, max(0.6, _LETTER / height))
    return 1 if 0.85 < scale < 1.15 else round(scale, 2)


def _packs(grey: Grey, deadline: Deadline) -> str:
    """Return the packs for the script that a first, quick reading finds."""
    part = _fullest_part(grey)
    words = _words(picture_scaled(part, _scale(grey) * _QUICK), _SCRIPT_PACKS, 6, deadline)
    text = " ".join(w.text for w in words if w.confidence > 0.3)
    letters = Counter(
        thai=len(_THAI.findall(text)), han=len(_HAN.findall(text)), all=sum(map(str.isalpha, text))
    )
    if letters["thai"] > max(letters["han"], 0.12 * letters["all"]):
        return _OF_LANGUAGE["th"]
    if letters["han"] > 0.12 * letters["all"]:
        # Their packs know Latin letters too; with eng beside them, signs are taken for words.
        return "chi_tra" if _traditional(text) else "chi_sim"
    if len(_VIETNAMESE.findall(text)) > 0.02 * letters["all"]:
        return _OF_LANGUAGE["vi"]
    return _OF_LANGUAGE["en"]


def _fullest_part(grey: Grey) -> Grey:
    """Return the strip of a page with the most ink; a part tells the script as well as all."""
    ink = (grey[:, ::4] < _INK).sum(axis=1)
    rows = max(1, int(len(ink) * _PART))
    sums = np.convolve(ink, np.ones(rows), "valid")
    top = int(sums.argmax())
    return grey[top : top + rows]


def _traditional(text: str) -> bool:
    """Tell whether Chinese is in traditional signs: more that only Big5 has than only GB 2312."""
    signs = _HAN.findall(text)
    big5, gb = (sum(_encodes(c, code) for c in signs) for code in ("big5", "gb2312"))
    return big5 > gb


def _encodes(sign: str, code: str) -> bool:
    try:
        sign.encode(code)
    except UnicodeEncodeError:
        return False
    return True


def _words(grey: Grey, packs: str, mode: int, deadline: Deadline) -> list[Word]:
    import pytesseract

    with _tesseract(deadline) as seconds:
        data: dict[str, Sequence[Any]] = pytesseract.image_to_data(
            grey,
            lang=packs,
            config=f"--oem 1 --psm {mode} -c preserve_interword_spaces=1",
            output_type=pytesseract.Output.DICT,
            timeout=seconds,
        )
    by_line: dict[tuple[int, ...], list[Word]] = {}
    for i, raw in enumerate(data["text"]):
        text, confidence = clean(raw), float(data["conf"][i])
        if not text or confidence < _LEAST_CONFIDENCE:
            continue
        left, top = data["left"][i], data["top"][i]
        box = Box(left, top, left + data["width"][i], top + data["height"][i])
        place = (data["block_num"][i], data["par_num"][i], data["line_num"][i])
        by_line.setdefault(place, []).append(Word(text, box, confidence / 100))
    return [word for line in by_line.values() for word in glued(line)]


@contextmanager
def _tesseract(deadline: Deadline) -> Iterator[float]:
    """Yield the seconds left; turn what Tesseract raises into this project's errors."""
    import pytesseract

    # More threads slow it down, by minutes when cores are scarce.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    try:
        yield deadline.left()
    except pytesseract.TesseractNotFoundError as error:
        raise InputError(
            "Pictures cannot be read here: Tesseract is not installed. Install the packages of "
            "packages.txt, or send a PDF that has text in it."
        ) from error
    except RuntimeError as error:
        # TesseractError is a RuntimeError too; only the plain one means "timeout".
        if isinstance(error, pytesseract.TesseractError):
            raise InputError(
                "Tesseract could not read the picture; it wants the language packs "
                f"{', '.join(PACKS)} of packages.txt."
            ) from error
        raise deadline.passed() from error
