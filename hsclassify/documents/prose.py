"""Documents without a table: one description of goods in running text or after a label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hsclassify.documents.labels import labelled_value
from hsclassify.documents.pages import Page
from hsclassify.documents.segments import Segment
from hsclassify.documents.table import Row
from hsclassify.documents.vocabulary import Role
from hsclassify.documents.words import Box, join
from hsclassify.text import has_words

_SHORT: Final = 60
"""A document of at most this many words may be nothing but a description."""
_LEAST_SIGNS: Final = 4
"""Letters that a description in a picture has at least; a Chinese sign counts for two."""
_LEAST_CONFIDENCE: Final = 0.5
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_ROLES: Final[tuple[Role, ...]] = (
    "description", "quantity", "price", "amount", "hs", "origin", "unit",
)  # fmt: skip


def described(
    pages: Sequence[Page], outside: Sequence[Sequence[Sequence[Segment]]]
) -> list[tuple[Page, Row]]:
    """Return the one item of a document without a table, or nothing.

    Args:
        pages: of the document.
        outside: by page its lines in segments.
    """
    for page, lines in zip(pages, outside, strict=True):
        row = _labelled(lines, page)
        if row is not None:
            return [(page, row)]
    if len(pages) == 1 and 0 < len(pages[0].words) <= _SHORT:
        words = pages[0].words
        text = join(words)
        confidence = _confidence(pages[0])
        if has_words(text) and (pages[0].source == "text" or _likely(text, confidence)):
            box = Box.around(w.box for w in words)
            return [(pages[0], Row({"description": text}, box, confidence))]
    return []


def _likely(text: str, confidence: float) -> bool:
    """Tell whether what was read of a picture is writing; dirt and shadows read as a few signs."""
    signs = sum(2 if _HAN.match(c) else c.isalpha() for c in text)
    return signs >= _LEAST_SIGNS and confidence > _LEAST_CONFIDENCE


def _labelled(lines: Sequence[Sequence[Segment]], page: Page) -> Row | None:
    cells: dict[Role, str] = {}
    boxes: list[Box] = []
    flat = [segment for line in lines for segment in line]
    for at, segment in enumerate(flat):
        for role in _ROLES:
            value = labelled_value(segment.text, role)
            if value is None or role in cells:
                continue
            if not value and at + 1 < len(flat):
                value = flat[at + 1].text
            if value:
                cells[role] = value
                boxes.append(segment.box)
            break
    if "description" not in cells or not has_words(cells["description"]):
        return None
    return Row(cells, Box.around(boxes), _confidence(page))


def _confidence(page: Page) -> float:
    return sum(w.confidence for w in page.words) / max(1, len(page.words))
