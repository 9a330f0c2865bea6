"""A workbook as openpyxl opens it, with a bound on everything that it makes of the parts.

openpyxl makes an object of every tag, and of most of them a larger one: what takes a few
kilobytes in a file can fill a machine with formats that no cell has.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from io import BufferedReader, BytesIO, FileIO
from itertools import repeat
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZipFile, ZipInfo

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import numbers
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.workbook import Workbook
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS
from openpyxl.xml.functions import fromstring

from hsclassify.errors import InputError
from hsclassify.formats.shared_texts import shared_texts, too_many_formats
from hsclassify.formats.table import MAX_COLUMNS, Cell, too_long_row

MAX_UNPACKED_BYTES: Final = 2 << 30
"""What a workbook may unpack to; a small file can claim to hold much more."""

MAX_HELD_BYTES: Final = 256 << 20
"""What its parts besides the sheets may unpack to: they are held in memory, sheets are not."""

MAX_RATIO: Final = 200
"""How many times its packed size a large part may unpack to. Tables of one repeated row reach
about a hundred; what is made to fill a machine, a thousand."""

MAX_PART_BYTES: Final = 16 << 20
"""What a part may unpack to that is neither a sheet nor the texts of all sheets."""

MAX_TAGS: Final = 300_000
"""How many tags all of these parts may have together. A workbook has at most 64,000 formats of
cells, of a few tags each."""

MAX_FORMAT_CHARACTERS: Final = 1_000
"""How long the code of a number format may be; Excel takes 255 characters, others more."""

MAX_ROW_BYTES: Final = 8 << 20
"""What one row may take in the sheet's XML, which has to hold a row whole: 500 bytes for each of
its 16,384 cells, where one cell holds 32,767 characters at most."""

MAX_ROW_TAGS: Final = 16 * MAX_COLUMNS
"""How many tags one row may have; a cell takes two to six."""

MAX_DIRECTORY_BYTES: Final = 1 << 20
"""What the list of its parts may take, of which each becomes an object ten times as large: ten
thousand parts of a usual name."""

_LARGE: Final = 16 << 20
_SHEETS: Final = "xl/worksheets/"
_NO_SHEET: Final = b"<worksheet/>"
_MIDNIGHT: Final = dt.time()
_TIME_SHOWN = re.compile(r"(?<![_\\])[hs]", re.IGNORECASE)


def open_workbook(file: Path) -> Workbook:
    """Open *file* as ``load_workbook`` does, for :func:`rows_of` its sheets.

    Raises:
        InputError: it would take too much.
    """
    source = _Source(file)
    try:
        archive = Watched(source)
        _check_size(file, archive.infolist())
        opened = _Reader(archive)
        opened.read()
    except BaseException:
        source.close()
        raise
    return opened.wb


def rows_of(sheet: Any, most: int) -> Iterator[tuple[Cell, ...]]:
    """Yield the values of each row of a *sheet* of :func:`open_workbook`, () for a blank one.

    Where a row has a number above *most*, there is one row more than that.
    """
    book = sheet.parent
    watched: Watched = book._archive
    with watched.sheet(sheet._worksheet_path) as stream:
        parser = _Rows(
            stream,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        timed = _timed_styles(book)
        following = 1
        for number, cells in parser.parse():
            watched.row_done()
            if number > most:
                yield from repeat((), most + 2 - following)
                return
            yield from repeat((), number - following)
            if number >= following:
                yield _values(cells, timed)
                following = number + 1


def _values(cells: Sequence[dict[str, Any]], timed: frozenset[int]) -> tuple[Cell, ...]:
    """Return the values in the columns that they name; the last one's is the last there is."""
    values: list[Cell] = [None] * (cells[-1]["column"] if cells else 0)
    for cell in cells:
        if cell["column"] <= len(values):
            values[cell["column"] - 1] = _value(cell, timed)
    return tuple(values)


def _value(cell: dict[str, Any], timed: frozenset[int]) -> Cell:
    """Return the value of a cell; a date where openpyxl adds a midnight that no sheet shows."""
    value = cell["value"]
    if isinstance(value, dt.datetime) and value.time() == _MIDNIGHT:
        return value if cell["style_id"] in timed else value.date()
    return value


def _timed_styles(book: Any) -> frozenset[int]:
    """Return the numbers of the styles of cells that show the time of a day."""
    return frozenset(style for style in book._date_formats if _shows_time(_format(book, style)))


def _format(book: Any, style: int) -> str:
    number = book._cell_styles[style].numFmtId
    builtin: str | None = numbers.builtin_format_code(number)
    return builtin or book._number_formats[number - numbers.BUILTIN_FORMATS_MAX_SIZE]


def _shows_time(code: str) -> bool:
    return bool(_TIME_SHOWN.search(numbers.STRIP_RE.sub("", code.split(";")[0])))


class _Rows(WorkSheetParser):
    """Reads rows, and keeps nothing of one that was read."""

    def parse_row(self, row: Any) -> Any:
        """Return a row's number and cells."""
        parsed = super().parse_row(row)
        self.row_dimensions.clear()
        return parsed


class _Reader(ExcelReader):
    """Reads of a workbook what its rows need."""

    archive: Watched

    def __init__(self, archive: Watched) -> None:
        # Not by its own, which opens the file once more.
        self.archive = archive
        self.valid_files = archive.namelist()
        self.read_only = self.data_only = True
        self.keep_vba = self.keep_links = self.rich_text = False
        self.shared_strings = []

    def read(self) -> None:
        """Read everything but the sheets, which are only listed."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        styles: Any = _Styles(self.archive)
        apply_stylesheet(styles, self.wb)
        # Where the sheets lie is read when it is first asked for.
        self.archive.lists_sheets = bool(self.parser.rels)
        self.read_worksheets()

    def read_strings(self) -> None:
        """Read the texts of all sheets."""
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.stream(part.PartName[1:]) as stream:
                self.shared_strings = shared_texts(stream, self.archive.file_name)

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Leave a sheet out that has no rows."""


class _Styles:
    """The part of a workbook that tells how values are shown, with formats of a usual length.

    openpyxl looks for signs of dates in each, and takes hours for a megabyte of brackets.
    """

    def __init__(self, archive: Watched) -> None:
        self._archive = archive

    def read(self, name: str) -> bytes:
        """Return the part; InputError where a format is longer than Excel lets one be."""
        content = self._archive.read(name)
        for element in fromstring(content).iter():
            if len(element.get("formatCode", "")) > MAX_FORMAT_CHARACTERS:
                raise too_many_formats(self._archive.file_name)
        return content


class _Source(BufferedReader):
    """The file of a workbook, and a bound on what is read of it at once while it is opened.

    The list of parts is read at once, however long it says it is.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(FileIO(file))
        self.file_name, self.opened = file.name, False

    def read(self, size: int | None = -1, /) -> bytes:
        """Read *size* bytes; InputError where the list of parts is longer than it may be."""
        if not self.opened and size is not None and size > MAX_DIRECTORY_BYTES:
            raise InputError(
                f"{self.file_name} has more parts than are read. Save the table as CSV or Parquet."
            )
        return super().read(size)


class Watched(ZipFile):
    """A workbook whose parts are read within bounds, and sheets row by row.

    Attributes:
        file_name: of the workbook.
        share: what share of the sheet that is being read has been read, 0 to 1.
        lists_sheets: whether sheets are opened only to be listed. openpyxl wants their extent,
            which may be wrong, and reads the whole sheet where it has none.
    """

    def __init__(self, source: _Source) -> None:
        self._source = source
        super().__init__(source)
        source.opened = True
        self.file_name, self.share, self.lists_sheets = source.file_name, 0.0, False
        self._tags = self._row_bytes = self._row_tags = 0

    def close(self) -> None:
        """Close the file as well."""
        super().close()
        self._source.close()

    def open(self, *arguments: Any, **options: Any) -> IO[bytes]:
        """Open a part that is held whole; InputError where it has more than such parts need."""
        if self.lists_sheets:
            return BytesIO(_NO_SHEET)
        with super().open(*arguments, **options) as part:
            content = part.read(MAX_PART_BYTES + 1)
        self._tags += content.count(b"<")
        if self._tags > MAX_TAGS or len(content) > MAX_PART_BYTES:
            raise too_many_formats(self.file_name)
        return BytesIO(content)

    def stream(self, path: str) -> IO[bytes]:
        """Open a part that is read piece by piece."""
        return super().open(path)

    def sheet(self, path: str) -> IO[bytes]:
        """Open a sheet; reading it raises InputError where a row has more than a row can."""
        part = self.stream(path)
        size, done, read = max(1, self.getinfo(path).file_size), 0, part.read

        def counted(*length: int) -> bytes:
            nonlocal done
            content = read(*length)
            done += len(content)
            self.share = min(1.0, done / size)
            self._count(content)
            return content

        part.read = counted  # type: ignore[method-assign]
        return part

    def row_done(self) -> None:
        """Let the next row take as much as the one before."""
        self._row_bytes = self._row_tags = 0

    def _count(self, content: bytes) -> None:
        self._row_bytes += len(content)
        self._row_tags += content.count(b"<")
        if self._row_bytes > MAX_ROW_BYTES:
            raise too_long_row(self.file_name, MAX_ROW_BYTES)
        if self._row_tags > MAX_ROW_TAGS:
            raise InputError(
                f"A row of {self.file_name} holds more than the {MAX_COLUMNS:,} cells of a sheet "
                "and is not read. Save the table as CSV or Parquet."
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
