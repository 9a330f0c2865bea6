"""XLSX: the first sheet that holds anything in; texts that can never be formulas out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count, dropwhile, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

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
MAX_UNPACKED_BYTES: Final = 2 << 30
"""What a workbook may unpack to; a small file can claim to hold much more."""

MAX_HELD_BYTES: Final = 256 << 20
"""What its parts besides the sheets may unpack to: they are held in memory, sheets are not."""

MAX_RATIO: Final = 200
"""How many times its packed size a large part may unpack to. Tables of one repeated row reach
about a hundred; what is made to fill a machine, a thousand."""

MAX_ROW_BYTES: Final = 8 << 20
"""What one row may take in the sheet's XML, which has to hold a row whole: 500 bytes for each of
its 16,384 cells, where one cell holds 32,767 characters at most."""

_LARGE: Final = 16 << 20

_SHEETS: Final = "xl/worksheets/"
_EXACT_DIGITS: Final = 15
_ERRORS: Final = (BadZipFile, KeyError, ValueError, TypeError, ParseError, EOFError, OSError)


@contextmanager
def read_xlsx(file: Path) -> Iterator[Table]:
    """Read the first sheet of an XLSX file that holds anything; formulas give their last value."""
    try:
        book = _open(file)
    except _ERRORS as error:
        # openpyxl wraps what is wrong in a sentence that names the path on this machine.
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        raise error if isinstance(error, InputError) else unreadable(file, "XLSX", cause) from error
    try:
        watched: _Watched = book._archive  # type: ignore[attr-defined]
        sheets, filled = _first_filled(book, watched, file)
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


def _open(file: Path) -> Workbook:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.utils.exceptions import InvalidFileException

    with ZipFile(file) as archive:
        _check_size(file, archive.infolist())
    try:
        # What load_workbook does, with sheets that are watched while they are read.
        opened = ExcelReader(file, read_only=True, data_only=True)
        opened.archive.close()
        opened.archive = _Watched(file)
        opened.read()
        return opened.wb
    except InvalidFileException as error:
        raise unreadable(file, "XLSX", error) from error


class _Watched(ZipFile):
    """A workbook whose sheets are read row by row, and never far without a row coming of it.

    Attributes:
        share: what share of the sheet that is being read has been read, 0 to 1.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.share = 0.0
        self._file, self._since_row, self._reads_rows = file.name, 0, False

    def open(self, name: Any, *arguments: Any, **options: Any) -> IO[bytes]:
        """Open a part; reading a sheet raises InputError at a row of :data:`MAX_ROW_BYTES`."""
        path = str(getattr(name, "filename", name))
        if not path.startswith(_SHEETS):
            return super().open(name, *arguments, **options)
        if not self._reads_rows:
            # openpyxl wants the sheet's extent, which may be wrong, and reads the whole sheet
            # where it has none.
            return BytesIO(b"<worksheet/>")
        part = super().open(name, *arguments, **options)
        size, done, read = max(1, self.getinfo(path).file_size), 0, part.read

        def counted(*length: int) -> bytes:
            nonlocal done
            content = read(*length)
            done += len(content)
            self.share = min(1.0, done / size)
            self._count(len(content))
            return content

        part.read = counted  # type: ignore[method-assign]
        return part

    def rows_of(self, rows: Iterator[Any]) -> Iterator[Any]:
        """Yield *rows*, each of which may take as much as the one before."""
        self._reads_rows = True
        for row in rows:
            self._since_row = 0
            yield row

    def _count(self, size: int) -> None:
        self._since_row += size
        if self._since_row > MAX_ROW_BYTES:
            raise InputError(
                f"A row of {self._file} holds more than {MAX_ROW_BYTES >> 20} MB and is not read. "
                "Take the long texts out of the table."
            )


def _check_size(file: Path, parts: Sequence[ZipInfo]) -> None:
    """Refuse a workbook that would unpack to too much. A part is not read beyond what it says."""
    held = sum(p.file_size for p in parts if not p.filename.startswith(_SHEETS))
    worst = max(
        (p.file_size / max(1, p.compress_size) for p in parts if p.file_size > _LARGE), default=0
    )
    unpacked = sum(p.file_size for p in parts)
    if unpacked > MAX_UNPACKED_BYTES or held > MAX_HELD_BYTES or worst > MAX_RATIO:
        raise InputError(
            f"{file.name} would unpack to {unpacked / 1e6:,.0f} MB, up to {worst:,.0f} times its "
            "size, and is not read. Save the table as CSV or Parquet."
        )


def _first_filled(
    book: Workbook, watched: _Watched, file: Path
) -> tuple[Sheets | None, Iterator[tuple[Cell, ...]]]:
    """Return the first sheet with any rows, where it has others after it, and its rows.

    They begin with the first filled one.
    """
    rows_read = count(1)  # of all sheets together: a thousand of blank rows are soon written
    sheets = book.worksheets
    for at, sheet in enumerate(sheets, 1):
        # One more than there can be: a row may claim any number, and openpyxl fills up to it.
        raw = sheet.iter_rows(max_row=MAX_ROWS + 1, values_only=True)
        counted = _counted(watched.rows_of(raw), rows_read)
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
