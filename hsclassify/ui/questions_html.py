"""The questions under an answer as buttons, and the answers given so far. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from hsclassify.questions import KINDS
from hsclassify.results import Choice, GivenAnswer, Question, dotted
from hsclassify.ui.answers import Answer
from hsclassify.ui.markup import NOTHING, Html, join, tag
from hsclassify.ui.wording import Wording

_CODES_SHOWN: Final = 3


def questions_html(answer: Answer, words: Wording) -> Html:
    """Return what was answered before and what is still asked, nothing where there is neither.

    Each button carries all answers that hold once it is clicked, so the page that shows
    it needs no memory of its own.
    """
    if not (answer.given or answer.questions):
        return NOTHING
    return tag(
        "section",
        _given(answer.given, words) if answer.given else NOTHING,
        _asked(answer, words) if answer.questions else NOTHING,
        class_="hs-questions",
    )


def _given(given: tuple[GivenAnswer, ...], words: Wording) -> Html:
    return join(
        tag("h3", words("given_title")),
        tag("ol", *(_undo(x, given, words) for x in given), class_="hs-given"),
        _undo_all(words) if len(given) > 1 else NOTHING,
    )


def _undo(one: GivenAnswer, given: tuple[GivenAnswer, ...], words: Wording) -> Html:
    others = {x.question: x.choice for x in given if not _falls_with(x, one)}
    return tag(
        "li",
        tag("span", one.text, class_="hs-given-question"),
        tag(
            "button",
            one.label,
            tag("span", "✕", class_="hs-cross", aria_hidden="true"),
            type="button",
            class_="hs-choice hs-undo",
            data_answers=json.dumps(others),
            aria_label=words("given_undo", answer=one.label),
            title=words("given_undo", answer=one.label),
        ),
    )


def _falls_with(other: GivenAnswer, one: GivenAnswer) -> bool:
    """Tell whether an answer goes once *one* is taken back: itself, or a kind within its kind."""
    kinds = {other.question, one.question} <= KINDS
    return other is one or (kinds and other.choice.startswith(one.choice))


def _undo_all(words: Wording) -> Html:
    return tag(
        "button",
        words("given_undo_all"),
        type="button",
        class_="hs-small hs-undo-all",
        data_answers="{}",
    )


def _asked(answer: Answer, words: Wording) -> Html:
    known = {x.question: x.choice for x in answer.given}
    return join(
        tag("h3", words("questions_title")),
        *(_question(question, known) for question in answer.questions),
    )


def _question(question: Question, known: Mapping[str, str]) -> Html:
    choices = (_choice(c, {**known, question.id: c.id}) for c in question.choices)
    return tag(
        "fieldset",
        tag("legend", question.text),
        tag("div", *choices, class_="hs-choices"),
        class_="hs-question",
    )


def _choice(choice: Choice, answers: Mapping[str, str]) -> Html:
    return tag(
        "button",
        tag("span", choice.label),
        tag("span", _codes(choice), class_="hs-choice-codes"),
        type="button",
        class_="hs-choice",
        data_answers=json.dumps(answers),
    )


def _codes(choice: Choice) -> str:
    """Return the codes that a choice leads to, the first few where there are many."""
    shown = " · ".join(map(dotted, choice.codes[:_CODES_SHOWN]))
    more = len(choice.codes) - _CODES_SHOWN
    return f"{shown} +{more}" if more > 0 else shown
