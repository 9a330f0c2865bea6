"""A code in the place of a description: what it is, or what became of it."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier
from hsclassify.text import LANGUAGES
from hsclassify.ui.answers import Answers
from hsclassify.ui.wording import wording


@pytest.fixture
def answers(classifier: HSClassifier) -> Answers:
    return Answers(classifier)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_dead_code_is_answered_with_its_successors(answers: Answers, lang: str) -> None:
    answer = answers.ask("8517.12", 3, lang)
    assert answer.prediction.reason.startswith("8517.12 was deleted in HS 2022: 8517.13 (Smart")
    assert wording(lang)("no_words_body") in answer.explanation
    for part in (
        "8517.12",
        "2022",
        "8517.13",
        "8517.14",
        answers.nomenclature.title("851714", lang),
    ):
        assert part in answer.explanation


@pytest.mark.parametrize(
    "text",
    [
        "HS 8517.12",
        "HS Code: 851712",
        "รหัสพิกัดศุลกากร 8517.12",
        "mã số HS 8517.12",
        "商品编码8517120000",
    ],
)
def test_a_code_may_come_with_its_name(answers: Answers, text: str) -> None:
    assert answers.ask(text, 3, "en").prediction.reason.startswith("8517.12 was deleted in HS 2022")


def test_a_code_beside_words_is_a_description(answers: Answers) -> None:
    assert answers.ask("8517.12 smartphone", 3, "en").prediction.candidates[0].code == "851713"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_living_code_is_named(answers: Answers, lang: str) -> None:
    answer = answers.ask("0306.17.00", 3, lang)
    assert answer.prediction.reason.startswith("0306.17 is a code (")
    assert answers.nomenclature.title("030617", lang) in answer.explanation


@pytest.mark.parametrize("text", ["12345", "09", "2009", "99.99.99", "3.50", "!?"])
def test_other_figures_are_no_codes(answers: Answers, text: str) -> None:
    answer = answers.ask(text, 3, "en")
    assert answer.prediction.reason.startswith("There is no word in it")
    assert answer.explanation == wording("en")("no_words_body")
