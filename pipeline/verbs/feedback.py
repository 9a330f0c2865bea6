"""``python -m pipeline feedback``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hsclassify.errors import InputError
from pipeline.corpus import CORPUS_FOLDER, read_concepts


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "feedback",
        help="turn users' feedback into a table for review",
        description="Read what users said of answers and write a CSV with a row for each "
        "description and code, with votes and remarks. A reviewer fills in the other languages and "
        "the column accept; accepted rows are copied into the corpus by hand.",
    )
    p.add_argument("--folder", type=Path, help="folder with the app's *.jsonl files")
    p.add_argument("--repo", metavar="NS/NAME", help="Hub dataset that the app pushes to")
    p.add_argument("--revision", default="main", help="tag, branch or commit of the Hub dataset")
    p.add_argument(
        "--out", type=Path, default=Path("build/feedback.csv"), metavar="FILE", help="CSV to write"
    )
    p.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, help="folder of the corpus")
    p.set_defaults(verb=_feedback)


def _feedback(arguments: argparse.Namespace) -> int:
    from pipeline.feedback import read_feedback, review_rows, write_review
    from pipeline.publish import pull_dataset

    if bool(arguments.folder) == bool(arguments.repo):
        raise InputError("Name either --folder or --repo.")
    folder = arguments.folder or pull_dataset(arguments.repo, arguments.revision)
    feedback = read_feedback(folder)
    rows = review_rows(feedback.entries, read_concepts(arguments.corpus))
    write_review(rows, arguments.out)
    print(
        f"{len(feedback.entries):,} entries, {feedback.unreadable:,} unreadable lines; "
        f"{len(rows):,} rows to review in {arguments.out}"
    )
    return 0
