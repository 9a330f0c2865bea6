"""Tables without a header row: found by lines of which several pieces are numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hsclassify.documents.header import Column
from hsclassify.documents.numbers import is_number
from hsclassify.documents.words import Box, Word, join, typical_height

_GAP: Final = 1.2
"""Cells are at least this many text heights apart."""
_LEAST_CELLS: Final = 3
_LEAST_NUMBERS: Final = 2
_LEAST_ROWS: Final = 2


@dataclass(frozen=True)
class BareTable:
    """Where a table without a header begins, and its columns, which have no roles yet.

    Attributes:
        columns: from left to right.
        edges: where two columns meet, from left to right.
        first: number of its first line among the page's lines.
    """

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    first: int


def find_bare_table(page: Sequence[Sequence[Word]]) -> BareTable | None:
    """Return the table that a page's lines make by themselves, or None.

    What its columns hold is for :mod:`hsclassify.documents.content` to say.
    """
    height = typical_height(w for line in page for w in line)
    cells = {i: _cells(line, _GAP * height) for i, line in enumerate(page)}
    rows = [i for i, line in cells.items() if _is_row(line)]
    if len(rows) < _LEAST_ROWS:
        return None
    places = _merged([box for i in rows for _, box in cells[i]])
    columns = tuple(Column("other", "", box) for box in places)
    edges = tuple((a.right + b.left) / 2 for a, b in pairwise(places))
    return BareTable(columns, edges, rows[0])


def _cells(line: Sequence[Word], gap: float) -> list[tuple[str, Box]]:
    parts: list[list[Word]] = [[line[0]]]
    for before, word in pairwise(line):
        if word.box.left - before.box.right > gap:
            parts.append([])
        parts[-1].append(word)
    return [(join(part), Box.around(w.box for w in part)) for part in parts]


def _is_row(cells: Sequence[tuple[str, Box]]) -> bool:
    numbers = sum(is_number(text) for text, _ in cells)
    return len(cells) >= _LEAST_CELLS and _LEAST_NUMBERS <= numbers < len(cells)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that share any width; what is left are columns."""
    columns: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.left):
        if columns and box.left < columns[-1].right:
            columns[-1] = Box.around((columns[-1], box))
        else:
            columns.append(box)
    return columns
