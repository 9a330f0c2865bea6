"""The heights at which the rows of a table stand: those of their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """

    grid: Grid
    height: float
    separators: Sequence[float]
    stops: Sequence[float]
    sums: Sequence[float]


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
    levels = _levels(kept, body, numeric)
    counts = [len(level.columns) for level in levels]
    full = body.grid.filled or median(counts or [0])
    firm = [level.y for level, count in zip(levels, counts, strict=True) if 2 * count >= full]
    found = [
        level.y
        for level in levels
        if level.y in firm or (firm and _is_sparse_row(level, levels, firm, kept, body))
    ]
    return found, full


def _levels(
    kept: Sequence[Sequence[Word]], body: Body, numeric: Sequence[int]
) -> tuple[_Level, ...]:
    marks: list[tuple[float, int]] = []
    for column in numeric:
        cell_lines = lines(cell_words(kept, body.grid, column))
        for before, line in zip([None, *cell_lines], cell_lines, strict=False):
            if not is_number(join(line)):
                continue
            # A currency alone in the line above is the beginning of the same cell.
            above = before and is_currency(join(before)) and _near(before, line, body.height)
            marks.append((line_y(before if before and above else line), column))
    levels: list[list[tuple[float, int]]] = []
    for mark in sorted(marks):
        if levels and mark[0] - levels[-1][0][0] < LEVEL * body.height:
            levels[-1].append(mark)
        else:
            levels.append([mark])
    return tuple(
        _Level(median(y for y, _ in level), frozenset(c for _, c in level)) for level in levels
    )


def _near(above: Sequence[Word], below: Sequence[Word], height: float) -> bool:
    return line_y(below) - line_y(above) < _BELOW_CURRENCY * height


def _is_sparse_row(
    level: _Level,
    levels: Sequence[_Level],
    firm: Sequence[float],
    kept: Sequence[Sequence[Word]],
    body: Body,
) -> bool:
    quantity = body.grid.number_of("quantity")
    if quantity is None or quantity not in level.columns:
        return False
    if not _among_rows(level.y, firm, body) or not _has_goods(level, levels, kept, body):
        return False
    return _is_quantity(_text_at(level.y, kept, body, quantity)) and not _is_second_line(
        level, levels, kept, body, quantity
    )


def _among_rows(y: float, firm: Sequence[float], body: Body) -> bool:
    """Tell whether a height is one of the goods: no total stands between it and other rows.

    What precedes the first row of a table that goes on overleaf is the head of the page.
    """
    above = max((f for f in firm if f < y), default=None)
    below = min((f for f in firm if f > y), default=None)
    after = above is not None and not any(above < s < y for s in body.sums)
    if below is None:
        return above is not None and after and y - above < _LAST * body.height
    before = not any(y < s < below for s in body.sums)
    return after or (before and (above is not None or not body.grid.filled))


def _has_goods(
    level: _Level, levels: Sequence[_Level], kept: Sequence[Sequence[Word]], body: Body
) -> bool:
    """Tell whether the line of goods beside a level is nearer to no other one."""
    column = body.grid.number_of("description")
    if column is None:
        return False
    goods = [
        line_y(line)
        for line in lines(cell_words(kept, body.grid, column))
        if any(map(str.isalpha, join(line)))
    ]
    nearest = min(goods, key=lambda y: abs(y - level.y), default=None)
    if nearest is None or abs(nearest - level.y) > _BESIDE_GOODS * body.height:
        return False
    return min(levels, key=lambda other: abs(other.y - nearest)) == level


def _text_at(y: float, kept: Sequence[Sequence[Word]], body: Body, column: int) -> str:
    words = cell_words(kept, body.grid, column)
    return join(w for w in words if abs(w.box.y - y) < LEVEL * body.height)


def _is_quantity(text: str) -> bool:
    """Tell whether a text is one number with at most a unit, and nothing of a sentence."""
    found = numerals(text)
    if len(found) != 1:
        return False
    text = settled(text)
    rest = key(text[: found[0].start] + " " + text[found[0].end :])
    return len(rest) <= _SHORT_UNIT or is_unit(rest)


def _is_second_line(
    level: _Level,
    levels: Sequence[_Level],
    kept: Sequence[Sequence[Word]],
    body: Body,
    quantity: int,
) -> bool:
    """Tell whether a quantity says the one above in another unit: "500 PCS" over "20 CTNS"."""
    above = [other for other in levels if other.y < level.y and quantity in other.columns]
    if not above:
        return False
    if any(above[-1].y < y < level.y for y in body.separators):
        return False
    beside = [i for i, c in enumerate(body.grid.columns) if is_numeric(c) and i != quantity]
    if any(_text_at(level.y, kept, body, i) for i in beside):
        return False
    mine, theirs = (_text_at(y, kept, body, quantity) for y in (level.y, above[-1].y))
    return mine.startswith(("(", "（", "=")) or _letters(mine) != _letters(theirs)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()
