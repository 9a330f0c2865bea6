"""``python -m pipeline figures``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline.figures import FIGURES_FILE, PAGES, ROOT


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "figures",
        help="write the measured figures of docs/ from what benchmarks.measure kept",
        description="Write the tables of the pages in docs/ from the file that "
        "`python -m benchmarks.measure` wrote.",
    )
    p.add_argument("--figures", type=Path, default=FIGURES_FILE, help="the file of figures")
    p.add_argument("--docs", type=Path, default=ROOT / "docs", help="the folder of the pages")
    p.set_defaults(verb=_figures)


def _figures(arguments: argparse.Namespace) -> int:
    from pipeline import pages
    from pipeline.figures import filled, read
    from pipeline.outputs import write

    figures = read(arguments.figures)
    for name in PAGES:
        page = arguments.docs / name
        write(page, filled(name, pages.read(page), figures))
        print(f"tables in {page} written")
    return 0
