"""``python -m pipeline ablate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "ablate",
        help="measure what each part of the classifier gives",
        description="Measure a bundle on labelled texts as it is, and with one part left out or "
        "exchanged at a time; means over the files.",
    )
    p.add_argument("cases", nargs="+", type=Path, metavar="CASES.csv")
    p.add_argument("--bundle", default=None, help="folder or Hub repo; default: the one at hand")
    add_targets(p)
    p.set_defaults(verb=_ablate)


def _ablate(arguments: argparse.Namespace) -> int:
    from hsclassify import HSClassifier
    from pipeline import ablation

    check(arguments, ablation.BEGIN, ablation.END)
    bundle = HSClassifier.load(arguments.bundle).bundle
    values = ablation.ablation(bundle, ablation.variants(), arguments.cases)
    tell(values, arguments, ablation.BEGIN, ablation.END)
    return 0


def add_targets(parser: argparse.ArgumentParser) -> None:
    """Let *parser* take where an ablation is written, for :func:`tell`."""
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="also write the figures as JSON"
    )
    parser.add_argument(
        "--page", type=Path, metavar="FILE.md", help="also fill the table between the page's marks"
    )


def check(arguments: argparse.Namespace, begin: str, end: str) -> None:
    """Find out whether the page of *arguments* can take the table before all is measured."""
    from pipeline import pages

    if arguments.page:
        pages.check(arguments.page, begin, end)


def tell(values: dict[str, Any], arguments: argparse.Namespace, begin: str, end: str) -> None:
    """Print an ablation, and write it where *arguments* say, on a page from *begin* to *end*."""
    from pipeline import pages
    from pipeline.ablation import table
    from pipeline.outputs import write

    print(table(values))
    if arguments.results:
        write(arguments.results, json.dumps(values, indent=2) + "\n")
    if arguments.page:
        pages.fill(arguments.page, begin, end, table(values))
