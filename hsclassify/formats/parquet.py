"""Parquet: columns keep their types; read and written a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

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

_SLICE: Final = 1024
_GROUP: Final = 16_384
"""Rows of a row group that is written: small enough to wait in memory, large enough to read."""


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
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    read += 1
                    yield Row(cells)

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
