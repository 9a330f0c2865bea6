"""XLSX: the first sheet that holds anything in; texts that can never be formulas out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from hsclassify.errors import InputError
from hsclassify.formats.header import headed
from hsclassify.formats.table import (
    Cell,
    Column,
    Row,
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
MAX_UNPACKED_BYTES: Final = 2 << 30
"""What a workbook may unpack to; a small file can claim to hold much more."""

MAX_HELD_BYTES: Final = 256 << 20
"""What its parts besides the sheets may unpack to: they are held in memory, sheets are not."""

MAX_RATIO: Final = 200
"""How many times its packed size a large part may unpack to. Tables of one repeated row reach
about a hundred; what is made to fill a machine, a thousand."""

_LARGE: Final = 16 << 20

_EXACT_DIGITS: Final = 15
_ERRORS: Final = (BadZipFile, KeyError, ValueError, TypeError, ParseError, EOFError, OSError)


@contextmanager
def read_xlsx(file: Path) -> Iterator[Table]:
    """Read the first sheet of an XLSX file that holds anything; formulas give their last value."""
    try:
        book = _open(file)
    except _ERRORS as error:
        raise error if isinstance(error, InputError) else unreadable(file, "XLSX", error) from error
    try:
        filled, total = _first_filled(book, file)
        names, rows = headed(map(Row, filled))
        read = 0

        def counted() -> Iterator[Row]:
            nonlocal read
            for row in rows:
                read += 1
                cells = _trimmed(row.cells, len(names))
                yield fitted(replace(row, cells=cells), len(names))

        yield Table(
            tuple(map(Column, names)),
            without_trailing_blanks(counted()),
            lambda: min(1.0, read / total),
        )
    finally:
        book.close()


def _open(file: Path) -> Workbook:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with ZipFile(file) as archive:
        _check_size(file, archive.infolist())
    try:
        return load_workbook(file, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise unreadable(file, "XLSX", error) from error


def _check_size(file: Path, parts: Sequence[ZipInfo]) -> None:
    """Refuse a workbook that would unpack to too much. A part is not read beyond what it says."""
    held = sum(p.file_size for p in parts if not p.filename.startswith("xl/worksheets/"))
    worst = max(
        (p.file_size / max(1, p.compress_size) for p in parts if p.file_size > _LARGE), default=0
    )
    unpacked = sum(p.file_size for p in parts)
    if unpacked > MAX_UNPACKED_BYTES or held > MAX_HELD_BYTES or worst > MAX_RATIO:
        raise InputError(
            f"{file.name} would unpack to {unpacked / 1e6:,.0f} MB, up to {worst:,.0f} times its "
            "size, and is not read. Save the table as CSV or Parquet."
        )


def _first_filled(book: Workbook, file: Path) -> tuple[Iterator[tuple[Cell, ...]], int]:
    """Return the rows of the first sheet with any, from the first filled row, and their number."""
    for sheet in book.worksheets:
        total = max(1, sheet.max_row or 1)
        # Some programs write a wrong extent, and openpyxl would believe it.
        sheet.reset_dimensions()
        raw = guarded(sheet.iter_rows(values_only=True), file, "XLSX", _ERRORS)
        rows = dropwhile(_blank, raw)
        first = next(rows, None)
        if first is not None:
            return _chained(_trimmed(first, 0), rows), total
    return iter(()), 1


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
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("HS codes")
    written = 0

    def held(cell: Cell) -> Any:
        value = _storable(cell)
        if isinstance(value, str) and value[:1] in {"=", "#"}:
            # Always a string: a description that begins with "=" must not become a formula.
            value = WriteOnlyCell(sheet, value)
            value.data_type = "s"
        return value

    def write(cells: Sequence[Cell]) -> None:
        nonlocal written
        written += 1
        if written > MAX_ROWS:
            raise InputError(
                f"An XLSX sheet holds {MAX_ROWS:,} rows, and this table has more. "
                "Write CSV or Parquet."
            )
        sheet.append([held(cell) for cell in cells])

    try:
        write([column.name for column in columns])
        yield write
        book.save(file)
    finally:
        _cleared(sheet)


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
