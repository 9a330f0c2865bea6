"""Words that anything is called."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier
from hsclassify.text import clean
from hsclassify.vague import VAGUE, says_nothing


@pytest.mark.parametrize("word", sorted(VAGUE))
def test_every_word_is_written_as_a_cleaned_text_has_it(word: str) -> None:
    assert says_nothing(clean(word))


@pytest.mark.parametrize("text", ["SAMPLES", "Spare parts.", "(goods)", "樣品", "  ตัวอย่าง "])
def test_capitals_signs_and_traditional_characters_change_nothing(text: str) -> None:
    assert says_nothing(clean(text))


@pytest.mark.parametrize(
    "text", ["", "gift wrap", "tea samples", "ตัวอย่างผ้าไหม", "汽车配件", "mẫu vải"]
)
def test_what_names_goods_besides_says_something(text: str) -> None:
    assert not says_nothing(text)


def test_no_code_is_safe_and_their_order_stays(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tiny_classifier.classify("green tea", top_k=5)
    monkeypatch.setattr("hsclassify.vague.VAGUE", frozenset({"green tea"}))
    vague, other = tiny_classifier.classify(["green tea", "tea"], top_k=5)
    assert [c.code for c in vague.candidates] == [c.code for c in plain.candidates]
    assert vague.chapters[0].probability < plain.chapters[0].probability
    assert vague.level == 0 < plain.level
    assert other == tiny_classifier.classify("tea", top_k=5)
