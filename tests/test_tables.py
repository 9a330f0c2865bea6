"""Tables in and out: every row and column stays, in any format, delimiter and encoding."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from random import Random
from unittest.mock import patch
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from hsclassify import HSClassifier, InputError, tables
from hsclassify import rows as rows_module
from hsclassify.columns import labels, position
from hsclassify.forked import CAN_FORK
from hsclassify.formats import Sheets, cell_text, spreadsheet, workbook
from hsclassify.formats.delimited import LINES_IN_A_RECORD, defused
from hsclassify.formats.dialect import find_dialect
from hsclassify.rows import Answered, Asked, RowClassifier
from hsclassify.tables import (
    ADDED_COLUMNS,
    AGREEMENT_COLUMNS,
    TableResult,
    classify_table,
    classify_table_steps,
    preview,
)

ROWS = [["1", "roasted coffee beans", "00123"], ["2", "", "x"], ["3", "ร่มกันแดด", "tea, cup"]]
COLUMNS = ["id", "description", "note"]
ADDED = len(ADDED_COLUMNS)
DANGEROUS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    " =1+1",
    "＝1+1",
    '=HYPERLINK("x")',
    'tea;=HYPERLINK("x")',
    'tea;"=1+1"',
    "tea|\t@SUM(A1)",
    "tea; -2+3",
    "tea\n=1+1",
    "5;+1+1;=2",
]
PIECES = re.compile(r"[;\t|\r\n]")
"""Where a spreadsheet may cut a cell whose file it takes for one of another delimiter."""

CELL_TYPES = {"s", "inlineStr", "n", "d"}  # all but formulas
TEXTS = {
    "en": "café crème coffee beans, naïve",
    "th": "เมล็ดกาแฟคั่ว ร่มกันแดด ตะกร้าหวาย",
    "vi": "cà phê rang xay đóng gói",
    "zh": "烘焙咖啡豆 折叠雨伞 竹篮子",
}


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
    assert all(cell.data_type in CELL_TYPES for row in sheet.iter_rows() for cell in row)
    return [["" if v is None else str(v) for v in row] for row in sheet.iter_rows(values_only=True)]


def write_parquet(file: Path, rows: list[list[str]]) -> Path:
    columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    pq.write_table(pa.table(columns), file)
    return file


def read_parquet(file: Path) -> list[list[str]]:
    table = pq.read_table(file)
    cells = [["" if v is None else str(v) for v in r.values()] for r in table.to_pylist()]
    return [table.column_names, *cells]


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
    assert classify_table(tiny_classifier, file, "description", out).rows == 3
    header, *rows = FORMATS[target][1](out)
    assert header == [*COLUMNS, *ADDED_COLUMNS]
    assert [row[:3] for row in rows] == ROWS
    assert rows[0][3] in tiny_classifier.nomenclature
    assert rows[1][3:] == ["", "", "0", "", "", "", "No description."]


def test_the_added_cells_are_the_classifier_s(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "in.csv", ROWS)
    classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    p = tiny_classifier.classify("ร่มกันแดด", top_k=3)
    code, probability, level, title, alternatives, *_ = read_csv(tmp_path / "out.csv")[3][3:]
    assert (code, level, title) == (p.candidates[0].code, str(p.level), p.candidates[0].title("th"))
    assert float(probability) == pytest.approx(p.candidates[0].probability, abs=2e-3)
    assert [a.split(":")[0] for a in alternatives.split()] == [c.code for c in p.candidates[1:]]


def undefused(text: str) -> str:
    """Take the apostrophes away that a spreadsheet would not show."""
    for at in reversed(range(len(text))):
        before = f"x{text[at - 1]}" if at else ""
        rest = text[at + 1 :]
        cut = not at or PIECES.fullmatch(text[at - 1])
        if text[at] == "'" and cut and rest:
            marks = defused(before + rest).removeprefix(before)
            added = len(rest) - len(rest.lstrip("'")) < len(marks) - len(marks.lstrip("'"))
            text = text[:at] + rest if added else text
    return text


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
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
    result = classify_table(tiny_classifier, file, "description", out)
    after = read_csv(out)
    assert [[undefused(cell) for cell in row[:3]] for row in after] == before
    assert result.rows == len(rows)
    assert not any(cell[:1] in {"=", "@", "\t", "\r"} for row in after for cell in row)


@given(text=st.text(max_size=30) | st.sampled_from(DANGEROUS))
def test_defusing_can_be_undone_and_leaves_no_formula(text: str) -> None:
    assert undefused(defused(text)) == text
    assert defused(text).lstrip()[:1] not in {"=", "@", "＝", "＠"}
    assert [p for p in PIECES.split(defused(text))[1:] if p.strip(' "')[:1] in {"=", "@"}] == []


@pytest.mark.parametrize("number", ["-5", "+3.20", "-1,234.50", "-12%"])
def test_numbers_are_no_formulas(number: str) -> None:
    assert defused(number) == number


@pytest.mark.parametrize("target", FORMATS)
def test_no_cell_becomes_a_formula(
    tiny_classifier: HSClassifier, tmp_path: Path, target: str
) -> None:
    rows = [["1", text, text] for text in DANGEROUS]
    out = tmp_path / f"out.{target}"
    classify_table(tiny_classifier, write_csv(tmp_path / "in.csv", rows), "description", out)
    cells = [cell for row in FORMATS[target][1](out)[1:] for cell in row[:3]]
    if target == "csv":
        assert not any(cell.lstrip()[:1] in set("=+-@＝") for cell in cells)
        for delimiter in ";\t|":
            with out.open(encoding="utf-8-sig", newline="") as stream:
                pieces = [x for row in csv.reader(stream, delimiter=delimiter) for x in row]
            assert [x for x in pieces if x.lstrip(' "')[:1] in set("=+-@＝")] == []
    else:  # typed cells need no apostrophe: read_xlsx has checked that none is a formula
        assert cells == [cell for row in rows for cell in row]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("lang", "encoding"),
    [
        ("en", "cp1252"),
        ("th", "cp874"),
        ("th", "utf-8"),
        ("vi", "utf-8-sig"),
        ("zh", "gb18030"),
        ("zh", "big5"),
        ("zh", "utf-16"),
        ("vi", "utf-16-le"),
    ],
)
def test_delimiter_and_encoding_are_found_out(
    tmp_path: Path, delimiter: str, lang: str, encoding: str
) -> None:
    text = TEXTS[lang] if encoding != "big5" else "烘焙咖啡豆 摺疊雨傘 竹籃子"
    file = tmp_path / "in.csv"
    lines = [delimiter.join(("id", "goods, all", "remark")).replace("goods, all", "goods")]
    lines += [delimiter.join((str(i), text.replace(",", " "), "")) for i in range(20)]
    file.write_bytes("\n".join(lines).encode(encoding))
    found = preview(file)
    assert found.columns == ("id", "goods", "remark")
    assert found.rows[0] == ("0", text.replace(",", " "), "")
    assert found.description == "goods"


@pytest.mark.parametrize("delimiter", [",", ";", "|"])
@pytest.mark.parametrize("cut", [0, 2])
def test_a_single_column_may_have_a_delimiter_in_its_name(
    tmp_path: Path, delimiter: str, cut: int
) -> None:
    """And in some of its texts."""
    name = f"Description{delimiter} of goods"
    texts = ["coffee beans", "umbrella", "basket", "vase", "tea", "cup", "nails", "ink"]
    texts[:cut] = [f"{text}{delimiter} new" for text in texts[:cut]]
    (tmp_path / "in.csv").write_text("\n".join([name, *texts]), "utf-8")
    found = preview(tmp_path / "in.csv")
    assert found.columns == (name,)
    assert found.rows == tuple((text,) for text in texts)


def test_a_table_with_as_many_notes_below_as_rows_is_cut(tmp_path: Path) -> None:
    lines = ["goods,price", "tea,5", "Prices in USD", "Valid until May"]
    (tmp_path / "in.csv").write_text("\n".join(lines), "utf-8")
    assert preview(tmp_path / "in.csv").columns == ("goods", "price")


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize(
    ("lang", "encoding"), [("th", "tis-620"), ("zh", "gb18030"), ("vi", "cp1258"), ("en", "cp1252")]
)
def test_a_few_rows_tell_the_encoding(
    tmp_path: Path, delimiter: str, lang: str, encoding: str
) -> None:
    file = tmp_path / "in.csv"
    # Vietnamese in cp1258 has its tones apart from their letters.
    written = [_in_parts(x) if encoding == "cp1258" else x for x in TEXTS[lang].split(", ")]
    lines = [f"{i}{delimiter}{x}{delimiter}1.5" for i, x in enumerate(written)]
    file.write_bytes("\n".join([f"id{delimiter}goods{delimiter}price", *lines]).encode(encoding))
    assert [row[1] for row in preview(file).rows] == written


def _in_parts(text: str) -> str:
    tones = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
    parts = [unicodedata.normalize("NFD", c) for c in text]
    bases = [unicodedata.normalize("NFC", p.translate(tones)) for p in parts]
    return "".join(
        b + "".join(c for c in p if ord(c) in tones) for b, p in zip(bases, parts, strict=True)
    )


TAIWAN = "烘焙咖啡豆 摺疊雨傘 竹籃子"


@pytest.mark.parametrize("word", ["化粧品", "裏布", "銹鋼墻板", "圍碁"])
@pytest.mark.parametrize("rows", [1, 20])
def test_what_excel_writes_in_taiwan_is_read(tmp_path: Path, word: str, rows: int) -> None:
    """Its Big5 has a few letters more than the standard, and than Python's codec of that name."""
    file = tmp_path / "in.csv"
    lines = ["品名,數量", f"{word},5", *[f"{TAIWAN},{n}" for n in range(rows)]]
    file.write_bytes("\r\n".join(lines).encode("cp950"))
    found = preview(file)
    assert found.columns == ("品名", "數量")
    assert found.rows[:2] == ((word, "5"), (TAIWAN, "0"))


@pytest.mark.parametrize("damaged", ["word", "cell"])
@pytest.mark.parametrize(
    ("encoding", "text", "bad"),
    [
        ("gb18030", TEXTS["zh"], b"\xff"),
        ("cp950", TAIWAN, b"\xff"),
        ("cp874", TEXTS["th"], b"\xff"),
        ("cp1258", TEXTS["vi"], b"\x8f"),
        ("cp1252", "café crème coffee beans", b"\x81"),
    ],
)
def test_one_bad_byte_harms_no_other_row(
    tmp_path: Path, encoding: str, text: str, bad: bytes, damaged: str
) -> None:
    written = (_in_parts(text) if encoding == "cp1258" else text).encode(encoding)
    torn = written[:5] + bad + written[5:] if damaged == "word" else written + b";" + bad
    file = tmp_path / "in.csv"
    lines = [b"goods,n", *[b"%s,%d" % (torn if n == 7 else written, n) for n in range(20)]]
    file.write_bytes(b"\n".join(lines))
    assert find_dialect(file).encoding == encoding
    goods = [row[0] for row in preview(file, rows=20).rows]
    assert {*goods[:7], *goods[8:]} == {written.decode(encoding)}
    assert "\ufffd" in goods[7]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("gb18030", TEXTS["zh"]), ("cp950", TAIWAN), ("cp874", TEXTS["th"]), ("utf-8-sig", TAIWAN)],
)
@pytest.mark.parametrize("line", [2_001, 600_001])
def test_a_sample_that_ends_within_a_letter_tells_the_encoding(
    tmp_path: Path, encoding: str, text: str, line: int
) -> None:
    file = tmp_path / "in.csv"
    long = ("x" + text.replace(" ", "") * (line // len(text))).encode(encoding)
    file.write_bytes(b"goods\n" + b"\n".join([long] * (1 + 700_000 // len(long))))
    assert find_dialect(file).encoding == encoding


def test_a_unit_in_every_row_does_not_hide_the_names_of_columns(tmp_path: Path) -> None:
    """Its second byte is a letter of ASCII, as behind a degree."""
    file = tmp_path / "in.csv"
    lines = ["品名,數量,單位", *["thermos flask,5,台"] * 300]
    file.write_bytes("\n".join(lines).encode("cp950"))
    assert find_dialect(file).encoding == "cp950"


@pytest.mark.parametrize("text", ["freezer, -20 °C", "rug, 1\xa0000 g", "£5 mug", "ÉCLAIR, CAFÉ"])
def test_a_letter_here_and_there_is_none_of_the_east(tmp_path: Path, text: str) -> None:
    """Alone, or with the letter behind it, it would be one of Thai or a pair of Chinese."""
    file = tmp_path / "in.csv"
    file.write_bytes("\n".join(["goods;n", *[f"{text};{n}" for n in range(5)]]).encode("cp1252"))
    assert {row[0] for row in preview(file).rows} == {text}


HEADERLESS = [["folding umbrella", "660191", "3.5"], ["green tea", "090210", "4"]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_without_names_of_columns_loses_no_row(
    tiny_classifier: HSClassifier, tmp_path: Path, kind: str
) -> None:
    file, out = tmp_path / f"in.{kind}", tmp_path / "out.csv"
    if kind == "csv":
        file.write_text("\n\n" + "\n".join(map(",".join, HEADERLESS)) + "\n", "utf-8")
    else:
        book = Workbook()
        for text, code, price in HEADERLESS:
            book.active.append([text, code, float(price)])
        book.save(file)
    assert classify_table(tiny_classifier, file, "", out).column == "column 1"
    header, *rows = read_csv(out)
    assert header[:4] == ["column 1", "column 2", "column 3", "hs_code"]
    assert [row[:3] for row in rows] == HEADERLESS


TITLED = [
    ["PACKING LIST 2026"],
    ["Seller", "ACME, Hanoi"],
    [],
    ["No", "Description", "Material", "HS", "Price"],
    ["1", "green tea", "leaf", "0902.10", "4"],
    ["2", "folding umbrella", "", "660191", "3.5"],
]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "semicolons", "padded"])
@pytest.mark.parametrize("above", [1, 3])
def test_rows_above_the_names_of_columns_stay_and_are_not_goods(
    tiny_classifier: HSClassifier, tmp_path: Path, kind: str, above: int
) -> None:
    rows = TITLED[3 - above : 3] if above == 3 else TITLED[:1]
    rows = [*rows, *TITLED[3:]]
    padded = [[*row, *[""] * (5 - len(row))] for row in rows]
    file, out = tmp_path / f"in.{'xlsx' if kind == 'xlsx' else 'csv'}", tmp_path / "out.csv"
    if kind == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append([float(x) if x in {"1", "2", "4", "3.5"} else x for x in row])
        book.save(file)
    else:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=";" if kind == "semicolons" else ",")
            writer.writerows(padded if kind == "padded" else rows)
    result = classify_table(tiny_classifier, file, "", out, declared="HS")
    header, *after = read_csv(out)
    assert (result.column, header[:5]) == ("Description", TITLED[3])
    assert [row[:5] for row in after] == [*padded[:above], *padded[above + 1 :]]
    for row, title in zip(after, padded[:above], strict=False):
        told = "The row stands above the names of the columns and is not classified."
        assert row[5:13] == [
            "",
            "",
            "0",
            "",
            "",
            "",
            told if any(title) else "No description.",
            "missing",
        ]
    assert after[above][5] in tiny_classifier.nomenclature
    assert after[above][11] == ""


def test_a_title_over_a_table_without_numbers(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Stock"], ["goods", "material", "colour"], ["tea", "leaf", "green"]):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    found = preview(tmp_path / "in.xlsx")
    assert found.columns == ("goods", "material", "colour")
    assert found.rows == (("Stock", "", ""), ("tea", "leaf", "green"))


def test_a_column_whose_texts_have_a_comma_each_is_not_cut(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("goods\n" + "shirts, cotton, blue\nmats, straw, dyed\n" * 3, "utf-8")
    assert preview(file).columns == ("goods",)
    assert preview(file).rows[0] == ("shirts, cotton, blue",)


def test_more_columns_than_names_are_columns(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("goods,price\ntea,4,kg\numbrella,7,pc\n", "utf-8")
    assert preview(file).columns == ("goods", "price", "column 3")
    assert preview(file).rows[1] == ("umbrella", "7", "pc")


def test_years_are_names_of_columns_and_blank_names_get_their_place(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(",2024\ngreen tea,5\numbrella,7\n", "utf-8")
    assert preview(file).columns == ("column 1", "2024")
    assert preview(file).description == "column 1"


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("quoted", ["", '"'])
def test_a_line_that_names_the_delimiter_is_obeyed(
    tmp_path: Path, delimiter: str, quoted: str
) -> None:
    file = tmp_path / "in.csv"
    hint = f"{quoted}sep={delimiter}{quoted}"
    # Of two that cut alike, only this line can tell.
    file.write_text(f"{hint}\r\nid{delimiter}a,b\r\n1{delimiter}tea,green\r\n", "utf-8")
    found = preview(file)
    assert (found.columns, found.rows) == (("id", "a,b"), (("1", "tea,green"),))


def test_a_header_never_closed_is_no_line_that_names_the_delimiter(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text('sep=;\n"id;goods\n' + "1;tea\n" * 2 * LINES_IN_A_RECORD, "utf-8")
    found = preview(file)
    assert found.columns == ('"id', "goods")
    assert found.rows[0] == ("1", "tea")


def test_a_file_of_one_column_is_not_cut_at_commas(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text('description\nshirts, cotton\n"tea, green"\n', "utf-8")
    assert preview(file).rows == (("shirts, cotton",), ("tea, green",))


def test_legacy_encodings_past_many_plain_lines(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"id,goods\n" + b"1,tea\n" * 60_000 + "2,ร่มกันแดด ตะกร้า\n".encode("cp874"))
    assert find_dialect(file).encoding == "cp874"


BAD = [
    ("1", "", "taken as empty"),
    ("2,tea,surplus", "tea", "surplus is: surplus"),
    ('3,"umbrella never closed', '"umbrella never closed', "never closed"),
    ("4,tea \ufffd", "tea \ufffd", "no utf-8-sig text"),
    ("5,", "", "No description"),
    ("6,12.50 --", "12.50 --", "no word"),
    ("7,#REF!", "#REF!", "spreadsheet error"),
    ("8," + "tea " * 600, "tea " * 600, "Only the first 2,000"),
]


def test_a_bad_row_is_told_in_its_row_and_harms_no_other(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    good = "0,green tea from China ชา"  # not ASCII, so that one bad byte is the exception
    lines = [line for bad, _, _ in BAD for line in (good, bad)]
    content = "\n".join(["id,description", *lines, *[good] * 2 * LINES_IN_A_RECORD]) + "\n"
    file.write_bytes(content.encode().replace("\ufffd".encode(), b"\xff"))
    result = classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")[1:]
    assert result.rows == len(rows) == len(lines) + 2 * LINES_IN_A_RECORD
    assert result.noted == len(BAD)
    for (bad, text, note), row in zip(BAD, rows[1::2], strict=False):
        assert row[:2] == [bad[0], text]
        assert note in row[-1]
    goods = [*rows[0 : 2 * len(BAD) : 2], *rows[2 * len(BAD) :]]
    assert len({tuple(row) for row in goods}) == 1
    assert goods[0][-1] == ""


def test_a_cell_beyond_the_limit_of_csv_is_told_in_its_row(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f'id,goods\n1,tea\n2,"{"mat " * 50_000}"\n3,tea\n', "utf-8")
    assert preview(file).description == "goods"
    result = classify_table(tiny_classifier, file, "goods", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert (result.rows, result.noted) == (3, 1)
    assert [line[:2] for line in lines[1:]] == ["1,", "2,", "3,"]
    assert "no proper CSV" in lines[2]


def test_a_cell_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text('id,description\n1,"tea\n""green""\n\nloose"\n2,umbrella\n', "utf-8")
    assert preview(file).rows == (("1", 'tea\n"green"\n\nloose'), ("2", "umbrella"))


def test_a_long_cell_in_quotation_marks_is_one_cell(tmp_path: Path) -> None:
    """And marks that are never closed, before and after it, harm their own rows only."""
    file = tmp_path / "in.csv"
    long = "\n".join(f"tea {n}" for n in range(3 * LINES_IN_A_RECORD))
    goods = [f"{n},mat" for n in range(2 * LINES_IN_A_RECORD)]
    lines = ["no,goods", '1,"stray', *goods, f'2,"{long}"', *goods, '3,"stray', *goods, '4,"stray']
    file.write_text("\n".join([*lines, *goods]) + "\n", "utf-8")
    found = preview(file, rows=10**6).rows
    assert len(found) == 4 * len(goods) + 4
    assert [row for row in found if row[1] != "mat"] == [
        ("1", '"stray'),
        ("2", long),
        ("3", '"stray'),
        ("4", '"stray'),
    ]


def test_blank_lines_stay_between_rows_and_go_at_the_end(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("goods\ntea\n\numbrella\n\n\n", "utf-8")
    assert preview(file).rows == (("tea",), ("",), ("umbrella",))


def test_parquet_columns_keep_their_types(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    table = pa.table(
        {
            "goods": ["tea", None, "basket"],
            "day": pa.array([dt.date(2026, 1, 2)] * 3),
            "amount": pa.array([1.5, None, 2.0]),
            "tags": pa.array([["a"], [], None], pa.list_(pa.string())),
            "at": pa.array([1_700_000_000_123_456_789] * 3, pa.timestamp("ns", "UTC")),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    classify_table(tiny_classifier, tmp_path / "in.parquet", "goods", tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet")
    assert out.select(table.column_names).equals(table)
    assert out.schema.field("hs_probability").type == pa.float64()
    assert out.column("hs_probability").to_pylist()[1] is None


def cell_texts(column: pa.ChunkedArray) -> list[str]:
    return [cell_text(cell) for cell in column]


@pytest.mark.parametrize("target", FORMATS)
def test_cells_that_python_has_no_value_for_are_kept(
    tiny_classifier: HSClassifier, tmp_path: Path, target: str
) -> None:
    bad = pa.array([b"green tea", b"umbrella \xff", None]).view(pa.string())
    table = pa.table(
        {
            "goods": bad,
            "kind": bad.dictionary_encode(),
            "raw": pa.array([b"green tea", b"\xff", None]),
            "far": pa.array([1, 2**62, None], pa.timestamp("us")),
            "time": pa.array([1, 123_456_789, None], pa.time64("ns")),
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    out = tmp_path / f"out.{target}"
    assert classify_table(tiny_classifier, tmp_path / "in.parquet", "", out).column == "goods"
    if target == "parquet":
        kept = pq.read_table(out)
        assert cell_texts(kept["kind"]) == cell_texts(table["kind"])
        assert kept["time"].cast(pa.int64()).to_pylist() == [1, 123_456_789, None]
        assert kept["goods"].cast(pa.binary()).to_pylist() == bad.cast(pa.binary()).to_pylist()
        assert kept["far"].cast(pa.int64()).to_pylist() == [1, 2**62, None]
        assert kept["hs_note"][1].as_py().startswith("The row has bytes that are no UTF-8 text")
        return
    first, second, _ = FORMATS[target][1](out)[1:]
    assert (first[0], first[1], first[2], first[4]) == (*["green tea"] * 3, "00:00:00.000000001")
    assert second[:3] == ["umbrella \ufffd", "umbrella \ufffd", "\ufffd"]
    assert first[-1] == ""
    assert "no UTF-8 text" in second[-1]


def test_a_damaged_text_that_repeats_is_noted_in_each_of_its_rows(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    """Over several slices and row groups; a file holds such a text once for each group."""
    texts = [b"green tea", b"umbrella \xff", b"basket"]
    goods = pa.array([texts[i % 3] for i in range(3000)]).view(pa.string())
    sizes = pa.array(["small", "large"] * 1500, pa.dictionary(pa.int8(), pa.string()))
    table = pa.table({"goods": goods, "kind": goods.dictionary_encode(), "size": sizes})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=1300)
    out = tmp_path / "out.parquet"
    assert classify_table(tiny_classifier, tmp_path / "in.parquet", "goods", out).noted == 1000
    written = pq.read_table(out)
    assert written["goods"].cast(pa.binary()).equals(table["goods"].cast(pa.binary()))
    assert written["size"].type == sizes.type
    assert written["size"].to_pylist() == sizes.to_pylist()
    assert cell_texts(written["kind"]) == cell_texts(table["kind"])
    noted = ["no UTF-8 text" in note for note in written["hs_note"].to_pylist()]
    assert noted == [i % 3 == 1 for i in range(3000)]


def test_sheets_keep_numbers_and_dates(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("empty first", 0)
    day = dt.datetime(2026, 1, 2, 3, 4)
    for row in (
        [],
        ["goods", "day", "amount"],
        ["tea", day, 12],
        [None, None, None],
        ["mat", day, 0.5],
    ):
        book.worksheets[1].append(row)
    book.worksheets[1]["F9"].font = Font(bold=True)  # formatted, and empty
    book.save(tmp_path / "in.xlsx")
    result = classify_table(tiny_classifier, tmp_path / "in.xlsx", "goods", tmp_path / "out.xlsx")
    sheet = load_workbook(tmp_path / "out.xlsx").worksheets[0]
    rows = [row[:3] for row in sheet.iter_rows(values_only=True)]
    assert rows == [("goods", "day", "amount"), ("tea", day, 12), (None,) * 3, ("mat", day, 0.5)]
    assert result.rows == 3


def test_a_day_of_a_sheet_stays_a_day(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    """Only what shows a time has one in the result, too."""
    book = Workbook()
    midnight, morning = dt.datetime(2026, 11, 29), dt.datetime(2026, 11, 29, 8, 30)
    book.active.append(["goods", "day", "at", "long", "said", "day of an hour"])
    book.active.append(["tea", midnight.date(), midnight, midnight, midnight, morning])
    for place, written in (
        ("D2", "[$-107041E]d mmmm yyyy;@"),
        ("E2", 'd "h" mmm'),
        ("F2", "d/m/yy"),
    ):
        book.active[place].number_format = written
    book.save(tmp_path / "in.xlsx")
    shown = ["2026-11-29", "2026-11-29T00:00:00", "2026-11-29", "2026-11-29", "2026-11-29T08:30:00"]
    assert preview(tmp_path / "in.xlsx").rows == (("tea", *shown),)
    classify_table(tiny_classifier, tmp_path / "in.xlsx", "goods", tmp_path / "out.csv")
    assert read_csv(tmp_path / "out.csv")[1][:6] == ["tea", *shown]
    classify_table(tiny_classifier, tmp_path / "in.xlsx", "goods", tmp_path / "out.xlsx")
    assert preview(tmp_path / "out.xlsx").rows[0][:6] == ("tea", *shown)


def test_characters_that_a_sheet_cannot_hold_are_replaced(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "in.csv", [["1", "tea\x01", "x" * 40_000]])
    classify_table(tiny_classifier, file, "description", tmp_path / "out.xlsx")
    assert read_xlsx(tmp_path / "out.xlsx")[1][1:3] == ["tea\ufffd", "x" * 32_767]


def test_added_columns_make_way_for_columns_of_the_same_name(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    classify_table(tiny_classifier, write_csv(tmp_path / "in.csv", ROWS), "description", first)
    classify_table(tiny_classifier, first, "", second)
    header = read_csv(second)[0]
    assert header == [*COLUMNS, *ADDED_COLUMNS, *(f"{name}_2" for name in ADDED_COLUMNS)]


@pytest.fixture
def forking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork for a table of a few rows, whatever the machine has."""
    if not CAN_FORK:
        pytest.skip("only Linux forks safely")
    monkeypatch.setattr(rows_module, "_MANY", 2)
    monkeypatch.setattr(rows_module, "PIECE", 3)
    monkeypatch.setattr(rows_module, "usable_cores", lambda: 2)


@pytest.mark.usefixtures("forking")
def test_forked_processes_answer_a_table_like_this_one(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    rows = [
        [str(n), text.format(n), code]
        for n in range(40)
        for text, code in (("green tea {}", "090210"), ("8517.12", ""), ("", "1"), ("tea", "x"))
    ]
    source = write_csv(tmp_path / "in.csv", rows)
    before = active_children()
    told = [
        classify_table(
            tiny_classifier,
            source,
            "description",
            tmp_path / f"{fork}.csv",
            declared="note",
            fork=fork,
        )
        for fork in (False, True)
    ]
    assert told[0] == told[1]
    assert (tmp_path / "False.csv").read_bytes() == (tmp_path / "True.csv").read_bytes()
    assert active_children() == before


@pytest.mark.usefixtures("forking")
def test_rows_of_processes_that_are_killed_are_answered_all_the_same(
    tiny_classifier: HSClassifier, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [Asked(f"green tea {n}") for n in range(40)]
    with closing(RowClassifier(tiny_classifier, fork=True)) as rows:
        answers = rows.answers(asked)
        first = next(answers)
        children = active_children()
        assert children
        for child in children:
            child.kill()
        assert [first, *answers] == list(RowClassifier(tiny_classifier).answers(asked))
        assert "going on without other processes" in caplog.text
        assert not active_children()
        # And none is tried again.
        assert len(list(rows.answers([Asked(f"tea {n}") for n in range(40)]))) == 40


@pytest.mark.usefixtures("forking")
def test_rows_are_answered_where_the_system_allows_no_more_processes(
    tiny_classifier: HSClassifier,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refused)
    asked = [Asked(f"green tea {n}") for n in range(40)]
    with closing(RowClassifier(tiny_classifier, fork=True)) as rows:
        assert list(rows.answers(asked)) == list(RowClassifier(tiny_classifier).answers(asked))
    assert "going on without other processes" in caplog.text


def test_repeated_descriptions_are_classified_once(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    rows = [
        [str(i), text, ""] for i in range(600) for text in ("tea", " TEA-bag", "mat\u200b", "mat")
    ]
    file = write_csv(tmp_path / "in.csv", rows)
    result = classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    assert result.rows - result.repeated == 3
    after = read_csv(tmp_path / "out.csv")[1:]
    assert len({tuple(row[3:]) for row in after}) == 3


def test_a_row_without_a_description_repeats_none(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    rows = [[str(n), text, "x"] for n, text in enumerate(("tea", "", "tea", "", " ", "#N/A", ""))]
    file = write_csv(tmp_path / "in.csv", rows)
    result = classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    assert (result.rows, result.repeated, result.noted) == (7, 1, 5)


def test_of_a_wide_table_fewer_rows_are_held(
    tiny_classifier: HSClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[str(n), f"tea {n % 3}", ""] for n in range(50)]
    asked: list[int] = []
    usual = RowClassifier.answers

    def counted(self: RowClassifier, rows: Sequence[Asked]) -> Iterator[Answered]:
        asked.append(len(rows))
        return usual(self, rows)

    monkeypatch.setattr(RowClassifier, "answers", counted)
    monkeypatch.setattr(tables, "CELLS_AT_ONCE", 8 * (len(COLUMNS) + ADDED))
    file = write_csv(tmp_path / "in.csv", rows)
    classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")
    assert asked == [8, 8, 8, 8, 8, 8, 2]
    assert [row[:3] for row in read_csv(tmp_path / "out.csv")[1:]] == rows


def test_as_many_descriptions_are_remembered_as_asked_for(tiny_classifier: HSClassifier) -> None:
    """Those that were met last: a table in order of its goods asks for these again."""

    def repeated(rows: RowClassifier, *texts: str) -> list[bool]:
        return [answered.repeated for answered in rows.answers([Asked(t) for t in texts])]

    rows = RowClassifier(tiny_classifier, remembered=2)
    assert repeated(rows, "tea", "mat", "tea") == [False, False, True]
    assert repeated(rows, "mat") == repeated(rows, "tea") == [True]
    assert repeated(rows, "umbrella") == [False]  # pushes out what was met longest ago
    assert repeated(rows, "tea") == repeated(rows, "umbrella") == [True]
    assert repeated(rows, "mat") == [False]


def test_forgetting_changes_no_answer(tiny_classifier: HSClassifier) -> None:
    asked = [Asked(text) for text in ("tea", "mat", "umbrella", "tea", "coffee", "mat")]
    forgetful = RowClassifier(tiny_classifier, remembered=1)
    mindful = RowClassifier(tiny_classifier)
    for _ in range(2):
        once, again = list(forgetful.answers(asked)), list(mindful.answers(asked))
        assert [a.cells[0] for a in once] == [a.cells[0] for a in again]
    assert sum(a.repeated for a in once) < sum(a.repeated for a in again) == len(asked)


def test_declared_codes_are_compared(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    umbrella = tiny_classifier.nomenclature.title("660110")
    rows = [f'"{umbrella}",0902.10', "tea,", "mat,x", f'"{umbrella}",8517.12']
    file.write_text("\n".join(["goods,HS Code", *rows, ""]), "utf-8")
    out = tmp_path / "out.csv"
    result = classify_table(tiny_classifier, file, "goods", out, declared="hs code")
    header, *answers = read_csv(out)
    assert header[-3:] == list(AGREEMENT_COLUMNS)
    assert answers[0][-3:] == ["exists", "", "disagrees"]
    assert [row[-3:] for row in answers[1:3]] == [["missing", "", ""], ["unreadable", "", ""]]
    assert answers[3][-3] == "dead since 2022"
    assert "851713" in answers[3][-2].split()
    assert result.agreements == {"disagrees": 2}
    assert preview(file).declared == "HS Code"


@pytest.mark.parametrize(
    ("header", "row", "description", "declared"),
    [
        ("No,Mô tả hàng hóa,Mã HS", "1,cà phê rang,0901.21", "Mô tả hàng hóa", "Mã HS"),
        ("ลำดับ,รายการสินค้า,พิกัด", "1,กาแฟคั่ว,090121", "รายการสินค้า", "พิกัด"),
        ("序号,商品名称,商品编码", "1,烘焙咖啡,0901210000", "商品名称", "商品编码"),
        ("sku,a,b", "77,green tea in bags,ok", "a", None),
        ("item code,country,text", "AB-1,Vietnam,roasted coffee beans in bags", "text", None),
        ("a,b", "1,2", None, None),
        ("货物,HS编码", "烘焙咖啡,0901210000", "货物", "HS编码"),
        ("品名,HS代码", "烘焙咖啡,090121", "品名", "HS代码"),
        ("สินค้า,รหัสHS", "กาแฟคั่ว,090121", "สินค้า", "รหัสHS"),
        ("品名,HS號", "咖啡,0901.21", "品名", "HS號"),
        ("品名,稅則號列", "咖啡,0901.21", "品名", "稅則號列"),
        ("品名,稅號", "咖啡,0901.21", "品名", "稅號"),
        ("goods,HSN", "green tea,09021090", "goods", "HSN"),
        ("goods,declared code", "green tea,0902.10", "goods", "declared code"),
        ("goods;declared", "green tea;0902.10", "goods", "declared"),
        ("goods,declared value", "green tea,1200", "goods", None),
        ("goods,tree_hs", "green tea,Ficus", "goods", None),
    ],
)
def test_columns_are_guessed(
    tmp_path: Path, header: str, row: str, description: str | None, declared: str | None
) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"{header}\n{row}\n", "utf-8")
    found = preview(file)
    assert (found.description, found.declared) == (description, declared)


@pytest.mark.parametrize("target", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_columns_of_the_same_name_are_told_apart(
    tiny_classifier: HSClassifier, tmp_path: Path, source: str, target: str
) -> None:
    """The file keeps its names; whoever chooses one by name has another for each."""
    rows = [["A-17", "090210", "green tea", "x"], ["B-4", "660191", "folding umbrella", "y"]]
    file, out = tmp_path / f"in.{source}", tmp_path / f"out.{target}"
    names = ["goods", "HS", "goods", "goods"]
    if source == "parquet":
        pq.write_table(pa.table(list(zip(*rows, strict=True)), names), file)
    elif source == "xlsx":
        book = Workbook()
        for row in (names, *rows):
            book.active.append(row)
        book.save(file)
    else:
        file.write_text("\n".join(map(",".join, (names, *rows))), "utf-8")
    found = preview(file)
    assert found.columns == ("goods", "HS", "goods (2)", "goods (3)")
    assert (found.description, found.declared) == ("goods (2)", "HS")
    assert classify_table(tiny_classifier, file, "", out, declared="HS").column == "goods (2)"
    header, *after = FORMATS[target][1](out) if target != "parquet" else read_twins(out)
    assert header[:4] == names
    assert [row[:4] for row in after] == rows
    assert all(row[4] == tiny_classifier.classify(row[2]).candidates[0].code for row in after)
    assert classify_table(tiny_classifier, file, "Goods", out).column == "goods"


def read_twins(file: Path) -> list[list[str]]:
    table = pq.ParquetFile(file).read()
    columns = [["" if v is None else str(v) for v in c.to_pylist()] for c in table.columns]
    return [table.column_names, *map(list, zip(*columns, strict=True))]


@given(names=st.lists(st.sampled_from(["a", "b", "a (2)", "a (3)", ""]), max_size=12))
def test_every_column_has_a_label_of_its_own(names: list[str]) -> None:
    found = labels(names)
    assert len(set(found)) == len(found) == len(names)
    for name in set(names):
        assert found[names.index(name)] == name
    assert [position(names, label) for label in found] == list(range(len(names)))


def test_progress_grows_to_the_whole(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "in.csv", [[str(i), f"tea {i}", ""] for i in range(1500)])
    seen: list[TableResult] = []
    classify_table(tiny_classifier, file, "description", tmp_path / "out.csv", progress=seen.append)
    assert [r.rows for r in seen] == sorted(r.rows for r in seen)
    assert [r.share for r in seen] == sorted(r.share for r in seen)
    assert (seen[-1].share, seen[-1].rows) == (1.0, 1500)
    assert all(r.share < 1 for r in seen[:-1])
    assert sum(seen[-1].levels.values()) == 1500


def test_cancelling_leaves_nothing(
    tiny_classifier: HSClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    file = write_csv(tmp_path / "in.csv", [[str(i), f"tea {i}", ""] for i in range(1500)])
    (tmp_path / "out").mkdir()
    for target in FORMATS:
        steps = classify_table_steps(
            RowClassifier(tiny_classifier), file, "description", tmp_path / f"out/out.{target}"
        )
        next(steps)
        assert next(steps).rows < 1500
        steps.close()
    assert not list((tmp_path / "out").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


@pytest.mark.parametrize("source", ["csv", "parquet"])
def test_more_rows_than_a_sheet_holds_are_refused_before_any_work(
    tiny_classifier: HSClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    """Three rows and the names above them are four; a sheet of four holds them."""
    file = FORMATS[source][0](tmp_path / f"in.{source}", ROWS)
    rows, out = RowClassifier(tiny_classifier), tmp_path / "out.xlsx"
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 3)
    with pytest.raises(InputError, match=r"holds 3 rows.*Write CSV or Parquet"):
        next(classify_table_steps(rows, file, "description", out))
    assert classify_table(tiny_classifier, file, "description", tmp_path / "out.csv").rows == 3
    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 4)
    assert classify_table(tiny_classifier, file, "description", out).rows == 3


@pytest.mark.parametrize(
    ("name", "content", "column", "message"),
    [
        ("in.csv", b"a,b\n1,2\n", "description", "Expected a column 'description'"),
        ("in.csv", b"a,b\n1,2\n", "", "look like descriptions"),
        ("in.csv", b"", "description", "found none"),
        ("in.xlsx", b"no zip", "description", "not a readable XLSX"),
        ("in.parquet", b"no parquet", "description", "not a readable Parquet"),
        ("in.doc", b"x", "description", r"Expected a file ending in \.csv"),
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
    assert not (tmp_path / "out.csv").exists()


def test_a_workbook_that_breaks_off_gets_a_sentence(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    whole = write_xlsx(tmp_path / "whole.xlsx", ROWS)
    with ZipFile(whole) as old, ZipFile(tmp_path / "in.xlsx", "w", ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, content[: len(content) // 2] if "sheet1" in entry else content)
    with pytest.raises(InputError, match="not a readable XLSX"):
        classify_table(tiny_classifier, tmp_path / "in.xlsx", "description", tmp_path / "o.csv")


def test_a_workbook_that_would_unpack_to_too_much_is_refused(
    tiny_classifier: HSClassifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_xlsx(tmp_path / "in.xlsx", ROWS)
    monkeypatch.setattr(workbook, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(InputError, match="would unpack to"):
        classify_table(tiny_classifier, file, "description", tmp_path / "out.csv")


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_swells_a_thousandfold_is_refused(
    tiny_classifier: HSClassifier, tmp_path: Path, part: str
) -> None:
    """A few hundred kilobytes that unpack to a few hundred megabytes: below any bound on size."""
    file = write_xlsx(tmp_path / "in.xlsx", ROWS)
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(file) as whole, ZipFile(bomb, "w", ZIP_DEFLATED) as made:
        for name in {*whole.namelist(), part} - {part}:
            made.writestr(name, whole.read(name))
        with made.open(part, "w") as stream:
            for _ in range(200):
                stream.write(b" " * (1 << 20))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(InputError, match=r"would unpack to 2\d\d MB, up to 1,\d{3} times its size"):
        classify_table(tiny_classifier, bomb, "description", tmp_path / "out.csv")


def test_missing_files_and_folders_get_a_sentence(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        classify_table(tiny_classifier, tmp_path / "no.csv", "x", tmp_path / "out.csv")
    file = write_csv(tmp_path / "in.csv", ROWS)
    with pytest.raises(InputError, match="cannot be written"):
        classify_table(tiny_classifier, file, "description", tmp_path / "no/out.csv")
    with pytest.raises(InputError, match=r"ending in \.csv, \.xlsx, \.parquet"):
        classify_table(tiny_classifier, file, "description", tmp_path / "out.tsv")


@pytest.mark.parametrize(
    "name", ["in.csv/out.csv", f"{'x' * 248}.csv", f"{'x' * 300}.csv"], ids=len
)
def test_a_place_that_cannot_be_written_gets_a_sentence(
    tiny_classifier: HSClassifier, tmp_path: Path, name: str
) -> None:
    """Nor can an unfinished file be removed there, which hid the sentence behind a traceback."""
    file = write_csv(tmp_path / "in.csv", ROWS)
    with pytest.raises(InputError, match="cannot be written"):
        classify_table(tiny_classifier, file, "description", tmp_path / name)
    assert list(tmp_path.iterdir()) == [file]


def test_a_table_of_a_name_that_is_too_long_gets_a_sentence(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        classify_table(tiny_classifier, tmp_path / f"{'x' * 300}.csv", "x", tmp_path / "out.csv")


def test_the_error_of_a_spreadsheet_gets_no_code(tiny_classifier: HSClassifier) -> None:
    errors = [Asked(text) for text in ("#REF!", " #N/A ")]
    for error, answered in zip(errors, RowClassifier(tiny_classifier).answers(errors), strict=True):
        said = f"The cell holds the spreadsheet error {error.text.strip()}, not a description."
        assert answered.cells == ("", None, 0, "", "", "", said)
        assert answered.level == 0


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("green tea" + " " * 2100, False),
        ("green" + " " * 2100 + "tea", False),
        ("green tea " + "&amp; " * 399, False),
        ("tea " * 500, False),
        ("tea " * 501, True),
        ("green" + " " * 20_000 + "tea", True),
    ],
    ids=range(6),
)
def test_only_what_was_cut_is_said_to_be(
    tiny_classifier: HSClassifier, text: str, cut: bool
) -> None:
    (answered,) = RowClassifier(tiny_classifier).answers([Asked(text)])
    assert ("Only the first 2,000" in str(answered.cells[-1])) is cut
    assert answered.noted is cut


def test_what_became_of_a_dead_code_among_words_is_noted(tiny_classifier: HSClassifier) -> None:
    rows = [Asked("8517.12 mobile phone"), Asked("mobile phone"), Asked("8517.12 mobile phone")]
    dead, other, again = RowClassifier(tiny_classifier).answers(rows)
    said = "8517.12 was deleted in HS 2022; its goods went to: 8517.13, 8517.14"
    assert str(dead.cells[-1]).startswith(said)
    assert again.cells == dead.cells
    assert other.cells[-1] == ""


def test_an_answer_without_a_safe_digit_contradicts_no_declared_code(
    tiny_classifier: HSClassifier,
) -> None:
    """The same rule as for documents."""
    unsure = replace(tiny_classifier.calibration, target_precision=1.1)
    classifier = HSClassifier(replace(tiny_classifier.bundle, calibration=unsure))
    code = str(next(RowClassifier(classifier).answers([Asked("umbrella")])).cells[0])
    other = "0902" if not code.startswith("09") else "6601"
    rows = [Asked("umbrella", code), Asked("umbrella", code[:4]), Asked("umbrella", other)]
    answers = list(RowClassifier(classifier, compare=True).answers(rows))
    assert [a.level for a in answers] == [0, 0, 0]
    assert [a.verdict for a in answers] == ["same code", "same heading", ""]


def workbook_of_sheets(file: Path) -> Path:
    book = Workbook()
    for name in ("goods", "more goods", "<b>notes"):
        sheet = book.create_sheet(name)
        sheet.append(["goods"])
        sheet.append([f"tea of {name}"])
    book.save(file)  # the first sheet is the one that openpyxl made: it holds nothing
    return file


def test_sheets_that_are_not_read_are_named(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    file, out = workbook_of_sheets(tmp_path / "in.xlsx"), tmp_path / "out.csv"
    expected = Sheets("goods", ("more goods", "<b>notes"))
    assert preview(file).sheets == expected
    result = classify_table(tiny_classifier, file, "", out)
    assert (result.sheets, result.rows) == (expected, 1)
    assert result.to_dict()["sheets"] == {"read": "goods", "others": ["more goods", "<b>notes"]}
    assert preview(out).sheets is None
    assert preview(write_xlsx(tmp_path / "one.xlsx", ROWS)).sheets is None


@pytest.mark.parametrize("kind", FORMATS)
def test_a_table_is_never_written_over_itself(
    tiny_classifier: HSClassifier, tmp_path: Path, kind: str
) -> None:
    file = FORMATS[kind][0](tmp_path / f"in.{kind}", ROWS)
    (tmp_path / "folder").mkdir()
    (tmp_path / f"link.{kind}").symlink_to(file)
    before = file.read_bytes()
    for same in (file, tmp_path / "folder" / ".." / file.name, tmp_path / f"link.{kind}"):
        with pytest.raises(InputError, match="has to be another file"):
            classify_table(tiny_classifier, file, "description", same)
    assert file.read_bytes() == before


CHUNK = 700  # of the rows that are read at once, so that a few thousand are several
FEW_TEXTS = ["green tea", "ร่มกันแดด", "  green   tea ", "", "12.50", "chè xanh", "竹篮子", "=1+1"]


def write_many(file: Path, rows: list[list[str]]) -> Path:
    """Write *rows* of texts under :data:`COLUMNS`, fast."""
    if file.suffix != ".xlsx":
        return FORMATS[file.suffix[1:]][0](file, rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (COLUMNS, *rows):
        cells = [WriteOnlyCell(sheet, text) for text in row]
        for cell in cells:
            cell.data_type = "s"  # "=1+1" is a text here
        sheet.append(cells)
    book.save(file)
    return file


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("target", FORMATS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2, deadline=None
)
@given(
    count=st.integers(1, 3000),
    texts=st.lists(st.sampled_from(FEW_TEXTS), min_size=1, max_size=8),
    chance=st.randoms(use_true_random=False),
)
@example(count=3000, texts=FEW_TEXTS, chance=Random(1))  # noqa: S311
@example(count=CHUNK + 1, texts=["green tea"], chance=Random(1))  # noqa: S311
def test_rows_stay_in_order_past_a_chunk_in_any_format(
    tiny_classifier: HSClassifier, tmp_path: Path, source: str, target: str,
    count: int, texts: list[str], chance: Random,
) -> None:  # fmt: skip
    rows = [[f"id {n}", chance.choice(texts), ""] for n in range(count)]
    file = write_many(tmp_path / f"in.{source}", rows)
    out = tmp_path / f"out.{target}"
    with patch.object(tables, "ROWS_AT_ONCE", CHUNK):
        assert classify_table(tiny_classifier, file, "description", out).rows == count
    _, *after = FORMATS[target][1](out)
    assert [row[0] for row in after] == [row[0] for row in rows]
    # Each text has one answer, wherever it stands.
    answers: dict[str, tuple[str, ...]] = {}
    for row, (_, text, _) in zip(after, rows, strict=True):
        assert answers.setdefault(text, tuple(row[1:])) == tuple(row[1:])
