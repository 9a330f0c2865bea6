"""A table's progress and result as HTML. Pure functions; everything is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hsclassify.agreement import VERDICTS
from hsclassify.tables import Preview, TableResult
from hsclassify.ui.markup import NOTHING, Html, join, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.table_work import Step
from hsclassify.ui.wording import INTERFACE, Wording

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
        tag("h3", words("table_done_title", rows=f"{step.result.rows:,}")),
        tag("ul", *_facts(step.result, words), class_="hs-facts"),
        rows_html(words("table_first_rows"), step.first.columns, _said(step.first, words)),
        NOTHING
        if words.language == INTERFACE
        else tag("p", words("table_in_file"), class_="hs-after"),
        class_="hs-panel",
    )


def _said(first: Preview, words: Wording) -> list[list[str]]:
    """Return the rows with what the library says of them in the language of *words*."""
    said = [name.startswith(_SAID_IN) for name in first.columns]
    return [
        [translated(x, words) if ours else x for x, ours in zip(row, said, strict=True)]
        for row in first.rows
    ]


def _progress_html(result: TableResult, words: Wording) -> Html:
    percent = f"{result.share:.0%}"
    return tag(
        "section",
        tag("h3", words("table_progress", rows=f"{result.rows:,}", percent=percent)),
        tag(
            "div",
            tag("span", class_="hs-fill", style=f"width:{percent}"),
            class_="hs-track",
            role="progressbar",
            aria_valuenow=percent.removesuffix("%"),
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
        tag("li", tag("strong", f"{count:,}"), join(" ", label)) for label, count in facts if count
    ]


def rows_html(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Html:
    """Return rows as a table that scrolls sideways on its own."""
    head = tag("tr", *(tag("th", name, scope="col") for name in columns))
    body = (tag("tr", *(tag("td", cell) for cell in row)) for row in rows)
    table = tag(
        "table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_="hs-rows"
    )
    return tag("div", table, class_="hs-scroll", tabindex="0", role="region", aria_label=caption)
