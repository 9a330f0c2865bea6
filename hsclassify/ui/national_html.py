"""National tariff lines as a table, for the Codes tab and under an answer. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hsclassify.codes import Codes
from hsclassify.tariffs import RankedLine
from hsclassify.text import language
from hsclassify.ui.markup import NOTHING, Html, tag
from hsclassify.ui.wording import Wording

LINES_SHOWN: Final = 12
_DUTIES: Final = ("general", "special", "other")


@dataclass(frozen=True)
class National:
    """National lines to show, and where they come from.

    Attributes:
        lines: best first.
        sources: what :attr:`hsclassify.tariffs.Tariffs.sources` tells, by country.
    """

    lines: Sequence[RankedLine] = ()
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, codes: Codes, code: str, description: str = "") -> National:
        """Take the lines under *code*, likest to *description* first; none without a tariff."""
        sources = codes.tariffs.sources if codes.tariffs else {}
        return cls(codes.national(code, description), sources)


def national_html(national: National, words: Wording) -> Html:
    """Return the lines as a table, nothing where there are none."""
    if not national.lines:
        return NOTHING
    columns = ("code", "text", "units", *_DUTIES)
    rest = len(national.lines) - LINES_SHOWN
    table = tag(
        "table",
        tag("thead", tag("tr", *(_column(name, words) for name in columns))),
        tag("tbody", *map(_line, national.lines[:LINES_SHOWN])),
    )
    return tag(
        "section",
        tag("h3", words("national_title")),
        tag("p", words("national_note"), " ", _days(national, words), class_="hs-note"),
        tag(
            "div",
            table,
            class_="hs-table",
            role="region",
            aria_label=words("national_title"),
            tabindex="0",
        ),
        tag("p", words("national_more", count=str(rest)), class_="hs-note")
        if rest > 0
        else NOTHING,
        class_="hs-national",
    )


def _column(name: str, words: Wording) -> Html:
    return tag("th", words(f"national_{name}"), scope="col")


def _line(ranked: RankedLine) -> Html:
    line = ranked.line
    notes = tag("span", line.notes, class_="hs-original") if line.notes else NOTHING
    return tag(
        "tr",
        tag("th", line.country, " ", line.dotted, scope="row", class_="hs-code"),
        tag("td", tag("span", ranked.own), notes),
        tag("td", line.units),
        *(tag("td", getattr(line, name)) for name in _DUTIES),
        lang=language(line.text),  # a country writes its tariff in its own
    )


def _days(national: National, words: Wording) -> str:
    """Say which day each country's duties are of, where the file tells it."""
    countries = dict.fromkeys(r.line.country for r in national.lines)
    days = {c: national.sources.get(c, {}).get("as_of", "") for c in countries}
    return " ".join(words("national_day", country=c, day=day) for c, day in days.items() if day)
