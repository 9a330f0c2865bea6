"""A table that is read row by row, and the cells it is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hsclassify.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

MAX_COLUMNS: Final = 16_384
"""What a sheet holds. Every row has a place for each, so that a long line of names would fill the
memory with rows of one cell."""

Cell = Any
"""A text, number, truth value, date or None; what a format cannot hold becomes text."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, as many as the table has columns.

    Attributes:
        cells: their values, in order.
        problem: what is wrong with the row, as a sentence; "" if nothing is.
        above: whether it stands above the names of the columns, as a title does.
    """

    cells: Sequence[Cell]
    problem: str = ""
    above: bool = False


@dataclass(frozen=True)
class Column:
    """Name of a column and, where the source knows it, the Arrow type of its cells."""

    name: str
    type: pa.DataType | None = None


@dataclass(frozen=True)
class Sheets:
    """Which sheet of a workbook a table is, and which others were not read.

    Attributes:
        read: name of the sheet.
        others: names of those after it; the ones before it hold nothing.
    """

    read: str
    others: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {"read": self.read, "others": list(self.others)}


@dataclass(frozen=True)
class Table:
    """A table that is being read.

    Attributes:
        columns: the columns, in order; names may repeat.
        rows: an iterator over the rows; can be consumed once.
        share_read: returns what share of the table has been read, 0 to 1.
        sheets: of a workbook with more than this one; else None.
    """

    columns: tuple[Column, ...]
    rows: Iterator[Row]
    share_read: Callable[[], float]
    sheets: Sheets | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(c.name for c in self.columns)


Write = Callable[[Sequence[Cell]], Any]
Reader = Callable[[Path], AbstractContextManager[Table]]
Writer = Callable[[Path, Sequence[Column]], AbstractContextManager[Write]]

T = TypeVar("T")


def check_width(columns: int) -> None:
    """Raise InputError where a table has more than :data:`MAX_COLUMNS`."""
    if columns > MAX_COLUMNS:
        raise InputError(
            f"A table has at most {MAX_COLUMNS:,} columns, and this one has {columns:,}. "
            "Keep the columns that matter, such as the description of the goods."
        )


def too_long_row(name: str, limit: int) -> InputError:
    """Return the error for a row of the file *name* that takes more than *limit* bytes."""
    return InputError(
        f"A row of {name} holds more than {limit >> 20} MB and is not read. "
        "Take the long texts out of the table."
    )


def fitted(row: Row, width: int) -> Row:
    """Return *row* with *width* cells; missing ones are None, the problem tells surplus ones."""
    cells, problem = row.cells, row.problem
    if len(cells) == width:
        return row
    if len(cells) > width:
        surplus = " | ".join(cell_text(c) for c in cells[width:])
        told = f"The row has {len(cells)} cells for {width} columns; the surplus is: {surplus}."
        return Row(cells[:width], f"{problem} {told}".strip(), row.above)
    padded = [*cells, *[None] * (width - len(cells))]
    if row.above or not cells:  # a title, or a blank line: nobody misses cells there
        return Row(padded, problem, row.above)
    told = f"The row has {len(cells)} cells for {width} columns; the others are taken as empty."
    return Row(padded, f"{problem} {told}".strip())


def cell_text(cell: Cell) -> str:
    """Return *cell* as text: None as "", whole floats without ".0", dates as ISO 8601."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.date | dt.time):  # a datetime is a date
        return cell.isoformat()
    return _arrow_text(cell) if hasattr(cell, "as_py") else str(cell)


def _arrow_text(scalar: Any) -> str:
    """Return an Arrow scalar as text; such are the cells that no Python value can stand for."""
    import pyarrow as pa

    if isinstance(scalar, pa.DictionaryScalar):
        scalar = scalar.value
    if not scalar.is_valid:
        return ""
    if hasattr(scalar, "as_buffer"):
        return str(scalar.as_buffer().to_pybytes().decode("utf-8", "replace"))
    try:
        return str(scalar.cast(pa.string()).as_py())
    except (pa.ArrowException, ValueError):  # such as a list of texts that are none
        return "\ufffd"


def guarded(
    items: Iterator[T], file: Path, kind: str, errors: tuple[type[Exception], ...]
) -> Iterator[T]:
    """Yield *items*; turn *errors* into one that says that *file* is no readable *kind*."""
    try:
        yield from items
    except InputError:
        raise
    except errors as error:
        raise unreadable(file, kind, error) from error


def unreadable(file: Path, kind: str, error: Exception) -> InputError:
    """Return the error for a file that cannot be read."""
    if isinstance(error, OSError) and error.strerror:
        return InputError(f"{file.name} cannot be read: {error.strerror}. Check the path.")
    return InputError(
        f"{file.name} is not a readable {kind} file: {error or type(error).__name__}. "
        "Open it in the program that made it and save it again."
    )


def without_trailing_blanks(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield *rows* without the blank ones at the end; blank ones in between stay.

    Blank rows are all alike and only counted: a small file can have a million of them.
    """
    blanks = 0
    for row in rows:
        if not row.problem and all(cell is None for cell in row.cells):
            blanks += 1
            continue
        if blanks:
            yield from repeat(Row((None,) * len(row.cells)), blanks)
            blanks = 0
        yield row
