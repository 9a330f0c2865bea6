"""Which language the page speaks, and that all of it does."""

from __future__ import annotations

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.text import LANGUAGES
from hsclassify.ui.speech import Say, Speech, preferred, say
from hsclassify.ui.wording import wording


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("fr-FR,fr;q=0.9,vi;q=0.5,en;q=0.4", "vi"),
        ("en;q=0.3, zh-Hant;q=0.7", "zh"),
        ("ZH-cn", "zh"),
        ("fr, de;q=0.8", "en"),
        ("", "en"),
        ("th;q=often, vi;q=0.1", "vi"),
        ("fr, th;q=0", "en"),
        ("th;q=0.0, zh;q=0.1", "zh"),
    ],
)
def test_the_language_a_browser_likes_best(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


@given(st.text())
def test_any_header_gives_a_language(accepted: str) -> None:
    assert preferred(accepted) in LANGUAGES


def test_components_start_in_english_and_are_said_anew() -> None:
    with gr.Blocks() as app:
        speech = Speech()
        box = speech.add(gr.Textbox, label=say("text_label"), lines=2)
        page = speech.add(gr.HTML, value=Say(lambda words: words.language))
        speech.add(gr.Number, value=7)
        speech.listen()
    assert (box.label, box.lines, page.value) == (wording("en")("text_label"), 2, "en")
    speak, _keep = app.fns.values()
    assert speak.outputs == [speech.switch, box, page]
    _, said, html = speak.fn("th")
    assert said["label"] == wording("th")("text_label")
    assert html["value"] == "th"
    assert "lines" not in said
