"""The tab "About": what this is, and which model is in use."""

from __future__ import annotations

import gradio as gr

from hsclassify.hub import Loaded
from hsclassify.ui.about_html import about_html
from hsclassify.ui.wording import Wording


def create_about_tab(loaded: Loaded, words: Wording) -> None:
    """Add the tab to the page that is being built."""
    with gr.Tab(words("tab_about"), id="about"):
        gr.HTML(about_html(loaded, words), apply_default_css=False)
