"""The path that page and endpoint share, over a tiny real bundle."""

from __future__ import annotations

import json
import logging

import gradio as gr
import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.text import LANGUAGES, Language, in_script
from hsclassify.ui.answers import Answers
from hsclassify.ui.endpoints import Endpoints
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.wording import wording


@pytest.fixture(scope="module")
def answers(tiny_classifier: HSClassifier) -> Answers:
    return Answers(tiny_classifier)


def test_answers_in_the_language_of_the_text(answers: Answers) -> None:
    assert answers.ask("ร่ม", 3, "auto").language == "th"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_in_the_language_that_is_asked_for(answers: Answers, lang: str) -> None:
    assert answers.ask("umbrella", 3, lang).language == lang


@pytest.mark.parametrize("language", ["", "fr", "EN", None, 3])
def test_unknown_language_says_which_there_are(answers: Answers, language: str) -> None:
    with pytest.raises(InputError, match="auto, en, th, vi or zh"):
        answers.ask("umbrella", 3, language)


def test_endpoint_returns_the_prediction_and_four_keys(
    answers: Answers, tiny_classifier: HSClassifier
) -> None:
    found = Endpoints(answers).classify("umbrella", 2, "vi")
    assert json.loads(json.dumps(found)) == found
    keys = ("alternatives", "answer_language", "explanation", "latency_ms")
    own = {key: found.pop(key) for key in keys}
    assert found == tiny_classifier.classify("umbrella", top_k=2).to_dict()
    assert own["answer_language"] == "vi"
    assert own["latency_ms"] >= 0
    assert [a["code"] for a in own["alternatives"]] == [found["candidates"][1]["code"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_would_make_other_codes_right_is_told_and_can_be_answered(
    classifier: HSClassifier, lang: Language
) -> None:
    found = Endpoints(Answers(classifier)).classify("black pepper", 5, lang)
    first, *others = (candidate["code"] for candidate in found["candidates"])
    assert [a["code"] for a in found["alternatives"]] == others
    for other in found["alternatives"]:
        conditions = other["conditions"]
        assert all(in_script(c[key], lang) for c in conditions for key in ("text", "label"))
        given = {c["question"]: c["choice"] for c in conditions}
        left = classifier.answer("black pepper", given, 50).candidates
        assert other["code"] in {c.code for c in left}
        assert first not in {c.code for c in left}
    ground = next(a for a in found["alternatives"] if a["code"] == "090412")
    assert [c["question"] for c in ground["conditions"]] == ["ground"]


@pytest.mark.parametrize("text", ["", "  ", "12345"])
def test_endpoint_answers_a_text_without_words_with_level_0(answers: Answers, text: str) -> None:
    found = Endpoints(answers).classify(text)
    assert (found["level"], found["candidates"]) == (0, [])
    assert found["reason"]
    assert found["explanation"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("umbrella", 0), "top_k has to be a whole number from 1 to 50, got 0."),
        (("umbrella", "3"), "top_k has to be"),
        ((7,), "A description has to be a text"),
        ((["umbrella"],), "A description has to be a text"),
        (("umbrella", 3, "klingon"), "language has to be"),
    ],
)
def test_endpoint_says_what_to_do(answers: Answers, arguments: tuple, said: str) -> None:
    with pytest.raises(gr.Error) as caught:
        Endpoints(answers).classify(*arguments)
    assert said in caught.value.message


def test_page_escapes_what_it_says() -> None:
    with pytest.raises(gr.Error) as caught, spoken_errors(as_html=True):
        raise InputError("no <b>bold</b> words")
    assert caught.value.message == "no &lt;b&gt;bold&lt;/b&gt; words"


def test_a_bug_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(gr.Error) as caught,
        spoken_errors(as_html=False),
    ):
        raise KeyError("inner detail")
    assert "inner detail" not in caught.value.message
    assert "inner detail" in caplog.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_old_code_among_words_is_explained_in_the_language_of_the_answer(
    classifier: HSClassifier, lang: Language
) -> None:
    answers, words = Answers(classifier), wording(lang)
    said = answers.ask("8517.12 mobile phone", 3, lang).explanation
    old = words("no_words_dead", code="8517.12", edition="2022", codes="…").partition("…")[0]
    assert said.startswith(old)
    assert f"8517.13 {classifier.nomenclature.title('851713', lang)}" in said
    assert len(said) > len(old) + len(answers.ask("mobile phone", 3, lang).explanation)
    assert old not in answers.ask("8517.13 mobile phone", 3, lang).explanation
