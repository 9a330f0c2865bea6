"""What one visitor asked on the open page.

The server keeps it for as long as the page is open, and an hour more: Gradio's own measure for
whoever comes back to a page that lost its connection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from hsclassify.errors import InputError
from hsclassify.text import Language
from hsclassify.ui.answers import Answer, Asked, given_answers
from hsclassify.ui.explain import lead
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.wording import Wording

TURNS_KEPT: Final = 12


@dataclass(frozen=True)
class Turn:
    """Something that was asked, and what came of it.

    Attributes:
        asked: the description, and the answers to its questions.
        code: that was answered, "" where nothing was sure.
        language: of the description.
    """

    asked: Asked
    code: str
    language: Language


@dataclass(frozen=True)
class Session:
    """What was asked on the page.

    Attributes:
        asked: what was asked last.
        turns: that and everything before, newest first.
        said_in: languages that the last answer was said in: the chosen one, and the page's;
            "" twice before there is one.
    """

    asked: Asked = field(default_factory=Asked)
    turns: tuple[Turn, ...] = ()
    said_in: tuple[str, str] = ("", "")

    def after(self, asked: Asked, answer: Answer) -> Session:
        """Return the session once *answer* was given; a text that comes back moves up."""
        prediction = answer.prediction
        if not prediction.candidates:
            return replace(self, asked=asked)
        named = prediction.best or lead(prediction)
        others = [turn for turn in self.turns if turn.asked.text != asked.text]
        turns = (Turn(asked, named.dotted if named else "", prediction.language), *others)
        return replace(self, asked=asked, turns=turns[:TURNS_KEPT])


def linked(parameters: Mapping[str, str]) -> Asked:
    """Return what a link to an answer asks.

    Args:
        parameters: of the link; ``text``, and ``answers`` as JSON.

    Raises:
        InputError: the answers cannot be read.
    """
    text, written = parameters.get("text", ""), parameters.get("answers", "")
    try:
        return Asked(text, given_answers(json.loads(written) if written else None))
    except ValueError as error:
        raise InputError(
            f"The link has answers that cannot be read ({error}). "
            "Its text is answered without them; choose them again."
        ) from error


def unanswered(parameters: Mapping[str, str]) -> Asked:
    """Return what a link asks without its answers, where they are of no use."""
    return Asked(parameters.get("text", ""))


def history_html(session: Session, words: Wording) -> Html:
    """Return what was asked as buttons that ask it again; nothing where all of it is shown.

    A hint, as for an empty box, is no turn: the one answer before it is then no longer shown.
    """
    if {turn.asked.text for turn in session.turns} <= {session.asked.text}:
        return NOTHING
    return tag(
        "section",
        tag("h3", words("history_title")),
        tag("ol", *(tag("li", _again(turn, words)) for turn in session.turns)),
        class_="hs-history",
    )


def _again(turn: Turn, words: Wording) -> Html:
    return tag(
        "button",
        tag("span", turn.asked.text, class_="hs-history-text", lang=turn.language),
        " ",
        tag("span", turn.code or words("verdict_0"), class_="hs-choice-codes"),
        type="button",
        class_="hs-choice",
        data_text=turn.asked.text,
        data_answers=json.dumps(dict(turn.asked.answers)),
    )
