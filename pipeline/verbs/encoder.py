"""``python -m pipeline encoder``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from pipeline.corpus import CORPUS_FOLDER, read_checked, read_glossary
from pipeline.student.recipe import Recipe

ENCODER_FOLDER: Final = Path("runs/encoder")


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    default = Recipe()
    p = verbs.add_parser(
        "encoder",
        help="train the multilingual student",
        description="Train the student on the corpus. A run that was interrupted goes on from its "
        "last checkpoint when it is started again with the same options.",
    )
    p.add_argument("--out", type=Path, default=ENCODER_FOLDER, help="folder of the encoder")
    p.add_argument("--steps", type=int, default=default.steps, help="optimiser steps")
    p.add_argument("--batch", type=int, default=default.batch, help="rows a step")
    p.add_argument("--seed", type=int, default=default.seed, help="of everything random")
    p.add_argument(
        "--official",
        metavar="FILE|URL",
        help="also learn the official English nomenclature, a CSV as datasets/harmonized-system "
        "publishes it (public domain)",
    )
    p.add_argument("--official-sha256", help="digest that the official nomenclature must have")
    p.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, help="folder of the corpus")
    p.set_defaults(verb=_encoder)


def _encoder(arguments: argparse.Namespace) -> int:
    from pipeline.nomenclature import read_official
    from pipeline.student.build import train_student

    official = None
    if arguments.official:
        official = read_official(arguments.official, arguments.official_sha256)
    losses = train_student(
        read_checked(arguments.corpus),
        read_glossary(arguments.corpus),
        official,
        Recipe(steps=arguments.steps, batch=arguments.batch, seed=arguments.seed),
        arguments.out,
    )
    if losses:
        print(f"loss {losses[0]:.3f} at the first step of this run, {losses[-1]:.3f} at the last")
    print(f"encoder in {arguments.out}")
    return 0
