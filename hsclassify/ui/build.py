"""The page, composed of its tabs and endpoints."""

from __future__ import annotations

from typing import Final

import gradio as gr

from hsclassify.classifier import HSClassifier
from hsclassify.hub import Loaded
from hsclassify.latent import LatentMap
from hsclassify.ui.about_tab import create_about_tab
from hsclassify.ui.answers import AUTO, Answers
from hsclassify.ui.classify_tab import AT_ONCE, create_classify_tab
from hsclassify.ui.endpoints import Endpoints
from hsclassify.ui.locate import Locator
from hsclassify.ui.map_drawing import MapDrawing
from hsclassify.ui.map_tab import create_map_tab
from hsclassify.ui.markup import tag
from hsclassify.ui.wording import INTERFACE, Wording, wording

QUEUE_LENGTH: Final = 100
"""Questions that may wait; more are told to come back."""


def create_app(loaded: Loaded) -> gr.Blocks:
    """Return the app over *loaded*, ready to launch."""
    words = wording(INTERFACE)
    answers = Answers(HSClassifier(loaded.bundle))
    latent = LatentMap.read(loaded.bundle)
    drawing = MapDrawing(loaded.bundle, latent) if latent else None
    # What is made on first use is made now, so that no visitor waits for it.
    answers.ask(words("text_placeholder"), 1, AUTO)
    with gr.Blocks(title=words("app_title"), analytics_enabled=False) as app:
        gr.HTML(_head(words), apply_default_css=False)
        with gr.Tabs() as tabs:
            classify = create_classify_tab(answers, words, on_map=drawing is not None)
            mapped = create_map_tab(answers, drawing, words)
            create_about_tab(loaded, words)
        if mapped:
            mapped.show_from(classify.text, classify.show_on_map, tabs)
        gr.api(
            Endpoints(answers).classify,
            api_name="classify",
            concurrency_limit=AT_ONCE,
            concurrency_id="classify",
        )
        gr.api(
            Locator(answers, latent).locate,
            api_name="locate",
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
