"""The record of an answer as a link that downloads it. Pure."""

from __future__ import annotations

import base64
from typing import Final

from hsclassify.record import Record
from hsclassify.ui.markup import Html, tag
from hsclassify.ui.wording import Wording

FILE_NAME: Final = "hsclassify-record.json"


def record_html(record: Record, words: Wording) -> Html:
    """Return a link that holds the whole record, so that the server has to keep nothing."""
    content = base64.b64encode(record.to_json().encode()).decode()
    return tag(
        "a",
        words("record_download"),
        href=f"data:application/json;base64,{content}",
        download=FILE_NAME,
        class_="hs-record",
    )
