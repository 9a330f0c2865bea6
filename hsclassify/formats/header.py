"""The names of columns: in the first row of a file, or numbers where it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from hsclassify.formats.table import Cell, Row, cell_text

_ROWS_LOOKED_AT: Final = 20
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def headed(rows: Iterator[Row]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Return the names of the columns, and the rows below them.

    The first row has the names, unless numbers stand already there in every column that
    has numbers. Columns without a name are called "column 1" and so on by their place.
    """
    ahead = list(islice(rows, 1 + _ROWS_LOOKED_AT))
    if not ahead:
        return (), rows
    first, *below = (row.cells for row in ahead)
    if _is_data(first, below):
        return _named([""] * len(first)), chain(ahead, rows)
    return _named([cell_text(cell) for cell in first]), chain(ahead[1:], rows)


def _named(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name if name.strip() else f"column {at}" for at, name in enumerate(names, 1))


def _is_data(first: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> bool:
    columns = [
        [cell_text(cells[at]).strip() for cells in below if at < len(cells)]
        for at in range(len(first))
    ]
    top = [
        _is_number(name)
        for name, cells in zip(map(cell_text, first), columns, strict=True)
        if _are_numbers(cells)
    ]
    return bool(top) and all(top)


def _are_numbers(cells: Sequence[str]) -> bool:
    told = [cell for cell in cells if cell]
    return bool(told) and all(_NUMBER.fullmatch(cell) for cell in told)


def _is_number(name: str) -> bool:
    """Tell whether the top of a column of numbers is one itself; years are names of columns."""
    name = name.strip()
    return bool(_NUMBER.fullmatch(name)) and not _YEAR.fullmatch(name)
