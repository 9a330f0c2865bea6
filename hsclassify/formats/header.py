"""The names of columns: in the first row of a file, or numbers where it has none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from hsclassify.formats.table import Cell, Row, cell_text, check_width

_ROWS_LOOKED_AT: Final = 20
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


_ABOVE: Final = "The row stands above the names of the columns and is not classified."


def headed(rows: Iterator[Row]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the names of the columns, and the other rows.

    The first row has the names, unless it is a title that stands above them, or numbers
    stand already there in every column that has numbers. Rows above the names come first
    and say so. Columns without a name are called "column 1" and so on by their place.

    Raises:
        InputError: they are more columns than a table has.
    """
    ahead = list(islice(rows, 1 + _ROWS_LOOKED_AT))
    if not ahead:
        return (), rows
    records = [row.cells for row in ahead]
    at = names_at(records)
    if not at and _is_data(records[0], records[1:]):
        return _named([], records), chain(ahead, rows)
    titles = [_above(row) for row in ahead[:at]]
    return _named(records[at], records), chain(titles, ahead[at + 1 :], rows)


def names_at(records: Sequence[Sequence[Cell]], *, sure: bool = False) -> int:
    """Return which of the first *records* of a file names its columns, if any does.

    Args:
        records: cells, at least one row; blank ones or missing where a row is shorter.
        sure: take only a row for names below titles that stands over numbers.
    """
    records = records[: 1 + _ROWS_LOOKED_AT]
    filled = _filled(records)
    usual = _usual(filled)
    at = next(at for at, count in enumerate(filled) if count * 4 >= usual * 3)
    if not at or any(count * 2 > usual for count in filled[:at]):
        return 0
    if any(_is_number(cell_text(cell)) for cell in records[at]):
        return 0
    lone_titles = usual > 2 and max(filled[:at]) <= 1 and not sure
    return at if lone_titles or _tops_of_numbers(records[at], records[at + 1 :]) else 0


def _filled(records: Sequence[Sequence[Cell]]) -> list[int]:
    return [sum(bool(cell_text(c).strip()) for c in cells) for cells in records]


def _usual(filled: Sequence[int]) -> int:
    """Return how many cells most of the table's rows fill; wide rows count for more."""
    return max(Counter(filled).items(), key=lambda item: (item[0] * item[1], item[0]))[0]


def _above(row: Row) -> Row:
    blank = all(cell is None or not str(cell).strip() for cell in row.cells)
    return Row(row.cells, "" if blank else f"{row.problem} {_ABOVE}".strip(), above=True)


def _named(names: Sequence[Cell], records: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Return *names*, and one more for each column without; the most *records* count those."""
    width = max(len(names), len(records[0]))
    if width < _usual(_filled(records)):
        width = _usual(list(map(len, records)))
    check_width(width)
    texts = [*map(cell_text, names), *[""] * (width - len(names))]
    return tuple(name if name.strip() else f"column {at}" for at, name in enumerate(texts, 1))


def _is_data(first: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    top = _tops_of_numbers(first, below)
    return bool(top) and all(map(_is_number, top))


def _tops_of_numbers(first: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> list[str]:
    """Return what stands in *first* over each column that has numbers *below*."""
    columns = (
        [cell_text(cells[at]).strip() for cells in below if at < len(cells)]
        for at in range(len(first))
    )
    tops = zip(map(cell_text, first), columns, strict=True)
    return [name for name, cells in tops if _are_numbers(cells)]


def _are_numbers(cells: Sequence[str]) -> bool:
    told = [cell for cell in cells if cell]
    return bool(told) and all(_NUMBER.fullmatch(cell) for cell in told)


def _is_number(name: str) -> bool:
    """Tell whether the top of a column of numbers is one itself; years are names of columns."""
    name = name.strip()
    return bool(_NUMBER.fullmatch(name)) and not _YEAR.fullmatch(name)
