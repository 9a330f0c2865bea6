"""``python -m pipeline evaluate-documents``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "evaluate-documents",
        help="measure the reading of documents",
        description="Read every document of a folder and compare it with the truth in the JSON "
        "file of the same name. Only goods that the encoder was trained on have a vote, as for "
        "held-out goods.",
    )
    p.add_argument("folder", type=Path, help="folder of documents with a JSON file beside each")
    p.add_argument("--only", nargs="*", default=[], metavar="NAME", help="documents to read")
    p.add_argument("--bundle", default=None, help="folder or Hub repo; default: the one at hand")
    p.add_argument("--json", action="store_true", help="print JSON instead of a table")
    p.add_argument("--results", type=Path, metavar="FILE", help="also write the JSON to a file")
    p.add_argument(
        "--page", type=Path, metavar="FILE.md", help="write the table between this page's marks too"
    )
    p.set_defaults(verb=_evaluate)


def _evaluate(arguments: argparse.Namespace) -> int:
    from hsclassify import hub
    from hsclassify.classifier import HSClassifier
    from pipeline import evaluate_documents as evaluation
    from pipeline import pages
    from pipeline.outputs import write

    if arguments.page:
        pages.check(arguments.page, evaluation.BEGIN, evaluation.END)
    bundle = hub.load(arguments.bundle).bundle
    classifier = HSClassifier(bundle, splits=("train",))
    scores = evaluation.evaluate_documents(arguments.folder, classifier, arguments.only)
    values = evaluation.summary(scores)
    printed = json.dumps(values, indent=2, ensure_ascii=False)
    print(printed if arguments.json else evaluation.table(values))
    if arguments.results:
        write(arguments.results, printed + "\n")
    if arguments.page:
        evaluation.fill(arguments.page, values)
    return 0
