"""``python -m pipeline encoder``."""

from __future__ import annotations

import argparse
from dataclasses import replace
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
    p.add_argument("--rate", type=float, default=1.0, help="factor on every learning rate")
    p.add_argument("--seed", type=int, default=default.seed, help="of everything random")
    p.add_argument(
        "--official",
        metavar="FILE|URL",
        help="also learn the official English nomenclature, a CSV as datasets/harmonized-system "
        "publishes it (public domain)",
    )
    p.add_argument("--official-sha256", help="digest that the official nomenclature must have")
    p.add_argument(
        "--us-tariff",
        metavar="FILE|FOLDER|URL",
        help="also learn the English texts of US tariff lines, from the JSON export of "
        "hts.usitc.gov (public domain)",
    )
    p.add_argument("--us-tariff-sha256", help="digest that the export must have")
    p.add_argument(
        "--from",
        dest="earlier",
        type=Path,
        metavar="FOLDER",
        help="go on from the encoder or bundle in FOLDER instead of the teacher",
    )
    p.add_argument(
        "--mean",
        action="store_true",
        help="save the mean of the weights that --from began with and those that training ended "
        "with",
    )
    p.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, help="folder of the corpus")
    p.set_defaults(verb=_encoder)


def _encoder(arguments: argparse.Namespace) -> int:
    from pipeline.nomenclature import read_official
    from pipeline.student.build import PublicTexts, train_student
    from pipeline.tariffs import line_texts, read_us

    public = PublicTexts()
    if arguments.official:
        official = read_official(arguments.official, arguments.official_sha256)
        public = replace(public, official=official)
    if arguments.us_tariff:
        tariff = read_us(arguments.us_tariff, sha256=arguments.us_tariff_sha256)
        public = replace(public, lines=line_texts(tariff.lines))
    losses = train_student(
        read_checked(arguments.corpus),
        read_glossary(arguments.corpus),
        public,
        Recipe(steps=arguments.steps, batch=arguments.batch, seed=arguments.seed).at_rate(
            arguments.rate
        ),
        arguments.out,
        arguments.earlier,
        mean=arguments.mean,
    )
    if losses:
        print(f"loss {losses[0]:.3f} at the first step of this run, {losses[-1]:.3f} at the last")
    print(f"encoder in {arguments.out}")
    return 0
