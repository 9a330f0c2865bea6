"""Parquet: columns keep their types; read and written a slice at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hsclassify.errors import InputError
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

MAX_SLICE_BYTES: Final = 64 << 20
"""What the texts of a slice may take. A file holds a text that repeats only once, however long."""

MAX_RATIO: Final = 200
"""How many times its packed size a large column may unpack to, as for a workbook's parts."""

_LARGE: Final = 16 << 20
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
        schema = pq.read_schema(file)
        texts = [f.name for f in schema if pa.types.is_string(f.type) or pa.types.is_binary(f.type)]
        # As the file has them, so that their size is known before they are spread over the rows.
        source = pq.ParquetFile(file, read_dictionary=texts)
    except (pa.ArrowException, OSError) as error:
        raise unreadable(file, "Parquet", error) from error
    with source:
        _check_size(file, source.metadata)
        total, read = max(1, source.metadata.num_rows), 0

        def rows() -> Iterator[Row]:
            nonlocal read
            for batch in source.iter_batches(_SLICE):
                for cells in zip(*map(arrow_cells, _spread(file, batch.columns)), strict=True):
                    read += 1
                    yield Row(cells, problem_of(cells))

        yield Table(
            tuple(Column(field.name, field.type) for field in schema),
            guarded(rows(), file, "Parquet", (pa.ArrowException, OSError, ValueError)),
            lambda: read / total,
        )


def _check_size(file: Path, metadata: Any) -> None:
    """Refuse a column that would unpack to far more than it takes; pages are unpacked whole."""
    for group in range(metadata.num_row_groups):
        for at in range(metadata.row_group(group).num_columns):
            column = metadata.row_group(group).column(at)
            size, packed = column.total_uncompressed_size, max(1, column.total_compressed_size)
            if size > _LARGE and size / packed > MAX_RATIO:
                raise InputError(
                    f"A column of {file.name} would unpack to {size / 1e6:,.0f} MB, "
                    f"{size / packed:,.0f} times its size, and is not read. "
                    "Save the table as CSV."
                )


def _spread(file: Path, columns: Sequence[pa.Array]) -> list[pa.Array]:
    """Return *columns* with every text in its row, unless the texts come to too much."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held = [c for c in columns if isinstance(c, pa.DictionaryArray)]
    lengths = (pc.sum(pc.take(pc.binary_length(c.dictionary), c.indices)).as_py() for c in held)
    if sum(length or 0 for length in lengths) > MAX_SLICE_BYTES:
        raise InputError(
            f"{file.name} holds more than {MAX_SLICE_BYTES >> 20} MB of text in {_SLICE:,} rows "
            "and is not read. Take the long texts out of the table."
        )
    return [c.dictionary_decode() if isinstance(c, pa.DictionaryArray) else c for c in columns]


@contextmanager
def write_parquet(file: Path, columns: Sequence[Column]) -> Iterator[Write]:
    """Write a Parquet file; a column without a type becomes text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(c.name, c.type or pa.string()) for c in columns])
    waiting: list[list[Cell]] = [[] for _ in columns]
    with pq.ParquetWriter(file, schema) as writer:

        def flush() -> None:
            arrays = [_array(*held) for held in zip(waiting, schema.types, strict=True)]
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


def _array(cells: Sequence[Cell], type_: pa.DataType) -> pa.Array:
    """Return a column of *type_*."""
    import pyarrow as pa

    if not pa.types.is_dictionary(type_):
        return pa.array(cells, type_)
    # Arrow ends the process where a scalar of a text is to go straight into a dictionary.
    encoded = pa.array(cells, type_.value_type).dictionary_encode()
    indices = encoded.indices.cast(type_.index_type)
    return pa.DictionaryArray.from_arrays(indices, encoded.dictionary, ordered=type_.ordered)
