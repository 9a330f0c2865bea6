"""Pieces of lines that stand by themselves: a label, its value, a column of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hsclassify.documents.words import Box, Word, join, lines, typical_height

_GAP: Final = 1.5
"""Pieces of a line are more than this many text heights apart."""


@dataclass(frozen=True)
class Segment:
    """A piece of a line that stands by itself."""

    text: str
    box: Box
    page: int


def segments(words: Iterable[Word], page: int) -> list[list[Segment]]:
    """Cut the lines of a page where a wide gap parts two columns of text."""
    every = list(words)
    gap = _GAP * typical_height(every)
    cut = []
    for line in lines(every):
        parts: list[list[Word]] = [[line[0]]]
        for before, word in pairwise(line):
            if word.box.left - before.box.right > gap:
                parts.append([])
            parts[-1].append(word)
        cut.append([Segment(join(p), Box.around(w.box for w in p), page) for p in parts])
    return cut


def outside_tables(
    lines_: Sequence[Sequence[Segment]], boxes: Sequence[Box]
) -> list[list[Segment]]:
    """Return the lines of a page that lie outside its tables."""
    return [
        list(line) for line in lines_ if not any(b.top <= _middle(line) <= b.bottom for b in boxes)
    ]


def _middle(line: Sequence[Segment]) -> float:
    return sum(s.box.y for s in line) / len(line)
