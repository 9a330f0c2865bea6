"""The tab "Help": what HS is, how to read an answer, how good it is, how to call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import gradio as gr
from gradio.events import Dependency

from hsclassify.bundle import Bundle
from hsclassify.settings import Settings
from hsclassify.ui.help_html import help_html, read_figures
from hsclassify.ui.scripts import script
from hsclassify.ui.speech import QUIET, Say, Speech, say

HELP_TAB: Final = "help"

_SHOW: Final = """() => {
    let frames = 300;  // the tab takes some to open
    const show = () => {
        const part = document.getElementById("help-%s");
        if (part?.checkVisibility()) {
            part.querySelector("h2").focus({ preventScroll: true });
            part.scrollIntoView();
        } else if (frames--) requestAnimationFrame(show);
    };
    show();
}"""


def create_help_tab(bundle: Bundle, speech: Speech, settings: Settings) -> None:
    """Add the tab to the page that is being built.

    Args:
        bundle: the one in use; its figures are shown.
        speech: of the interface.
        settings: where feedback goes, and where the app comes from.
    """
    figures = read_figures(bundle.manifest.digest)
    target = bundle.calibration.target_precision
    places = {"feedback_repo": settings.feedback_repo, "source": settings.source}
    with speech.add(gr.Tab, label=say("tab_help"), id=HELP_TAB):
        speech.add(
            gr.HTML,
            value=Say(lambda words: help_html(figures, target, words, **places)),
            apply_default_css=False,
            js_on_load=script("copy", "help"),
            elem_id="help",
        )


def open_help(event: Callable[..., Dependency], tabs: gr.Tabs, part: str) -> None:
    """Let an *event* open the tab, of *tabs*, at a part such as "digits"."""
    opened = event(lambda: gr.Tabs(selected=HELP_TAB), None, tabs, queue=False, **QUIET)
    opened.then(None, js=_SHOW % part, **QUIET)
