"""The bars of accuracy, and how far the figures of a results file are from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hsclassify.text import LANGUAGES
from pipeline import pages
from pipeline.bars import Bar
from pipeline.readme import DESCRIPTIONS, HELD_OUT, OWN, PLAIN

BEGIN: Final = "<!-- bars: written by `python -m pipeline readme` -->"
END: Final = "<!-- end of bars -->"

_HELD_OUT: Final = "held_out"
_RANKS: Final = {"top1": "top-1", "top3": "top-3"}


@dataclass(frozen=True)
class AccuracyBar:
    """A share that the texts of a set should reach, or keep under.

    Attributes:
        where: name of a set, or "held_out".
        what: of what it is, in a few words.
        path: keys that lead to the figure within the set's measures.
        bar: in the unit of the figure, 0 to 1.
    """

    where: str
    what: str
    path: tuple[str, ...]
    bar: Bar

    def figure(self, results: Mapping[str, Any]) -> float | None:
        """Return the figure of a results file, None where it was not measured."""
        of = (_HELD_OUT,) if self.where == _HELD_OUT else ("sets", self.where)
        found: Any = results
        for key in (*of, *self.path):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


def _ranked(where: str, level: str, top1: float | None, top3: float | None) -> list[AccuracyBar]:
    wanted = {"top1": top1, "top3": top3}
    return [
        AccuracyBar(
            where, f"{_RANKS[rank]} at {level} digits", (rank, level), Bar(share, at_least=True)
        )
        for rank, share in wanted.items()
        if share is not None
    ]


def _in_each_language(where: str, rank: str, level: str, share: float) -> list[AccuracyBar]:
    return [
        AccuracyBar(
            where,
            f"{_RANKS[rank]} at {level} digits, {lang}",
            ("by_language", lang, rank, level),
            Bar(share, at_least=True),
        )
        for lang in LANGUAGES
    ]


_CALIBRATED: Final = (
    "hscodecomp_full",
    "vi_rulings_tbtchq",
    "vi_tariff_official",
    "zh_rulings_gacc",
    "zh_tariff_official",
)

BARS: Final = (
    *_ranked("hscodecomp_full", "2", 0.78, None),
    *_ranked("hscodecomp_full", "4", 0.64, None),
    *_ranked("hscodecomp_full", "6", 0.48, 0.72),
    *_ranked("hscodecomp_titles", "4", 0.58, None),
    *_ranked("hscodecomp_titles", "6", 0.44, None),
    *_ranked("uk_search_references", "4", 0.73, 0.87),
    *_ranked("uk_atar_rulings", "6", 0.46, 0.70),
    *_ranked("en_cross_rulings_text", "4", 0.52, 0.70),
    *_ranked("uk_fpo_trader_descriptions", "2", 0.30, 0.47),
    *_ranked("vi_rulings_tbtchq", "4", 0.48, 0.66),
    *_ranked("vi_tariff_official", "4", 0.73, None),
    *_ranked("zh_tariff_official", "4", 0.73, None),
    *_ranked("zh_rulings_gacc", "4", 0.62, None),
    *_ranked("zh_rulings_gacc", "6", 0.46, None),
    *_ranked("th_everyday_clean", "4", 0.90, None),
    *_in_each_language(PLAIN, "top1", "6", 0.93),
    *_in_each_language(PLAIN, "top3", "6", 0.98),
    *_in_each_language(_HELD_OUT, "top3", "6", 0.85),
    AccuracyBar(
        _HELD_OUT, "same code in all four languages", ("same_code",), Bar(0.70, at_least=True)
    ),
    *(AccuracyBar(name, "calibration error", ("ece",), Bar(0.08)) for name in _CALIBRATED),
    *(
        AccuracyBar(
            name, "right where answered", ("answered", "precision"), Bar(0.85, at_least=True)
        )
        for name in DESCRIPTIONS
    ),
)
"""What the project set out to reach."""


def table(results: Mapping[str, Any]) -> str:
    """Return the Markdown table of all bars beside the figures of a results file."""
    lines = ["| texts | figure | bar | measured | |", "|---|---|---:|---:|---|"]
    return "\n".join([*lines, *_rows(results), "", _summed(results)])


def fill(page: Path, results: Mapping[str, Any]) -> None:
    """Rewrite the table in *page*.

    Raises:
        InputError: its marks are missing.
    """
    pages.fill(page, BEGIN, END, table(results))


def _rows(results: Mapping[str, Any]) -> Iterator[str]:
    for bar, figure in _measured(results):
        text = tenths if bar.path != ("ece",) else thousandths
        reached = "reached" if bar.bar.holds(figure) else "**missed**"
        cells = (_name(bar.where), bar.what, text(bar.bar.limit), text(figure), reached)
        yield f"| {' | '.join(cells)} |"


def _summed(results: Mapping[str, Any]) -> str:
    held = [bar.bar.holds(figure) for bar, figure in _measured(results)]
    return f"{sum(held)} of {len(held)} bars are reached."


def _measured(results: Mapping[str, Any]) -> list[tuple[AccuracyBar, float]]:
    found = ((bar, bar.figure(results)) for bar in BARS)
    return [(bar, figure) for bar, figure in found if figure is not None]


def _name(where: str) -> str:
    return HELD_OUT if where == _HELD_OUT else (OWN | DESCRIPTIONS)[where]


def tenths(share: float) -> str:
    """Return a *share* of 0 to 1 in per cent, to the tenth."""
    return f"{share * 100:.1f}"


def thousandths(error: float) -> str:
    """Return a calibration *error* to the thousandth."""
    return f"{error:.3f}"
