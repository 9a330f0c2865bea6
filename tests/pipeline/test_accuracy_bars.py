"""The page of accuracy sets every bar beside its figure, missed ones too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.accuracy_bars import BARS, BEGIN, END, table
from pipeline.evaluate import RESULTS_FILE, read_results
from pipeline.pages import between

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return read_results(RESULTS_FILE)


def test_every_bar_has_a_figure(measured: dict[str, Any]) -> None:
    assert [bar for bar in BARS if bar.figure(measured) is None] == []


def test_the_page_says_what_was_measured(measured: dict[str, Any]) -> None:
    """After a new evaluation: `python -m pipeline readme`."""
    page = PAGE.read_text("utf-8")
    assert between(page, BEGIN, END, table(measured)) == page


def test_a_bar_is_missed_by_little_and_an_unmeasured_one_left_out() -> None:
    results = {
        "sets": {
            "hscodecomp_full": {"top1": {"2": 0.7799, "4": 0.64}, "ece": 0.0801},
            "zh_rulings_gacc": {"ece": 0.08},
        },
        "held_out": {"same_code": 0.7},
    }
    told = table(results)
    assert "| top-1 at 2 digits | 78.0 | 78.0 | **missed** |" in told
    assert "| top-1 at 4 digits | 64.0 | 64.0 | reached |" in told
    assert "| calibration error | 0.080 | 0.080 | **missed** |" in told
    assert "| calibration error | 0.080 | 0.080 | reached |" in told
    assert "| same code in all four languages | 70.0 | 70.0 | reached |" in told
    assert told.endswith("3 of 5 bars are reached.")
