"""``/read_document``: the document endpoint, for programs and agents."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from hsclassify.ui.answers import AUTO
from hsclassify.ui.document_work import DocumentWork
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.uploads import Upload

AT_ONCE: Final = 2
"""Documents that are read at the same time.

All of them share two Tesseracts, as many as a free Space has cores. With one document at a time, a
single long scan would keep everybody waiting; with more, all would hold their pages in memory
longer, and none would be done sooner. docs/api.md ("How much at once") has the waits with one and
with two at a time, beside a scan.
"""


class DocumentEndpoint:
    """The public function, over one classifier."""

    def __init__(self, work: DocumentWork) -> None:
        self._work = work

    def add(self) -> None:
        """Add the endpoint to the page that is being built."""
        file = Upload(visible=False, label="file", type="filepath")
        language = gr.Textbox(AUTO, visible=False, label="language")
        document = gr.JSON(visible=False, label="document")
        # Nobody clicks it: gr.api() would hand the file over as it came, not as a path.
        gr.Button(visible=False).click(
            self.read_document,
            [file, language],
            document,
            api_name="read_document",
            concurrency_limit=AT_ONCE,
            concurrency_id="document",
        )

    def read_document(self, file: str, language: str = AUTO) -> dict[str, Any]:
        """Find the Harmonized System (HS 2022) code of every line of an invoice or packing list.

        Reads a PDF (text or scanned), a photo or a scan (PNG, JPEG, WebP, TIFF, BMP) in English,
        Thai, Vietnamese or Chinese: its line items with quantity, unit, unit price, amount,
        printed code and origin, and its fields such as number, date, seller, buyer, currency
        and total. Each description is classified, each printed code checked, and the amounts
        are added up. The file is deleted as soon as it has been read.

        Args:
            file: The document; at most 20 MB, 20 pages and 50 megapixels a page by default.
            language: Language of the text in pictures: "en", "th", "vi", "zh", or "auto" to find
                it by its script.

        Returns:
            The keys language, fields, items, sum, pages and warnings. An item has number,
            description, quantity, unit, unit_price, amount, hs_code (as printed), origin, page,
            box (shares of the page: left, top, right, bottom), confidence, level, candidates,
            headings and check.
        """
        with spoken_errors(as_html=False):
            return self._work.read_file(file, language).document.to_dict()
