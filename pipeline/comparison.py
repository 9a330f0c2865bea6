"""Bundles side by side, from the results file of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pipeline.evaluate import NOTHING
from pipeline.readme import OWN, public_means

BEGIN: Final = "<!-- comparison: written by `python -m pipeline compare` -->"
END: Final = "<!-- end of comparison -->"

_HEAD: Final = (
    "| encoder | digest | public sets: top-1 at 2 / 4 / 6 | public sets: ECE | plain: top-1 at 6 "
    "| held out: top-1 at 6 | held out: ECE | held out: one code in four languages |",
    "|---|---|---:|---:|---:|---:|---:|---:|",
)
_PLAIN: Final = next(iter(OWN))


def table(compared: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Return a Markdown table of bundles, a row each, shares in per cent.

    Args:
        compared: name of a bundle and what its results file holds.
    """
    return "\n".join([*_HEAD, *(_row(name, results) for name, results in compared)])


def _row(name: str, results: Mapping[str, Any]) -> str:
    sets = results["sets"]
    public = [measures for other, measures in sets.items() if other not in OWN]
    means = public_means(results)["top1"]
    held_out = results.get("held_out", {})
    cells = (
        name,
        results["bundle"],
        " / ".join(_tenths(share) for share in means.values()) if public else NOTHING,
        _thousandths(sum(m["ece"] for m in public) / len(public)) if public else NOTHING,
        _tenths(sets[_PLAIN]["top1"]["6"]) if _PLAIN in sets else NOTHING,
        _tenths(held_out["top1"]["6"]) if held_out else NOTHING,
        _thousandths(held_out["ece"]) if held_out else NOTHING,
        _tenths(held_out["same_code"]) if held_out else NOTHING,
    )
    return f"| {' | '.join(cells)} |"


def _tenths(share: float) -> str:
    return f"{share * 100:.1f}"


def _thousandths(error: float) -> str:
    return f"{error:.3f}"
