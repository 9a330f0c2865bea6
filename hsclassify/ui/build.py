"""The page, composed of its tabs and endpoints."""

from __future__ import annotations

from typing import Final

import gradio as gr

from hsclassify.classifier import HSClassifier
from hsclassify.hub import Loaded
from hsclassify.ui.about_tab import create_about_tab
from hsclassify.ui.answers import AUTO, Answers
from hsclassify.ui.classify_tab import AT_ONCE, create_classify_tab
from hsclassify.ui.endpoints import Endpoints
from hsclassify.ui.markup import tag
from hsclassify.ui.wording import INTERFACE, Wording, wording

QUEUE_LENGTH: Final = 100
"""Questions that may wait; more are told to come back."""


def create_app(loaded: Loaded) -> gr.Blocks:
    """Return the app over *loaded*, ready to launch."""
    words = wording(INTERFACE)
    answers = Answers(HSClassifier(loaded.bundle))
    # What is made on first use is made now, so that no visitor waits for it.
    answers.ask(words("text_placeholder"), 1, AUTO)
    with gr.Blocks(title=words("app_title"), analytics_enabled=False) as app:
        gr.HTML(_head(words), apply_default_css=False)
        with gr.Tabs():
            create_classify_tab(answers, words)
            create_about_tab(loaded, words)
        gr.api(
            Endpoints(answers).classify,
            api_name="classify",
            concurrency_limit=AT_ONCE,
            concurrency_id="classify",
        )
    return app.queue(max_size=QUEUE_LENGTH)


def _head(words: Wording) -> str:
    return tag(
        "header",
        tag("h1", words("app_title")),
        tag("p", words("app_tagline")),
        class_="hs-head",
    )
