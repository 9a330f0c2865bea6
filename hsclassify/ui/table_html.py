"""A table's progress and result as HTML. Pure functions; everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from hsclassify.agreement import VERDICTS
from hsclassify.formats import Sheets
from hsclassify.results import dotted, percent
from hsclassify.tables import Preview, TableResult
from hsclassify.ui.markup import NOTHING, Html, join, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.table_work import Step
from hsclassify.ui.wording import INTERFACE, Wording

_CODES_IN: Final = ("hs_code", "hs_alternatives", "hs_declared_successors")
_CODE: Final = re.compile(r"(?<!\S)(\d{6})(?::([01]\.\d+))?(?!\S)")
"""A code, and in a list of alternatives its probability after a colon."""

_ASKED: Final = "hs_question"
_CODES_ASKED: Final = re.compile(r": \d{6}( \d{6})*(?=[;)])")
"""The codes in a question, behind the choice that leads to them."""

_SHEETS_NAMED: Final = 5
_SHARE: Final = re.compile(r"[01](\.\d+)?")
_NUMBER: Final = re.compile(r"[<>]?[-+]?(0|[1-9][\d ,.]*)([.,]\d+)?%?")
_SAID_IN: Final = ("hs_note", "hs_declared", "hs_agreement")
"""How the columns begin that hold words of the library."""


def waiting_table_html(words: Wording) -> Html:
    """Return what stands in the result's place before the first table."""
    return tag(
        "section",
        tag("h2", words("table_waiting_title")),
        tag("p", words("table_waiting_body")),
        class_="hs-notice",
    )


def looked_html(found: Preview, words: Wording) -> Html:
    """Return the beginning of a table that has been chosen."""
    return tag(
        "section",
        _sheets_html(found.sheets, words),
        rows_html(words("table_looked_title"), found.columns, found.rows),
        class_="hs-panel",
    )


def stopped_html(words: Wording) -> Html:
    """Return what stands there after the work was stopped."""
    return tag(
        "section",
        tag("h2", words("table_stopped_title")),
        tag("p", words("table_stopped_body")),
        class_="hs-notice",
    )


def step_html(step: Step, words: Wording) -> Html:
    """Return how far the table is, and in the end what came of it."""
    if step.first is None:
        return _progress_html(step.result, words)
    return tag(
        "section",
        tag("h2", words("table_done_title", rows=words.count(step.result.rows))),
        tag("ul", *_facts(step.result, words), class_="hs-facts"),
        _sheets_html(step.result.sheets, words),
        rows_html(words("table_first_rows"), step.first.columns, _shown(step.first, words)),
        NOTHING
        if words.language == INTERFACE
        else tag("p", words("table_in_file"), class_="hs-after"),
        class_="hs-panel",
    )


def _sheets_html(sheets: Sheets | None, words: Wording) -> Html:
    """Return which sheet of a workbook was read, and which were not; nothing where all were."""
    if sheets is None:
        return NOTHING
    named = [*sheets.others[:_SHEETS_NAMED], *("…" for _ in sheets.others[_SHEETS_NAMED:][:1])]
    told = words("table_sheets", read=sheets.read, others=", ".join(named))
    return tag("p", told, class_="hs-after")


def _shown(first: Preview, words: Wording) -> list[list[str]]:
    """Return the rows as they are read on the page; the file has them as it documents them.

    Codes are dotted, probabilities in percent, and what the library says is in the
    language of *words*.
    """
    return [
        [_cell(name, cell, words) for name, cell in zip(first.columns, row, strict=True)]
        for row in first.rows
    ]


def _cell(column: str, cell: str, words: Wording) -> str:
    if column.startswith(_CODES_IN):
        return _CODE.sub(_code, cell)
    if column.startswith(_ASKED):
        return _CODES_ASKED.sub(lambda found: _CODE.sub(_code, found[0]), cell)
    if column.startswith("hs_probability") and _SHARE.fullmatch(cell):
        return percent(float(cell))
    return translated(cell, words) if column.startswith(_SAID_IN) else cell


def _code(found: re.Match[str]) -> str:
    code, probability = found.groups()
    return f"{dotted(code)} {percent(float(probability))}" if probability else dotted(code)


def _is_numeric(cells: Sequence[str]) -> bool:
    """Return whether a column holds numbers, and no codes: those may begin with a zero."""
    written = [cell for cell in cells if cell.strip()]
    return bool(written) and all(_NUMBER.fullmatch(cell.strip()) for cell in written)


def _progress_html(result: TableResult, words: Wording) -> Html:
    done = f"{result.share:.0%}"
    return tag(
        "section",
        tag("h2", words("table_progress", rows=words.count(result.rows), percent=done)),
        tag(
            "div",
            tag("span", class_="hs-fill", style=f"width:{done}"),
            class_="hs-track",
            role="progressbar",
            aria_valuenow=done.removesuffix("%"),
            aria_valuemin="0",
            aria_valuemax="100",
            aria_label=words("table_progress_label"),
        ),
        class_="hs-panel hs-very-likely",
    )


def _facts(result: TableResult, words: Wording) -> list[Html]:
    facts = [(words(f"verdict_{level}"), result.levels.get(level, 0)) for level in (6, 4, 2, 0)]
    facts += [
        (words(f"agreement_{verdict.replace(' ', '_')}"), result.agreements.get(verdict, 0))
        for verdict in VERDICTS
    ]
    facts += [(words("table_repeated"), result.repeated), (words("table_noted"), result.noted)]
    return [
        tag("li", tag("strong", words.count(count)), join(" ", label))
        for label, count in facts
        if count
    ]


def rows_html(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    """Return rows as a table that scrolls sideways on its own."""
    kinds = [
        "hs-number" if not name.startswith(_CODES_IN) and _is_numeric(cells) else None
        for name, cells in zip(columns, _columns(columns, rows), strict=True)
    ]
    heads = zip(columns, kinds, strict=True)
    head = tag("tr", *(tag("th", name, scope="col", class_=kind) for name, kind in heads))
    body = (
        tag("tr", *(tag("td", x, class_=kind) for x, kind in zip(row, kinds, strict=True)))
        for row in rows
    )
    table = tag(
        "table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_="hs-rows"
    )
    return tag("div", table, class_="hs-scroll", tabindex="0", role="region", aria_label=caption)


def _columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[row[place] for row in rows] for place in range(len(columns))]
