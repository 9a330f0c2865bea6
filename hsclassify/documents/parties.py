"""The name of a seller or a buyer where it goes on in the next line, before the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Final

from hsclassify.documents.numbers import has_number
from hsclassify.documents.segments import Segment
from hsclassify.documents.words import Box, joined

_MOST_LINES: Final = 3
_PITCH: Final = 2.0
"""Lines of one block are at most this many heights apart."""
_ALIGNED: Final = 2.0
_GUTTER: Final = 3.0
"""Text heights that are left free between two columns of text."""
_FORM: Final = re.compile(
    r"(?:\b(?:ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|company|gmbh|b\.?v|n\.?v|"
    r"s\.?a|s\.?r\.?l|s\.?p\.?a|pty|pte|bhd|jsc|co)\b\.?|จำกัด(?:\s*\(มหาชน\))?|公司|集团|集團|厂|廠)$",
    re.IGNORECASE,
)
_ONLY_FORM: Final = re.compile(
    r"(?:[\s.,&()]|ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|company|gmbh|pty|pte|"
    r"sdn|bhd|jsc|co|จำกัด|มหาชน|有限|责任|責任|股份|公司|集团|集團)+",
    re.IGNORECASE,
)
_THAI_FORM: Final = "จำกัด"
"""Stands after a space, where other Thai words of a name need not."""
_OPEN_END: Final = re.compile(r"(?:[&,(]|\band|และ|và|和)$", re.IGNORECASE)
_NO_NAME: Final = re.compile(r"[,:：，;@]")
_COMPANY: Final = re.compile(
    r"\b(?:co\.?,?\s*ltd|ltd|limited|inc|incorporated|llc|llp|plc|corp|corporation|company|gmbh|pty|pte|"
    r"bhd|jsc|công ty|doanh nghiệp)\b|บริษัท|ห้างหุ้นส่วน|หจก|公司|集团|集團|商行|株式会社|工厂|工廠",
    re.IGNORECASE,
)
_HEAD_LINES: Final = 6
"""Lines of a letterhead above the title."""
_UNTITLED_LINES: Final = 2
"""Lines in which a letterhead stands where no title follows."""


def whole_name(
    name: Segment,
    lines: Sequence[Sequence[Segment]],
    labelled: Callable[[str], bool],
) -> Segment:
    """Return a party's *name* with what stands of it in the lines below.

    A name goes on where it cannot have ended ("Siam Trading Co.," above "Ltd."), or where it
    reaches the end of its column, has no legal form yet, and what follows is no address but
    stands above one.

    Args:
        name: its first line.
        lines: of the page, in segments.
        labelled: tells whether a text begins with the label of a field.
    """
    last, text, boxes = name, name.text, [name.box]
    while len(boxes) < _MOST_LINES:
        below = right_below(last, lines)
        if below is None or labelled(below.text) or not _goes_on(text, last, below, lines):
            break
        text = joined(text, below.text, spaced=below.text.startswith(_THAI_FORM))
        boxes.append(below.box)
        last = below
    return Segment(text, Box.around(boxes), name.page)


def right_below(segment: Segment, lines: Sequence[Sequence[Segment]]) -> Segment | None:
    """Return what stands right under a segment, in its column."""
    height = segment.box.height
    for line in lines:
        for other in line:
            down = other.box.y - segment.box.y
            begins = segment.box.left - _ALIGNED * height < other.box.left < segment.box.right
            if begins and 0.5 * height < down < _PITCH * height:
                return other
    return None


def _goes_on(text: str, last: Segment, below: Segment, lines: Sequence[Sequence[Segment]]) -> bool:
    if _ONLY_FORM.fullmatch(below.text):
        return True
    if has_number(below.text) or _NO_NAME.search(below.text.rstrip(".,")):
        return False
    if _OPEN_END.search(text):
        return True
    if _FORM.search(text.rstrip(" .")):
        return False
    return not _would_fit(last, below, lines) and right_below(below, lines) is not None


def _would_fit(last: Segment, below: Segment, lines: Sequence[Sequence[Segment]]) -> bool:
    """Tell whether the first word of *below* had room behind *last*."""
    height = last.box.height
    word = "".join(takewhile(lambda c: not c.isspace(), below.text))
    width = below.box.width * (len(word) + 1) / len(below.text)
    return last.box.right + width < _end_of_column(last, below, lines, height)


def _end_of_column(
    last: Segment, below: Segment, lines: Sequence[Sequence[Segment]], height: float
) -> float:
    beside = [
        other.box.left
        for line in lines
        for other in line
        if other.box.left > last.box.right
        and any(abs(other.box.y - s.box.y) < 0.5 * height for s in (last, below))
    ]
    if beside:
        return min(beside) - _GUTTER * height
    return max(other.box.right for line in lines for other in line)


def is_company(text: str) -> bool:
    """Tell whether a text has the legal form of a company."""
    return bool(_COMPANY.search(text))


def letterhead(
    lines: Sequence[Sequence[Segment]],
    labelled: Callable[[str], bool],
    titled: Callable[[str], bool],
) -> Segment | None:
    """Return the company whose name stands above the title of a page, or None.

    Args:
        lines: of the page, in segments.
        labelled: tells whether a text begins with the label of a field.
        titled: tells whether a text is the title of the document.
    """
    head = lines[:_HEAD_LINES]
    end = next((i for i, line in enumerate(head) if any(titled(s.text) for s in line)), None)
    above = head[: _UNTITLED_LINES if end is None else end]
    names = (s for line in above for s in line if is_company(s.text) and not labelled(s.text))
    return next(names, None)
