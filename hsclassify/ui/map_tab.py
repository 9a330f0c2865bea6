"""The tab "Map": all goods at a glance, and where a text falls among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import gradio as gr

from hsclassify.latent import Confusion, Location
from hsclassify.nomenclature import Nomenclature
from hsclassify.text import LANGUAGES, Language, named_language
from hsclassify.ui import figures
from hsclassify.ui.answers import AUTO, Answers
from hsclassify.ui.audit import Audit
from hsclassify.ui.classify_tab import AT_ONCE
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.map_drawing import SIGNS, MapDrawing, Wish, button_texts
from hsclassify.ui.map_html import audit_html, location_html, missing_html, rows_html
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.scripts import script
from hsclassify.ui.session import Session
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

MAP_TAB: Final = "map"
_CLASSIFYING: Final[dict[str, Any]] = {
    **QUIET,
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "classify",
}
_LOOK: Final = """() => {
    let frames = 300;  // the tab takes some to open
    const look = () => {
        const picture = document.querySelector('.hs-map-plot');
        if (picture?.checkVisibility()) picture.focus();
        else if (frames--) requestAnimationFrame(look);
    };
    look();
}"""
"""The button that led here is gone: whoever uses the keyboard goes on from the picture."""

_TITLE_LENGTH: Final = 40
_PAIRS_SHOWN: Final = 25
_NO_PAIR: Final = "none"


@dataclass(frozen=True)
class MapTab:
    """What other tabs need of this one.

    Attributes:
        query: the text to find on the map.
        find: places it.
        lay: lays lines over the map, and takes the query away.
        wishes: what *find* is called with after the query, *lay* after the lines; the
            language of the page comes first.
        outputs: what both fill.
    """

    query: gr.Textbox
    find: Callable[..., tuple[Any, ...]]
    lay: Callable[..., tuple[Any, ...]]
    wishes: list[gr.components.Component]
    outputs: list[gr.components.Component]

    def show_from(self, session: gr.State, button: gr.Button, tabs: gr.Tabs) -> None:
        """Let *button*, of another tab, carry what *session* asked last over to the map."""

        def show(session: Session, *wishes: Any) -> tuple[Any, ...]:
            asked = session.asked
            found = self.find(asked.text, *wishes, answers=asked.answers)
            return gr.Tabs(selected=MAP_TAB), asked.text, *found

        inputs = [session, *self.wishes]
        opened = button.click(show, inputs, [tabs, self.query, *self.outputs], **_CLASSIFYING)
        opened.success(None, js=_LOOK, **QUIET)

    def lay_from(
        self,
        button: gr.Button,
        lines: Callable[..., Audit],
        inputs: Sequence[gr.components.Component],
        tabs: gr.Tabs,
    ) -> None:
        """Let *button*, of another tab, lay what *lines* makes of *inputs* over the map."""
        count = len(inputs)

        def show(*values: Any) -> tuple[Any, ...]:
            page, *wishes = values[count:]
            with spoken_errors(as_html=True, language=page):
                audit = lines(*values[:count])
            return gr.Tabs(selected=MAP_TAB), "", *self.lay(audit, page, *wishes)

        opened = button.click(
            show,
            [*inputs, *self.wishes],
            [tabs, self.query, *self.outputs],
            **_CLASSIFYING | {"show_progress": "full", "show_progress_on": button},
        )
        opened.success(None, js=_LOOK, **QUIET)


@dataclass(frozen=True)
class _Controls:
    """The visitor's wishes, in the order of :class:`Wish`."""

    language: gr.Radio
    location: gr.State
    sections: gr.Dropdown
    chapters: gr.Dropdown
    search: gr.Textbox
    pair: gr.Radio
    trouble: gr.Checkbox
    audit: gr.State

    def all(self) -> list[gr.components.Component]:
        return list(vars(self).values())


def create_map_tab(answers: Answers, drawing: MapDrawing | None, speech: Speech) -> MapTab | None:
    """Add the tab to the page that is being built.

    Args:
        answers: classifies the texts to be placed.
        drawing: the map; None where the bundle has none, and the tab says so.
        speech: of the interface.

    Returns:
        What other tabs need to show something here; None without a map.
    """
    with speech.add(gr.Tab, label=say("tab_map"), id=MAP_TAB):
        if drawing is None:
            speech.add(gr.HTML, value=Say(missing_html), apply_default_css=False)
            return None
        _note(speech, lambda words: words("map_intro"))
        with gr.Row(elem_classes="hs-map-row"):
            with gr.Column(scale=5, min_width=320):
                picture = _picture(drawing)
            with gr.Column(scale=3, min_width=300):
                query, button = _question(speech)
                panel = gr.HTML(apply_default_css=False, elem_id="map-panel")
                clear = speech.add(
                    gr.Button,
                    value=say("map_audit_clear"),
                    size="sm",
                    visible=False,
                    elem_id="map-audit-clear",
                )
                controls = _controls(drawing, speech)
    return _connected(answers, drawing, query, button, picture, panel, clear, controls, speech)


def _note(speech: Speech, text: Callable[[Wording], str]) -> None:
    speech.add(
        gr.HTML,
        value=Say(lambda words: tag("p", text(words), class_="hs-note")),
        apply_default_css=False,
    )


def _picture(drawing: MapDrawing) -> gr.HTML:
    library = _plotly_file()
    gr.set_static_paths([drawing.folder, library])

    def prepare(wanted: list[str]) -> dict[str, str]:
        language, theme = wanted
        if language not in LANGUAGES or theme not in figures.THEMES:
            language, theme = INTERFACE, "light"
        return {
            "atlas": str(drawing.atlas(named_language(language) or INTERFACE, theme)),
            "library": str(library),
        }

    return gr.HTML(
        drawing.drawn(Wish()),
        html_template=_frame(wording(INTERFACE)),
        js_on_load=script("map"),
        server_functions=[prepare],
        apply_default_css=False,
        elem_id="map",
    )


def _plotly_file() -> Path:
    """Return plotly.js as the Python package carries it, so that no other host is asked."""
    import plotly

    return Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def _frame(words: Wording) -> Html:
    """Return what the picture is drawn in. The script says its texts in other languages."""
    return tag(
        "div",
        tag(
            "div",
            *(_button(action, name) for action, name in button_texts(words).items()),
            class_="hs-map-tools",
        ),
        tag(
            "div",
            class_="hs-map-plot",
            tabindex="0",
            role="group",
            aria_label=words("map_picture"),
        ),
        tag("p", words("map_loading"), class_="hs-map-status hs-note", role="status"),
        tag("ul", class_="hs-legend"),
        class_="hs-map",
    )


def _button(action: str, name: str) -> Html:
    sign = SIGNS.get(action)
    return tag(
        "button",
        sign or name,
        type="button",
        class_="hs-small",
        data_action=action,
        aria_label=name if sign else None,
    )


def _question(speech: Speech) -> tuple[gr.Textbox, gr.Button]:
    query = speech.add(
        gr.Textbox,
        label=say("map_query_label"),
        placeholder=say("text_placeholder"),
        max_lines=3,
        elem_id="map-query",
    )
    button = speech.add(
        gr.Button, value=say("map_query_button"), variant="primary", elem_id="map-ask"
    )
    return query, button


def _controls(drawing: MapDrawing, speech: Speech) -> _Controls:
    tree = drawing.bundle.nomenclature
    language = speech.add(
        gr.Radio,
        choices=[(NATIVE_NAMES[x], x) for x in LANGUAGES],
        value=Say(lambda words: words.language),
        label=say("map_language_label"),
        elem_id="map-language",
    )
    with speech.add(gr.Accordion, label=say("map_filter_title"), open=True):
        search = speech.add(gr.Textbox, label=say("map_search_label"), elem_id="map-search")
        sections = _filter(speech, tree, 1, "map_sections_label", "map-sections")
        chapters = _filter(speech, tree, 2, "map_chapters_label", "map-chapters")
    with speech.add(gr.Accordion, label=say("map_trouble_title"), open=False):
        trouble = speech.add(gr.Checkbox, label=say("map_trouble_label"), elem_id="map-trouble")
        asked = sum(map(bool, drawing.latent.taken_for))
        _note(speech, lambda words: words("map_trouble_note", asked=words.count(asked)))
        pairs = drawing.latent.confusions(_PAIRS_SHOWN)
        pair = speech.add(
            gr.Radio,
            choices=Say(
                lambda words: [
                    (words("map_pairs_none"), _NO_PAIR),
                    *((_pair_name(c, tree, words), "-".join(c.headings)) for c in pairs),
                ]
            ),
            value=_NO_PAIR,
            label=say("map_pairs_label"),
            elem_id="map-pairs",
        )
    location, audit = gr.State(None), gr.State(None)
    return _Controls(language, location, sections, chapters, search, pair, trouble, audit)


def _filter(speech: Speech, tree: Nomenclature, level: int, label: str, name: str) -> gr.Dropdown:
    def choices(words: Wording) -> list[tuple[str, str]]:
        return [(f"{code} {tree.title(code, words.language)}", code) for code in tree.codes(level)]

    return speech.add(
        gr.Dropdown, choices=Say(choices), label=say(label), multiselect=True, elem_id=name
    )


def _pair_name(pair: Confusion, tree: Nomenclature, words: Wording) -> str:
    first, second = (
        figures.shortened(tree.title(code, words.language), _TITLE_LENGTH) for code in pair.headings
    )
    return words(
        "map_pair",
        first=pair.dotted[0],
        first_title=first,
        second=pair.dotted[1],
        second_title=second,
        wrong=str(pair.wrong),
        asked=str(pair.asked),
    )


def _connected(
    classify: Answers,
    drawing: MapDrawing,
    query: gr.Textbox,
    button: gr.Button,
    picture: gr.HTML,
    panel: gr.HTML,
    clear: gr.Button,
    controls: _Controls,
    speech: Speech,
) -> MapTab:
    bundle = drawing.bundle

    def found(
        text: str, page: Language, *wishes: Any, answers: Mapping[str, str] | None = None
    ) -> tuple[Any, ...]:
        """Place a text, with the answers to its questions, look there, and list its neighbours."""
        with spoken_errors(as_html=True, language=page):
            asked = _wish(*wishes)
            location = drawing.latent.locate(classify.ask(text, 1, AUTO, answers).prediction)
            wish = replace(asked, location=location)
            view = figures.query_view(location) if location else None
            said = location_html(location, bundle, wording(wish.language)) if text else join()
            kept = wish.audit, gr.Button(visible=wish.audit is not None)
            return drawing.drawn(wish, view), said, location, *kept

    def laid(audit: Audit | None, page: Language, *wishes: Any) -> tuple[Any, ...]:
        """Lay lines over the map, look at them all, and list them; None takes them away."""
        with spoken_errors(as_html=True, language=page):
            wish = replace(_wish(*wishes), location=None, audit=audit)
            view = drawing.audit_view(audit) if audit else None
            shown = gr.Button(visible=audit is not None)
            return drawing.drawn(wish, view), _panel(drawing, wish), None, audit, shown

    def changed(page: Language, *wishes: Any) -> tuple[str, str]:
        """Show other wishes without moving; list what a search finds, else the neighbours."""
        with spoken_errors(as_html=True, language=page):
            wish = _wish(*wishes)
            return drawing.drawn(wish), _panel(drawing, wish)

    def compared(page: Language, *wishes: Any) -> str:
        """Look at two headings."""
        with spoken_errors(as_html=True, language=page):
            wish = _wish(*wishes)
            return drawing.drawn(wish, drawing.pair_view(wish.pair) if wish.pair else None)

    def picked(language: Language, event: gr.SelectData) -> str:
        """List the concept that was clicked."""
        words = wording(language)
        row = int(event.index)
        known = [row] if 0 <= row < len(drawing.latent) else []
        return rows_html(words("map_picked_title"), known, bundle, words)

    wishes = [speech.switch, *controls.all()]
    asked: list[gr.components.Component] = [query, *wishes]
    told = [picture, panel, controls.location, controls.audit, clear]
    for event in (button.click, query.submit):
        event(found, asked, told, **_CLASSIFYING)
    # Of the filters every change: the keyboard takes a choice away without an input of Gradio's.
    for event in (
        controls.language.input,
        controls.sections.change,
        controls.chapters.change,
        controls.search.submit,
        controls.search.blur,
        controls.trouble.input,
    ):
        event(changed, wishes, [picture, panel], **QUIET)
    clear.click(lambda *wishes: laid(None, *wishes), wishes, told, **QUIET)
    controls.pair.input(compared, wishes, picture, **QUIET)
    speech.switch.change(changed, [speech.switch] * 2 + wishes[2:], [picture, panel], **QUIET)
    picture.select(picked, controls.language, panel, **QUIET)
    return MapTab(query, found, laid, wishes, told)


def _panel(drawing: MapDrawing, wish: Wish) -> Html:
    words = wording(wish.language)
    chosen = drawing.chosen(wish)
    if wish.search.strip() and chosen is not None:
        rows = chosen.nonzero()[0].tolist()
        return rows_html(words("map_found_title"), rows, drawing.bundle, words)
    if wish.location:
        return location_html(wish.location, drawing.bundle, words)
    return audit_html(wish.audit, drawing.bundle, words) if wish.audit else join()


def _wish(
    language: str,
    location: Location | None,
    sections: list[str] | None,
    chapters: list[str] | None,
    search: str | None,
    pair: str | None,
    trouble: bool,
    audit: Audit | None,
) -> Wish:
    first, _, second = (pair or "").partition("-")
    return Wish(
        language=named_language(language) or INTERFACE,
        location=location,
        sections=tuple(sections or ()),
        chapters=tuple(chapters or ()),
        search=search or "",
        pair=(first, second) if second else None,
        trouble=trouble,
        audit=audit,
    )
