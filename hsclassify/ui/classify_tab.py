"""The tab "Classify": one description in, one answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final, Literal

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from hsclassify.codes import Codes
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answer_html import answer_html, waiting_html
from hsclassify.ui.answers import AUTO, Answer, Answers, Asked
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.examples import EXAMPLES, examples_script
from hsclassify.ui.feedback import BLANK, FeedbackDesk, create_feedback
from hsclassify.ui.markup import Html
from hsclassify.ui.national_html import National, national_html
from hsclassify.ui.record_html import record_html
from hsclassify.ui.scripts import script
from hsclassify.ui.session import Session, history_html, linked, unanswered
from hsclassify.ui.speech import QUIET, Say, Speech, say, visitors_language
from hsclassify.ui.wording import NATIVE_NAMES, Wording, wording

CODES_SHOWN: Final = 3
AT_ONCE: Final = 4
"""Descriptions that are classified at the same time, and likewise questions about codes.

More than one, so that short texts can pass a long one. docs/api.md ("How much at once") has, for
this and other numbers, the answers a second and how long short texts wait beside long ones, and
says which number came out best.
"""

LIKE_PAGE: Final = "page"
"""Answer in the language of the interface."""

_TELLS: Final = """(...given) => {
    document.dispatchEvent(new CustomEvent("hs-%s", { detail: "%s" }));
    return given;
}"""
"""Tells the answer's script what becomes of a question, and how it was asked."""

_QUIET: Final[dict[str, Any]] = {
    **QUIET,
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "classify",
}

Shown = tuple[str, Html, Session, gr.Button]
"""The answer, the history, the session after it, and the button that maps it."""

Anew = tuple[Any, ...]
"""What is :data:`Shown`, and the blank form for feedback on it."""


@dataclass(frozen=True)
class ClassifyTab:
    """What other tabs need of this one.

    Attributes:
        answer: selecting a code in it wants it opened among all codes, expanding it the help.
        session: what was asked.
        show_on_map: shows the answer on the map.
    """

    answer: gr.HTML
    session: gr.State
    show_on_map: gr.Button


class Replies:
    """What the page shows when something is asked, over one classifier."""

    def __init__(self, answers: Answers, codes: Codes, *, on_map: bool) -> None:
        self._answers = answers
        self._codes = codes
        self._on_map = on_map

    def show(self, asked: Asked, before: Session, chosen: str, interface: Language) -> Shown:
        """Answer what is asked."""
        with spoken_errors(as_html=True, language=interface):
            language = interface if chosen == LIKE_PAGE else chosen
            found = self._answers.ask(asked.text, CODES_SHOWN, language, asked.answers)
            spoken = wording(found.language)
            answer = answer_html(
                found,
                self._answers.nomenclature,
                self._answers.target,
                national=national_html(_national(self._codes, found), spoken),
                record=record_html(self._answers.record(found), spoken),
                like_page=chosen == LIKE_PAGE,
            )
            now = replace(before.after(asked, found), said_in=(chosen, interface))
            mapped = gr.Button(visible=self._on_map and bool(found.prediction.candidates))
            return answer, history_html(now, wording(interface)), now, mapped

    def show_text(self, text: str, before: Session, chosen: str, interface: Language) -> Anew:
        """Answer a description that was typed."""
        return *self.show(Asked(text), before, chosen, interface), *BLANK

    def show_example(
        self, example: list[str], before: Session, chosen: str, interface: Language
    ) -> Anew:
        """Fill an example in and answer it."""
        return example[0], *self.show(Asked(example[0]), before, chosen, interface), *BLANK

    def show_again(
        self, before: Session, chosen: str, interface: Language
    ) -> Shown | tuple[Any, ...]:
        """Say the last answer anew, unless there is none or it was said in these languages.

        A switch can be told after an answer that was asked for later, as one is while the page
        gets ready: the same answer once more would take the focus from whoever is in the first,
        and one to nothing would take its place.
        """
        if before.said_in not in (Session().said_in, (chosen, interface)):
            return self.show(before.asked, before, chosen, interface)
        return gr.skip(), gr.skip(), gr.skip(), gr.skip()

    def show_clicked(
        self, before: Session, chosen: str, interface: Language, event: gr.EventData
    ) -> Anew:
        """Answer what a button in an answer or in the history carries."""
        asked = Asked(event.text, event.answers)
        return asked.text, *self.show(asked, before, chosen, interface), *BLANK

    def greet(self, kept: str, request: gr.Request) -> tuple[Any, ...]:
        """Speak the language of the visitor, and fill in what a link asks."""
        text = unanswered(request.query_params).text
        # A visitor may be typing already: nothing else is touched.
        return visitors_language(request, kept), text if text.strip() else gr.skip()

    def show_linked(self, interface: Language, request: gr.Request) -> Anew:
        """Answer what a link asks.

        Where its answers are of no use it says so, and answers the text alone.
        """
        parameters = request.query_params
        for read in (linked, unanswered) if "answers" in parameters else (linked,):
            try:
                with spoken_errors(as_html=True, language=interface):
                    asked = read(parameters)
                if not asked.text.strip():
                    break
                return *self.show(asked, Session(), LIKE_PAGE, interface), *BLANK
            except gr.Error as error:
                gr.Warning(error.message, title=error.title)
        return tuple([gr.skip()] * (4 + len(BLANK)))


def create_classify_tab(
    app: gr.Blocks,
    answers: Answers,
    codes: Codes,
    desk: FeedbackDesk,
    speech: Speech,
    *,
    on_map: bool,
) -> ClassifyTab:
    """Add the tab to the page that is being built.

    Args:
        app: that page.
        answers: classifies the descriptions.
        codes: knows the national lines under a code.
        desk: takes feedback.
        speech: of the interface.
        on_map: offer to show the description on the map.
    """
    with speech.add(gr.Tab, label=say("tab_classify"), id="classify"):
        with gr.Column(elem_classes="hs-ask"):
            text, language, button, examples = _question(speech)
        speech.add(gr.HTML, value=Say(waiting_html), apply_default_css=False, elem_id="waiting")
        answer = gr.HTML(
            apply_default_css=False,
            js_on_load=f"{script('copy', 'answer')}\n{examples_script()}",
            elem_id="answer",
        )
        show_on_map = speech.add(
            gr.Button,
            value=say("map_query_button"),
            size="sm",
            visible=False,
            elem_id="show-on-map",
        )

        history = gr.HTML(
            apply_default_css=False,
            js_on_load=script("history"),
            elem_id="history",
        )
        session = gr.State(Session())
        form = create_feedback(desk, session, speech)

        replies = Replies(answers, codes, on_map=on_map)
        shown, known = [answer, history, session, show_on_map], [session, language, speech.switch]
        anew = [*shown, *form]
        typed = partial(gr.on, [button.click, text.submit])
        _ask(typed, replies.show_text, [text, *known], anew, meanwhile="always_last")
        for switched in (language.input, speech.switch.change):
            switched(replies.show_again, known, shown, **_QUIET)
        chosen = [examples, *known]
        _ask(examples.click, replies.show_example, chosen, [text, *anew], meanwhile="always_last")
        # Gradio would ask again what was clicked first, so the answer's script keeps the last.
        _ask(answer.click, replies.show_clicked, known, [text, *anew], how="clicked")
        # That script asks once more itself.
        _ask(answer.submit, replies.show_clicked, known, [text, *anew])
        # Whoever finds the queue full has the page in their language all the same.
        greeting = [speech.wanted, text]
        greeted = app.load(replies.greet, speech.kept, greeting, queue=False, **QUIET)
        settled = speech.settle(greeted)
        linked = settled.then(replies.show_linked, speech.switch, anew, **_QUIET)
        linked.success(None, js=_TELLS % ("linked", ""), **QUIET)
    return ClassifyTab(answer, session, show_on_map)


def _ask(
    asked: Callable[..., Dependency],
    reply: Callable[..., Anew],
    inputs: list[Component],
    outputs: list[Component],
    *,
    how: str = "",
    meanwhile: Literal["once", "always_last"] = "once",
) -> None:
    """Let an event of the page be a question, which *reply* answers.

    Args:
        asked: the event.
        reply: answers it.
        inputs: of *reply*.
        outputs: of *reply*.
        how: it was asked, for the answer's script.
        meanwhile: while an answer is on its way, whether to drop the event, or to ask once more
            after it, with the inputs of that time.
    """
    question = asked(
        reply, inputs, outputs, js=_TELLS % ("asked", how), trigger_mode=meanwhile, **_QUIET
    )
    question.success(None, js=_TELLS % ("answered", how), **QUIET)
    question.failure(None, js=_TELLS % ("failed", how), **QUIET)


def _national(codes: Codes, answer: Answer) -> National:
    """Return the lines under an answer that is safe to six digits."""
    best = answer.prediction.best
    return National.of(codes, best.code, answer.prediction.text) if best else National()


def _question(speech: Speech) -> tuple[gr.Textbox, gr.Dropdown, gr.Button, gr.Dataset]:
    text = speech.add(
        gr.Textbox,
        label=say("text_label"),
        info=say("text_hint"),
        placeholder=say("text_placeholder"),
        lines=1,
        max_lines=6,
        autofocus=True,
        elem_id="goods",
    )
    with gr.Row(elem_classes="hs-controls"):
        language = speech.add(
            gr.Dropdown,
            choices=Say(_languages),
            value=LIKE_PAGE,
            label=say("language_label"),
            scale=1,
            elem_id="answer-language",
        )
        button = speech.add(
            gr.Button, value=say("classify_button"), variant="primary", scale=2, elem_id="ask"
        )
    examples = speech.add(
        gr.Dataset,
        label=say("examples_label"),
        components=[gr.Textbox(visible=False)],
        samples=[[x.text] for x in EXAMPLES],
        sample_labels=Say(lambda words: [x.label(words) for x in EXAMPLES]),
        layout="gallery",
        elem_id="examples",
    )
    return text, language, button, examples


def _languages(words: Wording) -> list[tuple[str, str]]:
    """Return the languages that an answer can be in."""
    return [
        (words("language_page"), LIKE_PAGE),
        (words("language_auto"), AUTO),
        *((NATIVE_NAMES[x], x) for x in LANGUAGES),
    ]
