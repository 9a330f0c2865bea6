"""The figures in README, written from the results file and the bundle and never by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from hsclassify.manifest import Manifest
from pipeline.evaluate import NOTHING, share_answered
from pipeline.outputs import write
from pipeline.pages import between, read

BEGIN: Final = "<!-- results: written by `python -m pipeline readme` -->"
END: Final = "<!-- end of results -->"

_GOODS: Final = re.compile(r"(?<=cosine to )[\d,]+ goods ─*")
"""In the drawing: how many goods a description is compared with, and the line behind it."""

DESCRIPTIONS: Final = {
    "en_cross_rulings_short": "US customs rulings, subject line",
    "en_cross_rulings_text": "US customs rulings, facts",
    "hscodecomp_full": "Web shop listings with attributes",
    "hscodecomp_titles": "Web shop titles",
    "th_everyday_clean": "Everyday Thai product words",
    "uk_atar_rulings": "UK tariff rulings",
    "uk_eval_queries": "UK shopper-style queries",
    "uk_fpo_trader_descriptions": "UK parcel declarations, cut short",
    "uk_search_references": "UK index of everyday words",
    "vi_rulings_tbtchq": "Vietnamese classification notices",
    "vi_tariff_official": "Vietnamese tariff wording",
    "zh_rulings_gacc": "Chinese customs rulings",
    "zh_tariff_official": "Chinese tariff wording",
}
"""What each public set is, in a few words: those of the app's Help, as a test sees to."""

_LEVELS: Final = ("2", "4", "6")
PLAIN: Final = "plain_descriptions"
OWN: Final = {PLAIN: "Plain descriptions in our own words"}
"""Sets that we wrote; they come after the others, a row a language."""

HELD_OUT: Final = "Goods of our own corpus, held out"


def accuracy_block(results: Mapping[str, Any]) -> str:
    """Return what README says of the figures of a results file: the table, and what sums it up."""
    return "\n\n".join([accuracy_table(results), *_of_all_public(results), *_same(results)])


def accuracy_table(results: Mapping[str, Any]) -> str:
    """Return the Markdown table of all sets of a results file, top-1 / top-3 in per cent."""
    lines = [
        "| texts | language | n | seen | 2 digits | 4 digits | 6 digits | ECE | answered | right |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    sets = results["sets"]
    for name in sorted(public_sets(results)):
        languages = ", ".join(sets[name]["by_language"])
        lines.append(_row(DESCRIPTIONS.get(name, name), languages, sets[name]))
    own = [(words, sets[name]) for name, words in OWN.items() if name in sets]
    if "held_out" in results:
        own.append((HELD_OUT, results["held_out"]))
    for words, measured in own:
        lines += [_row(words, lang, of) for lang, of in measured["by_language"].items()]
    return "\n".join(lines)


def _row(name: str, languages: str, measures: Mapping[str, Any]) -> str:
    ece, right = measures["ece"], measures["answered"]["precision"]
    cells = (
        name,
        languages,
        f"{measures['n']:,}",
        str(measures.get("seen", NOTHING)),
        *_pairs(measures),
        NOTHING if ece is None else f"{ece:.2f}",
        _hundredths(share_answered(measures)),
        NOTHING if right is None else _hundredths(right),
    )
    return f"| {' | '.join(cells)} |"


def _pairs(measures: Mapping[str, Any]) -> list[str]:
    return [
        f"{_hundredths(measures['top1'][level])} / {_hundredths(measures['top3'][level])}"
        for level in _LEVELS
    ]


def _hundredths(share: float) -> str:
    return f"{share * 100:.0f}"


def public_sets(results: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return by name the measures of the sets that others wrote."""
    return {name: measures for name, measures in results["sets"].items() if name not in OWN}


def public_means(results: Mapping[str, Any], part: str = "") -> dict[str, dict[str, float]]:
    """Return top-1 and top-3 by level as means over the sets that others wrote, 0 to 1.

    Args:
        results: of a results file.
        part: "unseen" for the texts of the sets that the corpus does not have.
    """
    sets = public_sets(results).values()
    parts = [of for of in (measures[part] if part else measures for measures in sets) if of["n"]]
    return {
        rank: {x: sum(m[rank][x] for m in parts) / max(1, len(parts)) for x in _LEVELS}
        for rank in ("top1", "top3")
    }


def _of_all_public(results: Mapping[str, Any]) -> list[str]:
    public = public_sets(results)
    if not public:
        return []
    means = _listed(public_means(results))
    said = f"Mean of the {len(public)} sets that others wrote: {means} (2, 4 and 6 digits)"
    if all("unseen" in measures for measures in public.values()):
        said += f";\nwithout the texts seen: {_listed(public_means(results, 'unseen'))}"
    return [f"{said}."]


def _listed(measures: Mapping[str, Any]) -> str:
    return ", ".join(_pairs(measures))


def _same(results: Mapping[str, Any]) -> list[str]:
    if "held_out" not in results:
        return []
    held_out = results["held_out"]
    right = f", the right one {held_out['same_right']:.0%}" if "same_right" in held_out else ""
    return [
        "All four languages get the same leading code for "
        f"{held_out['same_code']:.0%} of the goods held out{right}."
    ]


def filled(readme: str, results: Mapping[str, Any], manifest: Manifest) -> str:
    """Return *readme* with its table and the number of goods in its drawing made anew.

    Args:
        readme: the whole file.
        results: of the evaluation.
        manifest: of the bundle.

    Raises:
        InputError: the marks of the table or the place of the number are missing.
    """
    return counted(between(readme, BEGIN, END, accuracy_block(results)), manifest.counts["goods"])


def counted(readme: str, goods: int) -> str:
    """Return *readme* with the number of *goods* in its drawing, which keeps its width.

    Raises:
        InputError: the drawing has no place for it.
    """

    def written(found: re.Match[str]) -> str:
        said = f"{goods:,} goods "
        return said + "─" * (len(found[0]) - len(said))

    if not _GOODS.search(readme):
        raise InputError(
            "Expected 'cosine to 1,234 goods ─' in the drawing of the page, found none; restore it."
        )
    return _GOODS.sub(written, readme)


def fill(file: Path, results: Mapping[str, Any], manifest: Manifest) -> None:
    """Rewrite the figures in *file*."""
    write(file, filled(read(file), results, manifest))
