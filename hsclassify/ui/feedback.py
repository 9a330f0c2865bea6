"""Feedback below an answer: right or wrong, the right code, a remark, and consent beside it."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from hsclassify.classifier import HSClassifier
from hsclassify.errors import InputError, quoted
from hsclassify.feedback import MAX_REMARK_CHARACTERS, Feedback, FeedbackStore
from hsclassify.nomenclature import MAX_CODE_CHARACTERS
from hsclassify.results import dotted
from hsclassify.text import Language
from hsclassify.ui.answers import Asked
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.session import Session
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.wording import INTERFACE, Wording, wording

RIGHT: Final = "right"
WRONG: Final = "wrong"
AT_ONCE: Final = 2
"""Words of feedback that are taken at the same time.

Each classifies its description once and writes one line under a lock; pushing runs by itself. Few
are given: two keep nobody waiting, and leave the cores to the questions.
"""

BLANK: Final = (NOTHING, None, None, "", "", False)
"""What :func:`create_feedback` returns holds for an answer that nobody has judged."""


class FeedbackDesk:
    """Takes feedback on the answers of one classifier: what the page and the endpoint share."""

    def __init__(self, classifier: HSClassifier, store: FeedbackStore) -> None:
        self._classifier = classifier
        self._store = store

    @property
    def repo(self) -> str:
        """Hub dataset that feedback is pushed to; "" where it stays on this machine."""
        return self._store.repo

    def take(
        self,
        asked: Asked,
        verdict: str,
        code: str | None,
        remark: str | None,
        consent: bool,
    ) -> Feedback:
        """Keep what a user says of the answer to what was *asked*.

        Raises:
            InputError: an argument is not usable; says which and why.
        """
        if verdict not in (RIGHT, WRONG):
            raise InputError(
                f"Say whether the first code is {RIGHT!r} or {WRONG!r}; got {quoted(verdict)}."
            )
        # Gradio checks no types: a number as code, or the consent "no", would come this far.
        code, remark = _text("code", code), _text("remark", remark)
        if not isinstance(consent, bool):
            raise InputError(
                f"consent has to be true or false, got {quoted(consent)}. "
                "Leave it out to have neither the description nor the remark kept."
            )
        feedback = Feedback.on(
            self._classifier,
            asked.text,
            right=verdict == RIGHT,
            code=code,
            remark=remark,
            consent=consent,
            answers=asked.answers,
        )
        self._store.keep(feedback)
        return feedback

    def whereabouts(self, words: Wording) -> str:
        """Return in words where feedback is kept."""
        if not self.repo:
            return words("feedback_kept_here")
        key = "feedback_kept_hub" if self._store.is_connected else "feedback_kept_until"
        return words(key, repo=self.repo)

    def feedback(
        self, text: str, verdict: str, code: str = "", remark: str = "", consent: bool = False
    ) -> dict[str, Any]:
        """Say whether the first code that is answered to a description is right.

        It is kept for the corpus, without anything about you. The description and the
        remark are kept only with consent.

        Args:
            text: The description, as it was given to classify.
            verdict: "right" when the first code is right, else "wrong".
            code: With "wrong", the right code of 2, 4 or 6 digits, such as "0306.17", if you
                know it.
            remark: Anything to add; up to 500 characters are read. No personal data, please.
            consent: true when the description and the remark may be kept and published.

        Returns:
            The keys kept ("hub" or "local"), message, and feedback with what was kept.
        """
        with spoken_errors(as_html=False):
            feedback = self.take(Asked(text), verdict, code, remark, consent)
            return {
                "kept": "hub" if self._store.is_connected else "local",
                "message": self.whereabouts(wording(INTERFACE)),
                "feedback": feedback.to_dict(),
            }


def create_feedback(
    desk: FeedbackDesk, session: gr.State, speech: Speech
) -> list[gr.components.Component]:
    """Add the component to the page that is being built.

    Args:
        desk: takes the feedback.
        session: holds the :class:`Session`.
        speech: of the interface.

    Returns:
        What is to become :data:`BLANK` with every new answer.
    """
    with speech.add(gr.Accordion, label=say("feedback_title"), open=False, elem_id="feedback"):
        verdict = speech.add(
            gr.Radio,
            choices=Say(
                lambda words: [(words("feedback_right"), RIGHT), (words("feedback_wrong"), WRONG)]
            ),
            label=say("feedback_verdict"),
            elem_id="feedback-verdict",
        )
        with gr.Row():
            code = speech.add(
                gr.Textbox,
                label=say("feedback_code"),
                info=say("feedback_code_hint"),
                max_length=MAX_CODE_CHARACTERS,
                elem_id="feedback-code",
            )
            remark = speech.add(
                gr.Textbox,
                label=say("feedback_remark"),
                info=say("feedback_remark_hint"),
                max_length=MAX_REMARK_CHARACTERS,
                elem_id="feedback-remark",
            )
        consent = speech.add(
            gr.Checkbox,
            label=say("feedback_consent"),
            info=Say(lambda words: _consent_info(desk, words)),
            value=False,
        )
        send = speech.add(gr.Button, value=say("feedback_send"), elem_id="feedback-send")
        thanks = gr.HTML(apply_default_css=False, elem_id="feedback-thanks")
        taken = gr.State(None)
    form: list[gr.components.Component] = [verdict, code, remark, consent]

    def take(
        language: Language,
        session: Session,
        verdict: str | None,
        code: str,
        remark: str,
        consent: bool,
    ) -> tuple[Any, ...]:
        words = wording(language)
        with spoken_errors(as_html=True, language=language):
            if verdict is None:
                raise InputError(words("feedback_choose"))
            feedback = desk.take(session.asked, verdict, code, remark, consent)
            return thanks_html(desk, feedback, words), feedback, *BLANK[2:]

    def say_again(taken: Feedback | None, language: Language) -> Html:
        return thanks_html(desk, taken, wording(language)) if taken else NOTHING

    send.click(
        take,
        [speech.switch, session, *form],
        [thanks, taken, *form],
        concurrency_limit=AT_ONCE,
        **QUIET,
    )
    speech.switch.change(say_again, [taken, speech.switch], thanks, **QUIET)
    return [thanks, taken, *form]


def thanks_html(desk: FeedbackDesk, feedback: Feedback, words: Wording) -> Html:
    """Return what was kept of *feedback*, and where."""
    if feedback.right:
        noted = words("feedback_noted_right", code=dotted(feedback.predicted))
    elif feedback.code:
        noted = words("feedback_noted_code", code=dotted(feedback.code))
    else:
        noted = words("feedback_noted_wrong", code=dotted(feedback.predicted))
    kept = words("feedback_with_text" if feedback.text else "feedback_without_text")
    return tag("p", f"{noted} {kept} {desk.whereabouts(words)}", role="status")


def _text(name: str, value: str | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(
            f"{name} has to be a text, got {quoted(value)}. Pass a string, or leave it out."
        )
    return value


def _consent_info(desk: FeedbackDesk, words: Wording) -> str:
    if desk.repo:
        return words("feedback_consent_hub", repo=desk.repo)
    return words("feedback_consent_here")
