"""The foot of the page: the way to the programming interface, and the light."""

from __future__ import annotations

from typing import Final

import gradio as gr

from hsclassify.ui.help_tab import HELP_TAB
from hsclassify.ui.markup import Html, tag
from hsclassify.ui.scripts import script
from hsclassify.ui.speech import QUIET, Say, Speech
from hsclassify.ui.wording import Wording

_ACTIONS: Final = ("api", "theme")
_SHOW_CODE: Final = """() => {
    let frames = 300;  // the tab takes some to open
    const show = () => {
        const part = document.getElementById('help-python');
        if (part?.checkVisibility()) part.scrollIntoView();
        else if (frames--) requestAnimationFrame(show);
    };
    show();
}"""


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
    opened = foot.click(lambda: gr.Tabs(selected=HELP_TAB), None, tabs, queue=False, **QUIET)
    opened.then(None, js=_SHOW_CODE, **QUIET)


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
