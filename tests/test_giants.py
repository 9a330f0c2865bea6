"""Small tables that claim, or unpack to, far more than they look like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from hsclassify.errors import InputError
from hsclassify.formats import reader, spreadsheet
from hsclassify.tables import preview

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def row(number: int, text: str) -> bytes:
    cell = f'<c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""
    return f'<row r="{number}">{cell}</row>'.encode()


def workbook(file: Path, pieces: Iterator[bytes] | list[bytes], sheets: int = 1) -> Path:
    """An XLSX file whose sheets are made of *pieces* of XML."""
    made = Workbook()
    for _ in range(sheets - 1):
        made.create_sheet()
    made.save(file.with_suffix(".whole"))
    with ZipFile(file.with_suffix(".whole")) as whole, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in whole.namelist():
            if name.startswith("xl/worksheets/"):
                with new.open(name, "w") as stream:
                    stream.writelines((HEAD, *pieces, TAIL))
            else:
                new.writestr(name, whole.read(name))
    return file


@pytest.mark.parametrize(
    ("before", "number"),
    [(b"", 10**12), (row(1, "goods") + row(2, "green tea"), 10**12), (b"", 1_048_577)],
)
def test_a_row_number_that_no_sheet_has_is_refused(
    tmp_path: Path, number: int, before: bytes
) -> None:
    file = workbook(tmp_path / "in.xlsx", [before, row(number, "umbrella")])
    assert file.stat().st_size < 6000
    with pytest.raises(InputError, match="holds 1,048,576 rows"):
        preview(file)


def test_blank_rows_of_many_sheets_count_together(tmp_path: Path) -> None:
    file = workbook(tmp_path / "in.xlsx", [row(600_000, "")], sheets=50)
    with pytest.raises(InputError, match="holds 1,048,576 rows"):
        preview(file)


def test_blank_rows_in_between_are_counted_not_held(tmp_path: Path) -> None:
    last = 300_000
    file = workbook(
        tmp_path / "in.xlsx", [row(1, "goods"), row(2, "green tea"), row(last, "umbrella")]
    )
    with reader(file)(file) as table:
        rows = [r.cells for r in table.rows]
    assert len(rows) == last - 1
    assert (rows[0], rows[1], rows[-1]) == (("green tea",), (None,), ("umbrella",))
    assert rows[1] is rows[-2]


def test_a_cell_or_row_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    """Well below the ratio that is refused: noise in the cell, or more cells than a row has."""
    noise = Random(0).randbytes(64_000).hex()  # noqa: S311
    cell = [b'<row r="1"><c r="A1" t="inlineStr"><is><t>', *[noise.encode()] * 80]
    many = f"<c><v>{noise[:500]}</v></c>".encode() * 20_000
    for pieces in (cell, [b'<row r="1">', many]):
        with pytest.raises(InputError, match=r"row of in\.xlsx holds more than 8 MB"):
            preview(workbook(tmp_path / "in.xlsx", pieces))


def test_a_long_sheet_of_usual_rows_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is on a row, not on the sheet."""
    monkeypatch.setattr(spreadsheet, "MAX_ROW_BYTES", 200_000)
    rows = [row(n, f"green tea no. {n} " * 8) for n in range(1, 5000)]
    assert sum(map(len, rows)) > 4 * spreadsheet.MAX_ROW_BYTES
    with reader(file := workbook(tmp_path / "in.xlsx", rows))(file) as table:
        assert sum(1 for _ in table.rows) == len(rows) - 1
        assert table.share_read() == 1


def test_one_text_for_all_rows_is_not_spread_over_them(tmp_path: Path) -> None:
    """A few hundred bytes that would take hundreds of megabytes, though little unpacked."""
    file = tmp_path / "in.parquet"
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1024, pa.int8()), ["tea " * 100_000])
    pq.write_table(pa.table({"goods": text.cast(pa.string())}), file, compression="brotli")
    assert file.stat().st_size < 2000
    with pytest.raises(InputError, match=r"more than 64 MB of text in 1,024 rows"):
        preview(file)


def test_a_page_that_swells_a_thousandfold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    table = pa.table({"goods": ["x" * 40_000_000]})
    pq.write_table(table, file, compression="zstd", use_dictionary=False)
    with pytest.raises(InputError, match=r"would unpack to \d\d+ MB, [\d,]+ times its size"):
        preview(file)


@pytest.mark.parametrize("compression", ["snappy", "zstd"])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary()])
def test_usual_texts_keep_their_type_and_order(
    tmp_path: Path, kind: pa.DataType, compression: str
) -> None:
    texts = [None if n % 7 == 0 else f"tea no. {n % 500}" for n in range(5000)]
    column = pa.array(texts, pa.string()).cast(kind)
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({"goods": column, "n": range(5000)}), file, compression=compression)
    with reader(file)(file) as table:
        assert [c.type for c in table.columns] == [kind, pa.int64()]
        assert [r.cells[0] for r in table.rows] == column.to_pylist()
