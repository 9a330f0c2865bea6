"""A document's pages, fields and downloads as HTML. Pure functions; everything is escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from hsclassify.documents import Document, LineItem
from hsclassify.documents.export import FORMATS, exported
from hsclassify.documents.fields import Field
from hsclassify.documents.invoice import PageView
from hsclassify.documents.sums import Sum
from hsclassify.text import LANGUAGES
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import Wording, wording

_DOUBTFUL: Final = "--hs-line-drawn:dashed;--hs-line-colour:var(--hs-open);--hs-line-ground:#92400e"
_NUMBERS: Final = ("total", "gross_weight", "net_weight")
_TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def waiting_document_html(words: Wording) -> Html:
    """Return what stands in the result's place before the first document."""
    return tag(
        "section",
        tag("h2", words("document_waiting_title")),
        tag("p", words("document_waiting_body")),
        class_="hs-notice",
    )


def pages_html(document: Document) -> Html:
    """Return the pages' pictures with every found line outlined and numbered, in any language."""
    return tag(
        "div",
        *(
            _page_html(page, [i for i in document.items if i.page == page.number])
            for page in document.pages
        ),
        class_="hs-pages",
    )


def _page_html(page: PageView, items: Iterable[LineItem]) -> Html:
    label = [
        tag("span", wording(x)("document_page", number=str(page.number)), lang=x) for x in LANGUAGES
    ]
    source = f"data:image/jpeg;base64,{base64.b64encode(page.jpeg).decode()}"
    return tag(
        "figure",
        tag("div", tag("img", src=source, alt=""), *map(_outline, items), class_="hs-sheet"),
        tag("figcaption", *label, class_="hs-each"),
        class_="hs-page",
    )


def _outline(item: LineItem) -> Html:
    left, top, right, bottom = (100 * side for side in item.box)
    place = f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%"
    kind = f"hs-line hs-line-{item.number}"
    return tag("div", tag("span", str(item.number)), class_=kind, style=place)


def marks_html(document: Document) -> Html:
    """Return the style that marks the outlines of lines whose printed code deserves a look."""
    doubtful = ",".join(f".hs-line-{i.number}" for i in document.items if i.check.warning)
    return tag("style", f"{doubtful}{{{_DOUBTFUL}}}") if doubtful else NOTHING


def facts_html(document: Document, words: Wording) -> Html:
    """Return fields, warnings, the sum, and links that hold the files to take away."""
    fields = [
        tag("div", tag("dt", words(f"document_field_{name}")), tag("dd", _value(name, x, words)))
        for name, x in document.fields.items()
    ]
    return tag(
        "section",
        tag("h2", words("document_found", lines=words.count(len(document.items)))),
        tag(
            "ul",
            *(tag("li", translated(w, words)) for w in document.warnings),
            class_="hs-warnings",
        ),
        _sum(document, words),
        tag("dl", *fields, class_="hs-fields"),
        tag("p", *(_link(document, kind, words) for kind in FORMATS), class_="hs-downloads"),
        class_="hs-panel",
        aria_live="polite",
    )


def _value(name: str, field: Field, words: Wording) -> str:
    return words.count(Decimal(field.value)) if name in _NUMBERS else translated(field.value, words)


def _sum(document: Document, words: Wording) -> Html:
    """Return what the lines add up to; nothing where a warning says that it is not the total."""
    if document.sum.lines is None:
        return tag("p", words("document_no_sum"))
    if document.sum.agrees is False:
        return NOTHING
    return tag("p", _added_up(document.sum, document.sum.lines, words))


def _added_up(sums: Sum, added: Decimal, words: Wording) -> str:
    """Return how the lines make the total: alone, with charges, or less discounts."""
    lines = words.count(added)
    if sums.total is None:
        return words("document_sum_alone", lines=lines)
    total = words.count(sums.total)
    if sums.charges > 0:
        charges = words.count(sums.charges)
        return words("document_sum_charged", lines=lines, charges=charges, total=total)
    if sums.charges < 0:
        discounts = words.count(-sums.charges)
        return words("document_sum_discounted", lines=lines, discounts=discounts, total=total)
    return words("document_sum_agrees", lines=lines)


def _link(document: Document, kind: str, words: Wording) -> Html:
    """Return a link with the file inside it: no copy has to lie on the server's disk."""
    content = base64.b64encode(
        exported(document, kind, words.language, lambda x: translated(x, words))
    ).decode()
    return tag(
        "a",
        kind.upper(),
        href=f"data:{_TYPES[kind]};base64,{content}",
        download=f"invoice-lines.{kind}",
    )
