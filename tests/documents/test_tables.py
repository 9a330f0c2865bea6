"""Columns by what stands in them, and tables without a header."""

from __future__ import annotations

from typing import cast

import pytest

from hsclassify.documents.content import with_content
from hsclassify.documents.header import Column
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import numerals
from hsclassify.documents.rulings import Ruling, Rulings
from hsclassify.documents.table import Row, read_tables
from hsclassify.documents.vocabulary import Role
from hsclassify.documents.words import Box, Word

PAGE = 1000.0
GOODS = [
    ("1", "roasted coffee beans", "0901.21", "12", "KG", "4.50", "54.00"),
    ("2", "cotton shirts, men's", "620520", "100", "PCS", "7.25", "725.00"),
    ("3", "steel bolts", "7318.15", "40", "KG", "2.10", "84.00"),
]
LEFTS = (20, 80, 400, 520, 620, 720, 860)


def words(rows: list[tuple[str, ...]]) -> list[Word]:
    """Set cells of text in columns, a line of 20 pixels each 40 pixels."""
    placed = []
    for number, row in enumerate(rows):
        for left, cell in zip(LEFTS, row, strict=True):
            x = float(left)
            for text in cell.split():
                box = Box(x, 100.0 + 40 * number, x + 10 * len(text), 120.0 + 40 * number)
                placed.append(Word(text, box))
                x = box.right + 6
    return placed


def read(*rows: tuple[str, ...]) -> tuple[Row, ...]:
    return read_tables(words(list(rows)), Rulings(), PAGE, Deadline(60)).rows


def as_expected(rows: tuple[Row, ...]) -> bool:
    return [
        tuple(row.cells.get(r) for r in ("description", "hs", "quantity", "price", "amount"))
        for row in rows
    ] == [(d, h, q, p, a) for _, d, h, q, _, p, a in GOODS]


@pytest.mark.parametrize(
    "header",
    [
        ("No.", "Description", "HS Code", "Qty", "UOM", "Price", "Amount"),
        ("No.", "Description", "HS Code", "Qty", "UOM", "Prlx", "Ane"),
        ("No.", "Description", "HS Code", "Qty", "UOM", "Unit", "Value"),
        ("No.", "Description", "xx", "yy", "UOM", "zz", "Amount"),
        ("No.", "Desxx", "Code", "Qty", "UOM", "Price", "Amount"),
    ],
)
def test_a_misread_header_is_made_good_by_the_cells(header: tuple[str, ...]) -> None:
    assert as_expected(read(header, *GOODS))


def test_a_table_needs_no_header() -> None:
    assert as_expected(read(*GOODS))


def test_lines_of_numbers_alone_are_no_table() -> None:
    rows = [(n, f"call me{n}", "", "0901", "", "555", "1234") for n in ("1", "2", "3")]
    assert read(*rows) == ()


def test_a_header_that_was_read_keeps_its_word() -> None:
    names: tuple[Role, ...] = ("description", "quantity", "price", "amount")
    columns = [Column(r, r, Box(i, 0, i + 1, 1)) for i, r in enumerate(names)]
    # The amounts of one row in two are misread; the others multiply out.
    rows = [{0: "a", 1: "2", 2: "3.00", 3: "6.00"}, {0: "b", 1: "5", 2: "2.00", 3: "1.00"}]
    assert [c.role for c in with_content(columns, rows)] == list(names)


HEADER = ("No.", "Description", "HS Code", "Qty", "UOM", "Price", "Amount")
PACKED = ("No.", "Description", "HS Code", "Qty", "UOM", "N.W.", "G.W.")


@pytest.mark.parametrize("header", [HEADER, PACKED])
@pytest.mark.parametrize(
    "goods",
    [
        "Note pads of paper",
        "Note book computers",
        "说明书",
        "Freight containers",
        "Total stations",
        "Discount cards of plastic",
        "Insurance forms printed",
        "Tổng đài điện thoại",
    ],
)
def test_goods_that_begin_like_a_remark_or_a_total_stay(
    header: tuple[str, ...], goods: str
) -> None:
    rows = read(
        ("", *header[1:]),
        ("", goods, "", "500", "PCS", "1.20", "600.00"),
        ("", "cotton shirts", "", "100", "PCS", "2.00", "200.00"),
    )
    assert [row.cells["description"] for row in rows] == [goods, "cotton shirts"]


@pytest.mark.parametrize("header", [HEADER, PACKED])
@pytest.mark.parametrize(
    "label",
    [
        "Total",
        "TOTAL USD",
        "Tổng cộng",
        "合计",
        "รวมทั้งสิ้น",
        "Subtotal",
        "Freight",
        "VAT 7%",
        "Total CIF",
    ],
)
def test_what_adds_up_is_no_item(header: tuple[str, ...], label: str) -> None:
    tables = read_tables(
        words([header, *GOODS, ("", label, "", "", "", "", "863.00")]),
        Rulings(),
        PAGE,
        Deadline(60),
    )
    assert len(tables.rows) == len(GOODS)
    assert [total.text for total in tables.totals] == [f"{label} 863.00"]


def test_a_remark_is_no_item() -> None:
    remark = ("", "Note: goods ship apart", "", "", "", "", "")
    assert as_expected(read(HEADER, GOODS[0], remark, *GOODS[1:]))


def test_numbers_of_rows_whose_column_was_not_seen_are_no_goods() -> None:
    header = ("", "Description", "HS Code", "Qty", "UOM", "Price", "Amount")
    goods = [("", f"{n} {d}", *rest) for n, d, *rest in GOODS]
    assert as_expected(read(header, *goods))
    pair = [
        ("", f"{n} {d}", *rest) for n, (_, d, *rest) in zip(("12", "7", "9"), GOODS, strict=True)
    ]
    assert [row.cells["description"].split()[0] for row in read(header, *pair)] == ["12", "7", "9"]


NUMBERED = [("", f"{n} {h}", d.split()[1], *rest) for n, d, h, *rest in GOODS]
CODE_FIRST = ("", "HS Code", "Description", "Qty", "UOM", "Price", "Amount")


def test_numbers_of_rows_are_no_part_of_the_codes() -> None:
    rows = [(r.cells["hs"], r.cells["description"]) for r in read(CODE_FIRST, *NUMBERED)]
    assert rows == [(h, d.split()[1]) for _, d, h, *_ in GOODS]


def test_one_number_that_was_not_read_leaves_the_others_to_be_taken_away() -> None:
    lost = ("", "4004.00", "scrap", "7", "KG", "2.00", "14.00")
    codes = [row.cells["hs"] for row in read(CODE_FIRST, *NUMBERED, lost)]
    assert codes == [*(h for _, _, h, *_ in GOODS), "4004.00"]


def test_quantities_with_gaps_are_no_numbers_of_rows() -> None:
    header = ("", "Qty", "Description", "HS Code", "UOM", "Price", "Amount")
    rows = [
        ("", f"{n} 500", d.split()[1], h, u, "1.00", f"{n} 500.00") for n, d, h, _, u, _, _ in GOODS
    ]
    assert [r.cells["quantity"] for r in read(header, *rows)] == ["1 500", "2 500", "3 500"]


@pytest.mark.parametrize(
    "numbers",
    [
        ("1", "2", "3", "4", "5", "6", "7"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)=(4)x(6)"),
        ("A", "B", "C", "1", "D", "2", "3=1x2"),
    ],
)
def test_a_row_that_numbers_the_columns_is_no_item(numbers: tuple[str, ...]) -> None:
    assert as_expected(read(HEADER, numbers, *GOODS))


def test_terms_below_the_last_total_are_no_item() -> None:
    total = ("", "TOTAL", "", "", "", "", "863.00")
    bank = ("", "Harbour Bank account", "", "123", "", "456", "")
    subtotal = ("", "Subtotal", "", "", "", "", "54.00")
    assert as_expected(read(HEADER, *GOODS, total, bank))
    assert as_expected(read(HEADER, GOODS[0], subtotal, *GOODS[1:], total))


def test_a_label_above_the_header_is_no_part_of_it() -> None:
    label = ("", "Name of goods: Harlow", "", "", "", "", "")
    assert as_expected(read(label, HEADER, *GOODS))


def test_a_total_with_its_number_in_the_next_line() -> None:
    closing = [("", "Grand total", "", "", "", "", "USD"), ("", "", "", "", "", "", "863.00")]
    tables = read_tables(words([HEADER, *GOODS, *closing]), Rulings(), PAGE, Deadline(60))
    assert [total.amount for total in tables.totals] == ["USD 863.00"]


def test_a_total_stands_in_the_columns_of_the_goods_under_a_misread_header() -> None:
    header = (*HEADER[:5], "Prlx", "Ane")
    total = ("", "TOTAL", "", "", "", "", "863.00")
    tables = read_tables(words([header, *GOODS, total]), Rulings(), PAGE, Deadline(60))
    assert as_expected(tables.rows)
    assert [total.amount for total in tables.totals] == ["863.00"]


def test_a_total_beside_other_words() -> None:
    closing = ("", "In words: eight hundred", "", "", "", "Total", "863.00")
    tables = read_tables(words([HEADER, *GOODS, closing]), Rulings(), PAGE, Deadline(60))
    assert as_expected(tables.rows)
    assert [total.text for total in tables.totals] == ["Total 863.00"]


def test_a_currency_below_says_more_of_a_header_above() -> None:
    above = ("", "", "", "", "", "Price", "")
    below = ("", "", "", "", "", "(USD)", "(USD)")
    assert as_expected(read(above, (*HEADER[:5], "", ""), below, *GOODS))


def test_a_line_above_a_header_is_read_before_it() -> None:
    """The first half of a name may stand a little above the other columns."""
    above = [Word("ประเทศ", Box(520, 80, 580, 100))]
    header = ("No.", "Description", "HS Code", "กำเนิด", "UOM", "Qty", "Amount")
    rows = read_tables([*above, *words([header, *GOODS])], Rulings(), PAGE, Deadline(60))
    assert rows.grid
    assert [c.text for c in rows.grid.columns if c.box.left == 520] == ["ประเทศ กำเนิด"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            ("", "Item", "", "Qty", "", "Unit Price", "Amount"),
            [("", "Cotton T-shirts", "", "100", "", "2.00", "200.00")],
        ),
        (
            ("", "Item", "", "Qty", "", "N.W.", "G.W."),
            [
                ("", "Cotton T-shirts", "", "100", "", "20.0", "22.0"),
                ("", "Umbrellas", "", "50", "", "15.5", "17.0"),
            ],
        ),
        (
            ("No.", "Item", "", "Qty", "", "Unit Price", "Amount"),
            [("1", "Cotton T-shirts", "", "100", "", "2.00", "200.00")],
        ),
        (
            ("", "項次", "", "数量", "", "单价", "金额"),
            [("", "不锈钢保温杯", "", "100", "", "2.00", "200.00")],
        ),
    ],
)
def test_goods_under_a_header_that_may_number_the_rows(
    header: tuple[str, ...], rows: list[tuple[str, ...]]
) -> None:
    found = read(header, *rows)
    assert [row.cells["description"] for row in found] == [row[1] for row in rows]


def test_a_column_of_units_is_no_origin() -> None:
    columns = [Column("other", "", Box(i, 0, i + 1, 1)) for i in range(2)]
    rows = [{0: "steel bolts", 1: "KG"}, {0: "wheat in bulk", 1: "MT"}]
    assert [c.role for c in with_content(columns, rows)] == ["description", "unit"]


FREE = ("4", "sample bags", "", "100", "PCS", "FOC", "FOC")


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("ruled", [False, True])
def test_goods_free_of_charge_are_a_line_of_their_own(at: int, ruled: bool) -> None:
    rows = [HEADER, *GOODS[:at], FREE, *GOODS[at:]]
    between = tuple(Ruling(90 + 40.0 * n, 0, PAGE) for n in range(len(rows) + 1))
    rulings = Rulings(between if ruled else ())
    found = read_tables(words(rows), rulings, PAGE, Deadline(60)).rows
    free = found[at]
    assert as_expected((*found[:at], *found[at + 1 :]))
    assert (free.cells["description"], free.cells["quantity"]) == ("sample bags", "100")


def test_goods_free_of_charge_overleaf_stand_below_a_header() -> None:
    before = read_tables(words([HEADER, *GOODS]), Rulings(), PAGE, Deadline(60)).grid

    def overleaf(*rows: tuple[str, ...]) -> list[str]:
        found = read_tables(words(list(rows)), Rulings(), PAGE, Deadline(60), before).rows
        return [row.cells["quantity"] for row in found]

    assert overleaf(HEADER, FREE, *GOODS) == ["100", "12", "100", "40"]
    head = ("", "Harbour Road", "", "48", "", "", "")
    assert overleaf(head, ("",) * len(head), *GOODS) == ["12", "100", "40"]


@pytest.mark.parametrize(
    "goods", ["Packing tape", "Shipping labels", "Tax stamps", "Delivery bags"]
)
def test_goods_that_begin_like_a_charge_stay(goods: str) -> None:
    free = ("4", goods, "", "5", "ROLLS", "FOC", "FOC")
    found = read(HEADER, *GOODS, free, ("", "Packing: in bags", "", "", "", "", ""))
    assert as_expected(found[:-1])
    assert found[-1].cells["description"] == f"{goods} Packing: in bags"


def test_goods_that_share_a_carton_are_a_line_each() -> None:
    goods = [
        ("1", "vacuum flasks", "20", "1,000", "PCS", "260.0", "300.0"),
        ("", "umbrellas", "", "30", "PCS", "", ""),
        ("2", "cotton towels", "25", "2,500", "PCS", "375.0", "412.5"),
        ("", "ball point pens", "", "50", "", "", ""),
    ]
    header = ("No.", "Description", "Cartons", "Qty", "UOM", "N.W.", "G.W.")
    rows = read(header, *goods, ("", "TOTAL", "45", "3,580", "", "635.0", "712.5"))
    read_rows = [(row.cells["description"], row.cells["quantity"]) for row in rows]
    assert read_rows == [(row[1], row[3]) for row in goods]


def test_a_quantity_in_another_unit_is_no_line_of_its_own() -> None:
    first, *others = GOODS
    goods = [(*first[:3], "12 KG", *first[4:]), ("", "in bags of jute", "", "3 CTNS", "", "", "")]
    found = read(HEADER, *goods, *others)
    assert len(found) == len(GOODS)
    assert found[0].cells["description"] == "roasted coffee beans in bags of jute"
    quantities = [n.value(".") for n in numerals(found[0].cells["quantity"])]
    assert quantities == [12, 3]


@pytest.mark.parametrize(
    "below",
    [
        ("", "Account of Harbour Bank", "", "123", "", "", ""),
        ("", "Payment within", "", "30 days net", "", "", ""),
    ],
)
def test_what_stands_below_the_total_is_no_line_without_a_price(below: tuple[str, ...]) -> None:
    total = ("", "TOTAL", "", "", "", "", "863.00")
    assert as_expected(read(HEADER, *GOODS, total, below))
    packed = [(*row[:5], "10.0", "12.0") for row in GOODS]
    assert len(read(PACKED, *packed, ("", "TOTAL", "", "152", "", "30.0", "36.0"), below)) == 3


def test_numbers_in_two_lines_of_a_cell_are_two() -> None:
    lines = [Word("2", Box(0, 0, 10, 20)), Word("100", Box(0, 30, 30, 50))]
    for role, numbers in (("quantity", [2, 100]), ("description", [2100])):
        column = Column(cast("Role", role), "", Box(0, 0, 1, 1))
        assert [n.value(".") for n in numerals(column.cell(lines))] == numbers
