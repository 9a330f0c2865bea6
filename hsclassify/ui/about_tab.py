"""The tab "About": what this is, and which model is in use."""

from __future__ import annotations

import gradio as gr

from hsclassify.hub import Loaded
from hsclassify.ui.about_html import about_html
from hsclassify.ui.help_html import read_figures
from hsclassify.ui.speech import Say, Speech, say


def create_about_tab(loaded: Loaded, speech: Speech) -> None:
    """Add the tab to the page that is being built."""
    figures = read_figures(loaded.bundle.manifest.digest)
    with speech.add(gr.Tab, label=say("tab_about"), id="about"):
        speech.add(
            gr.HTML,
            value=Say(lambda words: about_html(loaded, words, figures)),
            apply_default_css=False,
        )
