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
    p.add_argument(
        "--float-encoder", type=Path, metavar="FOLDER", help="the encoder before quantisation"
    )
    p.add_argument("--results", type=Path, metavar="FILE", help="also write the figures as JSON")
    p.add_argument(
        "--page", type=Path, metavar="FILE.md", help="also fill the table between the page's marks"
    )
    p.set_defaults(verb=_ablate)


def _ablate(arguments: argparse.Namespace) -> int:
    from hsclassify import HSClassifier
    from pipeline import ablation
    from pipeline.readme import between

    bundle = HSClassifier.load(arguments.bundle).bundle
    tried = ablation.variants(arguments.float_encoder)
    values = ablation.ablation(bundle, tried, arguments.cases)
    if arguments.results:
        arguments.results.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    if arguments.page:
        page = arguments.page.read_text("utf-8")
        arguments.page.write_text(
            between(page, ablation.BEGIN, ablation.END, ablation.table(values)), "utf-8"
        )
    print(ablation.table(values))
    return 0
