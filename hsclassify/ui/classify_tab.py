"""The tab "Classify": one description in, one answer out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import gradio as gr

from hsclassify.codes import Codes
from hsclassify.text import LANGUAGES
from hsclassify.ui.answer_html import answer_html, waiting_html
from hsclassify.ui.answers import AUTO, Answer, Answers
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.feedback import FeedbackDesk, create_feedback
from hsclassify.ui.national_html import National, national_html
from hsclassify.ui.record_html import record_html
from hsclassify.ui.wording import NATIVE_NAMES, Wording, wording

CODES_SHOWN: Final = 3
AT_ONCE: Final = 4
"""How many descriptions are classified at the same time."""

_SCRIPT: Final = (Path(__file__).parent / "answer.js").read_text("utf-8")
_EXAMPLES: Final = (
    ("example_word", "umbrella"),
    ("example_invoice", "20 CTNS MENS COTTON KNITTED T-SHIRTS"),
    ("example_vague", "spare parts"),
    (None, "ข้าวหอมมะลิ 5 กก."),
    (None, "Cà phê nhân Robusta chưa rang"),
    (None, "不锈钢保温杯 500ml"),
)


@dataclass(frozen=True)
class ClassifyTab:
    """What other tabs need of this one: the description, and the button that maps it."""

    text: gr.Textbox
    show_on_map: gr.Button


def create_classify_tab(
    answers: Answers, codes: Codes, desk: FeedbackDesk, words: Wording, *, on_map: bool
) -> ClassifyTab:
    """Add the tab to the page that is being built.

    Args:
        answers: classifies the descriptions.
        codes: knows the national lines under a code.
        desk: takes feedback.
        words: of the interface.
        on_map: offer to show the description on the map.
    """
    with gr.Tab(words("tab_classify"), id="classify"):
        with gr.Column(elem_classes="hs-ask"):
            text, language, button, examples = _question(words)
        answer = gr.HTML(
            waiting_html(words),
            apply_default_css=False,
            js_on_load=_SCRIPT,
            elem_id="answer",
        )
        show_on_map = gr.Button(
            words("map_query_button"), size="sm", visible=on_map, elem_id="show-on-map"
        )

        create_feedback(desk, text, words)

        def show_answer(text: str, language: str) -> str:
            with spoken_errors(as_html=True):
                found = answers.ask(text, CODES_SHOWN, language)
                spoken = wording(found.language)
                return answer_html(
                    found,
                    answers.nomenclature,
                    answers.target,
                    national=national_html(_national(codes, found), spoken),
                    record=record_html(answers.record(text, found), spoken),
                )

        def show_example(example: list[str], language: str) -> tuple[str, str]:
            return example[0], show_answer(example[0], language)

        def show_again(text: str, language: str) -> str:
            return show_answer(text, language) if text.strip() else waiting_html(words)

        quiet = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": AT_ONCE,
            "concurrency_id": "classify",
        }
        for asked in (button.click, text.submit):
            asked(show_answer, [text, language], answer, **quiet)
        language.input(show_again, [text, language], answer, **quiet)
        examples.click(show_example, [examples, language], [text, answer], **quiet)
    return ClassifyTab(text, show_on_map)


def _national(codes: Codes, answer: Answer) -> National:
    """Return the lines under an answer that is safe to six digits."""
    best = answer.prediction.best
    return National.of(codes, best.code, answer.prediction.text) if best else National()


def _question(words: Wording) -> tuple[gr.Textbox, gr.Radio, gr.Button, gr.Dataset]:
    text = gr.Textbox(
        label=words("text_label"),
        info=words("text_hint"),
        placeholder=words("text_placeholder"),
        lines=1,
        max_lines=6,
        autofocus=True,
        elem_id="goods",
    )
    with gr.Row(elem_classes="hs-controls"):
        language = gr.Radio(
            [(words("language_auto"), AUTO), *((NATIVE_NAMES[x], x) for x in LANGUAGES)],
            value=AUTO,
            label=words("language_label"),
            scale=3,
            elem_id="answer-language",
        )
        button = gr.Button(words("classify_button"), variant="primary", scale=1, elem_id="ask")
    examples = gr.Dataset(
        label=words("examples_label"),
        components=[gr.Textbox(visible=False)],
        samples=[[text] for _, text in _EXAMPLES],
        sample_labels=[f"{words(key)}: {text}" if key else text for key, text in _EXAMPLES],
        layout="gallery",
        elem_id="examples",
    )
    return text, language, button, examples
