"""The map in words: tables of what it shows, for those who do not see or point at it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from hsclassify.bundle import Bundle
from hsclassify.latent import Location
from hsclassify.results import dotted, percent
from hsclassify.ui import figures
from hsclassify.ui.audit import Audit, Mark
from hsclassify.ui.map_drawing import placed
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.wording import Wording

ROWS_SHOWN: Final = 20


def missing_html(words: Wording) -> Html:
    """Return what the tab says where the bundle has no map."""
    return _notice(words("map_missing_title"), words("map_missing_body"))


def location_html(location: Location | None, bundle: Bundle, words: Wording) -> Html:
    """Return where a text falls, with its neighbours as a table; a hint where it has no words."""
    if location is None:
        return _notice(words("no_words_title"), words("no_words_body"))
    rows = [
        _row(
            n.neighbor.texts[words.language], n.neighbor.code, bundle, words, n.neighbor.similarity
        )
        for n in location.neighbors
    ]
    return join(
        tag("p", placed(location, words), class_="hs-note"),
        _table(words("nearest_title"), rows, words, similarity=True),
    )


def rows_html(title: str, rows: Sequence[int], bundle: Bundle, words: Wording) -> Html:
    """Return the corpus rows of these numbers as a table, where there are many the first."""
    if not rows:
        return _notice(title, words("map_nothing_found"))
    concepts = bundle.concepts
    shown = [
        _row(concepts.texts[words.language][i], concepts.codes[i], bundle, words)
        for i in rows[:ROWS_SHOWN]
    ]
    left = len(rows) - len(shown)
    more = (
        tag("p", words("map_more", count=words.count(left)), class_="hs-note") if left else join()
    )
    return join(_table(title, shown, words, similarity=False), more)


def audit_html(audit: Audit, bundle: Bundle, words: Wording) -> Html:
    """Return the lines laid over the map as a table, in the order of the audit.

    A line's number is a button that shows it on the map.
    """
    compared = any(m.agreement.code for m in audit.marks)
    columns = ["line", "goods", "code", "confidence", *(["declared"] if compared else []), "near"]
    heads = [
        _head(words(f"map_column_{x}"), "hs-number" if x == "confidence" else None) for x in columns
    ]
    rows = (_audit_row(m, bundle, words, compared=compared) for m in audit.marks)
    title = words("map_audit_title")
    return join(
        tag("p", audit_summary(audit, words), class_="hs-note"),
        _grid(title, heads, rows, words, "hs-wide"),
    )


def audit_summary(audit: Audit, words: Wording) -> str:
    """Return in a few sentences what the markers mean and which lines have none."""
    differing = sum(m.disagrees for m in audit.marks)
    said = [
        words(
            "map_audit_shown", count=words.count(len(audit.marks)), total=words.count(audit.lines)
        )
    ]
    if differing:
        said.append(words("map_audit_differing", count=words.count(differing)))
    if audit.left_out:
        said.append(words("map_audit_left_out"))
    if audit.nowhere:
        numbers = ", ".join(map(str, audit.nowhere[:ROWS_SHOWN]))
        more = "…" if len(audit.nowhere) > ROWS_SHOWN else ""
        said.append(words("map_audit_nowhere", numbers=numbers + more))
    return " ".join(said)


def _audit_row(mark: Mark, bundle: Bundle, words: Wording, *, compared: bool) -> Html:
    lang = words.language
    look = tag(
        "button",
        str(mark.number),
        type="button",
        class_="hs-small",
        data_look=json.dumps(figures.view_of([(mark.x, mark.y)])),
        aria_label=words("map_look", number=str(mark.number)),
    )
    title = bundle.nomenclature.title(mark.code, lang)
    return tag(
        "tr",
        tag("td", look),
        tag("th", mark.text, scope="row"),
        tag("td", tag("b", dotted(mark.code)), " ", title),
        tag("td", percent(mark.confidence), class_="hs-number"),
        tag("td", _declared(mark, words)) if compared else join(),
        tag("td", bundle.concepts.texts[lang][mark.near]),
    )


def _declared(mark: Mark, words: Wording) -> Html:
    found = mark.agreement
    if not found.verdict:
        return join()
    sign = "≠\u00a0" if found.contradicted else ""
    said = words(f"agreement_{found.verdict.replace(' ', '_')}")
    return join(sign, tag("b", dotted(found.code)), " ", said)


def _table(caption: str, rows: Sequence[Html], words: Wording, *, similarity: bool) -> Html:
    heads = [_head(words("map_column_goods")), _head(words("map_column_code"))]
    if similarity:
        heads.append(_head(words("similarity"), "hs-number"))
    return _grid(caption, heads, rows, words)


def _head(name: str, kind: str | None = None) -> Html:
    return tag("th", name, scope="col", class_=kind)


def _grid(
    caption: str, heads: Iterable[Html], rows: Iterable[Html], words: Wording, kind: str = ""
) -> Html:
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        class_=f"hs-table {kind}".rstrip(),
        lang=words.language,
    )
    # A part that scrolls has to be reachable by keyboard.
    return tag("div", table, class_="hs-scroll", tabindex="0", role="region", aria_label=caption)


def _row(
    goods: str, code: str, bundle: Bundle, words: Wording, similarity: float | None = None
) -> Html:
    title = bundle.nomenclature.title(code, words.language)
    score = (
        join() if similarity is None else tag("td", words.decimal(similarity), class_="hs-number")
    )
    return tag(
        "tr",
        tag("th", goods, scope="row"),
        tag("td", tag("b", dotted(code)), " ", title),
        score,
    )


def _notice(title: str, body: str) -> Html:
    return tag("div", tag("h2", title), tag("p", body), class_="hs-notice")
