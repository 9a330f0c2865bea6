"""The spelling score."""

from __future__ import annotations

import unicodedata
from collections import Counter

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


def test_what_stands_in_most_texts_does_not_count() -> None:
    index = LexicalIndex([f"goods {n:04d}" for n in range(2000)])
    scores = index.scores("goods 1234")
    assert scores[1234] == pytest.approx(1, abs=1e-5)
    assert not index.scores("goods").any()
    assert scores[876] == 0


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


WORDS = (
    "frozen",
    "shrimp",
    "cà phê",
    "ĐƯỜNG",
    "ข้าวหอมมะลิ",
    "กุ้ง",
    "不锈钢保温杯",
    "cà",
    "5 kg",
    "a-b",
    "가방",
)
DESCRIPTIONS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def grams(text: str) -> set[str]:
    """What a text is cut into, written down as slowly and plainly as can be."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in text if not "\u0300" <= c <= "\u036f")
    spaced = "".join(c if not c.isascii() or c.isalnum() else " " for c in f" {bare} ")
    windows = [spaced[i : i + n] for n in (1, 2, 3, 4) for i in range(len(spaced) - n + 1)]
    han = [w for w in windows if len(w) < 3 and all("\u3400" <= c <= "\u9fff" for c in w)]
    rest = [w for w in windows if len(w) > 2 and not any("\u3400" <= c <= "\u9fff" for c in w)]
    return {*han, *(w for w in rest if " " not in w[1:-1])}


@given(st.lists(DESCRIPTIONS, min_size=1, max_size=8), DESCRIPTIONS)
def test_scores_are_those_of_the_plain_definition(texts: list[str], query: str) -> None:
    indexed, asked = [grams(t) for t in texts], grams(query)
    count = Counter(g for one in indexed for g in one)
    weight = {g: (np.log((1 + len(texts)) / (1 + count[g])) + 1) ** 2 for g in {*count, *asked}}
    norms = [sum(weight[g] for g in one) ** 0.5 for one in (*indexed, asked)]
    expected = [
        sum(weight[g] for g in one & asked) / (norm * norms[-1] or 1)
        for one, norm in zip(indexed, norms, strict=False)
    ]
    assert LexicalIndex(texts).scores(query) == pytest.approx(expected, abs=1e-5)


def test_many_texts_are_cut_as_each_alone() -> None:
    """More texts than are sorted at a time."""
    texts = [f"{WORDS[i % len(WORDS)]} number {i}" for i in range(5000)]
    index = LexicalIndex(texts)
    for number in range(0, 5000, 97):
        assert index.scores(texts[number])[number] == pytest.approx(1, abs=1e-5)


def test_no_texts_have_no_scores() -> None:
    assert LexicalIndex([]).scores("umbrella").shape == (0,)
    assert LexicalIndex(["", "?"]).scores("umbrella").tolist() == [0, 0]


def test_line_breaks_do_not_move_texts() -> None:
    index = LexicalIndex(["one\ntwo", "three"])
    assert index.scores("three").argmax() == 1
