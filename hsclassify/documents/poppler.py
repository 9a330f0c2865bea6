"""Poppler's programs: what a PDF holds, each run within bounds of time, memory and output.

A small file can unpack to any size, so nothing of poppler's runs unbounded.
"""

from __future__ import annotations

import io
import re
import resource
import subprocess
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents.limits import Deadline, LimitError
from hsclassify.documents.words import Box, Word
from hsclassify.errors import InputError
from hsclassify.text import tidy

Colour = npt.NDArray[np.uint8]

MOST_PRINTED: Final = 32 << 20
"""Bytes that are read of what a program prints; twenty full pages make four million."""
MOST_MEMORY: Final = 1 << 30
"""Bytes that a program may take."""
_HEAD: Final = 1 << 10
"""Bytes before the pixels of a drawn page, at most."""
_VISIBLE: Final = frozenset({"image", "stencil"})
"""Kinds of pictures in a PDF that cover the page; the others are masks of these."""
_PAGES: Final = re.compile(r"^Pages:\s+(\d+)\s*$", re.MULTILINE)
_LETTERS: Final = re.compile(r'^<(?:page number="(\d{1,9})"|text [^>\n]*>(.*))', re.MULTILINE)
"""The beginning of a page, or a text on it, each at the beginning of a line.

Names of fonts are printed as they are, so that no parser of XML reads this, and may hold anything:
nothing may be looked for from one line to another.
"""
_TAG: Final = re.compile("<[^<>]*>")
_PAGE_LEVEL: Final = 1
_WORD_LEVEL: Final = 5
_WORD_FIELDS: Final = 12
"""Level, page and place of a word, and at the end its text."""
_FARTHEST: Final = 1e6
"""Points; no page reaches as far, and no place of a word is not a number."""
_DAMAGED: Final = (
    "The PDF is damaged, incomplete, or no PDF in spite of its name. Export it again, "
    "or send a picture of it."
)


@dataclass(frozen=True)
class Printed:
    """What a program printed, up to the bound; *whole* where it ended well before that."""

    data: bytes
    whole: bool

    @property
    def text(self) -> str:
        """The bytes as text."""
        return self.data.decode("utf-8", "replace")


@dataclass(frozen=True)
class Drawn:
    """A picture on a page of a PDF: its size in pixels, and the area that it takes in points²."""

    width: int
    height: int
    area: float


@dataclass(frozen=True)
class TextLayer:
    """The text layer of a page: its size and the boxes of its words in points."""

    width: float = 0.0
    height: float = 0.0
    words: list[Word] = field(default_factory=list)


def run(
    arguments: list[str],
    deadline: Deadline,
    most: int | None = None,
    *,
    errors: bool = False,
) -> Printed:
    """Run one of poppler's programs, without a shell; memory and output are bounded.

    Args:
        arguments: the program and what it is given.
        deadline: when to stop it.
        most: bytes that it may print; None for MOST_PRINTED.
        errors: whether what it says of errors counts as printed.

    Raises:
        LimitError: the time is over.
        InputError: it is not installed.
    """
    most = most or MOST_PRINTED
    aside = subprocess.STDOUT if errors else subprocess.DEVNULL
    with TemporaryFile(prefix="hsclassify-") as printed:
        try:
            process = subprocess.Popen(  # noqa: S603 - a list of our own making, no shell
                arguments, stdout=printed, stderr=aside
            )
        except FileNotFoundError as error:
            raise InputError(
                "PDF files cannot be read here: poppler-utils is not installed. Install the "
                "packages of packages.txt, or send a picture."
            ) from error
        with process:
            _bound(process.pid, most)
            try:
                process.wait(deadline.left())
            except (subprocess.TimeoutExpired, LimitError) as error:
                process.kill()
                raise deadline.passed() from error
        printed.seek(0)
        data = printed.read(most)
    return Printed(data, process.returncode == 0 and len(data) < most)


def _bound(process: int, most: int) -> None:
    """Bound what a process takes of memory and disk, where the system can; Linux does."""
    if not hasattr(resource, "prlimit"):
        return
    for what, bound in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, most)):
        with suppress(ProcessLookupError):  # It is done already.
            resource.prlimit(process, what, (bound, bound))


def page_count(file: Path, deadline: Deadline) -> int:
    """Return how many pages a PDF has, at least one.

    Raises:
        InputError: none, or the file cannot be opened; says why.
        LimitError: the time is over.
    """
    said = run(["pdfinfo", str(file)], deadline, errors=True).text
    # A title comes before it, and may say anything.
    found = _PAGES.findall(said)
    if not found and "password" in said.lower():
        raise InputError("The PDF is locked with a password. Save it without one and try again.")
    if not found:
        raise InputError(_DAMAGED)
    if int(found[-1]) < 1:
        raise InputError("The PDF has no pages. Export it again.")
    return int(found[-1])


def pictures(file: Path, pages: int, deadline: Deadline) -> Mapping[int, list[Drawn]]:
    """Return the pictures of the first *pages* by page, as they are listed without being unpacked.

    Raises:
        InputError: they cannot be listed, so that nobody knows what drawing a page would take.
        LimitError: the time is over.
    """
    listing = run(["pdfimages", "-list", "-l", str(pages), str(file)], deadline)
    if not listing.whole:
        raise InputError(_DAMAGED)
    found: defaultdict[int, list[Drawn]] = defaultdict(list)
    for line in listing.text.splitlines()[2:]:
        fields = line.split() or [""]
        # An inline picture has one word in place of its object's two numbers.
        at = 11 if "[inline]" in fields else 12
        numbers = [fields[0], *fields[3:5], *fields[at : at + 2]]
        if len(numbers) < 5 or not all(map(str.isdigit, numbers)):
            continue
        page, width, height, across, down = map(int, numbers)
        inches = width * height / (max(1, across) * max(1, down))
        area = inches * 72**2 if fields[2] in _VISIBLE else 0.0
        found[page].append(Drawn(width, height, area))
    return found


def text_layers(file: Path, pages: int, deadline: Deadline) -> dict[int, TextLayer]:
    """Return the text layers of the first *pages*; of one without end, what was printed of it.

    Raises:
        LimitError: the time is over.
    """
    printed = run(["pdftotext", "-tsv", "-l", str(pages), str(file), "-"], deadline).text
    layers: dict[int, TextLayer] = {}
    for line in io.StringIO(printed):
        fields = line.rstrip("\n").split("\t", _WORD_FIELDS - 1)
        try:
            level, number = int(fields[0]), int(fields[1])
            left, top, width, height = map(float, fields[6:10])
            text = tidy(fields[11])
        except (IndexError, ValueError):
            continue  # The header, or a control character in a word broke its line in two.
        if not all(abs(x) < _FARTHEST for x in (left, top, width, height)):
            continue
        if level == _PAGE_LEVEL:
            layers[number] = TextLayer(width, height)
        elif level == _WORD_LEVEL and text and number in layers:
            layers[number].words.append(Word(text, Box(left, top, left + width, top + height)))
    return layers


def visible_letters(file: Path, pages: int, deadline: Deadline) -> Mapping[int, int] | None:
    """Return how many letters of the first *pages* can be seen, by page; None if nobody can tell.

    A copier writes what it read behind the picture of the page, in letters that are not drawn.

    Raises:
        LimitError: the time is over.
    """
    printed = run(["pdftohtml", "-xml", "-i", "-stdout", "-l", str(pages), str(file)], deadline)
    if not printed.whole:
        return None
    return _letters(printed.text)


def _letters(printed: str) -> Mapping[int, int]:
    """Return how many letters stand on each page that pdftohtml *printed*."""
    found: Counter[int] = Counter()
    page = 0
    for match in _LETTERS.finditer(printed):
        page = int(match[1] or page)
        found[page] += sum(map(str.isalnum, _TAG.sub("", match[2] or "")))
    return found


def drawn(file: Path, number: int, side: int, deadline: Deadline) -> Colour:
    """Return the picture of page *number* with its longest side *side* pixels long.

    Raises:
        InputError: it cannot be drawn, or not within the bounds.
        LimitError: the time is over.
    """
    from pdf2image.parsers import parse_buffer_to_ppm

    page = str(number)
    printed = run(
        ["pdftoppm", "-f", page, "-l", page, "-scale-to", str(side), str(file)],
        deadline,
        3 * side * side + _HEAD,
    )
    images = parse_buffer_to_ppm(printed.data) if printed.whole else []
    if not images:
        raise InputError(f"Page {number} of the PDF cannot be drawn. Export it again.")
    return np.asarray(images[0].convert("RGB"))
