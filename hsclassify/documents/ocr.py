"""Reading the words of a straight, clean picture with Tesseract."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents import picture
from hsclassify.documents.limits import Deadline
from hsclassify.documents.strips import Strip, find_strips
from hsclassify.documents.words import Box, Word, glued
from hsclassify.errors import InputError
from hsclassify.text import Language, tidy

Grey = npt.NDArray[np.uint8]

PACKS: Final = ("eng", "tha", "vie", "chi_sim", "chi_tra")
_SCRIPTS: Final = ("eng", "tha", "chi_sim")
"""A pack for each script, one at a time: together they make something of any ink."""
_LATIN: Final = "eng+vie"
_OF_LANGUAGE: Final[dict[Language, str]] = {"en": "eng", "th": "tha+eng", "vi": "vie+eng"}
_CHINESE: Final = ("chi_sim", "chi_tra")
"""Each knows Latin letters too; with eng beside it, signs are taken for words."""
_CLEARLY: Final = 0.04
_SAMPLE: Final = 8
"""Strips by which the script is found."""
_LEAST_STRIPS: Final = 3
_WORKERS: Final = min(2, os.cpu_count() or 1)
"""Tesseracts that run at the same time."""
_POOL: Final = ThreadPoolExecutor(_WORKERS, "tesseract")
"""The threads that wait for them.

Documents that are read at the same time take turns: with threads for each, more would run than
there are cores.
"""
_LETTER: Final = 32.0
"""Height in pixels at which Tesseract reads a letter best; smaller ones are enlarged."""
_LONG_WORD: Final = 6
_LONG_BONUS: Final = 0.15
_SURE_TURN: Final = 4.0
_FLAT: Final = 2.0
"""How many times as wide as high a typical strip is, at least, where it is a line of writing."""
_LOWEST: Final = 0.6
_HIGHEST: Final = 3.0
"""Strips of text are between so many letters high; lower ones are rulings, higher ones boxes."""
_OTHER_SIZE: Final = 1.2
"""So many times as large, strips in which nothing was read are read again; it often helps."""
_LEAST_CONFIDENCE: Final = 0.12
_SURE_SIGN: Final = 0.7

_DIRT = re.compile(r"^[|¦_\\]+|(?<![|¦_\\])[|¦_\\]+$")
"""What is left of rulings."""
_NO_PACK = re.compile("load(?:ing|ed)? (?:any )?language|data file|traineddata|TESSDATA", re.I)
"""What Tesseract says where a language pack is missing."""
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_VIETNAMESE = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


@dataclass(frozen=True)
class Reading:
    """What Tesseract read, and with which packs."""

    words: tuple[Word, ...]
    packs: str


def quarter_turns(glance: Grey, deadline: Deadline, language: Language | None = None) -> int:
    """Return how many quarters anticlockwise a picture has to be turned to stand upright.

    Lines of writing lie when the pieces of ink are wide. Which side is up is Tesseract's
    judgement where it is sure, else the turn in which a few strips read best: it often
    shrugs at Chinese and at little text.

    Args:
        glance: dark ink on white paper; a copy of any size.
        deadline: when to give up.
        language: of the document; None tries every script.
    """
    laid = {turns: np.ascontiguousarray(np.rot90(glance, turns)) for turns in (0, 1)}
    flatness = {turns: _flatness(way, deadline) for turns, way in laid.items()}
    turns = max(flatness, key=lambda t: flatness[t])
    level = picture.turned(laid[turns], picture.skew(laid[turns]))
    found = _POOL.submit(_orientation, level, deadline).result()
    if found["orientation_conf"] >= _SURE_TURN and int(found["rotate"]) % 180 == 0:
        return turns + int(found["rotate"]) // 90
    # A grid may have more strips of rulings than of writing: then any side may be up.
    further = (0, 2) if flatness[turns] >= _FLAT else (0, 1, 2, 3)
    own = _OF_LANGUAGE.get(language, _CHINESE[0]).split("+")[:1] if language else _SCRIPTS
    return (turns + _likeliest(level, further, own, deadline)) % 4


def _likeliest(level: Grey, ways: Sequence[int], packs: Sequence[str], deadline: Deadline) -> int:
    """Return by which of *ways*, quarters anticlockwise, *level* has to be turned to be read.

    The script decides that the side matters most to: that of the page. The others read as much
    into it whichever side is up, above all Thai, whose many marks are in any dirt.
    """
    samples = [_widest(np.ascontiguousarray(np.rot90(level, way)), deadline) for way in ways]
    jobs = [
        [_POOL.submit(_legibility, strips, scale, pack, deadline) for strips, scale in samples]
        for pack in packs
    ]
    read = [[job.result() for job in own] for own in jobs]
    telling = max(read, key=lambda shares: max(shares) - min(shares))
    return ways[telling.index(max(telling))]


def _orientation(level: Grey, deadline: Deadline) -> Mapping[str, Any]:
    import pytesseract

    with _tesseract(deadline) as seconds:
        try:
            found: Mapping[str, Any] = pytesseract.image_to_osd(
                level, output_type=pytesseract.Output.DICT, timeout=seconds
            )
        except pytesseract.TesseractError:
            return {"orientation_conf": 0}  # Too few signs to tell.
    return found


def _flatness(glance: Grey, deadline: Deadline) -> float:
    """Return how many times as wide as high a typical strip is."""
    strips = find_strips(glance, picture.text_height(glance) or _LETTER, deadline)
    shapes = [s.box.width / max(1.0, s.box.height) for s in strips]
    return float(np.median(shapes)) if shapes else 0.0


def _widest(level: Grey, deadline: Deadline) -> tuple[list[Strip], float]:
    """Return the widest strips of writing and the scale to read them at."""
    height = picture.text_height(level) or _LETTER
    text = [s for s in find_strips(level, height, deadline) if _is_writing(s, height)]
    return sorted(text, key=lambda s: -s.box.width)[:_SAMPLE], _scale(height)


def _legibility(strips: Sequence[Strip], scale: float, packs: str, deadline: Deadline) -> float:
    """Return how surely strips are read with *packs*, 0 to 1."""
    if len(strips) < _LEAST_STRIPS:
        return 0.0
    return _sureness(_said(_read_strips(strips, packs, scale, deadline)))


def _scale(height: float) -> float:
    """Return by how much to enlarge letters of *height* pixels for Tesseract."""
    return min(2.0, max(0.6, _LETTER / height))


def _sureness(words: Sequence[Word]) -> float:
    signs = sum(len(w.text) for w in words)
    return sum(w.confidence * len(w.text) for w in words) / max(signs, _SAMPLE)


def read(grey: Grey, deadline: Deadline, language: Language | None = None) -> Reading:
    """Read the words of an upright, clean picture.

    Args:
        grey: dark ink on white paper, without rulings.
        deadline: when to give up.
        language: of the document; None finds it by script. Which Chinese signs a page is
            in is always found.

    Raises:
        LimitError: the time is over.
        InputError: Tesseract or a language pack is not installed.
    """
    height = picture.text_height(grey) or _LETTER
    scale = _scale(height)
    strips = find_strips(grey, height, deadline)
    sample, reader = _sampled(strips), _Reader(scale, deadline)
    language = language or _language(sample, reader)
    packs = _OF_LANGUAGE.get(language) or _chinese(sample, reader)
    lines = reader.lines(strips, packs)
    lost = [n for n, line in enumerate(lines) if not line and _is_writing(strips[n], height)]
    larger = _Reader(scale * _OTHER_SIZE, deadline)
    again = larger.lines([strips[n] for n in lost], packs)
    for n, line in zip(lost, again, strict=True):
        lines[n] = line
    return Reading(tuple(_said(lines)), packs)


def _is_writing(strip: Strip, height: float) -> bool:
    """Tell by its height whether a strip is of letters of *height*."""
    return _LOWEST < strip.box.height / height < _HIGHEST


def _sampled(strips: Sequence[Strip]) -> list[Strip]:
    """Return the widest strips and some others: names and terms may be in English only."""
    ordered = sorted(strips, key=lambda s: -s.box.width)
    others = ordered[_SAMPLE : len(ordered) // 2]
    return ordered[:_SAMPLE] + others[:: max(1, len(others) // _SAMPLE)][:_SAMPLE]


class _Reader:
    """Reads the strips of a page at one scale, each with each pack once.

    A sample of them is read before the others, to find the script.
    """

    def __init__(self, scale: float, deadline: Deadline) -> None:
        self._scale = scale
        self._deadline = deadline
        self._found: dict[tuple[Strip, str], list[Word]] = {}

    def lines(self, strips: Sequence[Strip], packs: str) -> list[list[Word]]:
        """Return the words of each strip."""
        if packs == _OF_LANGUAGE["th"]:
            return [surer(*readings) for readings in self.readings(strips, packs.split("+"))]
        return [line for (line,) in self.readings(strips, [packs])]

    def readings(self, strips: Sequence[Strip], packs: Sequence[str]) -> list[list[list[Word]]]:
        """Return for each strip the words that each of *packs* finds in it.

        As many are read at a time as there are cores.
        """
        new = {pack: [s for s in strips if (s, pack) not in self._found] for pack in packs}
        shares = -(-_WORKERS // max(1, sum(map(bool, new.values()))))
        jobs = [
            (unread[share::shares], pack)
            for pack, unread in new.items()
            for share in range(min(shares, len(unread)))
        ]
        for (part, pack), lines in zip(jobs, _POOL.map(self._read, jobs), strict=True):
            self._found.update(zip(((strip, pack) for strip in part), lines, strict=True))
        return [[self._found[strip, pack] for pack in packs] for strip in strips]

    def _read(self, job: tuple[Sequence[Strip], str]) -> list[list[Word]]:
        return _read_strips(*job, self._scale, self._deadline)


def _language(sample: Sequence[Strip], reader: _Reader) -> Language:
    """Return the language whose script is found in strips.

    Each strip is read with the pack of each script, and the surest reading is taken.
    """
    if not sample:
        return "en"
    found = reader.readings(sample, (_LATIN, *_SCRIPTS[1:]))
    surest = [max(readings, key=_sureness) for readings in found]
    text = " ".join(w.text for line in surest for w in line if w.confidence > 0.3)
    letters = Counter(
        thai=len(_THAI.findall(text)), han=len(_HAN.findall(text)), all=sum(map(str.isalpha, text))
    )
    if letters["thai"] > max(letters["han"], 0.12 * letters["all"]):
        return "th"
    if letters["han"] > 0.12 * letters["all"]:
        return "zh"
    return "vi" if len(_VIETNAMESE.findall(text)) > 0.02 * letters["all"] else "en"


def _chinese(sample: Sequence[Strip], reader: _Reader) -> str:
    """Return the pack that reads the Chinese words of strips more surely.

    What it reads does not tell: each pack makes its own signs of the other's. Numbers and
    Latin letters do not either: both read them alike. Of few words one pack is surer by
    chance: then the signs are simplified, as on most documents.
    """
    if not sample:
        return _CHINESE[0]
    readings = reader.readings(sample, _CHINESE)
    simplified, traditional = (
        _sureness(_han(_said(lines))) for lines in zip(*readings, strict=True)
    )
    return _CHINESE[traditional > simplified + _CLEARLY]


def _han(words: Sequence[Word]) -> list[Word]:
    return [w for w in words if _HAN.search(w.text)]


def _said(lines: Iterable[Sequence[Word]]) -> list[Word]:
    """Return the words of the strips that say something."""
    return [word for line in lines if _says(line) for word in glued(line)]


def surer(line: Sequence[Word], latin: Sequence[Word]) -> list[Word]:
    """Return a line with those words of another reading of it that are surer than its own.

    The Thai pack knows no Latin letters. Given both packs at once, Tesseract takes short
    Thai words for Latin ones; given one by one, the surer reading is nearly always right.
    """
    words = list(line)
    for word in latin:
        if not any(c.isascii() and c.isalnum() for c in word.text):
            continue
        within = [w for w in words if word.box.left <= w.box.x <= word.box.right]
        signs = sum(len(w.text) for w in within)
        doubt = sum(w.confidence * len(w.text) for w in within) / signs if signs else 0.5
        # Nothing in Thai looks like a long Latin word that is read with any ease.
        likely = word.confidence + (_LONG_BONUS if len(word.text) >= _LONG_WORD else 0)
        if likely > doubt:
            words = [w for w in words if w not in within] + [word]
    return sorted(words, key=lambda w: w.box.left)


def _read_strips(
    strips: Sequence[Strip], packs: str, scale: float, deadline: Deadline
) -> list[list[Word]]:
    """Return the words of each strip, in the order and number of the strips."""
    import cv2
    import pytesseract

    with TemporaryDirectory(prefix="hsclassify-") as folder:
        files = [Path(folder) / f"{number}.bmp" for number in range(len(strips))]
        for strip, file in zip(strips, files, strict=True):
            cv2.imwrite(str(file), _scaled(strip.picture, scale))
        # Tesseract takes a list of pictures and reads each as a page, here of one line.
        listing = Path(folder) / "strips.txt"
        listing.write_text("\n".join(map(str, files)), "utf-8")
        with _tesseract(deadline) as seconds:
            data: dict[str, Sequence[Any]] = pytesseract.image_to_data(
                str(listing),
                lang=packs,
                config="--oem 1 --psm 7 --dpi 300 -c preserve_interword_spaces=1",
                output_type=pytesseract.Output.DICT,
                timeout=seconds,
            )
    lines: list[list[Word]] = [[] for _ in strips]
    for i, raw in enumerate(data["text"]):
        text, confidence = _DIRT.sub("", tidy(str(raw))), float(data["conf"][i])
        if not text or confidence < 0:
            continue
        number = int(data["page_num"][i]) - 1
        left, top = data["left"][i], data["top"][i]
        box = Box(left, top, left + data["width"][i], top + data["height"][i]).scaled(1 / scale)
        strip = strips[number]
        box = box.moved(strip.left, strip.top)
        lines[number].append(Word(text, box, confidence / 100))
    return [_level(_believed(line)) for line in lines]


def _level(line: Sequence[Word]) -> list[Word]:
    """Return the words of a strip at one height: a comma below one of them is no other line."""
    if not line:
        return []
    middle = float(np.median([w.box.y for w in line]))
    return [replace(w, box=w.box.moved(0, middle - w.box.y)) for w in line]


def _believed(line: Sequence[Word]) -> list[Word]:
    """Return the words of a strip that are more than dirt.

    Tesseract often has no confidence at all in the right sign, among Chinese ones that it is
    sure of.
    """
    sure = any(w.confidence > _SURE_SIGN for w in _han(line))
    return [w for w in line if w.confidence >= _LEAST_CONFIDENCE or (sure and _HAN.search(w.text))]


def _says(line: Sequence[Word]) -> bool:
    """Tell whether a strip is more than a piece of a ruling, which reads as dashes."""
    text = "".join(w.text for w in line)
    return any(c.isalnum() or c == ":" or unicodedata.category(c) == "Sc" for c in text)


def _scaled(grey: Grey, scale: float) -> Grey:
    import cv2

    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how), np.uint8)


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
            if not _NO_PACK.search(str(error)):
                raise InputError(
                    "Tesseract gave up on the picture. Send a cleaner scan, or a PDF that has text "
                    "in it."
                ) from error
            raise InputError(
                "Tesseract could not read the picture; it wants the language packs "
                f"{', '.join(PACKS)} of packages.txt."
            ) from error
        raise deadline.passed() from error
