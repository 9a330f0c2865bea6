"""Numbers in the styles of four countries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.documents.numbers import Mark, agrees, decimal_mark, is_number, numerals, reconciled


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,234.50", ",", "1234.50"),
        ("1.234,50", ".", "1234.50"),
        ("1 234,50", ".", "1234.50"),
        ("1\u00a0234\u00a0567", ".", "1234567"),
        ("๑,๒๓๔.๕๐", ".", "1234.50"),
        ("1.2万", ".", "12000"),
        ("３００", ".", "300"),
        ("12.500", ".", "12.500"),
        ("12.500", ",", "12500"),
        ("12,500", ".", "12500"),
        ("0.500", ",", "0.500"),
        ("1.234.567", ".", "1234567"),
        ("1,234.567", ".", "1234.567"),
        ("$ 26.10", ".", "26.10"),
        ("1, 234.50", ".", "1234.50"),
        (".75", ".", "0.75"),
    ],
)
def test_styles(text: str, mark: Mark, value: str) -> None:
    assert numerals(text)[0].value(mark) == Decimal(value)


@given(
    st.decimals("0.01", "99999999.99", places=2),
    st.sampled_from([(",", "."), (".", ","), ("\u00a0", ","), ("", ".")]),
)
def test_what_a_country_prints_is_read_back(number: Decimal, style: tuple[str, str]) -> None:
    thousands, decimal = style
    text = f"{number:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", thousands)
    found = numerals(text)
    assert len(found) == 1
    assert found[0].value(".") == number == found[0].value(",")


@given(st.text(max_size=60))
def test_any_text_has_numbers_or_none(text: str) -> None:
    for numeral in numerals(text):
        assert numeral.value(".") >= 0
    is_number(text)


def test_the_document_tells_the_decimal_mark() -> None:
    assert decimal_mark(["12.500", "1.234,50"], [], ".") == ","
    assert decimal_mark(["12.500"], [("12.500", "2", "25.000")], ".") == "."
    assert decimal_mark(["12.500"], [("2", "12.500", "25.000")], ",") == ","
    assert decimal_mark(["3.5", "1,200"], [("1,200", "3.5", "4,200.00")], ",") == "."


def test_a_lost_point_is_found_by_the_product() -> None:
    row = [numerals(t)[0] for t in ("12", "1850", "222.00")]
    assert reconciled(row[0], row[1], row[2], ".") == (Decimal(12), Decimal("18.5"), Decimal(222))
    assert not agrees(Decimal(2), Decimal(3), Decimal(7))
