"""The tab "Documents": an invoice in, every line item with its code out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from hsclassify.documents import Document, LineItem
from hsclassify.documents.export import COLUMNS, cells
from hsclassify.errors import InputError
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import AUTO
from hsclassify.ui.document_endpoint import AT_ONCE
from hsclassify.ui.document_html import facts_html, pages_html, waiting_document_html
from hsclassify.ui.document_work import DocumentWork, Read
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.sentences import translated
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.uploads import Upload, UploadedPhoto
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

_KEPT_SECONDS: Final = 3600
_WIDTHS: Final = (
    84, 84, 300, 110, 96, 110, 120, 110, 130, 110, 110, 90, 220, 320,
)  # fmt: skip
_LINE: Final = COLUMNS.index("line")
_DESCRIPTION: Final = COLUMNS.index("description")
_CHECK: Final = COLUMNS.index("check")
_NO_LONGER: Final = (
    "The lines no longer fit the document. Upload it again; "
    "lines can be changed, not added or taken away."
)
_READING: Final = {
    "api_visibility": "private",
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "document",
}


@dataclass(frozen=True)
class DocumentsTab:
    """What other tabs need of this one.

    Attributes:
        show_on_map: to be seen once lines were read.
        kept: the document, a :class:`Read` or None.
    """

    show_on_map: gr.Button
    kept: gr.State


def create_documents_tab(work: DocumentWork, speech: Speech, *, on_map: bool) -> DocumentsTab:
    """Add the tab to the page that is being built; *on_map*: offer to show lines on the map."""
    with speech.add(gr.Tab, label=say("tab_documents"), id="documents"):
        with gr.Column(elem_classes="hs-ask"):
            file, photo, language = _question(speech)
        kept = gr.State(None, time_to_live=_KEPT_SECONDS)
        facts = gr.HTML(
            waiting_document_html(wording(INTERFACE)),
            apply_default_css=False,
            elem_id="document-facts",
        )
        lines = speech.add(
            gr.Dataframe,
            headers=Say(lambda words: [words(f"document_column_{name}") for name in COLUMNS]),
            interactive=True,
            visible=False,
            type="array",
            static_columns=[i for i in range(len(COLUMNS)) if i != _DESCRIPTION],
            column_widths=list(_WIDTHS),
            wrap=True,
            elem_id="document-lines",
            label=say("document_lines"),
        )
        show_on_map = speech.add(
            gr.Button,
            value=say("map_query_button"),
            size="sm",
            visible=False,
            elem_id="document-on-map",
        )
        pages = gr.HTML("", apply_default_css=False, elem_id="document-pages")
        shown = [kept, facts, lines, show_on_map, pages]

        def show(read: Read, interface: Language) -> tuple[Any, ...]:
            document, words = read.document, wording(interface)
            return (
                read,
                facts_html(document, words),
                _rows(document, words),
                gr.Button(visible=on_map and bool(document.items)),
                pages_html(document, words),
            )

        def read_upload(
            upload: str | None,
            language: str,
            interface: Language,
            progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
        ) -> tuple[Any, ...]:
            with spoken_errors(as_html=True, language=interface):
                read = work.read_file(upload, language, _reporter(progress, wording(interface)))
                return (None, *show(read, interface))

        def read_again(
            read: Read | None,
            language: str,
            interface: Language,
            progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
        ) -> tuple[Any, ...]:
            words = wording(interface)
            if read is None:
                nothing = gr.Dataframe(visible=False), gr.Button(visible=False), ""
                return None, waiting_document_html(words), *nothing
            with spoken_errors(as_html=True, language=interface):
                return show(work.read(read.data, language, _reporter(progress, words)), interface)

        def say_again(read: Read | None, interface: Language) -> tuple[Any, ...]:
            words = wording(interface)
            if read is None:
                return waiting_document_html(words), gr.skip(), gr.skip()
            document = read.document
            return facts_html(document, words), _rows(document, words), pages_html(document, words)

        def edit(read: Read | None, rows: list[list[Any]], interface: Language) -> tuple[Any, ...]:
            with spoken_errors(as_html=True, language=interface):
                if read is None:
                    raise InputError(_NO_LONGER)
                return show(work.changed(read, edited(read.document, rows)), interface)

        known = [language, speech.switch]
        file.upload(read_upload, [file, *known], [file, *shown], **_READING)
        photo.input(read_upload, [photo, *known], [photo, *shown], **_READING)
        language.input(read_again, [kept, *known], shown, **_READING)
        lines.input(edit, [kept, lines, speech.switch], shown, **QUIET)
        speech.switch.change(say_again, [kept, speech.switch], [facts, lines, pages], **QUIET)
    return DocumentsTab(show_on_map, kept)


def _question(speech: Speech) -> tuple[Upload, UploadedPhoto, gr.Radio]:
    with gr.Row():
        file = speech.add(
            Upload,
            label=say("document_file"),
            type="filepath",
            height=180,
            elem_id="document-file",
        )
        photo = speech.add(
            UploadedPhoto,
            label=say("document_photo"),
            sources=["clipboard", "webcam"],
            height=180,
            elem_id="document-photo",
        )
    language = speech.add(
        gr.Radio,
        choices=Say(
            lambda words: [
                (words("document_language_auto"), AUTO),
                *((NATIVE_NAMES[x], x) for x in LANGUAGES),
            ]
        ),
        value=AUTO,
        label=say("document_language"),
        elem_id="document-language",
    )
    return file, photo, language


def _reporter(progress: gr.Progress, words: Wording) -> Any:
    progress(None, desc=words("document_reading"))
    return lambda count: progress(None, desc=words("document_progress", pages=str(count)))


def edited(document: Document, rows: Sequence[Sequence[Any]]) -> list[str]:
    """Return the descriptions in the *rows* of the page's table, in the document's order.

    A visitor may have sorted the table: the line number says which line a row is.

    Raises:
        InputError: the rows are not the document's lines.
    """
    texts = {str(row[_LINE]): str(row[_DESCRIPTION] or "") for row in rows}
    numbers = [str(item.number) for item in document.items]
    if len(rows) != len(numbers) or set(texts) != set(numbers):
        raise InputError(_NO_LONGER)
    return [texts[number] for number in numbers]


def _rows(document: Document, words: Wording) -> Any:
    rows = [_row(item, words) for item in document.items]
    return gr.Dataframe(value=rows, visible=bool(rows))


def _row(item: LineItem, words: Wording) -> list[Any]:
    row: list[Any] = ["" if cell is None else cell for cell in cells(item, words.language)]
    row[_CHECK] = translated(row[_CHECK], words)
    return row
