"""The figures of README."""

from __future__ import annotations

import pytest

from hsclassify.errors import InputError
from pipeline.readme import counted

DRAWING = "  ──> cosine to 47,000 goods ─┐\n  ──> spelling score ────────┴─>\n"


@pytest.mark.parametrize("goods", [812, 46_191, 123_456])
def test_the_drawing_has_the_number_and_keeps_its_width(goods: int) -> None:
    padded = DRAWING.replace("─┐", "────┐")
    drawn = counted(padded, goods)
    assert f"cosine to {goods:,} goods ─" in drawn
    assert [len(line) for line in drawn.split("\n")] == [len(line) for line in padded.split("\n")]


def test_a_drawing_without_the_number_is_refused() -> None:
    with pytest.raises(InputError, match="cosine to"):
        counted("no drawing", 5)
