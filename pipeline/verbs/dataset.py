"""``python -m pipeline dataset``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

from pipeline.corpus import CORPUS_FOLDER, read_checked, read_sections

DATASET_FOLDER: Final = Path("build/dataset")


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "dataset",
        help="build the Parquet files of the dataset",
        description="Write the configs concepts, examples and nomenclature as typed Parquet files, "
        "split by concept, with a record of what is in them and the card.",
    )
    p.add_argument("--out", type=Path, default=DATASET_FOLDER, help="folder of the dataset")
    p.add_argument(
        "--repo",
        default="NAMESPACE/hs-goods-4lang",
        metavar="NS/NAME",
        help="repo that the card names; `publish` writes the card for the repo it publishes to",
    )
    p.add_argument(
        "--official",
        metavar="FILE|URL",
        help="also write the official English text of every code (column official_en of "
        "nomenclature), from a CSV as datasets/harmonized-system publishes it (PDDL)",
    )
    p.add_argument("--official-sha256", help="digest that the official nomenclature must have")
    p.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, help="folder of the corpus")
    p.set_defaults(verb=_dataset)


def _dataset(arguments: argparse.Namespace) -> int:
    from pipeline.cards import dataset_card
    from pipeline.dataset import CARD_FILE, build_dataset
    from pipeline.nomenclature import read_official

    official = None
    if arguments.official:
        official = read_official(arguments.official, arguments.official_sha256)
    record = build_dataset(
        read_checked(arguments.corpus),
        read_sections(arguments.corpus),
        arguments.out,
        official,
        _public_name(arguments.official),
    )
    card = dataset_card(record, arguments.out, arguments.repo)
    (arguments.out / CARD_FILE).write_text(card, "utf-8")
    for config, rows in record.rows.items():
        print(f"{config:12}  " + "  ".join(f"{split} {n:,}" for split, n in rows.items()))
    print(f"corpus {record.revision} in {arguments.out}, {record.moved} concepts moved to train")
    return 0


def _public_name(source: str | None) -> str:
    """Return how the card names the source: a URL as it is, of a local file only its name."""
    if not source:
        return ""
    return source if source.startswith("https://") else Path(source).name
