"""Tables in and out: every row of the input with its code beside it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hsclassify.errors import InputError
from hsclassify.results import Prediction
from hsclassify.text import Language

if TYPE_CHECKING:
    from hsclassify.classifier import HSClassifier

Row = list[str]

ADDED_COLUMNS: Final = ("hs_code", "hs_probability", "hs_level", "hs_title", "hs_alternatives")
_BATCH: Final = 64
_ALTERNATIVES: Final = 3


@dataclass(frozen=True)
class Table:
    """A table that is read row by row: its column names and an iterator over its rows."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def classify_table(
    classifier: HSClassifier,
    source: Path,
    column: str,
    target: Path,
    *,
    title_language: Language = "en",
    progress: Callable[[int], object] = id,
) -> int:
    """Write *source* to *target* with the code of every row's description; return the row count.

    Rows and columns keep their order; the columns of :data:`ADDED_COLUMNS` follow.

    Args:
        classifier: does the work.
        source: CSV, XLSX or Parquet file.
        column: name of the column with the descriptions.
        target: CSV, XLSX or Parquet file to write.
        title_language: of the titles.
        progress: called with the number of rows done.

    Raises:
        InputError: a file type is not known, the file is not readable, or it has no such column.
    """
    reader, writer = _format(source).read, _format(target).write
    with reader(source) as table:
        if column not in table.columns:
            raise InputError(
                f"Expected a column {column!r} in {source.name}, found "
                f"{', '.join(map(repr, table.columns)) or 'none'}. Name the one to classify."
            )
        at, width, done = table.columns.index(column), len(table.columns), 0
        with writer(target, (*table.columns, *ADDED_COLUMNS)) as write:
            while batch := list(islice(table.rows, _BATCH)):
                rows = [(row + [""] * width)[:width] for row in batch]
                predictions = classifier.classify_all([row[at] for row in rows], _ALTERNATIVES)
                for row, prediction in zip(rows, predictions, strict=True):
                    write([*row, *_cells(prediction, title_language)])
                done += len(rows)
                progress(done)
    return done


def _cells(prediction: Prediction, lang: Language) -> Row:
    if not prediction.candidates:
        return ["", "", "0", "", ""]
    best, *others = prediction.candidates
    return [
        best.code,
        f"{best.probability:.4f}",
        str(prediction.level),
        best.title(lang),
        " ".join(f"{c.code}:{c.probability:.4f}" for c in others),
    ]


Reader = Callable[[Path], AbstractContextManager[Table]]
Writer = Callable[[Path, Sequence[str]], AbstractContextManager[Callable[[Row], Any]]]


@dataclass(frozen=True)
class _Format:
    read: Reader
    write: Writer


def _format(file: Path) -> _Format:
    try:
        return _FORMATS[file.suffix.lower()]
    except KeyError:
        raise InputError(
            f"Expected a file ending in {', '.join(_FORMATS)}, got {file.name!r}."
        ) from None


@contextmanager
def _read_csv(file: Path) -> Iterator[Table]:
    with _opened(file), file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            rows = csv.reader(stream)
            yield Table(tuple(next(rows, [])), rows)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{file.name} is not in UTF-8 ({error.reason}). Save it as CSV UTF-8 and try again."
            ) from error
        except csv.Error as error:
            raise InputError(f"{file.name} is not a readable CSV file: {error}.") from error


@contextmanager
def _write_csv(file: Path, columns: Sequence[str]) -> Iterator[Callable[[Row], Any]]:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        yield writer.writerow


@contextmanager
def _read_xlsx(file: Path) -> Iterator[Table]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with _opened(file):
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
            raise InputError(f"{file.name} is not a readable XLSX file: {error}.") from error
    try:
        sheet = book.worksheets[0].iter_rows(values_only=True)
        yield Table(tuple(_texts(next(sheet, ()))), (_texts(row) for row in sheet))
    finally:
        book.close()


@contextmanager
def _write_xlsx(file: Path, columns: Sequence[str]) -> Iterator[Callable[[Row], Any]]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("HS codes")

    def write(row: Row) -> None:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, text)
            # Always a string: a description that begins with "=" must not become a formula.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)

    write(list(columns))
    yield write
    book.save(file)


@contextmanager
def _read_parquet(file: Path) -> Iterator[Table]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with _opened(file):
        try:
            source = pq.ParquetFile(file)
        except pa.ArrowInvalid as error:
            raise InputError(f"{file.name} is not a readable Parquet file: {error}.") from error
    with source:
        names = tuple(source.schema_arrow.names)
        yield Table(
            names,
            (
                _texts(row.values())
                for batch in source.iter_batches(_BATCH * 16)
                for row in batch.to_pylist()
            ),
        )


@contextmanager
def _write_parquet(file: Path, columns: Sequence[str]) -> Iterator[Callable[[Row], Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in columns])
    waiting: list[Row] = []
    with pq.ParquetWriter(file, schema) as writer:

        def flush() -> None:
            values = [list(column) for column in zip(*waiting, strict=True)]
            if values:
                writer.write_table(pa.table(values, schema=schema))
            waiting.clear()

        def write(row: Row) -> None:
            waiting.append(row)
            if len(waiting) >= _BATCH * 16:
                flush()

        yield write
        flush()


@contextmanager
def _opened(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror or error}.") from error


def _texts(values: Any) -> Row:
    return ["" if value is None else str(value) for value in values]


_FORMATS: Final = {
    ".csv": _Format(_read_csv, _write_csv),
    ".xlsx": _Format(_read_xlsx, _write_xlsx),
    ".parquet": _Format(_read_parquet, _write_parquet),
}
