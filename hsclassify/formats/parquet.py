"""Parquet: columns keep their types; read and written a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hsclassify.formats.table import (
    Cell,
    Column,
    Row,
    Table,
    Write,
    cell_text,
    guarded,
    unreadable,
)

if TYPE_CHECKING:
    import pyarrow as pa

_SLICE: Final = 1024
_GROUP: Final = 16_384
"""Rows of a row group that is written: small enough to wait in memory, large enough to read."""


_DAMAGED: Final = "The row has bytes that are no UTF-8 text; they show as \ufffd."


def arrow_cells(column: pa.Array | pa.ChunkedArray) -> list[Cell]:
    """Return the cells of a column as Python values, and as Arrow scalars where none can be.

    Those are texts that are no UTF-8, dates beyond the year 9999, and nanoseconds.
    """
    import pyarrow as pa

    if column.type == pa.time64("ns"):  # to_pylist would cut them off silently
        return list(column)
    try:
        return list(column.to_pylist())
    except (ValueError, OverflowError):
        return [_cell(scalar) for scalar in column]


def _cell(scalar: pa.Scalar) -> Cell:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return scalar


def problem_of(cells: Sequence[Cell]) -> str:
    """Return what is wrong with a row's *cells*: texts of bytes that are none; else ""."""
    strange = (cell for cell in cells if hasattr(cell, "as_py"))
    return _DAMAGED if any("\ufffd" in cell_text(cell) for cell in strange) else ""


@contextmanager
def read_parquet(file: Path) -> Iterator[Table]:
    """Read a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        source = pq.ParquetFile(file)
    except (pa.ArrowException, OSError) as error:
        raise unreadable(file, "Parquet", error) from error
    with source:
        total, read = max(1, source.metadata.num_rows), 0

        def rows() -> Iterator[Row]:
            nonlocal read
            for batch in source.iter_batches(_SLICE):
                for cells in zip(*map(arrow_cells, batch.columns), strict=True):
                    read += 1
                    yield Row(cells, problem_of(cells))

        yield Table(
            tuple(Column(field.name, field.type) for field in source.schema_arrow),
            guarded(rows(), file, "Parquet", (pa.ArrowException, OSError, ValueError)),
            lambda: read / total,
        )


@contextmanager
def write_parquet(file: Path, columns: Sequence[Column]) -> Iterator[Write]:
    """Write a Parquet file; a column without a type becomes text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(c.name, c.type or pa.string()) for c in columns])
    waiting: list[list[Cell]] = [[] for _ in columns]
    with pq.ParquetWriter(file, schema) as writer:

        def flush() -> None:
            arrays = [
                pa.array(cells, type_) for cells, type_ in zip(waiting, schema.types, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            for cells in waiting:
                cells.clear()

        def write(cells: Sequence[Cell]) -> None:
            for column, held, cell in zip(columns, waiting, cells, strict=True):
                held.append(cell if column.type is not None else cell_text(cell))
            if len(waiting[0]) >= _GROUP:
                flush()

        yield write
        if waiting[0]:
            flush()
