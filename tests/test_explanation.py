"""Why an answer says what it says."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.explanation import Explanation
from hsclassify.facts import Facts
from hsclassify.questions import KIND
from hsclassify.text import LANGUAGES, Language, in_script
from pipeline.corpus import read_facts


@pytest.fixture(scope="module")
def explaining(tiny_bundle: Bundle) -> HSClassifier:
    """The tiny classifier with the written facts."""
    return HSClassifier(
        replace(tiny_bundle, facts=Facts(read_facts(), tiny_bundle.nomenclature.codes(6)))
    )


def explained(classifier: HSClassifier, text: str, language: Language | None = None) -> Explanation:
    return classifier.explain(classifier.classify(text, top_k=10), language)


def test_the_path_runs_from_the_section_to_the_leader(explaining: HSClassifier) -> None:
    tree = explaining.nomenclature
    for code in tree.codes(6)[::9]:
        prediction = explaining.classify(tree.title(code))
        path = explaining.explain(prediction).path
        leader = prediction.candidates[0].code
        assert [step.code for step in path][1:] == [leader[:2], leader[:4], leader]
        assert [step.title for step in path] == [tree.title(step.code) for step in path]


def test_every_neighbour_stands_on_one_side(explaining: HSClassifier) -> None:
    prediction = explaining.classify("black pepper, ground")
    explanation = explaining.explain(prediction)
    leader = prediction.candidates[0].code
    assert all(n.code == leader for n in explanation.supporters)
    assert all(n.code != leader for n in explanation.others)
    both = (*explanation.supporters, *explanation.others)
    assert sorted(n.concept_id for n in both) == sorted(n.concept_id for n in prediction.neighbors)
    for side in (explanation.supporters, explanation.others):
        scores = [n.similarity for n in side]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "text", ["pepper", "tea", "coffee beans", "cloves", "กาแฟ", "trà", "茶叶", "umbrella"]
)
def test_what_a_rejected_code_needs_would_make_it_beat_the_leader(
    explaining: HSClassifier, text: str
) -> None:
    prediction = explaining.classify(text, top_k=10)
    leader = prediction.candidates[0].code
    explanation = explaining.explain(prediction)
    assert [a.candidate for a in explanation.alternatives] == list(prediction.candidates[1:])
    for alternative in explanation.alternatives:
        assert alternative.conditions
        for condition in alternative.conditions:
            answered = explaining.answer(text, {condition.question: condition.choice}, top_k=50)
            ranked = [c.code for c in answered.candidates]
            assert alternative.candidate.code in ranked
            assert leader not in ranked


def test_a_condition_names_both_sides_of_the_fact(explaining: HSClassifier) -> None:
    titles = [explaining.nomenclature.title(c) for c in explaining.nomenclature.codes(6)]
    found = {
        (c.choice, c.label, c.instead_of)
        for title in titles
        for a in explained(explaining, title).alternatives
        for c in a.conditions
        if c.question == "ground"
    }
    whole, ground = "Whole (neither crushed nor ground)", "Crushed or ground"
    assert found == {("ground", ground, whole), ("whole", whole, ground)}


def test_without_a_fact_the_title_is_the_condition(tiny_classifier: HSClassifier) -> None:
    explanation = explained(tiny_classifier, "pepper")
    for alternative in explanation.alternatives:
        (condition,) = alternative.conditions
        assert (condition.question, condition.choice) == (KIND, alternative.candidate.code)
        assert condition.label == alternative.candidate.title("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_that_is_asked_for(
    explaining: HSClassifier, language: Language
) -> None:
    explanation = explained(explaining, "pepper", language)
    conditions = [c for a in explanation.alternatives for c in a.conditions]
    texts = [x for c in conditions for x in (c.text, c.label, c.instead_of)]
    for text in (*texts, *(step.title for step in explanation.path)):
        assert in_script(text, language), text


def test_the_language_is_the_texts_own_by_default(explaining: HSClassifier) -> None:
    assert explained(explaining, "พริกไทย") == explained(explaining, "พริกไทย", "th")


def test_no_candidate_no_explanation(explaining: HSClassifier) -> None:
    assert explained(explaining, "12.50 --") == Explanation((), (), (), ())


def test_what_only_a_title_tells_apart_is_no_known_condition(explaining: HSClassifier) -> None:
    alternatives = [
        a for text in ("pepper", "tea") for a in explained(explaining, text).alternatives
    ]
    assert {bool(a.known) for a in alternatives} == {True, False}
    assert all(KIND not in {c.question for c in a.known} for a in alternatives)


def test_it_goes_out_as_json(explaining: HSClassifier) -> None:
    values = json.loads(json.dumps(explained(explaining, "tea").to_dict()))
    assert set(values) == {"path", "supporters", "others", "alternatives"}
    assert set(values["alternatives"][0]) == {"code", "probability", "titles", "conditions"}
