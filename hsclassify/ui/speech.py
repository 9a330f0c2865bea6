"""The page in the visitor's language: what is said anew once the language is switched."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import gradio as gr
from fastapi import Request
from gradio.events import Dependency

from hsclassify.text import LANGUAGES, Language, named_language
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

C = TypeVar("C", bound=gr.blocks.Block)

_GRADIOS: Final = ("box_upload", "box_paste", "error_title")
"""Keys of texts that stand in place of Gradio's own: a notice's title is the English name of its
kind in 6.31, whatever title was given."""

SWITCH: Final = "interface-language"
"""Id of the switch, whose value many calls of the page bring along."""

_CHOSEN: Final = "(language) => document.documentElement.dataset.language = language"

QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(frozen=True)
class Say:
    """A property of a component that is made of texts, in whatever language."""

    make: Callable[[Wording], Any]


def say(key: str) -> Say:
    """Return the text of *key* as a property."""
    return Say(lambda words: words(key))


class Speech:
    """The components that speak, and the switch for their language.

    Gradio's own translations know no Vietnamese, so the server sends the texts: each
    visitor's page starts in English and is told its language when it is loaded.
    """

    def __init__(self) -> None:
        """Add the switch to the page that is being built."""
        self._spoken: list[tuple[gr.blocks.Block, dict[str, Say]]] = []
        # A language is no secret; a fixed one lets the browser read it after a restart.
        self.kept = gr.BrowserState(
            "",
            storage_key="hsclassify-language",
            secret="language",  # noqa: S106
        )
        self.switch = self.add(
            gr.Radio,
            choices=[(NATIVE_NAMES[x], x) for x in LANGUAGES],
            value=INTERFACE,
            label=say("interface_label"),
            elem_id=SWITCH,
            container=False,
        )
        self.wanted = gr.HTML(visible="hidden")

    def add(self, kind: Callable[..., C], **properties: Any) -> C:
        """Add a component to the page that is being built.

        Args:
            kind: its class.
            **properties: what it is made with; a :class:`Say` is said again on a switch.
        """
        says = {name: x for name, x in properties.items() if isinstance(x, Say)}
        words = wording(INTERFACE)
        component = kind(**properties | {name: x.make(words) for name, x in says.items()})
        self._spoken.append((component, says))
        return component

    def listen(self) -> None:
        """Let the switch reach all components; to be called once all have been added."""
        spoken = [(component, says) for component, says in self._spoken if says]

        def speak(language: Language) -> list[dict[str, Any]]:
            words = wording(language)
            return [
                gr.update(**{name: x.make(words) for name, x in says.items()}) for _, says in spoken
            ]

        self.switch.change(
            speak,
            self.switch,
            [component for component, _ in spoken],
            js=_script(),
            queue=False,
            **QUIET,
        )
        self.switch.input(None, self.switch, self.kept, js=_CHOSEN, **QUIET)

    def settle(self, loaded: Dependency) -> Dependency:
        """Switch to the language that *loaded* has put into ``wanted``; return that step.

        One that the visitor chose in the meantime stays. Gradio's own boxes are worded here
        too: a page that stays in English meets no switch, and a browser may prefer any language.
        """
        speak = f"(wanted) => ({_script()})(document.documentElement.dataset.language ?? wanted)"
        return loaded.then(None, self.wanted, self.switch, js=speak, **QUIET)


def _script() -> str:
    """Return what the browser does on a switch: hint at the language, and word what is Gradio's.

    style.css shows the texts in place of Gradio's, which follow the browser's language. The button
    with the tabs that do not fit is named in English in 6.31, whatever the browser prefers.
    """
    texts = {
        language: {
            name: json.dumps(wording(language)(name), ensure_ascii=False) for name in _GRADIOS
        }
        for language in LANGUAGES
    }
    more = {language: wording(language)("more_tabs") for language in LANGUAGES}
    return f"""(language) => {{
        const root = document.documentElement;
        root.lang = language;
        for (const [name, text] of Object.entries({json.dumps(texts)}[language]))
            root.style.setProperty("--hs-" + name, text);
        for (const button of document.querySelectorAll(".overflow-menu > button"))
            button.ariaLabel = {json.dumps(more)}[language];
        return language;
    }}"""


def visitors_language(request: gr.Request | Request, kept: str = "") -> Language:
    """Return the language for a visitor.

    It is what a link asks for (``?lang=th``), else the one *kept* of an earlier visit,
    else what the browser prefers.
    """
    for wanted in (request.query_params.get("lang", ""), kept):
        if known := named_language(wanted):
            return known
    return preferred(request.headers.get("accept-language", ""))


def preferred(accepted: str) -> Language:
    """Return the language of the interface that a browser prefers.

    Args:
        accepted: its header Accept-Language, such as ``"fr, vi;q=0.8, en;q=0.5"``.
    """
    ranked = sorted(
        (-_weight(weight), place, name.strip()[:2].lower())
        for place, (name, _, weight) in enumerate(x.partition(";") for x in accepted.split(","))
    )
    # What a browser gives no weight it does not want.
    known = [
        lang for weight, _, name in ranked for lang in LANGUAGES if weight < 0 and lang == name
    ]
    return known[0] if known else INTERFACE


def _weight(written: str) -> float:
    name, _, value = written.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
