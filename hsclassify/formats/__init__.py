"""Files of rows: which formats there are, and how each is read and written row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hsclassify.errors import InputError
from hsclassify.formats.delimited import read_delimited, write_csv
from hsclassify.formats.parquet import arrow_cells, problem_of, read_parquet, write_parquet
from hsclassify.formats.spreadsheet import check_rows, read_xlsx, write_xlsx
from hsclassify.formats.table import Cell, Column, Reader, Row, Sheets, Table, Writer, cell_text

__all__ = [
    "READABLE",
    "WRITABLE",
    "Cell",
    "Column",
    "Row",
    "Sheets",
    "Table",
    "arrow_cells",
    "cell_text",
    "check_fits",
    "problem_of",
    "reader",
    "writer",
]


@dataclass(frozen=True)
class _Format:
    read: Reader
    write: Writer | None
    check: Callable[[Iterator[Row]], None] | None = None


_FORMATS: Final = {
    ".csv": _Format(read_delimited, write_csv),
    ".tsv": _Format(read_delimited, None),
    ".txt": _Format(read_delimited, None),
    ".xlsx": _Format(read_xlsx, write_xlsx, check_rows),
    ".parquet": _Format(read_parquet, write_parquet),
}
READABLE: Final = tuple(_FORMATS)
WRITABLE: Final = tuple(ending for ending, form in _FORMATS.items() if form.write)


def reader(file: Path) -> Reader:
    """Return what reads *file*, by its ending.

    Raises:
        InputError: no format has this ending.
    """
    form = _FORMATS.get(file.suffix.lower())
    if form is None:
        raise _unknown(file, READABLE)
    return form.read


def writer(file: Path) -> Writer:
    """Return what writes *file*, by its ending.

    Raises:
        InputError: no format that can be written has this ending.
    """
    form = _FORMATS.get(file.suffix.lower())
    if form is None or form.write is None:
        raise _unknown(file, WRITABLE)
    return form.write


def check_fits(source: Path, target: Path) -> None:
    """Count the rows of *source* where *target* may not hold so many, before any work on them.

    Raises:
        InputError: they are too many, or *source* is no readable table.
    """
    form, check = _FORMATS.get(source.suffix.lower()), _FORMATS[target.suffix.lower()].check
    # What was one sheet fits into one, and a workbook takes long to count.
    if check and form is not _FORMATS[target.suffix.lower()]:
        with reader(source)(source) as table:
            check(table.rows)


def _unknown(file: Path, endings: tuple[str, ...]) -> InputError:
    return InputError(
        f"Expected a file ending in {', '.join(endings)}, got {file.name!r}. "
        "Save the table in one of these formats."
    )
