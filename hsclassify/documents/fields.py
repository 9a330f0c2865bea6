"""What a document says besides its line items: number, date, parties, terms, weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hsclassify.documents.captions import (
    Caption,
    FieldName,
    captioned,
    is_address,
    is_caption,
    is_code,
)
from hsclassify.documents.countries import country
from hsclassify.documents.currencies import find_currency, shows_currency
from hsclassify.documents.dates import find_date
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import Mark, has_number, numerals, plain
from hsclassify.documents.parties import is_company, letterhead, right_below, whole_name
from hsclassify.documents.segments import Segment
from hsclassify.documents.tallies import is_tally
from hsclassify.documents.vocabulary import key
from hsclassify.documents.weights import kilograms
from hsclassify.documents.words import Box, Shares, Word, join, lines
from hsclassify.text import Language

_PROFORMA: Final = "proforma invoice"
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    _PROFORMA: (
        "proforma", "pro forma", "pro-forma", "形式发票", "形式發票", "hóa đơn chiếu lệ",
    ),
    "packing list": (
        "packing list", "ใบรายการบรรจุหีบห่อ", "ใบบรรจุหีบห่อ", "ใบกำกับหีบห่อ",
        "phiếu đóng gói", "bảng kê chi tiết đóng gói", "装箱单", "裝箱單",
    ),
    "commercial invoice": (
        "invoice", "ใบกำกับสินค้า", "ใบแจ้งหนี้", "บัญชีราคาสินค้า", "ใบกำกับภาษี", "hóa đơn",
        "hoá đơn", "发票", "發票",
    ),
}  # fmt: skip
_PARTIES: Final = frozenset({"seller", "buyer"})
_TITLE_LINES: Final = 12
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_INCOTERM: Final = re.compile(
    r"(?<![A-Za-z])(?:(?i:EXW|FOB|CFR|CIF|DDP|DDU)|FCA|FAS|CPT|CIP|DAP|DPU|DAT|DAF|CNF|C ?[&+] ?F)"
    r"(?![A-Za-z])"
)
"""Terms of older editions included; those that are short words, too, in capitals only."""
_LABELLED_INCOTERM: Final = re.compile(
    rf"{_INCOTERM.pattern}|(?<![A-Za-z])(?:DES|DEQ)(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?=[\w./-]{0,64}\d)[A-Za-z0-9][\w./-]*")


@dataclass(frozen=True)
class Field:
    """A value with the place it was found at.

    Attributes:
        value: ISO date, ISO country or currency code, plain number, or text.
        text: as it is printed.
        page: number of the page, from 1.
        box: its place as shares of the page's width and height: left, top, right, bottom.
    """

    value: str
    text: str
    page: int
    box: Shares

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "value": self.value,
            "text": self.text,
            "page": self.page,
            "box": [round(side, 4) for side in self.box],
        }


@dataclass(frozen=True)
class Sheet:
    """A page as fields are looked for on it.

    Attributes:
        outside: its lines in segments, without the tables.
        words: everything on it, tables included.
        number: from 1.
        width: in the pixels of the boxes.
        height: likewise.
        framing: its lines in segments, headers and totals of tables included, but no goods.
    """

    outside: Sequence[Sequence[Segment]]
    words: Sequence[Word]
    number: int
    width: float
    height: float
    framing: Sequence[Sequence[Segment]] = ()

    def field(self, value: str, text: str, box: Box) -> Field:
        """Return a field found at *box*."""
        return Field(value, text, self.number, box.shares(self.width, self.height))


def find_fields(
    sheets: Sequence[Sheet], lang: Language, decimal: Mark, deadline: Deadline
) -> dict[FieldName, Field]:
    """Return the fields that a document states; those found so far when the time is over.

    Args:
        sheets: its pages.
        lang: the document's language.
        decimal: its decimal mark.
        deadline: when to stop.
    """
    found: dict[FieldName, Field] = {}
    doubtful: set[FieldName] = set()
    readers = _readers(lang, decimal)
    for sheet in sheets:
        for caption, value in captioned(sheet.outside, deadline):
            name = caption.name
            known = name in found and (caption.doubtful or name not in doubtful)
            if name not in readers or known:
                continue
            if name in _PARTIES:
                if caption.bare and not _is_party(value, sheet):
                    continue
                if key(caption.said) and is_code(value.text):
                    continue  # "Customer No.: 10023"
                value = whole_name(value, sheet.outside, is_caption)
            if read := readers[name](value.text, caption):
                found[name] = sheet.field(read, value.text, value.box)
                (doubtful.add if caption.doubtful else doubtful.discard)(name)
    outside = [(sheet, s) for sheet in sheets for line in sheet.outside for s in line]
    framing = [(sheet, s) for sheet in sheets for line in sheet.framing for s in line]
    _add(found, "kind", outside[:_TITLE_LINES], _kind)
    _add(found, "email", outside, lambda t: _first(_EMAIL, t))
    _add(found, "incoterm", [*outside, *framing], lambda t: _incoterm(_INCOTERM, t))
    _add_letterhead(found, sheets)
    if "currency" not in found and (currency := _currency(sheets, lang, found)):
        found["currency"] = currency
    return found


def _is_party(name: Segment, sheet: Sheet) -> bool:
    """Tell whether what stands after "From:" or "To:" is a company or has an address below."""
    if is_company(name.text):
        return True
    below = right_below(name, sheet.outside)
    if below is None or is_caption(below.text):
        return False
    return has_number(below.text) and (is_address(below.text) or "," in below.text)


def _add_letterhead(found: dict[FieldName, Field], sheets: Sequence[Sheet]) -> None:
    """Add the seller who has no label, but stands above the title of the first page."""
    if "seller" in found or not sheets:
        return
    name = letterhead(sheets[0].outside, is_caption, lambda text: _kind(text) is not None)
    if name and not ("buyer" in found and found["buyer"].text == name.text):
        found["seller"] = sheets[0].field(name.text, name.text, name.box)


def _currency(
    sheets: Sequence[Sheet], lang: Language, known: Mapping[FieldName, Field]
) -> Field | None:
    """Return the currency that the whole document names most often, where it first does."""
    seller = known["seller"].value if "seller" in known else ""
    code = find_currency(" ".join(join(sheet.words) for sheet in sheets), lang, seller)
    if code is None:
        return None
    for sheet in sheets:
        for line in lines(sheet.words):
            for word in line:
                if shows_currency(word.text, code):
                    return sheet.field(code, word.text, word.box)
            # A name may be of two words, or follow its number.
            if shows_currency(text := join(line), code):
                return sheet.field(code, text, Box.around(w.box for w in line))
    return None


def _readers(
    lang: Language, decimal: Mark
) -> dict[FieldName, Callable[[str, Caption], str | None]]:
    """Return what reads the value of each field from its text and its label."""
    return {
        "number": _number,
        "date": lambda t, _: find_date(t, lang),
        "seller": lambda t, _: t or None,
        "buyer": lambda t, _: t or None,
        # A country that is not known by its name here is still worth showing.
        "origin": lambda t, _: country(t) or (t if t and not has_number(t) else None),
        "destination": lambda t, _: country(t) or t or None,
        "incoterm": lambda t, _: _incoterm(_LABELLED_INCOTERM, t),
        "currency": lambda t, _: find_currency(t, lang),
        "total": lambda t, c: _amount(t, c, decimal),
        "gross_weight": lambda t, c: _weight(t, c, decimal),
        "net_weight": lambda t, c: _weight(t, c, decimal),
        "email": lambda t, _: _first(_EMAIL, t),
    }


def _number(text: str, caption: Caption) -> str | None:
    if caption.bare and is_address(text):
        return None
    found = _first(_NUMBER, plain(text))
    # Among capitals, a small L is a capital I that OCR misread.
    if found and {c for c in found if c.islower()} == {"l"} and any(map(str.isupper, found)):
        return found.replace("l", "I")
    return found


def _add(
    found: dict[FieldName, Field],
    name: FieldName,
    places: Iterable[tuple[Sheet, Segment]],
    read: Callable[[str], str | None],
) -> None:
    """Add what needs no label, unless its label was found: the first of the *places* to have it."""
    if name in found:
        return
    for sheet, segment in places:
        if value := read(segment.text):
            found[name] = sheet.field(value, segment.text, segment.box)
            return


def _kind(text: str) -> str | None:
    """Return the kind of document that a title names first; a proforma invoice anywhere in it.

    "Commercial invoice and packing list" is an invoice, "packing list of invoice 12" is not.
    """
    folded = key(text)
    places = {kind: _place(folded, terms) for kind, terms in _KINDS.items()}
    named = {kind: place for kind, place in places.items() if place >= 0}
    if _PROFORMA in named:
        return _PROFORMA
    return min(named, key=lambda kind: named[kind], default=None)


def _place(folded: str, terms: Iterable[str]) -> int:
    """Return where the first of *terms* stands in a *folded* text, -1 if none does."""
    places = [
        f" {folded} ".find(f" {term} ") if term.isascii() else folded.find(term)
        for term in map(key, terms)
    ]
    return min((place for place in places if place >= 0), default=-1)


def _amount(text: str, caption: Caption, decimal: Mark) -> str | None:
    if is_tally(f"{caption.term} {caption.said} {text}", text):
        return None  # of packages, pages, weight
    found = numerals(text)
    return str(found[-1].value(decimal)) if found else None


def _weight(text: str, caption: Caption, decimal: Mark) -> str | None:
    if caption.of_each:
        return None
    weight = kilograms(text, decimal, caption.said)
    return None if weight is None else str(weight)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None


def _incoterm(pattern: re.Pattern[str], text: str) -> str | None:
    found = _first(pattern, text)
    return found.replace(" ", "").upper() if found else None
