"""``python -m pipeline build``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hsclassify.hub import EMBEDDED_BUNDLE
from pipeline.corpus import (
    CORPUS_FOLDER,
    codes_of,
    read_checked,
    read_checked_facts,
    read_concepts,
    read_sections,
)
from pipeline.verbs.encoder import ENCODER_FOLDER
from pipeline.verbs.projection import PICTURE, draw

if TYPE_CHECKING:
    from hsclassify.bundle import Bundle
    from pipeline.build import EncoderChoice


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "build",
        help="build a bundle from corpus and encoder",
        description="Encode the corpus, choose the calibration, measure on held-out goods, and "
        "write a verified bundle.",
    )
    p.add_argument(
        "--encoder",
        default=str(ENCODER_FOLDER),
        metavar="FOLDER|BUNDLE|ID",
        help="folder of `python -m pipeline encoder`, a bundle (its encoder serves on, without "
        "training, for goods the corpus has gained), or any SentenceTransformer id or folder",
    )
    p.add_argument("--encoder-revision", default="", help="revision of a Hub id")
    p.add_argument("--prompt", default="", help="what the model wants before a text ('query: ')")
    p.add_argument("--out", type=Path, default=Path("build/bundle"), help="folder of the bundle")
    p.add_argument(
        "--embedded",
        action="store_true",
        help=f"build the bundle that the package carries ({EMBEDDED_BUNDLE.name}/), "
        "without the float weights",
    )
    p.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, help="folder of the corpus")
    p.add_argument("--no-map", action="store_true", help="leave out the map, which takes minutes")
    p.add_argument(
        "--only-facts",
        action="store_true",
        help="take the corpus' facts, from which questions are made, into the bundle that is there "
        "and leave all else in it as it is",
    )
    p.set_defaults(verb=_build)


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.build import EncoderChoice, with_facts

    if arguments.only_facts:
        facts = read_checked_facts(codes_of(read_checked(arguments.corpus), 6), arguments.corpus)
        target = EMBEDDED_BUNDLE if arguments.embedded else arguments.out
        print(f"bundle {with_facts(target, facts).manifest.digest} in {target}")
        return 0
    bundle = from_corpus(
        EncoderChoice(arguments.encoder, arguments.encoder_revision, arguments.prompt),
        EMBEDDED_BUNDLE if arguments.embedded else arguments.out,
        arguments.corpus,
        embedded=arguments.embedded,
        mapped=not arguments.no_map,
    )
    if not arguments.no_map:
        draw(bundle.folder, PICTURE)
    size = sum(row.bytes for row in bundle.manifest.files)
    print(f"bundle {bundle.manifest.digest} in {bundle.folder}, {size / 1e6:.1f} MB")
    print(json.dumps(bundle.manifest.metrics, indent=2))
    return 0


def from_corpus(
    choice: EncoderChoice,
    target: Path,
    corpus: Path = CORPUS_FOLDER,
    *,
    embedded: bool,
    mapped: bool,
    whole: bool = True,
) -> Bundle:
    """Build in *target* what the verb builds of the *corpus* folder; see ``pipeline.build.build``.

    Args:
        choice: the encoder.
        target: the bundle's folder.
        corpus: folder of the CC.csv files.
        embedded: without the float weights.
        mapped: with the map of the variant in use.
        whole: refuse a corpus that breaks a rule; else it may be a part of one, without facts.
    """
    from pipeline.build import build
    from pipeline.projection import DEFAULT_VARIANT, VARIANTS

    concepts = read_checked(corpus) if whole else read_concepts(corpus)
    facts = read_checked_facts(codes_of(concepts, 6), corpus) if whole else []
    return build(
        concepts,
        read_sections(corpus),
        choice,
        target,
        facts=facts,
        embedded=embedded,
        projection=VARIANTS[DEFAULT_VARIANT] if mapped else None,
    )
