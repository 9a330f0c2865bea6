"""``python -m pipeline``: corpus, encoder, build, evaluate."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import CorpusError, HSClassifyError
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.text import LANGUAGES
from pipeline.corpus import CORPUS_FOLDER, Concept, check, codes_of, read_concepts

ENCODER_FOLDER: Final = Path("runs/encoder")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit status (1: the input is at fault)."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments))
    except CorpusError as error:
        print(error, *error.problems, sep="\n", file=sys.stderr)
    except HSClassifyError as error:
        print(f"error: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _add_corpus(verbs)
    _add_encoder(verbs)
    _add_build(verbs)
    _add_evaluate(verbs)
    return parser


def _add_corpus(verbs: Any) -> None:
    p = verbs.add_parser(
        "corpus",
        help="check the corpus and count it",
        description="Check every rule of the corpus and print counts by chapter and language; "
        "exit with 1 and the list of what is wrong if a rule is broken.",
    )
    p.add_argument("--folder", type=Path, default=CORPUS_FOLDER, help="folder of the CC.csv files")
    p.add_argument(
        "--number",
        action="store_true",
        help="first give a concept_id to new rows, which are written with that field empty",
    )
    p.set_defaults(verb=_corpus)


def _corpus(arguments: argparse.Namespace) -> int:
    if arguments.number:
        from pipeline.corpus.numbering import number_new_rows

        print(f"{number_new_rows(arguments.folder)} new rows numbered")
    concepts = checked(arguments.folder)
    for line in _count_lines(concepts):
        print(line)
    return 0


def checked(folder: Path = CORPUS_FOLDER) -> list[Concept]:
    """Return the corpus of *folder*, or raise CorpusError with everything that is wrong."""
    concepts = read_concepts(folder)
    problems = check(concepts)
    if problems:
        raise CorpusError(
            f"{len(problems)} problems in the corpus; mend these rows:", problems=tuple(problems)
        )
    return concepts


def _count_lines(concepts: Sequence[Concept]) -> list[str]:
    lines = ["chapter  titles  goods  " + "  ".join(f"{x + ' characters':>14}" for x in LANGUAGES)]
    for chapter in codes_of(concepts, 2):
        own = [c for c in concepts if c.code.startswith(chapter)]
        kinds = Counter(c.kind for c in own)
        sizes = (sum(len(c.texts[x]) for c in own) for x in LANGUAGES)
        counts = "  ".join(f"{n:>14,}" for n in sizes)
        lines.append(f"{chapter:>7}  {kinds['title']:>6}  {kinds['goods']:>5}  {counts}")
    kinds = Counter(c.kind for c in concepts)
    splits = Counter(c.split for c in concepts if c.kind == "goods")
    levels = ", ".join(
        f"{len(codes_of(concepts, n)):,} {name}"
        for n, name in ((2, "chapters"), (4, "headings"), (6, "subheadings"))
    )
    lines.append(
        f"{levels}; {kinds['title']:,} titles and {kinds['goods']:,} goods, "
        f"each in {len(LANGUAGES)} languages ({', '.join(LANGUAGES)})"
    )
    lines.append("goods by split: " + ", ".join(f"{s} {n:,}" for s, n in sorted(splits.items())))
    return lines


def _add_encoder(verbs: Any) -> None:
    from pipeline.student.recipe import Recipe

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
    from pipeline.corpus import read_glossary
    from pipeline.nomenclature import read_official
    from pipeline.student.build import train_student
    from pipeline.student.recipe import Recipe

    official = None
    if arguments.official:
        official = read_official(arguments.official, arguments.official_sha256)
    losses = train_student(
        checked(arguments.corpus),
        read_glossary(arguments.corpus),
        official,
        Recipe(steps=arguments.steps, batch=arguments.batch, seed=arguments.seed),
        arguments.out,
    )
    if losses:
        print(f"loss {losses[0]:.3f} at the first step of this run, {losses[-1]:.3f} at the last")
    print(f"encoder in {arguments.out}")
    return 0


def _add_build(verbs: Any) -> None:
    p = verbs.add_parser(
        "build",
        help="build a bundle from corpus and encoder",
        description="Encode the corpus, choose the calibration, measure on held-out goods, and "
        "write a verified bundle.",
    )
    p.add_argument(
        "--encoder",
        default=str(ENCODER_FOLDER),
        metavar="FOLDER|ID",
        help="folder of `python -m pipeline encoder`, or any SentenceTransformer id or folder",
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
    p.set_defaults(verb=_build)


def _build(arguments: argparse.Namespace) -> int:
    from pipeline.build import EncoderChoice, build
    from pipeline.corpus import read_sections

    bundle = build(
        checked(arguments.corpus),
        read_sections(arguments.corpus),
        EncoderChoice(arguments.encoder, arguments.encoder_revision, arguments.prompt),
        EMBEDDED_BUNDLE if arguments.embedded else arguments.out,
        embedded=arguments.embedded,
    )
    size = sum(row.bytes for row in bundle.manifest.files)
    print(f"bundle {bundle.manifest.digest} in {bundle.folder}, {size / 1e6:.1f} MB")
    print(json.dumps(bundle.manifest.metrics, indent=2))
    return 0


def _add_evaluate(verbs: Any) -> None:
    p = verbs.add_parser(
        "evaluate",
        help="measure a bundle on labelled texts",
        description="Measure on CSV files with the columns text,hs6,lang and, with --held-out, on "
        "the corpus goods that were kept from training.",
    )
    p.add_argument("cases", nargs="*", type=Path, metavar="CASES.csv")
    p.add_argument("--bundle", default=None, help="folder or Hub repo; default: the one at hand")
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
        raise HSClassifyError("Name at least one CASES.csv, or --held-out.")
    values = evaluate.results(
        HSClassifier.load(arguments.bundle), arguments.cases, held_out=arguments.held_out
    )
    if arguments.results:
        evaluate.write_results(values, arguments.results)
    if arguments.json:
        one_set = len(arguments.cases) == 1 and not arguments.held_out
        print(json.dumps(next(iter(values["sets"].values())) if one_set else values, indent=2))
    else:
        print(evaluate.table(values))
    return 0


if __name__ == "__main__":
    sys.exit(main())
