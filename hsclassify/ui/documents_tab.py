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
from hsclassify.ui.document_html import (
    facts_html,
    limits_html,
    marks_html,
    pages_html,
    waiting_document_html,
)
from hsclassify.ui.document_work import DocumentWork, Read
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.scripts import script
from hsclassify.ui.sentences import translated
from hsclassify.ui.speech import QUIET, Say, Speech, say
from hsclassify.ui.uploads import Upload, UploadedPhoto
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, Wording, wording

_KEPT_SECONDS: Final = 3600
_WIDTHS: Final = (
    84, 84, 300, 110, 96, 110, 120, 110, 130, 110, 110, 90, 220, 320, 110,
)  # fmt: skip
_LINE: Final = COLUMNS.index("line")
_DESCRIPTION: Final = COLUMNS.index("description")
_NO_LONGER: Final = (
    "The lines no longer fit the document. Upload it again; "
    "lines can be changed, not added or taken away."
)
_READING: Final = {
    "api_visibility": "private",
    "concurrency_limit": AT_ONCE,
    "concurrency_id": "document",
}
_READ_OUTPUTS: Final = 7
"""The box that a file came in, and everything that shows it."""
_CAMERA: Final = gr.WebcamOptions(
    mirror=False,  # A mirrored page cannot be read.
    constraints={
        "video": {
            "facingMode": {"ideal": "environment"},
            "width": {"ideal": 3840},
            "height": {"ideal": 2160},
        }
    },
)


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
    desk = DocumentDesk(work, on_map=on_map)
    with speech.add(gr.Tab, label=say("tab_documents"), id="documents"):
        with gr.Column(elem_classes="hs-ask"):
            file, photo, language = _question(speech)
            limits = Say(lambda words: limits_html(work.limits, words))
            speech.add(gr.HTML, value=limits, apply_default_css=False, elem_id="document-limits")
        result = _result(speech)
        known = [language, speech.switch]
        # It comes with a picture, and with none when that is taken away.
        for box, event in ((file, file.upload), (photo, photo.input)):
            reading = event(desk.read_upload, [box, *known], [box, *result.all], **_READING)
            reading.failure(desk.forget, speech.switch, result.all, **QUIET)
        language.input(desk.read_again, [result.kept, *known], result.all, **_READING)
        result.lines.input(
            desk.edit, [result.kept, result.lines, speech.switch], result.edited, **QUIET
        )
        speech.switch.change(
            desk.say_again, [result.kept, speech.switch], [result.facts, result.lines], **QUIET
        )
    return DocumentsTab(result.show_on_map, result.kept)


class DocumentDesk:
    """What the events of the tab do, over one :class:`DocumentWork`."""

    def __init__(self, work: DocumentWork, *, on_map: bool) -> None:
        self._work = work
        self._on_map = on_map

    def read_upload(
        self,
        upload: str | None,
        language: str,
        interface: Language,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
    ) -> tuple[Any, ...]:
        """Read a file; return what is shown of it, behind None for the box that it came in."""
        if upload is None:
            return tuple(gr.skip() for _ in range(_READ_OUTPUTS))
        with spoken_errors(as_html=True, language=interface):
            reporter = _reporter(progress, wording(interface))
            return None, *self._shown(self._work.read_file(upload, language, reporter), interface)

    def read_again(
        self,
        read: Read | None,
        language: str,
        interface: Language,
        progress: gr.Progress = gr.Progress(),  # noqa: B008 - how Gradio hands it in
    ) -> tuple[Any, ...]:
        """Read the document again, its pictures in *language*; what was typed stays."""
        if read is None:
            return self.forget(interface)
        with spoken_errors(as_html=True, language=interface):
            reporter = _reporter(progress, wording(interface))
            again = self._work.read_again(read, language, reporter)
            return self._shown(again, interface)

    def forget(self, interface: Language) -> tuple[Any, ...]:
        """Return what is shown before any document, lest one be taken for another that failed."""
        nothing = gr.Dataframe(visible=False), "", gr.Button(visible=False), ""
        return None, waiting_document_html(wording(interface)), *nothing

    def edit(
        self, read: Read | None, rows: list[list[Any]], interface: Language
    ) -> tuple[Any, ...]:
        """Classify the lines again whose descriptions differ in the *rows* of the page's table."""
        with spoken_errors(as_html=True, language=interface):
            if read is None:
                raise InputError(_NO_LONGER)
            changed = self._work.changed(read, edited(read.document, rows))
            return _without_pages(changed, interface)

    def say_again(self, read: Read | None, interface: Language) -> tuple[Any, ...]:
        """Return facts and lines in the language of the page."""
        if read is None:
            return waiting_document_html(wording(interface)), gr.skip()
        return _without_pages(read, interface)[1:3]

    def _shown(self, read: Read, interface: Language) -> tuple[Any, ...]:
        button = gr.Button(visible=self._on_map and bool(read.document.items))
        kept = read.without_pictures()
        return *_without_pages(kept, interface), button, pages_html(read.document)


@dataclass(frozen=True)
class _Result:
    """The components that show a document, and the one that keeps it."""

    kept: gr.State
    facts: gr.HTML
    lines: gr.Dataframe
    marks: gr.HTML
    show_on_map: gr.Button
    pages: gr.HTML

    @property
    def edited(self) -> list[Any]:
        """What an edit changes: the pictures of the pages need not be sent again."""
        return [self.kept, self.facts, self.lines, self.marks]

    @property
    def all(self) -> list[Any]:
        """Everything."""
        return [*self.edited, self.show_on_map, self.pages]


def _result(speech: Speech) -> _Result:
    kept = gr.State(None, time_to_live=_KEPT_SECONDS)
    with gr.Row(elem_id="document-result"):
        with gr.Column(elem_id="document-read"):
            facts = gr.HTML(
                waiting_document_html(wording(INTERFACE)),
                apply_default_css=False,
                elem_id="document-facts",
            )
            lines, show_on_map = _lines(speech)
            marks = gr.HTML("", apply_default_css=False, elem_id="document-marks")
        pages = gr.HTML(
            "",
            apply_default_css=False,
            js_on_load=script("document", "paste"),
            elem_id="document-pages",
        )
    return _Result(kept, facts, lines, marks, show_on_map, pages)


def _lines(speech: Speech) -> tuple[gr.Dataframe, gr.Button]:
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
    return lines, show_on_map


def _without_pages(read: Read, interface: Language) -> tuple[Any, ...]:
    """Return what is kept and shown of a document besides the pictures of its pages."""
    document, words = read.document, wording(interface)
    return read, facts_html(document, words), _rows(document, words), marks_html(document)


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
            webcam_options=_CAMERA,
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
    """Return what tells the visitor how many pages were read.

    Gradio shows a text only beside a share. How many pages will follow is not known: the bar
    goes on with each, and is not full before the last.
    """

    def report(count: int) -> None:
        progress(count / (count + 1), desc=words("document_progress", pages=str(count)))

    progress(0, desc=words("document_reading"))
    return report


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
    row = cells(item, words.language, lambda sentence: translated(sentence, words))
    return ["" if cell is None else cell for cell in row]
