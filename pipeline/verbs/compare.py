"""``python -m pipeline compare``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline.evaluate import read_results


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "compare",
        help="set the figures of several bundles side by side",
        description="Set the results files of several bundles, which "
        "`python -m pipeline evaluate --held-out --results FILE` wrote, side by side.",
    )
    p.add_argument(
        "named", nargs="+", type=_named, metavar="NAME=FILE", help="what to call it, and its file"
    )
    p.add_argument(
        "--page", type=Path, metavar="FILE.md", help="also fill the table between the page's marks"
    )
    p.set_defaults(verb=_compare)


def _named(text: str) -> tuple[str, Path]:
    name, sign, file = text.rpartition("=")
    if not (name and sign and file):
        raise argparse.ArgumentTypeError(
            f"expected NAME=FILE, such as 'in use=results.json', got {text!r}"
        )
    return name, Path(file)


def _compare(arguments: argparse.Namespace) -> int:
    from pipeline import comparison, pages

    said = comparison.table([(name, read_results(file)) for name, file in arguments.named])
    print(said)
    if arguments.page:
        pages.fill(arguments.page, comparison.BEGIN, comparison.END, said)
    return 0
