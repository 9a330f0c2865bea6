"""Bundles side by side, from the results file of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.accuracy_bars import tenths, thousandths
from pipeline.evaluate import NOTHING
from pipeline.readme import PLAIN, public_means, public_sets

BEGIN: Final = "<!-- comparison: written by `python -m pipeline compare` -->"
END: Final = "<!-- end of comparison -->"

_HEAD: Final = (
    "| encoder | digest | public sets: top-1 at 2 / 4 / 6 | public sets: ECE | plain: top-1 at 6 "
    "| held out: top-1 at 6 | held out: ECE | held out: one code in four languages |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
)


def table(compared: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Return a Markdown table of bundles, a row each, shares in per cent.

    Args:
        compared: name of a bundle and what its results file holds.
    """
    return "\n".join([*_HEAD, *(_row(name, results) for name, results in compared)])


def _row(name: str, results: Mapping[str, Any]) -> str:
    sets = results["sets"]
    public = [measures for measures in public_sets(results).values() if measures["n"]]
    means = public_means(results)["top1"]
    held_out = results.get("held_out", {"n": 0})
    cells = (
        name,
        results["bundle"],
        " / ".join(tenths(share) for share in means.values()) if public else NOTHING,
        thousandths(sum(m["ece"] for m in public) / len(public)) if public else NOTHING,
        tenths(sets[PLAIN]["top1"]["6"]) if PLAIN in sets else NOTHING,
        tenths(held_out["top1"]["6"]) if held_out["n"] else NOTHING,
        thousandths(held_out["ece"]) if held_out["n"] else NOTHING,
        tenths(held_out["same_code"]) if held_out["n"] else NOTHING,
    )
    return f"| {' | '.join(cells)} |"
