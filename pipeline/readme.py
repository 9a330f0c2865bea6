"""The figures in README, written from the results file and never by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError

BEGIN: Final = "<!-- results: written by `python -m pipeline readme` -->"
END: Final = "<!-- end of results -->"

DESCRIPTIONS: Final = {
    "en_cross_rulings_short": "US customs rulings, subject line",
    "en_cross_rulings_text": "US customs rulings, facts",
    "hscodecomp_full": "e-commerce listings with attributes",
    "hscodecomp_titles": "e-commerce titles",
    "th_everyday_clean": "everyday Thai product words",
    "uk_atar_rulings": "UK tariff rulings",
    "uk_eval_queries": "UK shopper-style queries",
    "uk_fpo_trader_descriptions": "terse UK parcel declarations",
    "uk_search_references": "UK index of everyday words",
    "vi_rulings_tbtchq": "Vietnamese classification notices",
    "vi_tariff_official": "Vietnamese tariff wording",
    "zh_rulings_gacc": "Chinese customs rulings",
    "zh_tariff_official": "Chinese tariff wording",
}
"""What each public set is, in a few words."""

_OWN: Final = {"plain_descriptions": "plain descriptions in our own words"}
"""Sets that we wrote; they come after the others, a row a language."""


def accuracy_table(results: Mapping[str, Any]) -> str:
    """Return the Markdown table of all sets of a results file, top-1 / top-3 in per cent."""
    lines = [
        "| texts | language | n | 2 digits | 4 digits | 6 digits | ECE |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    sets = results["sets"]
    for name in sorted(sets.keys() - _OWN.keys()):
        languages = ", ".join(sets[name]["by_language"])
        lines.append(_row(DESCRIPTIONS.get(name, name), languages, sets[name]))
    own = [(words, sets[name]) for name, words in _OWN.items() if name in sets]
    if "held_out" in results:
        own.append(("goods of our own corpus, held out", results["held_out"]))
    for words, measured in own:
        lines += [_row(words, lang, of) for lang, of in measured["by_language"].items()]
    return "\n".join(lines)


def _row(name: str, languages: str, measures: Mapping[str, Any]) -> str:
    pairs = " | ".join(
        f"{measures['top1'][level] * 100:.0f} / {measures['top3'][level] * 100:.0f}"
        for level in ("2", "4", "6")
    )
    return f"| {name} | {languages} | {measures['n']:,} | {pairs} | {measures['ece']:.2f} |"


def filled(readme: str, results: Mapping[str, Any]) -> str:
    """Return *readme* with the table between its two marks made anew.

    Raises:
        InputError: the marks are missing.
    """
    return between(readme, BEGIN, END, accuracy_table(results))


def between(text: str, begin: str, end: str, block: str) -> str:
    """Return *text* with what stands between two marks replaced by *block*.

    Raises:
        InputError: the marks are missing.
    """
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise InputError(f"Expected the marks {begin} and {end} in the page; restore them.")
    return pattern.sub(lambda _: f"{begin}\n\n{block}\n\n{end}", text)


def fill(file: Path, results: Mapping[str, Any]) -> None:
    """Rewrite the table in *file*."""
    file.write_text(filled(file.read_text("utf-8"), results), "utf-8")
