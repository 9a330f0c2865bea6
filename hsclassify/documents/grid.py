"""The columns of a table: where they meet, and which words stand in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hsclassify.documents.header import Column, Header, is_numeric, label_of
from hsclassify.documents.numbers import has_number
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.vocabulary import Role, is_sum
from hsclassify.documents.words import Box, Word, line_y, typical_height

_ACROSS: Final = 0.4
_MANY: Final = 0.3
"""A column of numbers has some in at least this share of a table's lines."""
_PLACES: Final = 200
"""Places between two headers at which their columns may meet."""


@dataclass(frozen=True)
class Grid:
    """The columns of a table with the places where they meet.

    Attributes:
        columns: from left to right.
        edges: ascending; column *i* lies between edges *i* and *i + 1*.
        filled: how many numbers a row usually has; 0 until rows were seen.
    """

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    filled: float = 0

    def column_at(self, x: float) -> int:
        """Return the number of the column at *x*."""
        return int(np.searchsorted(self.edges[1:-1], x))

    def number_of(self, role: Role) -> int | None:
        """Return the number of the column with *role*."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), None)

    def scaled(self, factor: float) -> Grid:
        """Return the columns on a page whose picture is *factor* times as large."""
        columns = tuple(replace(c, box=c.box.scaled(factor)) for c in self.columns)
        return replace(self, columns=columns, edges=tuple(x * factor for x in self.edges))


def find_grid(
    header: Header,
    body: Sequence[Sequence[Word]],
    rulings: Rulings,
    width: float,
    filled: float,
) -> Grid:
    """Find where the columns meet: at a ruling, else where the fewest words are cut."""
    table = _table_part(body)
    words = [w for line in table for w in line]
    bottom = max([w.box.bottom for w in words], default=header.box.bottom)
    walls = [
        r.at
        for r in rulings.vertical
        if min(r.end, bottom) - max(r.start, header.box.top) > 0.6 * (bottom - header.box.top)
    ]
    columns = [header.columns[0]]
    edges = [0.0]
    ends = [*(c.box.left for c in header.columns[2:]), width]
    for right, end in zip(header.columns[1:], ends, strict=False):
        left = columns[-1]
        if _one_column(left, right, words, walls, len(table)):
            named = right if left.role == "other" else left
            columns[-1] = replace(
                named, text=f"{left.text} {right.text}", box=Box.around((left.box, right.box))
            )
            continue
        edges.append(_edge((edges[-1], end), columns[-1], right, table, walls))
        columns.append(right)
    return Grid(tuple(columns), (*edges, width), filled)


def _one_column(
    left: Column, right: Column, words: Iterable[Word], walls: Sequence[float], rows: int
) -> bool:
    """Tell whether two header cells are the words of one: the cells below run across."""
    if "other" not in {left.role, right.role}:
        return False
    if any(left.box.x < x < right.box.x for x in walls):
        return False
    start, end = left.box.right, max(left.box.right + 1, right.box.left)
    across = sum(w.box.left < start and w.box.right > end for w in words)
    return across > max(1, _ACROSS * rows)


def _table_part(body: Sequence[Sequence[Word]]) -> Sequence[Sequence[Word]]:
    """Return the lines down to the first total or the first wide gap."""
    height = typical_height(w for line in body for w in line)
    for i, line in enumerate(body):
        if i and line_y(line) - line_y(body[i - 1]) > 6 * height:
            return body[:i]
        if i and any(has_number(w.text) for w in line) and is_sum(label_of(line), surely=True):
            return body[:i]
    return body


def _edge(
    reach: tuple[float, float],
    left: Column,
    right: Column,
    table: Sequence[Sequence[Word]],
    walls: Sequence[float],
) -> float:
    """Return where two columns meet that together take *reach*.

    That is the widest of the gaps that cut the fewest words and leave numbers to columns of
    numbers: these may stand at the right end of their cells, beyond a header at the left.
    """
    start, end = left.box.right, right.box.left
    if end - start < 2:
        middle = (start + end) / 2
        start, end = middle - 1, middle + 1
    between = [x for x in walls if left.box.x < x < right.box.x]
    if len(between) == 1:
        return between[0]
    places = np.linspace(start, end, _PLACES)
    cuts = np.zeros(len(places))
    for word in (w for line in table for w in line):
        cuts += (places > word.box.left) & (places < word.box.right)
    gaps = _runs_of(cuts == cuts.min())

    def worth(gap: tuple[int, int]) -> tuple[bool, bool, int]:
        at = float(places[_middle(gap)])
        both = _holds(table, left, reach[0], at), _holds(table, right, at, reach[1])
        return all(both), any(both), gap[1] - gap[0]

    return float(places[_middle(max(gaps, key=worth))])


def _holds(table: Sequence[Sequence[Word]], column: Column, start: float, end: float) -> bool:
    """Tell whether a column of numbers has some between two places; others may be empty."""
    if not is_numeric(column) and column.role != "hs":
        return True
    filled = sum(any(start < w.box.x < end and has_number(w.text) for w in line) for line in table)
    return filled >= _MANY * len(table)


def _runs_of(free: np.ndarray) -> list[tuple[int, int]]:
    """Return where the runs of True begin and end."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], free, [False])).astype(np.int8)))
    return [(int(start), int(end)) for start, end in changes.reshape(-1, 2)]


def _middle(run: tuple[int, int]) -> int:
    return min((run[0] + run[1]) // 2, run[1] - 1)
