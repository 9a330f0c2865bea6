"""XLSX: the first sheet that holds anything in; texts that can never be formulas out."""

from __future__ import annotations

import datetime as dt
import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, dropwhile, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from hsclassify.errors import InputError
from hsclassify.formats.header import headed
from hsclassify.formats.table import (
    Cell,
    Column,
    Row,
    Sheets,
    Table,
    Write,
    cell_text,
    fitted,
    guarded,
    unreadable,
    without_trailing_blanks,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MAX_ROWS: Final = 1_048_576
MAX_CELL_CHARACTERS: Final = 32_767
_EXACT_DIGITS: Final = 15
_ERRORS: Final = (
    BadZipFile,
    zlib.error,
    RuntimeError,  # it is locked with a password, or packed in an unknown way
    LookupError,
    ValueError,
    TypeError,
    ParseError,
    EOFError,
    OSError,
)


@contextmanager
def read_xlsx(file: Path) -> Iterator[Table]:
    """Read the first sheet of an XLSX file that holds anything; formulas give their last value."""
    # openpyxl takes as long to import as a small table to read.
    from hsclassify.formats.workbook import Watched, open_workbook

    try:
        book = open_workbook(file)
    except InputError:
        raise
    except _ERRORS as error:
        raise unreadable(file, "XLSX", error) from error
    try:
        watched: Watched = book._archive  # type: ignore[attr-defined]
        sheets, filled = _first_filled(book, file)
        names, rows = headed(map(Row, filled))
        width = len(names)
        missing = Row((None,) * width)
        fit = (
            fitted(replace(r, cells=_trimmed(r.cells, width)), width) if r.cells else missing
            for r in rows
        )
        columns, lines = tuple(map(Column, names)), without_trailing_blanks(fit)
        yield Table(columns, lines, lambda: watched.share, sheets)
    finally:
        book.close()


def _first_filled(book: Workbook, file: Path) -> tuple[Sheets | None, Iterator[tuple[Cell, ...]]]:
    """Return the first sheet with any rows, where it has others after it, and its rows.

    They begin with the first filled one.
    """
    from hsclassify.formats.workbook import rows_of

    rows_read = count(1)  # of all sheets together: a thousand of blank rows are soon written
    sheets = book.worksheets
    for at, sheet in enumerate(sheets, 1):
        counted = _counted(rows_of(sheet, MAX_ROWS), rows_read)
        rows = dropwhile(_blank, guarded(counted, file, "XLSX", _ERRORS))
        first = next(rows, None)
        if first is not None:
            others = tuple(other.title for other in sheets[at:])
            return (
                Sheets(sheet.title, others) if others else None,
                _chained(_trimmed(first, 0), rows),
            )
    return None, iter(())


def _counted(rows: Iterator[Any], numbers: Iterator[int]) -> Iterator[Any]:
    for row, number in zip(rows, numbers, strict=False):
        if number > MAX_ROWS:
            raise _full()
        yield row


def _full() -> InputError:
    return InputError(
        f"An XLSX sheet holds {MAX_ROWS:,} rows, and this table has more. Write CSV or Parquet."
    )


def check_rows(rows: Iterator[Row]) -> None:
    """Raise InputError where *rows* and the names above them are more than a sheet holds."""
    if next(islice(rows, MAX_ROWS - 1, None), None) is not None:
        raise _full()


def _chained(first: tuple[Cell, ...], rows: Iterator[tuple[Cell, ...]]) -> Iterator[Any]:
    yield first
    yield from rows


def _blank(cells: tuple[Cell, ...]) -> bool:
    return all(cell is None for cell in cells)


def _trimmed(cells: Sequence[Cell], width: int) -> tuple[Cell, ...]:
    """Return *cells* with the blank ones beyond *width* cut off, and at least *width* of them."""
    end = len(cells)
    while end > width and cells[end - 1] is None:
        end -= 1
    return (*cells[:end], *(None,) * (width - end))


@contextmanager
def write_xlsx(file: Path, columns: Sequence[Column]) -> Iterator[Write]:
    """Write an XLSX file, row by row."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("HS codes")
    written = 0

    def write(cells: Sequence[Cell]) -> None:
        nonlocal written
        written += 1
        if written > MAX_ROWS:
            raise _full()
        sheet.append([_held(sheet, cell) for cell in cells])

    try:
        write([column.name for column in columns])
        yield write
        book.save(file)
    finally:
        _cleared(sheet)


@dataclass(frozen=True)
class Sheet:
    """A sheet to be written: its title, the names of its columns, its rows."""

    title: str
    names: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_sheets(file: Path, sheets: Iterable[Sheet]) -> None:
    """Write an XLSX file of short *sheets*."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    opened = []
    try:
        for one in sheets:
            sheet = book.create_sheet(one.title)
            opened.append(sheet)
            for row in (one.names, *one.rows):
                sheet.append([_held(sheet, cell) for cell in row])
        book.save(file)
    finally:
        for sheet in opened:
            _cleared(sheet)


def _held(sheet: Any, cell: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    value = _storable(cell)
    if isinstance(value, str) and value[:1] in {"=", "#"}:
        # Always a string: a description that begins with "=" must not become a formula.
        value = WriteOnlyCell(sheet, value)
        value.data_type = "s"
    return value


def _cleared(sheet: Any) -> None:
    """Close a sheet that was not saved, and take its temporary file away.

    openpyxl leaves that file to the end of the process, and its generators to the
    collector, in an order that makes them write to what is closed already.
    """
    writer = sheet._writer
    if not sheet.closed:
        sheet.close()
    if writer is not None and Path(writer.out).exists():
        writer.cleanup()


def _storable(cell: Cell) -> Cell:
    """Return *cell* as a type that a sheet holds without loss, else as text."""
    if isinstance(cell, bool | None):
        return cell
    if isinstance(cell, int) and abs(cell) < 10**_EXACT_DIGITS:
        return cell
    if isinstance(cell, float) and math.isfinite(cell):
        return cell
    if isinstance(cell, dt.datetime) and cell.tzinfo is None and cell.year >= 1900:
        return cell
    if type(cell) is dt.date and cell.year >= 1900:
        return cell
    return _printable(cell_text(cell))


def _printable(text: str) -> str:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:MAX_CELL_CHARACTERS]
