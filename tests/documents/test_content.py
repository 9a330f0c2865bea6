"""What columns hold by what stands in them, of tables of many columns, too."""

from __future__ import annotations

import random
import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify.documents.content import Cells, with_content
from hsclassify.documents.header import Column
from hsclassify.documents.numbers import agreeing, agrees
from hsclassify.documents.words import Box


def unnamed(count: int) -> list[Column]:
    return [Column("other", "", Box(i, 0, i + 1, 1)) for i in range(count)]


def roles(rows: list[Cells]) -> list[str]:
    return [c.role for c in with_content(unnamed(len(rows[0])), rows)]


@pytest.mark.parametrize("sparse", [False, True])
def test_a_page_of_numbers_takes_little_time(sparse: bool) -> None:
    rng = random.Random(4)  # noqa: S311
    rows: list[Cells] = [
        {
            0: "goods",
            **{i: f"{rng.randint(100, 9999)}" for i in range(1, 70) if not sparse or i % 70 == row},
        }
        for row in range(70)
    ]
    columns = unnamed(70)
    started = time.thread_time()
    found = with_content(columns, rows)
    assert time.thread_time() - started < 5
    assert found[0].role == "description"


def test_sizes_before_them_do_not_hide_quantity_price_and_amount() -> None:
    sizes = 40
    rows: list[Cells] = [
        {
            0: "cotton shirts",
            **{i: f"{37 * row + 11 * i}" for i in range(1, sizes)},
            sizes: f"{100 + row}",
            sizes + 1: f"{3 + row}.25",
            sizes + 2: f"{(100 + row) * (3 + row + 0.25):.2f}",
        }
        for row in range(1, 9)
    ]
    assert roles(rows)[-3:] == ["quantity", "price", "amount"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("2", "3.50", "7.00"), ("4", "2.25", "9.00")], True),
        ([("2", "3,50", "7,00"), ("4", "2,25", "9,00")], True),
        ([("7.00", "3.50", "2"), ("9.00", "2.25", "4")], False),
        ([("2", "3.50", "7.00"), ("4", "2.25", "9.90")], False),
        ([("2", "3.50", "7.00")], False),
        ([("2", "3.50", ""), ("4", "2.25", "9.00")], False),
    ],
    ids=["points", "commas", "turned", "half wrong", "one row", "half empty"],
)
def test_columns_that_multiply_out_in_most_rows_are_found(
    rows: list[tuple[str, str, str]], found: bool
) -> None:
    told = roles([dict(enumerate(("goods", *row))) for row in rows])
    assert (told == ["description", "quantity", "price", "amount"]) is found


MONEY = st.decimals(-10_000, 1_000_000, places=2)


@settings(deadline=None)
@given(MONEY, MONEY, st.one_of(MONEY, st.none()), st.decimals(-2, 2, places=3))
def test_many_values_agree_as_three_do(
    quantity: Decimal, price: Decimal, amount: Decimal | None, off: Decimal
) -> None:
    amount = quantity * price + off if amount is None else amount
    told = agreeing([quantity, price, None, amount])
    assert told.shape == (4, 4, 4)
    assert told[0, 1, 3] == agrees(quantity, price, amount)
    assert told[3, 1, 0] == agrees(amount, price, quantity)
    assert not told[2].any()
