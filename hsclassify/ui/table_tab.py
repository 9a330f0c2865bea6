"""The tab "Table": a file in, the same file with codes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import gradio as gr

from hsclassify.formats import READABLE
from hsclassify.text import LANGUAGES
from hsclassify.ui.answers import AUTO
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.table_endpoint import AT_ONCE
from hsclassify.ui.table_html import looked_html, step_html, stopped_html, waiting_table_html
from hsclassify.ui.table_work import OUTPUTS, TableWork
from hsclassify.ui.wording import NATIVE_NAMES, Wording

_QUIET: Final = {"show_progress": "hidden", "api_visibility": "private"}
_FORMATS: Final = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}


def create_table_tab(work: TableWork, words: Wording) -> None:
    """Add the tab to the page that is being built."""
    with gr.Tab(words("tab_table"), id="table"):
        with gr.Column(elem_classes="hs-ask"):
            file = gr.File(
                label=words("table_file"),
                file_types=list(READABLE),
                type="filepath",
                height=140,
                elem_id="table-file",
            )
            column, declared, language, output = _choices(words)
            with gr.Row(elem_classes="hs-controls"):
                run = gr.Button(words("table_run"), variant="primary", elem_id="table-run")
                stop = gr.Button(words("table_stop"), interactive=False, elem_id="table-stop")
        shown = gr.HTML(waiting_table_html(words), apply_default_css=False, elem_id="table-result")
        download = gr.File(label=words("table_download"), visible=False, elem_id="table-download")

        def look(file: str | None) -> tuple[Any, Any, str, Any]:
            if file is None:
                nothing = gr.Dropdown(choices=[], value=None)
                return nothing, nothing, waiting_table_html(words), gr.File(visible=False)
            with spoken_errors(as_html=True):
                found = work.look(file)
            columns = list(dict.fromkeys(found.columns))
            return (
                gr.Dropdown(choices=columns, value=found.description),
                gr.Dropdown(
                    choices=[(words("table_none"), ""), *columns], value=found.declared or ""
                ),
                looked_html(found, words),
                gr.File(visible=False),
            )

        def classify_rows(
            file: str | None, column: str, declared: str, language: str, output: str
        ) -> Iterator[tuple[str, Any]]:
            with spoken_errors(as_html=True):
                for step in work.run(file, column, declared, language, output):
                    done = step.file is not None
                    yield (
                        step_html(step, words),
                        gr.File(str(step.file) if done else None, visible=done),
                    )

        def stopped() -> tuple[str, Any]:
            return stopped_html(words), gr.File(visible=False)

        file.change(look, file, [column, declared, shown, download], **_QUIET)
        asked = [file, column, declared, language, output]
        started = run.click(lambda: gr.Button(interactive=True), None, stop, queue=False, **_QUIET)
        running = started.then(
            classify_rows,
            asked,
            [shown, download],
            concurrency_limit=AT_ONCE,
            concurrency_id="table",
            **_QUIET,
        )
        running.then(lambda: gr.Button(interactive=False), None, stop, queue=False, **_QUIET)
        stop.click(stopped, None, [shown, download], cancels=running, queue=False, **_QUIET).then(
            lambda: gr.Button(interactive=False), None, stop, queue=False, **_QUIET
        )


def _choices(words: Wording) -> tuple[gr.Dropdown, gr.Dropdown, gr.Dropdown, gr.Radio]:
    with gr.Row(elem_classes="hs-controls"):
        column = gr.Dropdown(
            [], label=words("table_column"), info=words("table_column_hint"), elem_id="table-column"
        )
        declared = gr.Dropdown(
            [(words("table_none"), "")],
            value="",
            label=words("table_declared"),
            info=words("table_declared_hint"),
            elem_id="table-declared",
        )
    with gr.Row(elem_classes="hs-controls"):
        language = gr.Dropdown(
            [(words("table_language_auto"), AUTO), *((NATIVE_NAMES[x], x) for x in LANGUAGES)],
            value=AUTO,
            label=words("table_language"),
            elem_id="table-language",
        )
        output = gr.Radio(
            [(_FORMATS[x], x) for x in OUTPUTS],
            value=OUTPUTS[0],
            label=words("table_output"),
            elem_id="table-output",
        )
    return column, declared, language, output
