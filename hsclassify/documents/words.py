"""Words with boxes, and how they make lines and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Self

_SAME_LINE: Final = 0.45
"""Two words are on one line when their middles differ by less than this share of the height."""
# Scripts that are written without spaces between words.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")


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

    def scaled(self, factor: float) -> Box:
        """Return the box on a picture that is *factor* times as large."""
        return Box(*(side * factor for side in (self.left, self.top, self.right, self.bottom)))


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
    groups: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.y):
        if groups and _on_line(word, groups[-1]):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [sorted(group, key=lambda w: w.box.left) for group in groups]


def _on_line(word: Word, line: Sequence[Word]) -> bool:
    middle = sum(w.box.y for w in line) / len(line)
    # The smaller height: a headline beside small print must not swallow two of its lines.
    height = min(word.box.height, median(w.box.height for w in line))
    return abs(word.box.y - middle) < _SAME_LINE * height


def line_y(line: Sequence[Word]) -> float:
    """Return the vertical middle of a line."""
    return sum(w.box.y for w in line) / len(line)


def join(words: Iterable[Word]) -> str:
    """Return the text of *words* in reading order, with spaces where a reader would put them."""
    return " ".join(filter(None, (_joined_line(line) for line in lines(words))))


def _joined_line(line: Sequence[Word]) -> str:
    text = ""
    for before, word in zip((None, *line), line, strict=False):
        text += (" " if before and _spaced(before, word) else "") + word.text
    return text


def _spaced(before: Word, word: Word) -> bool:
    """Tell whether a space belongs between two neighbours.

    OCR cuts Thai and Chinese into pieces that their writers did not set apart,
    so there only a wide gap counts.
    """
    last, first = before.text[-1:], word.text[:1]
    if not (_UNSPACED.match(last) and _UNSPACED.match(first)):
        return True
    gap = word.box.left - before.box.right
    wide = 0.15 if _THAI.match(last) else 0.4
    return gap > wide * min(before.box.height, word.box.height)
