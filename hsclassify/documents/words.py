"""Words with boxes, and how they make lines and text."""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Self

_SAME_LINE: Final = 0.45
"""Two words are on one line when their middles differ by less than this share of the height."""
# Scripts that are written without spaces between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0e7f\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")
# Vowels and tone marks that cannot begin a Thai word, and vowels that cannot end one.
_THAI_TAIL = re.compile(r"[\u0e30-\u0e3a\u0e45-\u0e4e]")
_THAI_HEAD = re.compile(r"[\u0e40-\u0e44]")
_HYPHENATED = re.compile(r"[^\W\d_]-$")
# Gaps within a piece of writing, as shares of the text height.
_THAI_GAP: Final = 0.45
_SYLLABLE_GAP: Final = 1.0
_HAN_GAP: Final = 0.5
_MIXED_GAP: Final = 0.12


Shares = tuple[float, float, float, float]
"""A place as shares of the page's width and height: left, top, right, bottom."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a page, in pixels of the page's picture; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Horizontal extent."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Vertical extent."""
        return self.bottom - self.top

    @property
    def x(self) -> float:
        """Horizontal middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Vertical middle."""
        return (self.top + self.bottom) / 2

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Self:
        """Return the smallest box that holds all *boxes* (at least one)."""
        sides = [(b.left, b.top, b.right, b.bottom) for b in boxes]
        lefts, tops, rights, bottoms = zip(*sides, strict=True)
        return cls(min(lefts), min(tops), max(rights), max(bottoms))

    def shares_width(self, other: Box) -> float:
        """Return the horizontal overlap as a share of the narrower box, 0 to 1."""
        overlap = min(self.right, other.right) - max(self.left, other.left)
        return max(0.0, overlap) / max(1e-6, min(self.width, other.width))

    def shares(self, width: float, height: float) -> Shares:
        """Return the place on a page of *width* by *height* pixels, whatever size it is shown."""
        return self.left / width, self.top / height, self.right / width, self.bottom / height

    def scaled(self, factor: float) -> Box:
        """Return the box on a picture that is *factor* times as large."""
        return Box(*(side * factor for side in (self.left, self.top, self.right, self.bottom)))

    def moved(self, right: float, down: float) -> Box:
        """Return the box at another place."""
        return Box(self.left + right, self.top + down, self.right + right, self.bottom + down)


@dataclass(frozen=True)
class Word:
    """A word as it stands on the page; ``confidence`` of its reading is 0 to 1."""

    text: str
    box: Box
    confidence: float = 1.0


def typical_height(words: Iterable[Word]) -> float:
    """Return the median height of *words* in pixels; 1 when there are none."""
    return median([w.box.height for w in words] or [1.0])


def lines(words: Iterable[Word]) -> list[list[Word]]:
    """Group words into lines, top to bottom, each from left to right."""
    groups: list[_Line] = []
    for word in sorted(words, key=lambda w: w.box.y):
        if not groups or not groups[-1].takes(word):
            groups.append(_Line())
        groups[-1].add(word)
    return [sorted(group.words, key=lambda w: w.box.left) for group in groups]


class _Line:
    """A line that grows; its mean and median are kept up, for lines of thousands of words."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self._sum = 0.0
        self._heights: list[float] = []

    def add(self, word: Word) -> None:
        """Take *word* in."""
        self.words.append(word)
        self._sum += word.box.y
        insort(self._heights, word.box.height)

    def takes(self, word: Word) -> bool:
        """Tell whether *word* stands on this line."""
        count = len(self._heights)
        typical = (self._heights[(count - 1) // 2] + self._heights[count // 2]) / 2
        # The smaller height: a headline beside small print must not swallow two of its lines.
        height = min(word.box.height, typical)
        return abs(word.box.y - self._sum / count) < _SAME_LINE * height


def line_y(line: Sequence[Word]) -> float:
    """Return the vertical middle of a line."""
    return sum(w.box.y for w in line) / len(line)


def join(words: Iterable[Word]) -> str:
    """Return the text of *words* in reading order, lines put together as their script does."""
    text = ""
    for line in lines(words):
        text = joined(text, " ".join(w.text for w in line))
    return text.strip()


def stacked(words: Iterable[Word], apart: Callable[[str], bool]) -> str:
    """Return the text of *words* as :func:`join` does, but lines that are *apart* on their own."""
    text = ""
    for part in map(join, lines(words)):
        text = f"{text}\n{part}" if apart(text) and apart(part) else joined(text, part)
    return text.strip()


def joined(text: str, part: str, *, spaced: bool = False) -> str:
    """Return *text* with the line *part* after it, *spaced* or as their script does."""
    return text + part if _runs_on(text, part) and not spaced else f"{text} {part}"


def _runs_on(text: str, part: str) -> bool:
    """Tell whether no space belongs between two lines: Thai, Chinese, a hyphen at the end."""
    if _HYPHENATED.search(text):
        return True
    return bool(_UNSPACED.match(text[-1:]) and _UNSPACED.match(part[:1]))


def glued(line: Sequence[Word]) -> list[Word]:
    """Join the pieces into which OCR cuts a line of Thai or Chinese; others stay apart."""
    whole: list[Word] = []
    for word in line:
        if whole and _one_piece(whole[-1], word):
            before = whole.pop()
            length = len(before.text) + len(word.text)
            confidence = (
                before.confidence * len(before.text) + word.confidence * len(word.text)
            ) / length
            word = Word(before.text + word.text, Box.around((before.box, word.box)), confidence)
        whole.append(word)
    return whole


def _one_piece(before: Word, word: Word) -> bool:
    last, first = before.text[-1:], word.text[:1]
    if not (_UNSPACED.match(last) or _UNSPACED.match(first)):
        return False
    gap = word.box.left - before.box.right
    both = _UNSPACED.match(last) and _UNSPACED.match(first)
    if _THAI_TAIL.match(first) or _THAI_HEAD.match(last):
        share = _SYLLABLE_GAP
    else:
        share = _THAI_GAP if _THAI.match(last + first) else _HAN_GAP
    return gap < (share if both else _MIXED_GAP) * min(before.box.height, word.box.height)
