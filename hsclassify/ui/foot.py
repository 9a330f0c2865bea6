"""The foot of the page: the way to the programming interface, and the light."""

from __future__ import annotations

from typing import Final

import gradio as gr

from hsclassify.ui.help_tab import open_help
from hsclassify.ui.markup import Html, tag
from hsclassify.ui.scripts import script
from hsclassify.ui.speech import Say, Speech
from hsclassify.ui.wording import Wording

_ACTIONS: Final = ("api", "theme")


def create_foot(tabs: gr.Tabs, speech: Speech) -> None:
    """Add the foot to the page that is being built.

    Gradio's own panels do not open from a link (6.31 loads them only on a click in its own
    footer), so the buttons open the tab Help, of *tabs*, and switch the theme themselves.
    """
    foot = speech.add(
        gr.HTML,
        value=Say(foot_html),
        apply_default_css=False,
        js_on_load=script("foot", "keyboard"),
        elem_id="foot",
    )
    open_help(foot.click, tabs, "python")


def foot_html(words: Wording) -> Html:
    """Return the foot's buttons."""
    return tag(
        "footer",
        *(
            tag("button", words(f"foot_{action}"), type="button", data_action=action)
            for action in _ACTIONS
        ),
        class_="hs-foot",
    )
