"""``python -m pipeline ablate-training``."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.student.recipe import Recipe
from pipeline.verbs.ablate import add_targets, check, tell


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
    add_targets(p)
    p.set_defaults(verb=_ablate_training)


def _ablate_training(arguments: argparse.Namespace) -> int:
    from hsclassify import HSClassifier
    from pipeline.ablation import ablation
    from pipeline.corpus import CORPUS_FOLDER, read_checked, read_glossary
    from pipeline.training_ablation import BEGIN, END, Runs

    check(arguments, BEGIN, END)
    recipe = replace(
        Recipe(), steps=arguments.steps, batch=arguments.batch, warm_up=arguments.steps // 10
    )
    runs = Runs.prepare(read_checked(CORPUS_FOLDER), read_glossary(CORPUS_FOLDER), arguments.out)
    tried = list(runs.variants(recipe))
    values = ablation(HSClassifier.load().bundle, tried, arguments.cases, held_out=True)
    tell(values, arguments, BEGIN, END)
    return 0
