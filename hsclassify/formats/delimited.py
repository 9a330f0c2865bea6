"""CSV: any usual delimiter and encoding in; comma and UTF-8 out, without live formulas."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import dropwhile
from pathlib import Path
from typing import Final, TextIO

from hsclassify.formats.dialect import Dialect, find_dialect
from hsclassify.formats.header import headed
from hsclassify.formats.table import (
    MAX_COLUMNS,
    Cell,
    Column,
    Row,
    Table,
    Write,
    cell_text,
    check_width,
    fitted,
    guarded,
    too_long_row,
    unreadable,
    without_trailing_blanks,
)

LINES_IN_A_RECORD: Final = 100
"""A record may run over so many lines; a longer one has to be proper CSV in every quotation mark.
Else a mark that was never closed would swallow the rows below it."""

CHARACTERS_IN_A_RECORD: Final = 1 << 17
"""And over so many characters, of which the csv module allows no more in a cell either."""

MAX_ROW_CHARACTERS: Final = 8 << 20
"""And no row, quoted by the book or not, over so many: as much as one of a workbook takes."""

_SIGNS: Final = "=+\\-@＝＋－＠"
_NUMBERS: Final = r"[+-]?\d[\d.,]*%?"
_FORMULA = re.compile(rf"^'*(?:[\t\r\n]|\s*[{_SIGNS}])")
_NUMBER = re.compile(_NUMBERS)
_SUSPECT = re.compile(rf"[\t\r\n{_SIGNS}]")
_FORMULA_INSIDE = re.compile(
    rf"([;\t|\r\n])(?=(?!{_NUMBERS}(?:[;\t|\r\n]|\Z))(?:[\"']|(?![\t\r\n])\s)*[{_SIGNS}])"
)
"""A cell that is cut at another delimiter than the comma, or read without its quotation marks,
may have its formula in the middle."""


@contextmanager
def read_delimited(file: Path) -> Iterator[Table]:
    """Read a CSV file; its encoding and delimiter are found out."""
    try:
        dialect = find_dialect(file)
        size = max(1, file.stat().st_size)
        raw = file.open("rb")
    except OSError as error:
        raise unreadable(file, "CSV", error) from error
    with TextIOWrapper(raw, dialect.encoding, errors="replace", newline="") as stream:
        lines = _lines(stream, file.name)
        records = guarded(_records(lines, dialect), file, "CSV", (csv.Error, OSError))
        names, rows = headed(dropwhile(lambda row: not any(row.cells), records))
        if "\0" in "".join(names):
            raise unreadable(file, "CSV", ValueError("it has zero bytes, which no text has"))
        yield Table(
            tuple(map(Column, names)),
            without_trailing_blanks(fitted(row, len(names)) for row in rows),
            # The codec reads ahead, so this runs a few rows before the truth.
            lambda: min(1.0, raw.tell() / size),
        )


def _lines(stream: TextIO, name: str) -> Iterator[str]:
    """Yield the lines; InputError where one is longer than any table needs."""
    while line := stream.readline(MAX_ROW_CHARACTERS + 1):
        if len(line) > MAX_ROW_CHARACTERS:
            raise too_long_row(name, MAX_ROW_CHARACTERS)
        yield line


def _records(lines: Iterator[str], dialect: Dialect) -> Iterator[Row]:
    feed = _Feed(lines, dialect.delimiter)
    for _ in range(dialect.lines_before_header):
        next(feed, None)
    feed.record_done()
    while True:
        try:
            for cells in csv.reader(feed, delimiter=dialect.delimiter):
                yield _row(cells, dialect)
                feed.record_done()
            return
        except (_NeverClosedError, csv.Error) as error:
            yield _long_record(feed, dialect) or _torn(feed, dialect, error)
            feed.record_done()


def _row(cells: list[str], dialect: Dialect) -> Row:
    check_width(len(cells))
    damaged = "\ufffd" in "".join(cells)
    return Row(cells, _DAMAGED.format(dialect.encoding) if damaged else "")


def _long_record(feed: _Feed, dialect: Dialect) -> Row | None:
    """Return the record that was begun, if its quoted cells are closed by the book in the end.

    Strictly: a mark that was never closed would else take the next one in the file for
    its end, and all rows up to there for one cell.
    """
    if not feed.runs_on():
        return None
    try:
        return _row(next(csv.reader(feed, delimiter=dialect.delimiter, strict=True)), dialect)
    except (_NeverClosedError, csv.Error, StopIteration):
        feed.lose_patience()
        return None


def _torn(feed: _Feed, dialect: Dialect, error: Exception) -> Row:
    # Cut by hand: the csv module gives up at a cell of 131,072 characters.
    first = feed.back_to_first()
    check_width(first.count(dialect.delimiter) + 1)
    return Row(first.split(dialect.delimiter), _told(error))


def _told(error: Exception) -> str:
    if isinstance(error, _NeverClosedError):
        return "A quotation mark in this row is never closed; it is read as a letter."
    return f"The row is no proper CSV ({error}); it is cut at every delimiter."


_DAMAGED: Final = "The row has bytes that are no {} text; they show as \ufffd."


class _NeverClosedError(Exception):
    """A record runs on for too long."""


class _Feed(Iterator[str]):
    """Lines that can be taken back as far as the record that is being read began."""

    def __init__(self, lines: Iterator[str], delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter
        self._again: list[str] = []
        self._taken: list[str] = []
        self._room = 0  # characters that a long record still has; below 0 what another has taken
        self._impatient = 0  # lines left that a long record was sought in, in vain

    def __next__(self) -> str:
        if self._taken and self._is_too_long():
            raise _NeverClosedError
        line = self._again.pop() if self._again else next(self._lines, None)
        if line is None:
            if self._taken:  # the file ends inside a quoted cell
                raise _NeverClosedError
            raise StopIteration
        if not self._taken:
            self._check_cells(line)
        self._taken.append(line)
        self._room -= len(line)
        return line

    def _is_too_long(self) -> bool:
        if len(self._taken) >= LINES_IN_A_RECORD and self._room <= 0:
            return True
        return self._room < -MAX_ROW_CHARACTERS

    def _check_cells(self, line: str) -> None:
        """Refuse a record of far too many cells before csv makes millions of them.

        Between quotation marks a delimiter is a letter; such a record is counted when it is read.
        """
        if len(line) > MAX_COLUMNS and '"' not in line:
            check_width(line.count(self._delimiter) + 1)

    def record_done(self) -> None:
        """Forget the lines of the record."""
        self._impatient = max(0, self._impatient - len(self._taken))
        self._taken.clear()
        self._room = 0

    def runs_on(self) -> bool:
        """Go back to the record's start and let it have more lines, if that may be of use.

        It is not for a record that broke off for another reason than its lines, nor among
        lines that were looked through for one in vain: each line is read so only once.
        """
        if len(self._taken) < LINES_IN_A_RECORD or self._impatient:
            return False
        self._again += reversed(self._taken)
        self._taken.clear()
        self._room = CHARACTERS_IN_A_RECORD
        return True

    def lose_patience(self) -> None:
        """Remember that the lines taken are no record; the last may be the start of another."""
        self._impatient = len(self._taken) - 1
        self._room = 0

    def back_to_first(self) -> str:
        """Return the record's first line; those after it will be read again."""
        first, *others = self._taken
        self._again += reversed(others)
        self._taken = [first]
        return first.rstrip("\r\n")


@contextmanager
def write_csv(file: Path, columns: Sequence[Column]) -> Iterator[Write]:
    """Write a CSV file in UTF-8 with a mark, as spreadsheets like it."""
    with file.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        writer = csv.writer(stream)

        def write(cells: Sequence[Cell]) -> None:
            writer.writerow([defused(cell_text(cell)) for cell in cells])

        write([column.name for column in columns])
        yield write


def defused(text: str) -> str:
    """Return *text* so that a spreadsheet does not take it, or a piece of it, for a formula.

    A text that begins like a formula gets an apostrophe in front, which
    spreadsheets read as "this is text"; numbers such as -5 stay. So does what begins like
    one after a semicolon, a tab, an upright stroke or a line's end: many spreadsheets cut
    there, as a semicolon is the separator of lists in Vietnam and most of Europe. Taking one
    apostrophe away from what then still begins like a formula gives the text back.
    """
    if not _SUSPECT.search(text) or _NUMBER.fullmatch(text):
        return text
    begins = "'" if _FORMULA.match(text) else ""
    return begins + _FORMULA_INSIDE.sub(r"\1'", text)
