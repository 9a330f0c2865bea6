"""What was asked on a page, links to it, and answers to take along."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.results import GivenAnswer
from hsclassify.text import LANGUAGES, MAX_CHARACTERS, MAX_RAW_CHARACTERS, Language, tidy
from hsclassify.ui.answers import Answers, Asked
from hsclassify.ui.session import TURNS_KEPT, Session, history_html, linked, unanswered
from hsclassify.ui.share_html import form_text, link, share_html
from hsclassify.ui.wording import wording

from .conftest import TARGET, MakeAnswer

GIVEN = (GivenAnswer("state", "frozen", "Fresh or frozen?", "Frozen"),)


def test_newest_comes_first_and_a_text_once(make_answer: MakeAnswer) -> None:
    session = Session()
    for text in ("tea", "shrimp", "tea"):
        session = session.after(Asked(text), make_answer())
    assert [turn.asked.text for turn in session.turns] == ["tea", "shrimp"]
    assert session.turns[0].code == "0306.17"
    for number in range(2 * TURNS_KEPT):
        session = session.after(Asked(str(number)), make_answer())
    assert len(session.turns) == TURNS_KEPT


def test_history_escapes_and_says_where_nothing_was_sure(make_answer: MakeAnswer) -> None:
    unsure = make_answer(level=0, sure=(0.3, 0.2, 0.1))
    session = Session().after(Asked("<b>"), unsure)
    assert history_html(session, wording("en")) == ""
    shown = history_html(session.after(Asked("tea", {"q": "a"}), make_answer()), wording("en"))
    assert "<b>" not in shown
    assert shown.count('lang="en"') == 2  # of the texts
    assert "not clear yet" in shown
    assert 'data-answers="{&quot;q&quot;: &quot;a&quot;}"' in shown


@pytest.mark.parametrize("hinted", ["", "12345"])
def test_an_answer_that_a_hint_takes_the_place_of_is_in_the_history(
    tiny_classifier: HSClassifier, hinted: str
) -> None:
    answers, words = Answers(tiny_classifier), wording("en")
    hint = answers.ask(hinted, 3, "en")
    assert history_html(Session().after(Asked(hinted), hint), words) == ""
    session = Session().after(Asked("umbrella"), answers.ask("umbrella", 3, "en"))
    assert history_html(session, words) == ""
    shown = history_html(session.after(Asked(hinted), hint), words)
    assert 'data-text="umbrella"' in shown


def test_a_link_asks_the_same(make_answer: MakeAnswer) -> None:
    text = 'tea & "milk" 茶?'
    made = parse_qs(link(replace(make_answer(text=text), given=GIVEN)).removeprefix("?"))
    assert set(made) == {"text", "answers"}  # and no language: the reader has one
    assert linked({key: value[0] for key, value in made.items()}) == Asked(
        text, {"state": "frozen"}
    )
    assert linked({}) == Asked()


def asked_by(made: str) -> str:
    return parse_qs(made.removeprefix("?"))["text"][0]


def test_half_a_character_and_what_nobody_reads_are_left_out(
    tiny_classifier: HSClassifier,
) -> None:
    asked = Asked("umbrella \ud83d" + " and more" * 10_000)
    assert asked.text.startswith("umbrella  and")
    assert len(asked.text) < MAX_RAW_CHARACTERS
    answer = Answers(tiny_classifier).ask(asked.text, 3, "en")
    assert asked_by(link(answer)) == tidy(asked.text)
    assert len(asked_by(link(answer))) <= MAX_CHARACTERS
    assert asked_by(link(replace(answer, text="umbrella \ud83d"))) == "umbrella"


def test_traditional_characters_are_taken_along_as_they_were_typed(
    tiny_classifier: HSClassifier,
) -> None:
    """They are read as simplified ones, which a form in Taiwan or Hong Kong does not take."""
    answer = Answers(tiny_classifier).ask("  保溫杯\u3000不鏽鋼 ", 3, "zh")
    assert answer.prediction.text == "保温杯 不锈钢"
    goods = form_text(answer, TARGET, wording("zh")).split("\n")[0]
    assert goods == wording("zh")("share_goods", value="保溫杯 不鏽鋼")
    assert asked_by(link(answer)) == "保溫杯 不鏽鋼"


def test_what_is_no_text_is_refused_where_it_is_answered(tiny_classifier: HSClassifier) -> None:
    with pytest.raises(InputError, match="has to be a text"):
        Answers(tiny_classifier).ask(Asked(7).text, 3, "en")  # type: ignore[arg-type]


@pytest.mark.parametrize("answers", ["{", "[1]", '{"a": 1}', '"x"'])
def test_a_broken_link_is_refused(answers: str) -> None:
    with pytest.raises(InputError, match="answers"):
        linked({"text": "tea", "answers": answers})
    assert unanswered({"text": "tea", "answers": answers}) == Asked("tea")


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_for_a_form(make_answer: MakeAnswer, language: Language) -> None:
    words = wording(language)
    made = form_text(replace(make_answer(language=language), given=GIVEN), TARGET, words)
    goods, said, code, sure, reason, disclaimer = made.split("\n")
    assert "frozen shrimp" in goods
    assert said == "Fresh or frozen? Frozen"
    assert f"0306.17 Frozen shrimps [{language}]" in code
    assert "95%" in sure
    assert ("（" in sure) is (language == "zh")  # as Chinese brackets words
    assert "0306.17" in reason
    assert disclaimer == words("disclaimer")


def test_an_unsure_answer_is_taken_along_with_its_guesses(make_answer: MakeAnswer) -> None:
    unsure = make_answer(level=0, sure=(0.3, 0.2, 0.1), title='"><script>')
    made = form_text(unsure, TARGET, wording("en"))
    assert made.count("HS 2022 code:") == 2
    assert made.index("The codes below are guesses") < made.index("HS 2022 code:")
    assert "<script>" not in share_html(unsure, TARGET, wording("en"))
