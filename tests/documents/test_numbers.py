"""Numbers in the styles of four countries."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.documents.numbers import (
    Mark,
    agrees,
    decimal_mark,
    is_number,
    mended,
    numerals,
    reconciled,
    repaired,
    repaired_code,
)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,234.50", ",", "1234.50"),
        ("1.234,50", ".", "1234.50"),
        ("1 234,50", ".", "1234.50"),
        ("1\u00a0234\u00a0567", ".", "1234567"),
        ("๑,๒๓๔.๕๐", ".", "1234.50"),
        ("1.2万", ".", "12000"),
        ("1.2 万", ".", "12000"),
        ("3 万向节", ".", "3"),
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
        assert (numeral.value(".") < 0) <= numeral.negative
    is_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-5", "-5"),
        ("\u22125 PCS", "-5"),
        ("- 50.00", "-50.00"),
        ("-$1,250.00", "-1250.00"),
        ("USD -50.00", "-50.00"),
        ("(50.00)", "-50.00"),
        ("($50.00)", "-50.00"),
        ("50.00-", "-50.00"),
        ("INV-50", "50"),
        ("Lot (5)", "5"),
        ("(7%)", "7"),
    ],
)
def test_signs(text: str, value: str) -> None:
    assert numerals(text)[0].value(".") == Decimal(value)
    assert is_number(text)


def test_a_range_has_no_sign() -> None:
    assert [n.negative for n in numerals("5-10")] == [False, False]


def test_goods_taken_back_multiply_out() -> None:
    for texts in (("-5", "10.00", "-50.00"), ("5", "10.00", "(50.00)")):
        row = [numerals(t)[0] for t in texts]
        values = tuple(n.value(".") for n in row)
        assert reconciled(row[0], row[1], row[2], ".") == values
        assert agrees(*values)


def test_the_document_tells_the_decimal_mark() -> None:
    assert decimal_mark(["12.500", "1.234,50"], [], ".") == ","
    assert decimal_mark(["12.500"], [("12.500", "2", "25.000")], ".") == "."
    assert decimal_mark(["12.500"], [("2", "12.500", "25.000")], ",") == ","
    assert decimal_mark(["3.5", "1,200"], [("1,200", "3.5", "4,200.00")], ",") == "."


def test_a_lost_point_is_found_by_the_product() -> None:
    row = [numerals(t)[0] for t in ("12", "1850", "222.00")]
    assert reconciled(row[0], row[1], row[2], ".") == (Decimal(12), Decimal("18.5"), Decimal(222))
    assert not agrees(Decimal(2), Decimal(3), Decimal(7))


def test_a_misread_digit_is_not_taken_for_a_lost_point() -> None:
    row = [numerals(t)[0] for t in ("97", "535.84", "519706.48")]
    values = reconciled(row[0], row[1], row[2], ".")
    assert values == (Decimal(97), Decimal("535.84"), Decimal("519706.48"))
    assert mended(*values) == (Decimal(97), Decimal("535.84"), Decimal("51976.48"))


@pytest.mark.parametrize("exact", [True, False])
def test_a_discount_is_no_lost_point(*, exact: bool) -> None:
    row = [numerals(t)[0] for t in ("2,000", "0.08", "144.00")]
    values = reconciled(row[0], row[1], row[2], ".", exact=exact)
    assert values == (Decimal(2000), Decimal("0.08"), Decimal(144))


def test_a_text_layer_has_the_points_that_it_should_have() -> None:
    row = [numerals(t)[0] for t in ("12", "1850", "222.00")]
    values = reconciled(row[0], row[1], row[2], ".", exact=True)
    assert values == (Decimal(12), Decimal(1850), Decimal(222))
    row = [numerals(t)[0] for t in ("2", "12.500", "25.000")]
    values = reconciled(row[0], row[1], row[2], ".", exact=True)
    assert values == (Decimal(2), Decimal("12.5"), Decimal(25))


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        (("1713", "433.54", "742054.02"), ("1713", "433.54", "742654.02")),
        (("1008", "143.44", "1442587.52"), ("1008", "143.44", "144587.52")),
        (("2048", "703.92", "1440220.32"), ("2046", "703.92", "1440220.32")),
        (("374", "745.42", "278787.08"), None),
        (("374", "700.00", "278787.08"), None),
        (("10", "5", "60"), None),
    ],
)
def test_one_misread_digit_is_found_by_the_product(
    row: tuple[str, str, str], meant: tuple[str, str, str] | None
) -> None:
    quantity, price, amount = map(Decimal, row)
    wanted = tuple(map(Decimal, meant)) if meant else None
    assert mended(quantity, price, amount) == wanted


@given(*[st.decimals(0, 10**26, places=6)] * 3)
def test_what_is_put_right_multiplies_out(
    quantity: Decimal, price: Decimal, amount: Decimal
) -> None:
    row = mended(quantity, price, amount)
    assert row is None or agrees(*row)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("2;046", "2,046"),
        ("2;,046", "2,046"),
        ("2,:046", "2,046"),
        ("1,2O0.00", "1,200.00"),
        ("l2.5", "12.5"),
        ("10 l", "10 l"),
        ("10l", "10l"),
        ("12 lo", "12 lo"),
    ],
)
def test_letters_in_a_number_become_digits(read: str, meant: str) -> None:
    assert repaired(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("O901.21", "0901.21"),
        ("0901.2l", "0901.21"),
        ("o9o1.21.OO", "0901.21.00"),
        ("6I09 10", "6109 10"),
        ("0901.21", "0901.21"),
        ("OIL", "OIL"),
        ("O1.2l", "O1.2l"),
        ("KX0901I", "KX0901I"),
        ("l 0901.21", "l 0901.21"),
        ("HS 0901.2l", "HS 0901.2l"),
    ],
)
def test_letters_in_a_code_become_digits(read: str, meant: str) -> None:
    assert repaired_code(read) == meant
