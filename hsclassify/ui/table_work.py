"""A table's way through the app: the path that the tab and the endpoint share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from gradio.utils import get_upload_folder

from hsclassify.classifier import HSClassifier
from hsclassify.errors import InputError, quoted
from hsclassify.formats import WRITABLE, Cell, reader
from hsclassify.rows import RowClassifier
from hsclassify.tables import Preview, TableResult, classify_table_steps, preview
from hsclassify.ui.answers import answer_language
from hsclassify.ui.room import check_room

OUTPUTS: Final = tuple(ending.removeprefix(".") for ending in WRITABLE)
MAX_ROWS: Final = 200_000
"""A longer table would keep all others waiting for long; the command line has no bound."""

MAX_CELLS: Final = 40_000_000
"""As many rows of 200 columns. What is empty takes nothing in a file, and a place in the result."""

MAX_CHARACTERS: Final = 500_000_000
"""2,500 for each row of the longest table. A text that repeats stands once in some files, and in
every row of the result."""

ROWS_SHOWN: Final = 10
_ROWS_BETWEEN: Final = 5000


@dataclass(frozen=True)
class Step:
    """How far a table is; at the end with the file and its first rows.

    Attributes:
        result: the counts so far.
        file: the finished table. It is deleted when the next step is asked for.
        first: the beginning of the finished table.
    """

    result: TableResult
    file: Path | None = None
    first: Preview | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        rows = self.first.rows if self.first else ()
        columns = self.first.columns if self.first else ()
        return {
            **self.result.to_dict(),
            "done": self.file is not None,
            "columns": list(columns),
            "first_rows": [dict(zip(columns, row, strict=True)) for row in rows],
        }


class TableWork:
    """Looks at tables and classifies them with one classifier."""

    def __init__(self, classifier: HSClassifier) -> None:
        self._classifier = classifier

    def look(self, file: str | None) -> Preview:
        """Return the beginning of a table and a guess at its columns.

        Raises:
            InputError: there is no file, or it is no readable table.
        """
        return preview(_named(file), ROWS_SHOWN)

    def run(
        self, file: str | None, column: str, declared: str, language: str, output: str
    ) -> Iterator[Step]:
        """Classify the rows of a table, and yield now and then how far it is.

        Closing the iterator cancels the work and deletes what it made.

        Args:
            file: path of the table.
            column: column with the descriptions; "" for the one that looks like it.
            declared: column with declared codes; "" for none.
            language: of the titles: "en", "th", "vi", "zh", or "auto".
            output: "csv", "xlsx" or "parquet".

        Raises:
            InputError: an argument or the table is not usable, or there is no room for the result.
        """
        source = _named(file)
        column, declared = _text("column", column), _text("declared", declared)
        _check_room()
        for _ in _check_length(source):
            yield Step(TableResult(column, declared))
        rows = RowClassifier(self._classifier, answer_language(language), compare=bool(declared))
        with TemporaryDirectory(prefix="hsclassify-") as folder:
            target = Path(folder) / f"{source.stem}-hs.{_known(output)}"
            for result in classify_table_steps(rows, source, column, target, declared=declared):
                if not target.exists():
                    yield Step(result)
            _check_room()
            yield Step(result, target, preview(target, ROWS_SHOWN))


def _named(file: str | None) -> Path:
    if not isinstance(file, str) or not file:
        raise InputError("Expected a table, but no file came. Choose a CSV, XLSX or Parquet file.")
    return Path(file)


def _check_room() -> None:
    """Refuse a table whose result Gradio could not keep; it copies the file to its uploads."""
    check_room(Path(get_upload_folder()))


def _check_length(source: Path) -> Iterator[int]:
    """Refuse a table that is too long before any work is done on it.

    Yields now and then how many rows there are: a workbook takes a while, and can be stopped.
    """
    with reader(source)(source) as table:
        cells = characters = 0
        for number, row in enumerate(table.rows, 1):
            cells += len(row.cells)
            characters += sum(map(_characters, row.cells))
            if number % _ROWS_BETWEEN == 0:
                yield number
            if number > MAX_ROWS:
                raise InputError(
                    f"Tables of up to {MAX_ROWS:,} rows are classified here, and this one has "
                    "more. Cut it up, or use python -m hsclassify --table on your machine."
                )
            if cells > MAX_CELLS or characters > MAX_CHARACTERS:
                raise InputError(
                    f"Tables of up to {MAX_CELLS:,} cells and {MAX_CHARACTERS:,} characters are "
                    "classified here, and this one has more. Leave out what is not needed, cut it "
                    "up, or use python -m hsclassify --table on your machine."
                )


def _characters(cell: Cell) -> int:
    if isinstance(cell, str | bytes):
        return len(cell)
    return len(str(cell)) if isinstance(cell, list | dict) else 0


def _text(name: str, value: str | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"{name} has to be the name of a column, got {quoted(value)}.")
    return value


def _known(output: str) -> str:
    if output in OUTPUTS:
        return output
    raise InputError(f"output has to be {', '.join(OUTPUTS)}, got {quoted(output)}.")
