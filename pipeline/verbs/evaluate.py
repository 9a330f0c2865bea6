"""``python -m pipeline evaluate``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from hsclassify.errors import InputError


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "evaluate",
        help="measure a bundle on labelled texts",
        description="Measure on CSV files with the columns text,hs6,lang and, with --held-out, on "
        "the corpus goods that were kept from training.",
    )
    p.add_argument("cases", nargs="*", type=Path, metavar="CASES.csv")
    p.add_argument("--bundle", default=None, help="folder or Hub repo; default: the one at hand")
    p.add_argument(
        "--float-encoder",
        type=Path,
        metavar="FOLDER",
        help="read descriptions with the encoder before quantisation: the folder of `python -m "
        "pipeline encoder`, or of a bundle that has the float weights",
    )
    p.add_argument("--held-out", action="store_true", help="also measure on held-out goods")
    p.add_argument("--json", action="store_true", help="print JSON instead of a table")
    p.add_argument(
        "--results", type=Path, metavar="FILE", help="write the results file for README and cards"
    )
    p.set_defaults(verb=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> int:
    from hsclassify import HSClassifier
    from pipeline import evaluate

    if not arguments.cases and not arguments.held_out:
        raise InputError("Name at least one CASES.csv, or --held-out.")
    classifier = HSClassifier.load(arguments.bundle)
    if arguments.float_encoder:
        classifier = HSClassifier(evaluate.in_floats(classifier.bundle, arguments.float_encoder))
    values = evaluate.results(classifier, arguments.cases, held_out=arguments.held_out)
    if arguments.json:
        one_set = len(arguments.cases) == 1 and not arguments.held_out
        print(json.dumps(next(iter(values["sets"].values())) if one_set else values, indent=2))
    else:
        print(evaluate.table(values))
    if arguments.results:
        evaluate.write_results(values, arguments.results)
    return 0
