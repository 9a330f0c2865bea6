"""The map in words: tables of what it shows, for those who do not see or point at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hsclassify.bundle import Bundle
from hsclassify.latent import Location
from hsclassify.results import dotted
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
    more = tag("p", words("map_more", count=f"{left:,}"), class_="hs-note") if left else join()
    return join(_table(title, shown, words, similarity=False), more)


def _table(caption: str, rows: Sequence[Html], words: Wording, *, similarity: bool) -> Html:
    columns = ["map_column_goods", "map_column_code", *(["similarity"] if similarity else [])]
    head = (tag("th", words(key), scope="col") for key in columns)
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *head)),
        tag("tbody", *rows),
        class_="hs-table",
        lang=words.language,
    )
    # A part that scrolls has to be reachable by keyboard.
    return tag("div", table, class_="hs-scroll", tabindex="0", role="region", aria_label=caption)


def _row(
    goods: str, code: str, bundle: Bundle, words: Wording, similarity: float | None = None
) -> Html:
    title = bundle.nomenclature.title(code, words.language)
    score = join() if similarity is None else tag("td", f"{similarity:.2f}", class_="hs-number")
    return tag(
        "tr",
        tag("th", goods, scope="row"),
        tag("td", tag("b", dotted(code)), " ", title),
        score,
    )


def _notice(title: str, body: str) -> Html:
    return tag("div", tag("h2", title), tag("p", body), class_="hs-notice")
