"""Tables in and out."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hsclassify import HSClassifier, InputError
from hsclassify.tables import ADDED_COLUMNS, classify_table

ROWS = [["1", "roasted coffee beans", "00123"], ["2", "", "x"], ["3", "ร่มกันแดด", '=HYPERLINK("x")']]
COLUMNS = ["id", "description", "note"]


def write_csv(file: Path, rows: list[list[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *rows])
    return file


def read_csv(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def write_xlsx(file: Path, rows: list[list[str]]) -> Path:
    book = Workbook()
    for row in (COLUMNS, *rows):
        book.active.append(row)
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"
    book.save(file)
    return file


def read_xlsx(file: Path) -> list[list[str]]:
    sheet = load_workbook(file, data_only=False).worksheets[0]
    assert all(cell.data_type in "sn" for row in sheet.iter_rows() for cell in row)
    return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


def write_parquet(file: Path, rows: list[list[str]]) -> Path:
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(columns), file)
    return file


def read_parquet(file: Path) -> list[list[str]]:
    table = pq.read_table(file)
    return [table.column_names, *(list(r.values()) for r in table.to_pylist())]


FORMATS = {
    "csv": (write_csv, read_csv),
    "xlsx": (write_xlsx, read_xlsx),
    "parquet": (write_parquet, read_parquet),
}


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("target", FORMATS)
def test_every_row_and_column_stays(
    tiny_classifier: HSClassifier, tmp_path: Path, source: str, target: str
) -> None:
    file = FORMATS[source][0](tmp_path / f"in.{source}", ROWS)
    out = tmp_path / f"out.{target}"
    assert classify_table(tiny_classifier, file, "description", out) == 3
    header, *rows = FORMATS[target][1](out)
    assert header == [*COLUMNS, *ADDED_COLUMNS]
    assert [row[:3] for row in rows] == ROWS
    assert rows[0][3] in tiny_classifier.nomenclature
    assert rows[1][3:] == ["", "", "0", "", ""]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=3, max_size=3),
        max_size=100,
    )
)
def test_any_cells_come_back_in_order(
    tiny_classifier: HSClassifier, tmp_path: Path, rows: list[list[str]]
) -> None:
    file, out = write_csv(tmp_path / "in.csv", rows), tmp_path / "out.csv"
    before = read_csv(file)
    classify_table(tiny_classifier, file, "description", out)
    assert [row[:3] for row in read_csv(out)] == before


def test_short_and_long_rows_are_kept(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("id,description\n1\n2,tea,surplus\n", "utf-8")
    classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")[1:]
    assert [r[:2] for r in rows] == [["1", ""], ["2", "tea"]]


@pytest.mark.parametrize(
    ("name", "content", "column", "message"),
    [
        ("in.csv", b"a,b\n1,2\n", "description", "Expected a column 'description'"),
        ("in.csv", b"", "description", "found none"),
        ("in.csv", b"description\n\xff\xfe\n", "description", "not in UTF-8"),
        ("in.xlsx", b"no zip", "description", "not a readable XLSX"),
        ("in.parquet", b"no parquet", "description", "not a readable Parquet"),
        ("in.txt", b"x", "description", r"Expected a file ending in \.csv"),
    ],
)
def test_a_bad_table_gets_a_sentence(
    tiny_classifier: HSClassifier,
    tmp_path: Path,
    name: str,
    content: bytes,
    column: str,
    message: str,
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        classify_table(tiny_classifier, file, column, tmp_path / "out.csv")


def test_a_missing_file_gets_a_sentence(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        classify_table(tiny_classifier, tmp_path / "no.csv", "x", tmp_path / "out.csv")
