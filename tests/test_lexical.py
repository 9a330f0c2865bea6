"""The spelling score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.lexical import LexicalIndex

TEXTS = [
    "stainless steel vacuum flask",
    "frozen shrimp",
    "cà phê nhân chưa rang",
    "ข้าวหอมมะลิ",
    "不锈钢保温杯",
    "PVC",
]
INDEX = LexicalIndex(TEXTS)


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_scores_one_with_itself(number: int) -> None:
    scores = INDEX.scores(TEXTS[number])
    assert scores.argmax() == number
    assert scores[number] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("stainles stel vacum flask", 0),
        ("ca phe nhan chua rang", 2),
        ("ข้าวหอมมะลิ 5 กก.", 3),
        ("保温杯", 4),
        ("pvc", 5),
    ],
)
def test_errors_missing_diacritics_and_parts_still_match(query: str, number: int) -> None:
    assert INDEX.scores(query).argmax() == number


@given(st.text(max_size=80))
def test_scores_are_cosines(text: str) -> None:
    scores = INDEX.scores(text)
    assert scores.shape == (len(INDEX),) == (len(TEXTS),)
    assert np.isfinite(scores).all()
    assert scores.min() >= 0
    assert scores.max() <= 1 + 1e-5


def test_line_breaks_do_not_move_texts() -> None:
    index = LexicalIndex(["one\ntwo", "three"])
    assert index.scores("three").argmax() == 1
