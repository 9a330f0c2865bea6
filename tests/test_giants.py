"""Small tables that claim, or unpack to, far more than they look like."""

from __future__ import annotations

import struct
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from random import Random
from subprocess import run
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from hsclassify.errors import InputError
from hsclassify.formats import parquet, reader
from hsclassify.formats import workbook as books
from hsclassify.formats.table import MAX_COLUMNS
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


def test_a_line_of_endless_names_is_refused(tmp_path: Path) -> None:
    """Else each of the short rows below it would get as many cells: gigabytes of two megabytes."""
    file = tmp_path / "in.csv"
    file.write_text(
        ",".join("goods" for _ in range(MAX_COLUMNS + 1)) + "\n" + "x\n" * 2000, "utf-8"
    )
    with pytest.raises(InputError, match=r"at most 16,384 columns, and this one has 16,385\."):
        preview(file)


def test_as_many_names_as_a_sheet_has_columns_are_read(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(",".join(f"name {n}" for n in range(MAX_COLUMNS)) + "\ntea\n", "utf-8")
    assert len(preview(file).columns) == MAX_COLUMNS


def test_columns_of_many_cells_below_few_names_are_refused(tmp_path: Path) -> None:
    """Where most rows are wider than the names, those without one are columns, too."""
    file = tmp_path / "in.csv"
    wide = ",".join("1" for _ in range(MAX_COLUMNS + 1))
    file.write_text("goods,code\n" + f"{wide}\n" * 5, "utf-8")
    with pytest.raises(InputError, match="at most 16,384 columns"):
        preview(file)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_that_defines_entities_is_refused(tmp_path: Path, part: str) -> None:
    """A few lines can make a text of gigabytes out of them, or ask for a file of the machine."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "teateatea"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    whole, file = tmp_path / "whole.xlsx", tmp_path / "in.xlsx"
    made = Workbook()
    for text in ("goods", "green tea"):
        made.active.append([text])
    made.save(whole)
    assert preview(whole).columns == ("goods",)
    with ZipFile(whole) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                head, mark, rest = content.rpartition(b"<?xml version='1.0'?>")
                content = mark + bomb + rest.replace(b"green tea", b"&b;") if mark else bomb + rest
                assert head == b""
            new.writestr(name, content)
    with pytest.raises(InputError, match="is not a readable XLSX file: Entit"):
        preview(file)


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


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPES = b'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
RELS = b'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
MARKUP = {
    "xl/styles.xml": (b"<styleSheet %s><cellXfs>" % MAIN, b"<xf/>", b"</cellXfs></styleSheet>"),
    "xl/sharedStrings.xml": (b"<sst %s>" % MAIN, b"<si/>", b"</sst>"),
    "one text": (b"<sst %s><si>" % MAIN, b"<r/>", b"</si></sst>"),
    "xl/workbook.xml": (b"<workbook %s><sheets>" % MAIN, b"<sheet/>", b"</sheets></workbook>"),
    "xl/_rels/workbook.xml.rels": (
        b"<Relationships %s>" % RELS,
        b'<Relationship Type="t" Target="t"/>',
        b"</Relationships>",
    ),
    "[Content_Types].xml": (b"<Types %s>" % TYPES, b"<Default/>", b"</Types>"),
}
IN_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from hsclassify.errors import InputError
from hsclassify.formats import workbook
from hsclassify.tables import preview

preview(Path(sys.argv[1]))  # loads the libraries
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (400 << 20),) * 2)
try:
    preview(Path(sys.argv[2]))
except InputError as error:
    print(error)
"""


def said_in_little_room(whole: Path, file: Path) -> str:
    """What is said of *file* where there is no room for more than a table like *whole* takes."""
    return run(
        [sys.executable, "-c", IN_LITTLE_ROOM, str(whole), str(file)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    ).stdout


SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def with_part(file: Path, part: str, content: bytes, sheet: bytes = b"") -> Path:
    """A usual workbook with another content of one part, and of its sheet if it is given."""
    whole = file.with_name("whole.xlsx")
    made = Workbook()
    for text in ("goods", "green tea"):
        made.active.append([text])
    made.save(whole)
    with ZipFile(whole) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()}
        if part and part not in parts:
            types = parts["[Content_Types].xml"]
            parts["[Content_Types].xml"] = types.replace(b"</Types>", SHARED)
        parts |= {part: content} if part else {}
        parts |= {"xl/worksheets/sheet1.xml": sheet} if sheet else {}
        for name, about in parts.items():
            new.writestr(name, about)
    return whole


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory, reads /proc")
@pytest.mark.parametrize("part", MARKUP)
def test_markup_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, part: str
) -> None:
    """A few kilobytes, below the bound on any size: every tag becomes an object, or several."""
    begin, tag, end = MARKUP[part]
    content = begin + tag * ((15 << 20) // len(tag)) + end
    name = "xl/sharedStrings.xml" if part == "one text" else part
    whole = with_part(file := tmp_path / "in.xlsx", name, content)
    assert file.stat().st_size < 100_000
    said = said_in_little_room(whole, file)
    assert "in.xlsx holds more" in said
    assert "Save the table as CSV or Parquet" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_format_of_numbers_without_end_is_refused(tmp_path: Path, encoding: str) -> None:
    """openpyxl alone takes minutes to see that this is no format of dates."""
    code = "[" * 200_000
    styles = (
        f'<styleSheet {MAIN.decode()}><numFmts><numFmt numFmtId="164" formatCode="{code}"/>'
        '</numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>'
    )
    with_part(file := tmp_path / "in.xlsx", "xl/styles.xml", styles.encode(encoding))
    with pytest.raises(InputError, match="more formats and names than are read"):
        preview(file)


ONE_LINE = {
    "endless": (b"", b"aa,", 20 << 20, 1, "A row of in.csv holds more than 8 MB and is not read"),
    "plain": (b"", b"aa,", 2 << 20, 8, "has 2,097,153. Keep the columns that matter"),
    "a quote in a cell": (b'a"b,', b"aa,", 2 << 20, 8, "has 2,097,154. Keep the columns"),
    "a quote never closed": (b'goods,n\ntea,1\n"b,', b"aa,", 2 << 20, 8, "Keep the columns"),
    "many quotes": (b"", b'"aa",', 1 << 20, 8, "has 1,048,577. Keep the columns that matter"),
    "lines in quotes": (b"", b"aa," * (1 << 20) + b'"\n",', 4, 4, "Keep the columns that matter"),
}
"""What a line begins with, what it repeats how often, how many are alike, and what is said."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory, reads /proc")
@pytest.mark.parametrize("kind", ONE_LINE)
def test_a_line_of_endless_cells_is_refused_before_it_fills_the_memory(
    tmp_path: Path, kind: str
) -> None:
    begin, piece, times, lines, message = ONE_LINE[kind]
    (whole := tmp_path / "whole.csv").write_text("goods,n\ntea,1\n", "utf-8")
    (file := tmp_path / "in.csv").write_bytes((begin + piece * times + b"\n") * lines)
    assert message in said_in_little_room(whole, file)


def test_commas_in_a_quoted_cell_are_no_columns(tmp_path: Path) -> None:
    long = "tea, " * 20_000
    file = tmp_path / "in.csv"
    file.write_text(f'goods,n\n"{long}",1\n"tea\n{long}\n",2\n', "utf-8")
    assert long.count(",") > MAX_COLUMNS
    assert preview(file).rows == ((long, "1"), (f"tea\n{long}\n", "2"))


END = struct.Struct("<4s4H2LH")
END64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")


def ends(listed: int, size: int) -> dict[str, bytes]:
    """What stands behind a list of *listed* parts: where it is, and how long."""
    end64 = END64.pack(b"PK\6\6", END64.size - 12, 45, 45, 0, 0, listed, listed, size, 0)
    locator = LOCATOR.pack(b"PK\6\7", 0, size, 1)
    none = END.pack(b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return {
        "usual": END.pack(b"PK\5\6", 0, 0, 1, 1, size, 0, 0),
        "with a comment": END.pack(b"PK\5\6", 0, 0, 1, 1, size, 0, 3) + b"tea",
        "of 64 bits": end64 + locator + none,
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="bounds memory, reads /proc")
@pytest.mark.parametrize("kind", ends(0, 0))
def test_a_list_of_a_million_parts_is_refused_before_it_fills_the_memory(
    tmp_path: Path, kind: str
) -> None:
    """The parts are empty: no bound on what they unpack to tells."""
    parts = 1_000_000
    listed = (b"PK\1\2" + bytes(42)) * parts
    whole = with_part(file := tmp_path / "in.xlsx", "", b"")
    file.write_bytes(listed + ends(parts, len(listed))[kind])
    assert "in.xlsx has more parts than are read" in said_in_little_room(whole, file)


def test_a_workbook_of_a_thousand_pictures_is_read(tmp_path: Path) -> None:
    with_part(file := tmp_path / "in.xlsx", "", b"")
    with ZipFile(file, "a") as archive:
        for n in range(1000):
            archive.writestr(f"xl/media/a picture of the goods no. {n}.png", b"png")
    assert preview(file).rows == (("green tea",),)


def test_more_cells_than_a_row_has_are_refused(tmp_path: Path) -> None:
    """Less than a megabyte of XML, and hundreds of it in memory."""
    file = workbook(tmp_path / "in.xlsx", [b"<row>", b"<c/>" * 300_000, b"</row>"])
    with pytest.raises(InputError, match=r"more than the 16,384 cells of a sheet"):
        preview(file)


def test_a_row_of_all_cells_of_a_sheet_is_read(tmp_path: Path) -> None:
    cell = b'<c t="inlineStr"><is><r><rPr><b/></rPr><t>tea</t></r></is></c>'
    file = workbook(tmp_path / "in.xlsx", [b"<row>", cell * MAX_COLUMNS, b"</row>"] * 2)
    assert preview(file).rows == (("tea",) * MAX_COLUMNS,)


def test_nothing_is_kept_of_a_row_that_was_read(tmp_path: Path) -> None:
    about = ' ht="15.5" customHeight="1" hidden="0" collapsed="0" outlineLevel="0"'
    rows = [b"<row r='1'><c t='str'><v>goods</v></c></row>"]
    rows += [f'<row r="{n}"{about}/>'.encode() for n in range(2, 20_000)]
    file = workbook(tmp_path / "in.xlsx", rows)
    preview(file)
    tracemalloc.start()
    with reader(file)(file) as table:
        assert sum(1 for _ in table.rows) == 0
    kept = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert kept < 8_000_000


def test_shared_texts_of_several_fonts_are_read_whole(tmp_path: Path) -> None:
    texts = (
        b"<sst %s><si><t>goods</t></si><si><r><t xml:space='preserve'>green </t></r>"
        b"<r><rPr><b/></rPr><t>tea</t></r><rPh><t>ocha</t></rPh></si><si><phoneticPr/><t>umbrella</t></si></sst>"
        % MAIN
    )
    cells = (b'<row><c t="s"><v>%d</v></c></row>' % at for at in range(3))
    sheet = HEAD + b"".join(cells) + TAIL
    with_part(file := tmp_path / "in.xlsx", "xl/sharedStrings.xml", texts, sheet)
    found = preview(file)
    assert (found.columns, found.rows) == (("goods",), (("green tea",), ("umbrella",)))
    evil = texts.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "tea">]><sst', 1)
    with_part(file, "xl/sharedStrings.xml", evil, sheet)
    with pytest.raises(InputError, match="is not a readable XLSX file: Entit"):
        preview(file)


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize("seed", range(5))
def test_damaged_bytes_of_a_part_get_a_sentence(tmp_path: Path, part: str, seed: int) -> None:
    whole = with_part(tmp_path / "in.xlsx", "", b"")
    with ZipFile(whole) as archive:
        about = archive.getinfo(part)
    content, chance = bytearray(whole.read_bytes()), Random(seed)  # noqa: S311
    start = about.header_offset + 30 + len(part)
    for _ in range(8):
        content[start + chance.randrange(about.compress_size)] ^= chance.randrange(1, 256)
    (tmp_path / "in.xlsx").write_bytes(content)
    with pytest.raises(InputError, match="is not a readable XLSX file"):
        preview(tmp_path / "in.xlsx")


def test_a_long_sheet_of_usual_rows_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is on a row, not on the sheet."""
    monkeypatch.setattr(books, "MAX_ROW_BYTES", 200_000)
    rows = [row(n, f"green tea no. {n} " * 8) for n in range(1, 5000)]
    assert sum(map(len, rows)) > 4 * books.MAX_ROW_BYTES
    with reader(file := workbook(tmp_path / "in.xlsx", rows))(file) as table:
        assert sum(1 for _ in table.rows) == len(rows) - 1
        assert table.share_read() == 1


LONG_TEXT = "tea " * 25_000
TEXT_TYPES = [
    pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(),
    pa.binary_view(), pa.dictionary(pa.int8(), pa.string()), pa.binary(100_000),
]  # fmt: skip
NESTED_TYPES = [
    pa.list_(pa.string()),
    pa.large_list(pa.large_string()),
    pa.list_view(pa.string()),
    pa.list_(pa.string(), 1),
    pa.list_(pa.list_(pa.binary())),
    pa.map_(pa.string(), pa.string()),
    pa.struct([("x", pa.list_(pa.struct([("y", pa.string())])))]),
]


def holding(text: str, type_: pa.DataType) -> object:
    """A value of *type_* that holds *text*."""
    if isinstance(type_, pa.StructType):
        return {field.name: holding(text, field.type) for field in type_}
    if pa.types.is_map(type_):
        return [("key", text)]
    if pa.types.is_nested(type_):
        return [holding(text, type_.value_type)]
    return text.encode() if "binary" in str(type_) else text


@pytest.mark.parametrize("type_", [*TEXT_TYPES, *NESTED_TYPES], ids=str)
def test_one_text_for_all_rows_is_not_spread_over_them(tmp_path: Path, type_: pa.DataType) -> None:
    """A small file that would take hundreds of megabytes, though little unpacked."""
    file = tmp_path / "in.parquet"
    column = pa.array([holding(LONG_TEXT, type_)], type_)
    pq.write_table(pa.table({"goods": pa.concat_arrays([column] * 1024)}), file)
    assert file.stat().st_size < 200_000
    with pytest.raises(InputError, match=r"more than 64 MB of text in 1,024 rows"):
        preview(file)


@pytest.mark.parametrize("type_", [*TEXT_TYPES[:-1], *NESTED_TYPES], ids=str)
def test_short_texts_of_any_type_are_read(tmp_path: Path, type_: pa.DataType) -> None:
    file = tmp_path / "in.parquet"
    values = [holding(f"tea {n % 50}", type_) for n in range(3000)]
    pq.write_table(pa.table({"goods": pa.array(values, type_)}), file)
    with reader(file)(file) as table:
        assert [r.cells[0] for r in table.rows] == values


def test_a_footer_that_says_too_little_is_not_believed(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    table = pa.table({"goods": ["x" * 40_000_000]})
    pq.write_table(table, file, compression="zstd", use_dictionary=False, write_statistics=False)
    size = pq.read_metadata(file).row_group(0).column(0).total_uncompressed_size
    content = file.read_bytes()
    assert varint(size) in content
    file.write_bytes(content.replace(varint(size), varint(1_050_000)))
    assert pq.read_metadata(file).row_group(0).column(0).total_uncompressed_size == 1_050_000
    with pytest.raises(InputError, match=r"would unpack to 40 MB, [\d,]+ times its size"):
        preview(file)


def varint(number: int) -> bytes:
    """A whole number as the footer has it, here always of four bytes."""
    doubled = number * 2
    return bytes([*((doubled >> shift & 127) | 128 for shift in (0, 7, 14)), doubled >> 21])


def test_pages_of_many_columns_count_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "in.parquet"
    noise = Random(0)  # noqa: S311
    columns = {str(n): [noise.randbytes(500) for _ in range(1000)] for n in range(8)}
    pq.write_table(pa.table(columns), file, use_dictionary=False)
    preview(file)
    monkeypatch.setattr(parquet, "MAX_HELD_BYTES", 3 << 20)
    with pytest.raises(InputError, match="would take more than 3 MB at once"):
        preview(file)


def test_a_list_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros take next to nothing, in one row as in a million."""
    file = tmp_path / "in.parquet"
    zeros = pa.ListArray.from_arrays([0, 3_000_000], pa.array(bytes(3_000_000), pa.uint8()))
    pq.write_table(pa.table({"goods": ["tea"], "n": zeros}), file)
    assert file.stat().st_size < 2000
    monkeypatch.setattr(parquet, "MAX_HELD_BYTES", 16 << 20)
    with pytest.raises(InputError, match="would take more than 16 MB at once"):
        preview(file)


def test_texts_that_share_their_beginnings_are_read_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is as long as the page, which holds only what differs."""
    file = tmp_path / "in.parquet"
    texts = [f"{LONG_TEXT}{n}" for n in range(300)]
    table = pa.table({"goods": texts})
    pq.write_table(table, file, use_dictionary=False, column_encoding="DELTA_BYTE_ARRAY")
    assert file.stat().st_size < 200_000
    monkeypatch.setattr(parquet, "MAX_HELD_BYTES", 2 << 20)
    with reader(file)(file) as read:
        assert [r.cells[0] for r in read.rows] == texts
    with pq.ParquetFile(file) as told:
        plan = parquet._checked(file, told.metadata, [told.schema.column(0)])
        assert plan.rows < 21
        assert plan.dictionaries == ()


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_page_is_told_not_raised(tmp_path: Path, seed: int) -> None:
    file, chance = tmp_path / "in.parquet", Random(seed)  # noqa: S311
    texts = [f"tea {n}" for n in range(5000)]
    pq.write_table(pa.table({"goods": texts}), file, data_page_size=1000, compression="none")
    content = bytearray(file.read_bytes())
    start = pq.read_metadata(file).row_group(0).column(0).dictionary_page_offset
    for _ in range(40):
        content[chance.randrange(start, len(content) // 2)] = chance.randrange(256)
    file.write_bytes(content)
    try:
        with reader(file)(file) as table:
            assert sum(1 for _ in table.rows) <= 5000
    except InputError as error:
        assert "in.parquet" in str(error)


def test_more_columns_than_a_table_has_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    pq.write_table(pa.table({f"c{n}": [1] for n in range(MAX_COLUMNS + 1)}), file)
    with pytest.raises(InputError, match="at most 16,384 columns"):
        preview(file)


def test_a_page_that_swells_a_thousandfold_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "in.parquet"
    table = pa.table({"goods": ["x" * 40_000_000]})
    pq.write_table(table, file, compression="zstd", use_dictionary=False)
    with pytest.raises(InputError, match=r"would unpack to \d\d+ MB, [\d,]+ times its size"):
        preview(file)


@pytest.mark.parametrize(
    "encoding", ["PLAIN", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY", "RLE_DICTIONARY"]
)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("type_", [pa.string(), pa.list_(pa.string())], ids=str)
def test_texts_of_any_encoding_are_read(
    tmp_path: Path, encoding: str, version: str, type_: pa.DataType
) -> None:
    file = tmp_path / "in.parquet"
    values = [holding(f"tea no. {n % 700}", type_) for n in range(4000)]
    table = pa.table({"goods": pa.array(values, type_), "n": range(4000)})
    leaf = "goods.list.element" if pa.types.is_list(type_) else "goods"
    if encoding == "RLE_DICTIONARY":
        chosen: dict[str, object] = {"use_dictionary": True}
    else:
        chosen = {"use_dictionary": False, "column_encoding": {leaf: encoding}}
    pq.write_table(table, file, data_page_version=version, data_page_size=5000, **chosen)
    with reader(file)(file) as read:
        assert [r.cells[0] for r in read.rows] == values


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
