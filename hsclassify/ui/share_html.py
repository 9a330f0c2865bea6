"""An answer to take along: as text for a customs form, and as a link. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from hsclassify.results import percent
from hsclassify.text import tidy
from hsclassify.ui.answers import Answer
from hsclassify.ui.copy_button import copy_button
from hsclassify.ui.explain import confidence_key, lead
from hsclassify.ui.markup import Html, tag
from hsclassify.ui.wording import Wording


def share_html(answer: Answer, target: float, words: Wording) -> Html:
    """Return the buttons that copy an answer; *target* is what counts as safe."""
    text = form_text(answer, target, words)
    return tag(
        "div",
        copy_button(words("share_text"), words, kind="hs-small", data_copy=text),
        copy_button(words("share_link"), words, kind="hs-small", data_link=link(answer)),
        class_="hs-share",
    )


def form_text(answer: Answer, target: float, words: Wording) -> str:
    """Return an answer as lines of text, for a form or a letter."""
    return "\n".join(_lines(answer, target, words))


def _lines(answer: Answer, target: float, words: Wording) -> Iterator[str]:
    prediction = answer.prediction
    yield words("share_goods", value=tidy(answer.text))
    for said in answer.given:
        yield f"{said.text} {said.label}"
    named = prediction.best or lead(prediction)
    if not named:
        yield answer.explanation  # that the codes below it are guesses
    for candidate in [named] if named else prediction.candidates:
        word = words(confidence_key(candidate.probability, target))
        yield words("share_code", value=f"{candidate.dotted} {candidate.title(words.language)}")
        yield words("share_sure", percent=percent(candidate.probability), word=word)
    if named:
        yield answer.explanation
    yield words("disclaimer")


def link(answer: Answer) -> str:
    """Return the query part of an address that asks the same.

    It names no language: whoever opens it reads the answer in their own. Its text is the one that
    was typed, in its characters: no longer than is read, and without what cannot be written.
    """
    # Gradio's DeepLinkButton would save the page as it stands on the server, under a number: its
    # links end with the server's disk, tell nothing by themselves, and keep what was typed.
    asked = {"text": tidy(answer.text)}
    given = {x.question: x.choice for x in answer.given}
    return f"?{urlencode({**asked, 'answers': json.dumps(given)} if given else asked)}"
