"""A document's pages, fields and downloads as HTML. Pure functions; everything is escaped."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Final

from hsclassify.documents import Document, Limits, LineItem
from hsclassify.documents.export import FORMATS, exported
from hsclassify.documents.fields import Field
from hsclassify.documents.invoice import PageView
from hsclassify.documents.sums import Sum
from hsclassify.documents.words import Shares
from hsclassify.text import LANGUAGES
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import Wording, wording

_DOUBTFUL: Final = "--hs-line-drawn:dashed;--hs-line-colour:#92400e"
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


def limits_html(limits: Limits, words: Wording) -> Html:
    """Return how much of a document is read, on one line."""
    most = {
        name: words.count(Decimal(f"{limit:g}"))
        for name, limit in (
            ("megabytes", limits.megabytes),
            ("pages", limits.pages),
            ("seconds", limits.seconds),
        )
    }
    return tag("p", words("document_limits", **most), class_="hs-note")


def pages_html(document: Document) -> Html:
    """Return the pages' pictures in any language, with what was found on them outlined.

    A line's outline has its number and is a button: it leads to the line in the table.
    """
    return tag(
        "div",
        tag("p", *_each("document_pages"), class_="hs-each hs-unseen", id="document-pages-name"),
        *(_page_html(page, document) for page in document.pages),
        class_="hs-pages",
        role="group",
        aria_labelledby="document-pages-name",
        # What scrolls has to be within reach of the keyboard, and without lines nothing in it is.
        tabindex=None if document.items else "0",
    )


def _each(key: str, **values: str) -> list[Html]:
    """Return a text in each language; the page shows the one that it speaks."""
    return [tag("span", wording(x)(key, **values), lang=x) for x in LANGUAGES]


def _page_html(page: PageView, document: Document) -> Html:
    source = f"data:image/jpeg;base64,{base64.b64encode(page.jpeg).decode()}"
    fields = (_field_outline(n, f) for n, f in document.fields.items() if f.page == page.number)
    lines = (_outline(item) for item in document.items if item.page == page.number)
    return tag(
        "figure",
        tag("div", tag("img", src=source, alt=""), *fields, *lines, class_="hs-sheet"),
        tag("figcaption", *_each("document_page", number=str(page.number)), class_="hs-each"),
        class_="hs-page",
    )


def _outline(item: LineItem) -> Html:
    number = str(item.number)
    return tag(
        "button",
        tag("span", *_each("document_column_line"), class_="hs-each hs-unseen"),
        " ",
        tag("span", number, class_="hs-line-number"),
        type="button",
        class_=f"hs-line hs-line-{number}",
        style=_place(item.box),
        data_spot=f"line-{number}",
    )


def _field_outline(name: str, field: Field) -> Html:
    """Return the outline of a field, without words: the list beside it says what it is."""
    return tag("div", class_="hs-field", style=_place(field.box), data_spot=f"field-{name}")


def _place(box: Shares) -> str:
    left, top, right, bottom = (100 * side for side in box)
    return (
        f"left:{left:.2f}%;top:{top:.2f}%;width:{right - left:.2f}%;height:{bottom - top:.2f}%;"
        f"--hs-left:{left:.2f}cqw"
    )


def marks_html(document: Document) -> Html:
    """Return the style that marks the outlines of lines whose printed code deserves a look."""
    doubtful = ",".join(f".hs-line-{i.number}" for i in document.items if i.check.warning)
    return tag("style", f"{doubtful}{{{_DOUBTFUL}}}") if doubtful else NOTHING


def facts_html(document: Document, words: Wording) -> Html:
    """Return fields, warnings, the sum, and links that hold the files to take away."""
    fields = (_field_html(name, field, words) for name, field in document.fields.items())
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


def _field_html(name: str, field: Field, words: Wording) -> Html:
    """Return a field with the page that it is on: a button that leads to its outline there."""
    label, page = words(f"document_field_{name}"), words("document_page", number=str(field.page))
    button = tag("button", page, type="button", class_="hs-see", aria_label=f"{label} {page}")
    return tag(
        "div",
        tag("dt", label),
        tag("dd", _value(name, field, words)),
        tag("dd", button),
        data_spot=f"field-{name}",
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
