"""The tab "Table": a file in, the same file with codes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import gradio as gr

from hsclassify.tables import Preview
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import AUTO
from hsclassify.ui.classify_tab import LIKE_PAGE
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.markup import Html
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.table_endpoint import AT_ONCE
from hsclassify.ui.table_html import looked_html, step_html, stopped_html, waiting_table_html
from hsclassify.ui.table_work import OUTPUTS, Step, TableWork
from hsclassify.ui.uploads import Upload
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

_FORMATS: Final = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}


@dataclass(frozen=True)
class TableTab:
    """What other tabs need of this one.

    Attributes:
        show_on_map: to be seen once there is a finished table.
        finished: that table and what came of it, as :meth:`Auditor.table` takes them.
    """

    show_on_map: gr.Button
    finished: tuple[gr.File, gr.State]


def create_table_tab(work: TableWork, speech: Speech, *, on_map: bool) -> TableTab:
    """Add the tab to the page that is being built; *on_map*: offer to show tables on the map."""
    with speech.add(gr.Tab, label=say("tab_table"), id="table"):
        with gr.Column(elem_classes="hs-ask"):
            file = speech.add(
                Upload,
                label=say("table_file"),
                type="filepath",
                height=140,
                elem_id="table-file",
            )
            column, declared, language, output = _choices(speech)
            with gr.Row(elem_classes="hs-controls"):
                run = speech.add(
                    gr.Button, value=say("table_run"), variant="primary", elem_id="table-run"
                )
                stop = speech.add(
                    gr.Button, value=say("table_stop"), interactive=False, elem_id="table-stop"
                )
        shown = gr.HTML(
            waiting_table_html(wording(INTERFACE)),
            apply_default_css=False,
            elem_id="table-result",
        )
        download = speech.add(
            gr.File, label=say("table_download"), visible=False, elem_id="table-download"
        )
        show_on_map = speech.add(
            gr.Button,
            value=say("map_query_button"),
            size="sm",
            visible=False,
            elem_id="table-on-map",
        )
        counts = gr.State(None)
        looked, finished = gr.State(None), gr.State(None)  # what is said again on a switch
        made = [download, counts, show_on_map, finished]

        def nothing_made() -> tuple[Any, ...]:
            return gr.File(None, visible=False), None, gr.Button(visible=False), None

        def say_again(
            found: Preview | None, step: Step | None, interface: Language
        ) -> tuple[Any, ...]:
            words = wording(interface)
            columns = found.columns if found else ()
            return _said(found, step, words), gr.Dropdown(choices=_declarable(columns, words))

        def look(file: str | None, interface: Language) -> tuple[Any, ...]:
            words = wording(interface)
            if file is None:
                nothing = gr.Dropdown(choices=[], value=None)
                return nothing, nothing, waiting_table_html(words), None, *nothing_made()
            with spoken_errors(as_html=True, language=interface):
                found = work.look(file)
            return (
                gr.Dropdown(choices=list(found.columns), value=found.description),
                gr.Dropdown(choices=_declarable(found.columns, words), value=found.declared or ""),
                looked_html(found, words),
                found,
                *nothing_made(),
            )

        def classify_rows(
            interface: Language,
            file: str | None,
            column: str,
            declared: str,
            language: str,
            output: str,
        ) -> Iterator[tuple[Any, ...]]:
            words = wording(interface)
            titles = interface if language == LIKE_PAGE else language
            with spoken_errors(as_html=True, language=interface):
                for step in work.run(file, column, declared, titles, output):
                    done = step.file is not None
                    yield (
                        step_html(step, words),
                        gr.File(str(step.file) if done else None, visible=done),
                        step.result if done else None,
                        gr.Button(visible=done and on_map),
                        replace(step, file=None) if done else None,
                    )

        def stopped(interface: Language) -> tuple[Any, ...]:
            return stopped_html(wording(interface)), *nothing_made()

        file.change(look, [file, speech.switch], [column, declared, shown, looked, *made], **QUIET)
        again = (say_again, [looked, finished, speech.switch], [shown, declared])
        speech.switch.change(*again, **QUIET)
        asked = [speech.switch, file, column, declared, language, output]
        started = run.click(lambda: gr.Button(interactive=True), None, stop, queue=False, **QUIET)
        running = started.then(
            classify_rows,
            asked,
            [shown, *made],
            concurrency_limit=AT_ONCE,
            concurrency_id="table",
            **QUIET,
        )
        running.success(*again, **QUIET)  # the language may have changed during the work
        running.then(lambda: gr.Button(interactive=False), None, stop, queue=False, **QUIET)
        stop.click(
            stopped, speech.switch, [shown, *made], cancels=running, queue=False, **QUIET
        ).then(
            # Said again, as the last count of rows may come after the first time.
            lambda interface: (gr.Button(interactive=False), *stopped(interface)),
            speech.switch,
            [stop, shown, *made],
            queue=False,
            **QUIET,
        )
    return TableTab(show_on_map, (download, counts))


def _declarable(columns: Sequence[str], words: Wording) -> list[tuple[str, str]]:
    """Return the columns that may hold declared codes, after the choice of none."""
    return [(words("table_none"), ""), *((name, name) for name in columns)]


def _said(found: Preview | None, step: Step | None, words: Wording) -> Html:
    """Return the finished table, else the chosen one, else what stands there before any."""
    if step:
        return step_html(step, words)
    return looked_html(found, words) if found else waiting_table_html(words)


def _choices(speech: Speech) -> tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown, gr.Radio]:
    with gr.Row(elem_classes="hs-controls"):
        column = speech.add(
            gr.Dropdown,
            choices=[],
            label=say("table_column"),
            info=say("table_column_hint"),
            elem_id="table-column",
        )
        # The tab says its choices anew: by then they may be the columns of a table.
        declared = speech.add(
            gr.Dropdown,
            choices=[(wording(INTERFACE)("table_none"), "")],
            value="",
            label=say("table_declared"),
            info=say("table_declared_hint"),
            elem_id="table-declared",
        )
    with gr.Row(elem_classes="hs-controls"):
        language = speech.add(
            gr.Dropdown,
            choices=Say(
                lambda words: [
                    (words("language_page"), LIKE_PAGE),
                    (words("table_language_auto"), AUTO),
                    *((NATIVE_NAMES[x], x) for x in LANGUAGES),
                ]
            ),
            value=LIKE_PAGE,
            label=say("table_language"),
            elem_id="table-language",
        )
        output = speech.add(
            gr.Radio,
            choices=[(_FORMATS[x], x) for x in OUTPUTS],
            value=OUTPUTS[0],
            label=say("table_output"),
            elem_id="table-output",
        )
    return column, declared, language, output
