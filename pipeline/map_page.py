"""The comparison of projections in docs/map.md, written from measurements and never by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pipeline import pages
from pipeline.projection import VARIANTS, Projection

BEGIN: Final = "<!-- written by `python -m pipeline map --compare N --page docs/map.md` -->"
END: Final = "<!-- end of the comparison -->"

_COLUMNS: Final = ("trustworthiness", "kept_neighbors", "same_section", "same_chapter")


def fill(
    page: Path,
    variants: Mapping[str, Mapping[str, float]],
    sample: int,
    own: Mapping[str, float] | None,
    concepts: int,
) -> None:
    """Rewrite the table between the marks of *page*.

    Args:
        page: the Markdown file.
        variants: measures by the name of the variant, of *sample* concepts each.
        sample: on how many concepts the variants were tried.
        own: measures of the bundle's own map of all *concepts*; None where it has none.
        concepts: how many the bundle has.
    """
    lines = [
        "| map | concepts | neighbours | min_dist | spread | weight of chapters | "
        "trustworthiness(15) | kept of 15 | same section of 10 | same chapter of 10 |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [_row(x, sample, VARIANTS[x], values) for x, values in variants.items()]
    if own:
        lines.append(_row("**the map in use**", concepts, None, own))
    pages.fill(page, BEGIN, END, "\n".join(lines))


def _row(
    name: str, concepts: int, projection: Projection | None, values: Mapping[str, float]
) -> str:
    settings = [""] * 4
    if projection:
        weight = "densMAP" if projection.density else f"{projection.target_weight}"
        settings = [f"{projection.neighbors}", f"{projection.min_dist}", f"{projection.spread}"]
        settings.append(weight)
    figures = [f"{values['trustworthiness']:.3f}"]
    figures += [f"{values[column]:.1%}".replace("%", " %") for column in _COLUMNS[1:]]
    return f"| {' | '.join([name, f'{concepts:,}', *settings, *figures])} |"
