"""HSClassifier on a tiny bundle: shapes, sums, odd input."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier, InputError, Prediction
from hsclassify.results import Candidate


def test_one_text_gives_one_prediction_and_a_list_gives_a_list(
    tiny_classifier: HSClassifier,
) -> None:
    one = tiny_classifier.classify("roasted coffee beans")
    assert isinstance(one, Prediction)
    assert tiny_classifier.classify(["roasted coffee beans"]) == [one]
    assert tiny_classifier.classify([]) == []


def test_a_corpus_text_finds_itself(tiny_classifier: HSClassifier) -> None:
    tree = tiny_classifier.nomenclature
    codes = tree.codes(6)
    for lang in ("en", "th", "vi", "zh"):
        predictions = tiny_classifier.classify([tree.title(c, lang) for c in codes], top_k=3)
        hits = [
            c in {x.code for x in p.candidates} for c, p in zip(codes, predictions, strict=True)
        ]
        assert sum(hits) / len(hits) > 0.95, lang


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=200))
def test_probabilities_add_up_the_tree(tiny_classifier: HSClassifier, text: str) -> None:
    p = tiny_classifier.classify(text, top_k=50)
    for ranks in (p.candidates, p.headings, p.chapters):
        values = [c.probability for c in ranks]
        assert values == sorted(values, reverse=True)
        assert all(0 <= v <= 1 + 1e-5 for v in values)
    if p.candidates:
        assert sum(c.probability for c in p.chapters) == pytest.approx(1, abs=1e-4)
        chapters = {c.code: c.probability for c in p.chapters}
        for heading in p.headings:
            assert heading.probability <= chapters[heading.code[:2]] + 1e-5
    json.dumps(p.to_dict())


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "🦐🦐", "12.50 --", "\x00\x01\x02"])
def test_a_text_without_words_gets_no_answer_and_the_reason(
    tiny_classifier: HSClassifier, text: str
) -> None:
    p = tiny_classifier.classify(text)
    assert (p.level, p.candidates, p.best) == (0, (), None)
    assert "no word" in p.reason


@pytest.mark.parametrize("text", ["shrimp " * 50_000, "\x89PNG\r\n\x1a\n\x00\x00" * 99, "𝕮𝖔𝖋𝖋𝖊𝖊"])
def test_odd_texts_get_an_answer(tiny_classifier: HSClassifier, text: str) -> None:
    assert tiny_classifier.classify(text).candidates


@pytest.mark.parametrize("wrong", [None, 7, b"coffee", {"text": "coffee"}])
def test_what_is_no_text_is_refused(tiny_classifier: HSClassifier, wrong: object) -> None:
    with pytest.raises(InputError, match="has to be a text"):
        tiny_classifier.classify(wrong)  # type: ignore[call-overload]


@pytest.mark.parametrize("top_k", [0, -1, 51, 2.5, "3", True, None])
def test_top_k_out_of_range_is_refused(tiny_classifier: HSClassifier, top_k: object) -> None:
    with pytest.raises(InputError, match="top_k"):
        tiny_classifier.classify("coffee", top_k=top_k)  # type: ignore[call-overload]


def test_a_batch_gives_what_single_calls_give(tiny_classifier: HSClassifier) -> None:
    texts = ["tea", "", "umbrella", "ตะกร้าหวาย", "竹篮", "ô", "x" * 500] * 20
    together = tiny_classifier.classify(texts)
    alone = [tiny_classifier.classify(t) for t in texts[:7]]
    for many, single in zip(together, alone * 20, strict=True):
        assert many.level == single.level
        assert [c.code for c in many.candidates] == [c.code for c in single.candidates]
        assert [c.probability for c in many.candidates] == pytest.approx(
            [c.probability for c in single.candidates], abs=1e-4
        )


def test_a_text_has_one_vector_whatever_it_is_encoded_with(tiny_classifier: HSClassifier) -> None:
    encode = tiny_classifier.bundle.encoder.encode
    texts = [
        "tea",
        "a very much longer description of a folding umbrella " * 9,
        "ตะกร้าหวาย",
        "竹篮",
    ]
    np.testing.assert_array_equal(encode(texts), np.concatenate([encode([t]) for t in texts]))
    np.testing.assert_array_equal(encode(texts[::-1]), encode(texts)[::-1])


def test_held_out_rows_can_be_kept_from_voting(tiny_classifier: HSClassifier) -> None:
    concepts = tiny_classifier.bundle.concepts
    held_out = {i for i, s in zip(concepts.ids, concepts.splits, strict=True) if s != "train"}
    assert held_out
    blind = HSClassifier(tiny_classifier.bundle, splits=("train",))
    for row, concept_id in enumerate(concepts.ids):
        if concept_id in held_out:
            p = blind.classify(concepts.texts["en"][row])
            assert not held_out & {n.concept_id for n in p.neighbors}


@pytest.mark.parametrize("shown", [0, 3])
def test_as_many_neighbours_are_shown_as_are_asked_for(
    tiny_classifier: HSClassifier, shown: int
) -> None:
    (usual,) = tiny_classifier.classify_all(["frozen shrimp"])
    (other,) = tiny_classifier.classify_all(["frozen shrimp"], shown=shown)
    assert len(usual.neighbors) > 3
    assert other == replace(usual, neighbors=usual.neighbors[:shown])


def test_what_falls_short_of_safe_does_not_read_as_reaching_it(
    tiny_classifier: HSClassifier,
) -> None:
    target = tiny_classifier.calibration.target_precision
    short = target - 0.004
    level = tiny_classifier._safe_level({6: short, 4: short, 2: short})
    named = re.findall(r"\d+(?=%)", tiny_classifier._reason(Candidate("09", short, {}), level))
    assert level == 0
    assert int(named[0]) < int(named[1]) == round(target * 100)


@pytest.mark.parametrize("text", ["税则号列：0306.17", "商品编号 0306170090", "HSN 0306.17"])
def test_a_code_after_its_usual_words_is_no_description(
    tiny_classifier: HSClassifier, text: str
) -> None:
    assert tiny_classifier.classify(text).candidates == ()


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("8517.12, mobile phone", "8517.12"),
        ("8517.12 mobile phone", "8517.12"),
        ("mobile phone (8517.12.00), black", "8517.12"),
        ("mobile phone, HS 851712", "8517.12"),
        ("โทรศัพท์มือถือ HS code: 8517120050", "8517.12"),
        ("手机 HS编码：851712", "8517.12"),
        ("มือถือ พิกัด 851712", "8517.12"),
        ("8517.13 mobile phone", ""),
        ("mobile phone 28517.12 / 8517.123 / 1,8517.12", ""),
        ("mobile phone 851712 pieces", ""),
        ("mobile phone 8517.12,50 EUR", ""),
    ],
)
def test_an_old_code_among_words_is_named_with_its_successors(
    classifier: HSClassifier, text: str, old: str
) -> None:
    reason = classifier.classify(text).reason
    assert classifier.answer(text, {}).reason == reason
    if old:
        assert reason.startswith(f"{old} was deleted in HS 2022: 8517.13 (Smartphones)")
    else:
        assert "was deleted in" not in reason
    assert "counts as safe" in reason
