"""The tab "Codes": browse, search, look up and convert codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from hsclassify.codes import Codes, Converted
from hsclassify.editions import EDITIONS, LATEST
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.results import dotted
from hsclassify.text import LANGUAGES, Language, clean, has_words
from hsclassify.ui.classify_tab import AT_ONCE
from hsclassify.ui.codes_html import (
    conversion_html,
    hits_html,
    lookup_html,
    problem_html,
    section_html,
    sections_html,
)
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.national_html import National
from hsclassify.ui.scripts import script
from hsclassify.ui.sentences import told
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

HITS_SHOWN: Final = 30

_SCRIPT: Final = script("copy", "codes")
_OLD: Final = EDITIONS[-2]
CODES_TAB: Final = "codes"
_QUIET: Final[dict[str, Any]] = {
    **QUIET,
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "codes",
}
_FOCUS: Final = '() => setTimeout(() => document.querySelector("#codes-view h2")?.focus())'
"""What was clicked is gone once its code is shown: whoever uses the keyboard goes on from there."""

_LOOK: Final = """(code) => {
    const digits = code.replaceAll(".", "");
    let frames = 300;  // the tab takes some to open
    const look = () => {
        const entry = document.querySelector(`#codes-view [data-copy="${digits}"]`);
        const title = entry?.checkVisibility() && entry.closest('.hs-named').querySelector('h2');
        if (title) title.focus();
        else if (frames--) requestAnimationFrame(look);
    };
    look();
}"""
"""The button that led here is gone: whoever uses the keyboard goes on from the code."""


_BEHIND: Final = """(query) => {
    let frames = 300;  // the tab takes some to open
    const look = () => {
        const said = document.querySelector("#codes-view [data-said]");
        const behind = new CustomEvent(
            "behind", { bubbles: true, cancelable: true, detail: query ?? "" });
        const heard = said && !said.dispatchEvent(behind);
        if (!heard && frames--) requestAnimationFrame(look);
    };
    look();
}"""
"""What was opened before a switch came about, and arrived meanwhile, it has written over. The view
may not be there yet, as a tab that was never open is made when it is opened."""


@dataclass(frozen=True)
class CodesTab:
    """What other tabs need of this one.

    Attributes:
        opened: what to show for a code that is clicked, in a language.
        language: of the titles.
        query: what was looked up.
        view: what there is about it.
        newer: how an event is answered that shows something else.
    """

    opened: Callable[[Language, gr.EventData], tuple[str, Html]]
    language: gr.Radio
    query: gr.Textbox
    view: gr.HTML
    newer: dict[str, Any]

    def open_from(self, answer: gr.HTML, tabs: gr.Tabs) -> None:
        """Open a code here that is selected in the *answer* of another tab."""

        def show(language: Language, event: gr.EventData) -> tuple[Any, ...]:
            return gr.Tabs(selected=CODES_TAB), *self.opened(language, event)

        opened = answer.select(show, self.language, [tabs, self.query, self.view], **self.newer)
        opened.success(None, self.query, None, js=_LOOK, **QUIET)


def create_codes_tab(codes: Codes, speech: Speech) -> CodesTab:
    """Add the tab to the page that is being built."""
    with speech.add(gr.Tab, label=say("tab_codes"), id=CODES_TAB):
        with gr.Column(elem_classes="hs-ask"):
            query, language, button = _question(speech)
        view = gr.HTML(
            page(codes, "", INTERFACE),
            apply_default_css=False,
            js_on_load=_SCRIPT,
            elem_id="codes-view",
        )

        def show(query: str | None, language: Language) -> Html:
            with spoken_errors(as_html=True, language=language):
                return page(codes, query or "", language)

        def opened(language: Language, event: gr.EventData) -> tuple[str, Html]:
            code = str(event.code)
            return dotted(code), show(code, language)

        def say_anew(query: str | None, language: Language) -> Html:
            return tag("div", show(query, language), data_said=query or "")

        said_anew = speech.switch.change(say_anew, [query, speech.switch], view, **_QUIET)
        said_anew.success(None, query, None, js=_BEHIND, **QUIET)
        # Or what was there before would come back over it, from a page that is still switching.
        newer = {**_QUIET, "cancels": said_anew}
        for asked in (button.click, query.submit, language.input):
            asked(show, [query, language], view, **newer)
        converted = _converter(codes, language, speech)
        walked = view.click(opened, language, [query, view], **newer)
        walked.success(None, js=_FOCUS, **QUIET)
        converted.click(opened, language, [query, view], **newer)  # the converter stays as it is
    return CodesTab(opened, language, query, view, newer)


def page(codes: Codes, query: str, language: Language) -> Html:
    """Return what the tab shows for *query*: the tree, a code, or what a search finds."""
    words, query = wording(language), clean(query)
    if not query:
        return sections_html(codes.tree, words)
    if section := codes.tree.section(query):
        return section_html(codes.tree, section, words)
    try:
        return _code(codes, query, words)
    except UnknownCodeError as error:
        hits = codes.search(query, HITS_SHOWN)
        return hits_html(query, hits, words) if hits else problem_html(told(error, words), words)
    except InputError as error:
        if has_words(query):
            return hits_html(query, codes.search(query, HITS_SHOWN), words)
        return problem_html(told(error, words), words)


def _code(codes: Codes, query: str, words: Wording) -> Html:
    found = codes.lookup(query)
    return lookup_html(found, National.of(codes, found.code), words)


def _question(speech: Speech) -> tuple[gr.Textbox, gr.Radio, gr.Button]:
    query = speech.add(
        gr.Textbox,
        label=say("codes_label"),
        info=say("codes_hint"),
        placeholder=say("codes_placeholder"),
        lines=1,
        max_lines=1,
        elem_id="code-query",
    )
    with gr.Row(elem_classes="hs-controls"):
        language = speech.add(
            gr.Radio,
            choices=[(NATIVE_NAMES[x], x) for x in LANGUAGES],
            value=Say(lambda words: words.language),
            label=say("codes_language"),
            scale=3,
            elem_id="codes-language",
        )
        button = speech.add(
            gr.Button, value=say("codes_button"), variant="primary", scale=1, elem_id="look-up"
        )
    return query, language, button


def _converter(codes: Codes, language: gr.Radio, speech: Speech) -> gr.HTML:
    """Add the converter; what it shows can be clicked as the view can."""
    editions = [(f"HS {e}", e) for e in reversed(EDITIONS)]
    with speech.add(gr.Accordion, label=say("convert_title"), open=False, elem_id="converter"):
        with gr.Row(elem_classes="hs-controls"):
            code = speech.add(
                gr.Textbox,
                label=say("convert_code"),
                placeholder=say("convert_placeholder"),
                lines=1,
            )
            source = speech.add(
                gr.Dropdown, choices=editions, value=_OLD, label=say("convert_from")
            )
            target = speech.add(
                gr.Dropdown, choices=editions, value=LATEST, label=say("convert_to")
            )
            button = speech.add(
                gr.Button, value=say("convert_button"), variant="primary", elem_id="convert"
            )
        converted = gr.State(None)
        outcome = gr.HTML(apply_default_css=False, js_on_load=_SCRIPT, elem_id="converted")

        def convert(
            code: str, source: int, target: int, language: Language
        ) -> tuple[Html, Converted]:
            with spoken_errors(as_html=True, language=language):
                found = codes.convert(code, source, target)
                return conversion_html(found, wording(language)), found

        def say_again(found: Converted | None, language: Language) -> Html:
            return conversion_html(found, wording(language)) if found else NOTHING

        for asked in (button.click, code.submit):
            asked(convert, [code, source, target, language], [outcome, converted], **_QUIET)
        for spoken, event in ((language, language.input), (speech.switch, speech.switch.change)):
            event(say_again, [converted, spoken], outcome, **_QUIET)
    return outcome
