"""The heights at which the rows of a table stand: those of their numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from hsclassify.documents.grid import Grid
from hsclassify.documents.header import is_numeric
from hsclassify.documents.numbers import is_currency, is_number, numerals, settled
from hsclassify.documents.vocabulary import is_unit, key
from hsclassify.documents.words import Word, join, line_y, lines

LEVEL: Final = 0.6
"""What is less than this many text heights apart stands on one line."""
_BELOW_CURRENCY: Final = 2.1
"""A number is at most so many text heights below the currency that begins its cell."""
_BESIDE_GOODS: Final = 1.0
"""A quantity is at most so many text heights above or below a line of its goods."""
_LAST: Final = 8.0
"""A last row of few numbers is at most so many text heights below the one before."""
_SHORT_UNIT: Final = 4


@dataclass(frozen=True)
class Body:
    """The part of a page under one header.

    Attributes:
        grid: its columns.
        height: of its text.
        separators: heights of the rulings between rows.
        stops: heights of the lines that are no part of an item.
        sums: heights of those that are totals, charges or discounts.
        headed: whether it begins right below its header, and not at the top of a page.
    """

    grid: Grid
    height: float
    separators: Sequence[float]
    stops: Sequence[float]
    sums: Sequence[float]
    headed: bool = True


@dataclass(frozen=True)
class _Level:
    """Numbers side by side: their height, and the columns that they stand in."""

    y: float
    columns: frozenset[int]


def cell_words(kept: Iterable[Sequence[Word]], grid: Grid, column: int) -> list[Word]:
    """Return the words of the lines *kept* that stand in a column."""
    return [w for line in kept for w in line if grid.column_at(w.box.x) == column]


def find_anchors(
    kept: Sequence[Sequence[Word]], body: Body, numeric: Sequence[int]
) -> tuple[list[float], float]:
    """Return the heights at which rows stand, and how many numbers they usually have.

    A row has half as many at least. One of fewer, free of charge or in a carton with another,
    is told by a quantity beside goods of its own.

    Args:
        kept: lines that may be items.
        body: where they stand.
        numeric: the columns whose numbers make a row.
    """
    cells: defaultdict[int, list[Word]] = defaultdict(list)
    for word in sorted((w for line in kept for w in line), key=lambda w: w.box.y):
        cells[body.grid.column_at(word.box.x)].append(word)
    levels = _levels(cells, body.height, numeric)
    counts = [len(level.columns) for level in levels]
    full = body.grid.filled or median(counts or [0])
    firm = tuple(level.y for level, n in zip(levels, counts, strict=True) if 2 * n >= full)
    rows = _Rows(body, cells, levels, firm)
    return [v.y for v in levels if v.y in firm or rows.has_sparse(v)], full


def _levels(
    cells: Mapping[int, Sequence[Word]], height: float, numeric: Sequence[int]
) -> tuple[_Level, ...]:
    marks: list[tuple[float, int]] = []
    for column in numeric:
        cell_lines = lines(cells.get(column, ()))
        for before, line in zip([None, *cell_lines], cell_lines, strict=False):
            if not is_number(join(line)):
                continue
            # A currency alone in the line above is the beginning of the same cell.
            above = before and is_currency(join(before)) and _near(before, line, height)
            marks.append((line_y(before if before and above else line), column))
    levels: list[list[tuple[float, int]]] = []
    for mark in sorted(marks):
        if levels and mark[0] - levels[-1][0][0] < LEVEL * height:
            levels[-1].append(mark)
        else:
            levels.append([mark])
    return tuple(
        _Level(median(y for y, _ in level), frozenset(c for _, c in level)) for level in levels
    )


def _near(above: Sequence[Word], below: Sequence[Word], height: float) -> bool:
    return line_y(below) - line_y(above) < _BELOW_CURRENCY * height


@dataclass(frozen=True)
class _Rows:
    """Where rows may stand.

    Attributes:
        body: their part of the page.
        cells: its words by column, from top to bottom.
        levels: all of them, likewise.
        firm: heights of those with as many numbers as rows have.
    """

    body: Body
    cells: Mapping[int, Sequence[Word]]
    levels: tuple[_Level, ...]
    firm: tuple[float, ...]

    def has_sparse(self, level: _Level) -> bool:
        """Tell whether a row of few numbers stands at a level."""
        quantity = self.body.grid.number_of("quantity")
        if quantity is None or quantity not in level.columns or not self._are_at(level.y):
            return False
        if not _is_quantity(self._text(quantity, level.y)) or not self._has_goods(level):
            return False
        return not self._is_second_line(level, quantity)

    def _are_at(self, y: float) -> bool:
        """Tell whether a height is among those of rows, with no total in between.

        What precedes the first row of a table that goes on overleaf is the head of the page.
        """
        at = bisect_left(self.firm, y)
        above, below = self.firm[:at][-1:], self.firm[at:][:1]
        after = bool(above) and not any(above[0] < s < y for s in self.body.sums)
        if not below:
            return after and y - above[0] < _LAST * self.body.height
        before = not any(y < s < below[0] for s in self.body.sums)
        return after or (before and (bool(above) or self.body.headed))

    def _has_goods(self, level: _Level) -> bool:
        """Tell whether the line of goods beside a level is nearer to no other one."""
        column = self.body.grid.number_of("description")
        if column is None:
            return False
        beside = self._words(column, level.y, _BESIDE_GOODS)
        goods = [line_y(line) for line in lines(beside) if any(map(str.isalpha, join(line)))]
        if not goods:
            return False
        nearest = min(goods, key=lambda y: abs(y - level.y))
        at = bisect_left(self.levels, nearest, key=lambda other: other.y)
        return level == min(self.levels[max(0, at - 1) : at + 1], key=lambda x: abs(x.y - nearest))

    def _is_second_line(self, level: _Level, quantity: int) -> bool:
        """Tell whether a quantity says the one above in another unit: "500 PCS" over "20 CTNS"."""
        at = self.levels.index(level)
        above = next((x for x in reversed(self.levels[:at]) if quantity in x.columns), None)
        if above is None or any(above.y < y < level.y for y in self.body.separators):
            return False
        columns = enumerate(self.body.grid.columns)
        beside = [i for i, column in columns if is_numeric(column) and i != quantity]
        if any(self._text(i, level.y) for i in beside):
            return False
        mine, theirs = self._text(quantity, level.y), self._text(quantity, above.y)
        return mine.startswith(("(", "（", "=")) or _letters(mine) != _letters(theirs)

    def _text(self, column: int, y: float) -> str:
        return join(self._words(column, y, LEVEL))

    def _words(self, column: int, y: float, heights: float) -> Sequence[Word]:
        """Return the words of a column that are less than so many text heights from *y*."""
        words, far = self.cells.get(column, ()), heights * self.body.height
        start = bisect_right(words, y - far, key=lambda w: w.box.y)
        return words[start : bisect_left(words, y + far, key=lambda w: w.box.y)]


def _is_quantity(text: str) -> bool:
    """Tell whether a text is one number with at most a unit, and nothing of a sentence."""
    found = numerals(text)
    if len(found) != 1:
        return False
    text = settled(text)
    rest = key(f"{text[: found[0].start]} {text[found[0].end :]}")
    return len(rest) <= _SHORT_UNIT or is_unit(rest)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()
