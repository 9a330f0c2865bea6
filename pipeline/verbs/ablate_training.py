"""``python -m pipeline ablate-training``."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.student.recipe import Recipe


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "ablate-training",
        help="measure what each part of the training gives",
        description="Train short runs from the teacher, each with one part of the recipe changed, "
        "and measure each on labelled texts; means over the files. A run that was interrupted "
        "goes on from its last checkpoint.",
    )
    p.add_argument("cases", nargs="+", type=Path, metavar="CASES.csv")
    p.add_argument("--steps", type=int, default=240, help="of a run")
    p.add_argument("--batch", type=int, default=64, help="rows a step")
    p.add_argument("--out", type=Path, default=Path("runs/ablation"), help="folder of the runs")
    p.add_argument("--results", type=Path, metavar="FILE", help="also write the figures as JSON")
    p.add_argument(
        "--page", type=Path, metavar="FILE.md", help="also fill the table between the page's marks"
    )
    p.set_defaults(verb=_ablate_training)


def _ablate_training(arguments: argparse.Namespace) -> int:
    from hsclassify import HSClassifier
    from pipeline.ablation import ablation, table
    from pipeline.corpus import CORPUS_FOLDER, read_checked, read_glossary
    from pipeline.readme import between
    from pipeline.training_ablation import BEGIN, END, Runs

    recipe = replace(
        Recipe(), steps=arguments.steps, batch=arguments.batch, warm_up=arguments.steps // 10
    )
    runs = Runs.prepare(read_checked(CORPUS_FOLDER), read_glossary(CORPUS_FOLDER), arguments.out)
    tried = list(runs.variants(recipe))
    values = ablation(HSClassifier.load().bundle, tried, arguments.cases)
    if arguments.results:
        arguments.results.write_text(json.dumps(values, indent=2) + "\n", "utf-8")
    if arguments.page:
        page = arguments.page.read_text("utf-8")
        arguments.page.write_text(between(page, BEGIN, END, table(values)), "utf-8")
    print(table(values))
    return 0
