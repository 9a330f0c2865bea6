"""The tab "Documents": an invoice in, every line item with its code out."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from hsclassify.documents import Document
from hsclassify.documents.export import COLUMNS, cells
from hsclassify.documents.pages import SUFFIXES
from hsclassify.errors import InputError
from hsclassify.text import LANGUAGES
from hsclassify.ui.answers import AUTO
from hsclassify.ui.document_endpoint import AT_ONCE
from hsclassify.ui.document_html import facts_html, pages_html, waiting_document_html
from hsclassify.ui.document_work import DocumentWork, Read
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.wording import NATIVE_NAMES, Wording

_KEPT_SECONDS: Final = 3600
_WIDTHS: Final = (
    70, 70, 300, 100, 80, 110, 120, 110, 130, 110, 110, 90, 220, 320,
)  # fmt: skip
_DESCRIPTION: Final = COLUMNS.index("description")
_READING: Final = {
    "api_visibility": "private",
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "document",
}


def create_documents_tab(work: DocumentWork, words: Wording) -> None:
    """Add the tab to the page that is being built."""
    with gr.Tab(words("tab_documents"), id="documents"):
        with gr.Column(elem_classes="hs-ask"):
            file, photo, language = _question(words)
        kept = gr.State(None, time_to_live=_KEPT_SECONDS)
        facts = gr.HTML(
            waiting_document_html(words), apply_default_css=False, elem_id="document-facts"
        )
        lines = gr.Dataframe(
            headers=[words(f"document_column_{name}") for name in COLUMNS],
            interactive=True,
            visible=False,
            type="array",
            static_columns=[i for i in range(len(COLUMNS)) if i != _DESCRIPTION],
            column_widths=list(_WIDTHS),
            wrap=True,
            elem_id="document-lines",
            label=words("document_lines"),
        )
        pages = gr.HTML("", apply_default_css=False, elem_id="document-pages")
        shown = [kept, facts, lines, pages]

        def show(read: Read) -> tuple[Any, ...]:
            document = read.document
            return read, facts_html(document, words), _rows(document), pages_html(document, words)

        def read_upload(
            upload: str | None,
            language: str,
            progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
        ) -> tuple[Any, ...]:
            with spoken_errors(as_html=True):
                read = work.read_file(upload, language, _reporter(progress, words))
                return (None, *show(read))

        def read_again(
            read: Read | None,
            language: str,
            progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
        ) -> tuple[Any, ...]:
            if read is None:
                return None, waiting_document_html(words), gr.Dataframe(visible=False), ""
            with spoken_errors(as_html=True):
                return show(work.read(read.data, language, _reporter(progress, words)))

        def edit(read: Read | None, rows: list[list[Any]]) -> tuple[Any, ...]:
            with spoken_errors(as_html=True):
                texts = [str(row[_DESCRIPTION] or "") for row in rows]
                if read is None or len(texts) != len(read.document.items):
                    raise InputError(
                        "The lines no longer fit the document. Upload it again; "
                        "lines can be changed, not added or taken away."
                    )
                return show(work.changed(read, texts))

        file.upload(read_upload, [file, language], [file, *shown], **_READING)
        photo.input(read_upload, [photo, language], [photo, *shown], **_READING)
        language.input(read_again, [kept, language], shown, **_READING)
        lines.input(edit, [kept, lines], shown, show_progress="hidden", api_visibility="private")


def _question(words: Wording) -> tuple[gr.File, gr.Image, gr.Radio]:
    with gr.Row():
        file = gr.File(
            label=words("document_file"),
            file_types=list(SUFFIXES),
            type="filepath",
            height=180,
            elem_id="document-file",
        )
        photo = gr.Image(
            label=words("document_photo"),
            sources=["clipboard", "webcam"],
            # As it came: a copy in another mode would stay behind on disk.
            image_mode=None,
            type="filepath",
            height=180,
            elem_id="document-photo",
        )
    language = gr.Radio(
        [(words("document_language_auto"), AUTO), *((NATIVE_NAMES[x], x) for x in LANGUAGES)],
        value=AUTO,
        label=words("document_language"),
        elem_id="document-language",
    )
    return file, photo, language


def _reporter(progress: gr.Progress, words: Wording) -> Any:
    progress(None, desc=words("document_reading"))
    return lambda count: progress(None, desc=words("document_progress", pages=str(count)))


def _rows(document: Document) -> Any:
    rows = [["" if cell is None else cell for cell in cells(item)] for item in document.items]
    return gr.Dataframe(value=rows, visible=bool(rows))
