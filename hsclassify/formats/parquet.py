"""Parquet: columns keep their types; read and written a slice at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from hsclassify.errors import InputError
from hsclassify.formats.pages import DELTA_TEXTS, Page, pages
from hsclassify.formats.table import (
    Cell,
    Column,
    Row,
    Table,
    Write,
    cell_text,
    check_width,
    guarded,
    unreadable,
)

if TYPE_CHECKING:
    import pyarrow as pa

MAX_SLICE_BYTES: Final = 64 << 20
"""What the texts of a slice may take. A file holds a text that repeats only once, however long."""

MAX_RATIO: Final = 200
"""How many times its packed size a large column may unpack to, as for a workbook's parts."""

MAX_HELD_BYTES: Final = 1 << 30
"""What may be in memory of the file at once: of each column a page and what it refers to, and all
values of one whose rows hold lists, for no number of rows bounds those."""

_LARGE: Final = 16 << 20
_NUMBER: Final = 8
_TEXT, _FIXED = "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"
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
        check_width(len(schema))
        with pq.ParquetFile(file) as told:
            leaves = list(map(told.schema.column, range(told.metadata.num_columns)))
            plan = _checked(file, told.metadata, leaves)
        source = pq.ParquetFile(file, read_dictionary=plan.dictionaries)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise (
            error if isinstance(error, InputError) else unreadable(file, "Parquet", error)
        ) from error
    with source:
        total, read = max(1, source.metadata.num_rows), 0

        def rows() -> Iterator[Row]:
            nonlocal read
            for batch in source.iter_batches(plan.rows):
                columns = _spread(file, batch.columns, schema.types)
                for cells in zip(*map(arrow_cells, columns), strict=True):
                    read += 1
                    yield Row(cells, problem_of(cells))

        yield Table(
            tuple(Column(field.name, field.type) for field in schema),
            guarded(rows(), file, "Parquet", (pa.ArrowException, OSError, ValueError)),
            lambda: read / total,
        )


@dataclass
class _Chunk:
    """What the pages of a column come to within a group of rows."""

    packed: int = 1
    unpacked: int = 0
    values: int = 0
    dictionary: int = 0
    largest: int = 0
    longest: int = 0
    """What a text may have, where the library cannot read texts as the file has them."""

    @classmethod
    def of(cls, pages: Iterable[Page]) -> _Chunk:
        chunk = cls()
        for page in pages:
            chunk.packed += page.packed
            chunk.unpacked += page.unpacked
            if page.is_dictionary:
                chunk.dictionary = max(chunk.dictionary, page.unpacked)
                continue
            chunk.values += page.values
            chunk.largest = max(chunk.largest, page.unpacked)
            if page.encoding in DELTA_TEXTS:
                chunk.longest = max(chunk.longest, chunk.dictionary, page.unpacked)
        return chunk


@dataclass(frozen=True)
class _Plan:
    """How a file is read: so many rows at once, and which leaves as texts in a dictionary.

    So they are in the file, and their size is known before they are spread over the rows.
    """

    rows: int
    dictionaries: tuple[int, ...]


def _checked(file: Path, metadata: Any, leaves: Sequence[Any]) -> _Plan:
    """Return how the file may be read.

    Raises:
        InputError: even a few rows would take too much, by what the pages say of themselves.
    """
    listed, rows, dense = 0, _SLICE, set()
    with file.open("rb") as stream:
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            held = longest = 0
            for at, leaf in enumerate(leaves):
                chunk = _Chunk.of(_pages(stream, group.column(at)))
                _check_ratio(file, chunk)
                held += chunk.dictionary + chunk.largest
                width = max(_NUMBER, leaf.length if leaf.physical_type == _FIXED else 0)
                if leaf.max_repetition_level:
                    listed += chunk.values * max(width, chunk.longest)
                else:
                    longest += chunk.longest
                    held += width * _SLICE if width > _NUMBER else 0
                if chunk.longest:
                    dense.add(at)
            if max(held, listed) > MAX_HELD_BYTES:
                raise InputError(
                    f"{file.name} would take more than {MAX_HELD_BYTES >> 20:,} MB at once and is "
                    "not read. Leave out columns of lists or pictures, or save the table as CSV."
                )
            rows = min(rows, max(1, MAX_HELD_BYTES // max(1, longest)))
    texts = (at for at, leaf in enumerate(leaves) if leaf.physical_type == _TEXT)
    return _Plan(rows, tuple(at for at in texts if at not in dense))


def _pages(stream: BinaryIO, column: Any) -> Iterator[Page]:
    start = column.data_page_offset
    if column.has_dictionary_page and column.dictionary_page_offset:
        start = min(start, column.dictionary_page_offset)
    return pages(stream, start, column.total_compressed_size, column.num_values)


def _check_ratio(file: Path, chunk: _Chunk) -> None:
    """Refuse a column that would unpack to far more than it takes; pages are unpacked whole."""
    ratio = chunk.unpacked / chunk.packed
    if chunk.unpacked > _LARGE and ratio > MAX_RATIO:
        raise InputError(
            f"A column of {file.name} would unpack to {chunk.unpacked / 1e6:,.0f} MB, "
            f"{ratio:,.0f} times its size, and is not read. Save the table as CSV."
        )


def _spread(
    file: Path, columns: Sequence[pa.Array], types: Sequence[pa.DataType]
) -> list[pa.Array]:
    """Return *columns* with every text in its row, unless texts and lists come to too much."""
    if sum(map(_spread_bytes, columns)) > MAX_SLICE_BYTES:
        raise InputError(
            f"{file.name} holds more than {MAX_SLICE_BYTES >> 20} MB of text in {_SLICE:,} rows "
            "and is not read. Take the long texts out of the table."
        )
    return [_decoded(c, type_) for c, type_ in zip(columns, types, strict=True)]


def _spread_bytes(column: pa.Array, *, listed: bool = False) -> int:
    """Return what the texts of *column* take in their rows, and whatever stands in lists."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.DictionaryArray):
        if not _is_text(column.type.value_type):
            return int(column.nbytes)
        lengths = pc.take(pc.binary_length(column.dictionary), column.indices)
        return int(pc.sum(lengths).as_py() or 0)
    if _is_text(column.type):
        return int(column.nbytes)
    if pa.types.is_struct(column.type):
        return sum(_spread_bytes(child, listed=listed) for child in column.flatten())
    if isinstance(column, pa.MapArray):
        start, end = column.offsets[0].as_py(), column.offsets[-1].as_py()
        sides = (side.slice(start, end - start) for side in (column.keys, column.items))
        return sum(_spread_bytes(side, listed=True) for side in sides)
    if pa.types.is_nested(column.type):
        return _spread_bytes(column.flatten(), listed=True)
    if listed:
        return max(int(column.nbytes), len(column) * _NUMBER)
    return int(column.nbytes) if pa.types.is_fixed_size_binary(column.type) else 0


def _is_text(type_: pa.DataType) -> bool:
    import pyarrow as pa

    known = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
             pa.types.is_binary, pa.types.is_large_binary, pa.types.is_binary_view)  # fmt: skip
    return any(holds(type_) for holds in known)


def _decoded(column: pa.Array, type_: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if isinstance(column, pa.DictionaryArray):
        return column.dictionary_decode()
    if not pa.types.is_nested(type_) or column.type == type_:
        return column
    try:
        return column.cast(type_)
    except pa.ArrowException:  # a text that is none: each is told in its row
        return column


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
