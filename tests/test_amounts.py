"""Figures as they are printed, and the bounds they are held against."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.amounts import are_bounds, number, within


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("8", 8),
        ("0.75", 0.75),
        ("0,75", 0.75),
        ("0,750", 0.75),
        ("4,5", 4.5),
        ("1,500", 1500),
        ("1,500.5", 1500.5),
        ("1.234.567", 1_234_567),
        ("12.", 12),
        ("1,,5", 1.5),
    ],
)
def test_numbers_are_read_as_printed(written: str, value: float) -> None:
    assert number(written) == value


@given(st.from_regex(r"\A[0-9][0-9.,]{0,12}\Z"))
def test_any_number_has_a_value(written: str) -> None:
    assert number(written) >= 0


@pytest.mark.parametrize(
    ("figure", "bounds", "holds"),
    [
        (10, "<=10", True),
        (10.01, "<=10", False),
        (10, ">10 <=75", False),
        (75, ">10 <=75", True),
        (4.75, ">=3 <4.75", False),
        (3, "", False),
    ],
)
def test_bounds_hold_what_they_say(figure: float, bounds: str, holds: bool) -> None:
    assert within(figure, bounds) is holds


@pytest.mark.parametrize("written", ["", "10", "10..20", "<10 >5 <3", "< 10", ">=x"])
def test_other_bounds_are_none(written: str) -> None:
    assert not are_bounds(written)
