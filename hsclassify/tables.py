"""Tables in and out: every row of the input with its code beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hsclassify.classifier import HSClassifier
from hsclassify.columns import guess_declared, guess_description, labels, position
from hsclassify.errors import InputError
from hsclassify.formats import Row, Sheets, cell_text, check_fits, reader, writer
from hsclassify.rows import (
    ADDED_COLUMNS,
    AGREEMENT_COLUMNS,
    Answered,
    Asked,
    RowClassifier,
    renamed,
)
from hsclassify.text import Language

__all__ = [
    "ADDED_COLUMNS",
    "AGREEMENT_COLUMNS",
    "Preview",
    "TableResult",
    "classify_table",
    "classify_table_steps",
    "preview",
]

ROWS_AT_ONCE: Final = 8192
"""Rows that are read, told apart and classified together; what a table holds in memory."""

CELLS_AT_ONCE: Final = 1 << 21
"""And fewer rows where they are very wide: a cell takes some sixty bytes."""

_ROWS_LOOKED_AT: Final = 50
_STEP: Final = 64
_ALMOST: Final = 0.999


@dataclass(frozen=True)
class Preview:
    """The beginning of a table and what its columns seem to be.

    Attributes:
        columns: names of the columns, each another: a second "goods" is "goods (2)".
        rows: the first rows, as text.
        description: the column that looks like descriptions, or None.
        declared: the column that looks like declared codes, or None.
        sheets: which sheet of a workbook it is, where others are not read; else None.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    description: str | None
    declared: str | None
    sheets: Sheets | None = None


@dataclass(frozen=True)
class TableResult:
    """How far a table has come, and in the end what came of it.

    Attributes:
        column: the column that was classified.
        declared: the column of declared codes, or "".
        rows: rows done.
        share: share of the input that is done, 0 to 1; 1 only at the end.
        levels: rows by the level that is safe: 6, 4, 2 or 0.
        repeated: rows whose description had been classified before.
        noted: rows with something in the column ``hs_note``.
        agreements: rows by their verdict on the declared code.
        sheets: which sheet of a workbook was read, where others were not; else None.
    """

    column: str
    declared: str = ""
    rows: int = 0
    share: float = 0.0
    levels: dict[int, int] = field(default_factory=dict)
    repeated: int = 0
    noted: int = 0
    agreements: dict[str, int] = field(default_factory=dict)
    sheets: Sheets | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "column": self.column,
            "declared": self.declared,
            "rows": self.rows,
            "share": round(self.share, 4),
            "levels": {str(level): self.levels.get(level, 0) for level in (6, 4, 2, 0)},
            "repeated": self.repeated,
            "noted": self.noted,
            "agreements": dict(self.agreements),
            "sheets": self.sheets.to_dict() if self.sheets else None,
        }


def preview(file: Path, rows: int = 10) -> Preview:
    """Return the beginning of a table and a guess at its columns.

    Raises:
        InputError: the file is not a readable table.
    """
    with reader(file)(file) as table:
        begun = list(islice(table.rows, max(rows, _ROWS_LOOKED_AT)))
        looked_at = [row.cells for row in begun if not row.above]
        return Preview(
            labels(table.names),
            tuple(tuple(map(cell_text, cells)) for cells in (r.cells for r in begun[:rows])),
            guess_description(table.names, looked_at),
            guess_declared(table.names, looked_at),
            table.sheets,
        )


def classify_table(
    classifier: HSClassifier,
    source: Path,
    column: str,
    target: Path,
    *,
    declared: str = "",
    title_language: Language | None = None,
    progress: Callable[[TableResult], object] | None = None,
    fork: bool = False,
) -> TableResult:
    """Write *source* to *target* with the code of every row's description beside it.

    Rows and columns keep their order; the columns of :data:`ADDED_COLUMNS` follow, and
    with *declared* those of :data:`AGREEMENT_COLUMNS`. *target* appears when it is
    complete: what stops half-way, by an error or by whoever called, leaves nothing.

    Args:
        classifier: does the work.
        source: CSV, XLSX or Parquet file.
        column: name of the column with the descriptions; "" for the one that looks like it.
        target: CSV, XLSX or Parquet file to write.
        declared: name of a column with declared codes to compare with; "" for none.
        title_language: of the titles; None for that of each description.
        progress: called now and then with how far it is, if given.
        fork: whether processes may be forked for the work, where the system can; only for a
            program in which nothing else is at work.

    Raises:
        InputError: a file type is not known, a file cannot be read or written, or there
            is no such column, or *target* cannot hold so many rows or is *source*.
    """
    rows = RowClassifier(classifier, title_language, compare=bool(declared), fork=fork)
    result = TableResult(column)
    with closing(rows):
        for result in classify_table_steps(rows, source, column, target, declared=declared):
            if progress:
                progress(result)
    return result


def classify_table_steps(
    classifier: RowClassifier, source: Path, column: str, target: Path, *, declared: str = ""
) -> Iterator[TableResult]:
    """Do what :func:`classify_table` does, and yield now and then how far it is.

    Closing the iterator before its end cancels the work.
    """
    write_to = writer(target)
    _check_apart(source, target)
    check_fits(source, target)
    column = column or _guessed(source)
    with reader(source)(source) as table, _whole_file(target) as unfinished:
        at = position(table.names, column)
        declared_at = position(table.names, declared) if declared else None
        known = labels(table.names)
        column = known[at]
        declared = known[declared_at] if declared_at is not None else ""
        tally = _Tally(column, declared, table.sheets)
        columns = (*table.columns, *renamed(classifier.columns, table.names))
        at_once = min(ROWS_AT_ONCE, CELLS_AT_ONCE // len(columns))
        with write_to(unfinished, columns) as write:
            yield tally.result(0.0)
            while chunk := list(islice(table.rows, at_once)):
                asked = [_asked(row, at, declared_at) for row in chunk]
                for row, answered in zip(chunk, classifier.answers(asked), strict=True):
                    write([*row.cells, *answered.cells])
                    if tally.count(answered) % _STEP == 0:
                        yield tally.result(min(table.share_read(), _ALMOST))
    yield tally.result(1.0)


def _check_apart(source: Path, target: Path) -> None:
    if _is_same(source, target):
        raise InputError(
            f"The result has to be another file than the table, but both are {source}. "
            "Name another one for the result."
        )


def _is_same(source: Path, target: Path) -> bool:
    try:
        return target.samefile(source)
    except OSError:
        # What cannot even be looked at gets its sentence when it is read or written.
        return False


def _guessed(source: Path) -> str:
    seen = preview(source)
    if not seen.columns:
        raise InputError(
            f"{source.name} is empty. Choose a table with the names of its columns in the first "
            "row and a description of goods in each row below."
        )
    if seen.description is None:
        raise InputError(
            f"Expected a column of {source.name} to look like descriptions of goods; it has "
            f"{', '.join(map(repr, seen.columns))}. Name the one to classify."
        )
    return seen.description


def _asked(row: Row, at: int, declared_at: int | None) -> Asked:
    if row.above:
        return Asked("", "", row.problem)
    declared = "" if declared_at is None else cell_text(row.cells[declared_at])
    return Asked(cell_text(row.cells[at]), declared, row.problem)


@contextmanager
def _whole_file(target: Path) -> Iterator[Path]:
    """Give a path to write to; it becomes *target* when all went well, and else is removed."""
    unfinished = target.with_name(f"{target.name}.partial")
    try:
        yield unfinished
        unfinished.replace(target)
    except OSError as error:
        raise InputError(
            f"{target} cannot be written: {error.strerror or error}. "
            "Check the folder and the space left."
        ) from error
    finally:
        # Where it could not be made, it may not be removable either: the first error tells.
        with suppress(OSError):
            unfinished.unlink()


class _Tally:
    """Counts what the rows came to."""

    def __init__(self, column: str, declared: str, sheets: Sheets | None) -> None:
        self._column, self._declared, self._sheets = column, declared, sheets
        self._rows = self._repeated = self._noted = 0
        self._levels: Counter[int] = Counter()
        self._verdicts: Counter[str] = Counter()

    def count(self, row: Answered) -> int:
        """Count a row in and return how many there are."""
        self._rows += 1
        self._repeated += row.repeated
        self._noted += row.noted
        self._levels[row.level] += 1
        if row.verdict:
            self._verdicts[row.verdict] += 1
        return self._rows

    def result(self, share: float) -> TableResult:
        """Return the counts as they stand."""
        return TableResult(
            self._column,
            self._declared,
            self._rows,
            share,
            dict(self._levels),
            self._repeated,
            self._noted,
            dict(self._verdicts),
            self._sheets,
        )
