"""The questions as buttons: what each carries, and what was answered before."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.facts import Facts
from hsclassify.questions import KIND
from hsclassify.results import Choice, GivenAnswer, Question
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import Answer, Answers
from hsclassify.ui.endpoints import Endpoints
from hsclassify.ui.questions_html import questions_html
from hsclassify.ui.wording import wording
from pipeline.corpus import read_facts

from .conftest import MakeAnswer

STATE = Question(
    "state",
    "Fresh <or> frozen?",
    (
        Choice("fresh", "Fresh", ("030617",)),
        Choice("frozen", "Frozen", ("030616", "030617", "030619", "030621")),
    ),
)
GIVEN = (
    GivenAnswer("kind", "0306", "Which?", "Crustaceans"),
    GivenAnswer("shell", "in", "In shell?", "In shell"),
)


class Buttons(HTMLParser):
    """The answers that each button carries, in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.carried: list[dict[str, str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.carried.append(json.loads(dict(attributes)["data-answers"] or ""))


def shown(answer: Answer, **changes: object) -> str:
    return questions_html(replace(answer, **changes), wording("en"))


def test_nothing_asked_and_nothing_given_is_nothing(make_answer: MakeAnswer) -> None:
    assert shown(make_answer()) == ""


def test_buttons_carry_what_holds_after_the_click(make_answer: MakeAnswer) -> None:
    made = shown(make_answer(), given=GIVEN, questions=(STATE,))
    assert Buttons(made).carried == [
        {"shell": "in"},
        {"kind": "0306"},
        {},
        {"kind": "0306", "shell": "in", "state": "fresh"},
        {"kind": "0306", "shell": "in", "state": "frozen"},
    ]
    assert "Fresh &lt;or&gt; frozen?" in made
    assert "0306.16 · 0306.17 · 0306.19 +1" in made


def test_all_answers_are_taken_back_at_once_where_there_are_several(
    make_answer: MakeAnswer,
) -> None:
    assert Buttons(shown(make_answer(), given=GIVEN)).carried[-1] == {}
    assert "hs-undo-all" not in shown(make_answer(), given=GIVEN[:1])


def test_a_kind_that_is_taken_back_takes_those_within_it_along(make_answer: MakeAnswer) -> None:
    given = (
        GivenAnswer("kind4", "0306", "Which?", "Crustaceans"),
        GivenAnswer("shell", "in", "In shell?", "In shell"),
        GivenAnswer("kind6", "030617", "Which?", "Frozen shrimps"),
    )
    assert Buttons(shown(make_answer(), given=given)).carried == [
        {"shell": "in"},
        {"kind4": "0306", "kind6": "030617"},
        {"kind4": "0306", "shell": "in"},
        {},
    ]


def test_two_kinds_in_a_row_are_two_answers(titled: Answers) -> None:
    heading = next(q for q in titled.ask("plant", 3, "en").questions if q.id == "kind4").choices[0]
    wide = titled.ask("plant", 3, "en", {"kind4": heading.id})
    code = next(q for q in wide.questions if q.id == "kind6").choices[0]
    given = {"kind4": heading.id, "kind6": code.id}
    assert given in Buttons(questions_html(wide, wording("en"))).carried
    narrow = titled.ask("plant", 3, "en", given)
    assert [x.choice for x in narrow.given] == [heading.id, code.id]
    undo = Buttons(questions_html(narrow, wording("en"))).carried
    assert undo == [{}, {"kind4": heading.id}, {}]


@pytest.fixture(scope="module")
def titled(tiny_bundle: Bundle) -> Answers:
    """Answers of the tiny bundle without facts, which asks for titles alone."""
    facts = Facts((), tiny_bundle.nomenclature.codes(6))
    return Answers(HSClassifier(replace(tiny_bundle, facts=facts)))


@pytest.fixture(scope="module")
def answers(tiny_bundle: Bundle) -> Answers:
    """Answers of the tiny bundle with the written facts."""
    facts = Facts(read_facts(), tiny_bundle.nomenclature.codes(6))
    return Answers(HSClassifier(replace(tiny_bundle, facts=facts)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_given_answers_are_said_in_the_language_of_the_answer(
    answers: Answers, language: Language
) -> None:
    found = answers.ask("umbrella", 3, language, {KIND: "6601", "tea": "green"})
    tree = answers.nomenclature
    assert [x.question for x in found.given] == [KIND, "tea"]
    assert found.given[0].label == tree.title("6601", language)
    assert {c.code[:4] for c in found.prediction.candidates} == {"6601"}


def test_endpoint_narrows_and_the_record_holds(answers: Answers) -> None:
    wide = Endpoints(answers).classify("tea")
    narrow = Endpoints(answers).classify("tea", answers={KIND: "0902"})
    assert {c["code"][:4] for c in narrow["candidates"]} == {"0902"}
    assert wide["headings"] != narrow["headings"]
    assert len(narrow["headings"]) == 1
    assert Endpoints(answers).classify("tea", answers={})["candidates"] == wide["candidates"]
