"""``python -m pipeline corpus``."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hsclassify.errors import InputError
from hsclassify.facts import Fact
from hsclassify.text import LANGUAGES
from pipeline.corpus import (
    CORPUS_FOLDER,
    Concept,
    codes_of,
    read_checked,
    read_checked_facts,
    split_headings,
)


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "corpus",
        help="check the corpus and count it",
        description="Check every rule of the corpus and its facts, and print counts by chapter and "
        "language; exit with 1 and the list of what is wrong if a rule is broken.",
    )
    p.add_argument("--folder", type=Path, default=CORPUS_FOLDER, help="folder of the CC.csv files")
    p.add_argument(
        "--number",
        action="store_true",
        help="first give a concept_id to new rows, which are written with that field empty; a row "
        "that the embedded bundle knows under a code it has left gets its old one",
    )
    p.add_argument(
        "--picked",
        action="store_true",
        help="with --number: the new rows were picked by what the classifier makes of them, so "
        "that none of them is to be held out to measure it",
    )
    p.set_defaults(verb=_corpus)


def _corpus(arguments: argparse.Namespace) -> int:
    if arguments.picked and not arguments.number:
        raise InputError("--picked says how new rows are numbered. Give --number as well.")
    if arguments.number:
        from pipeline.corpus.numbering import number_new_rows

        added = number_new_rows(arguments.folder, _learned(), picked=arguments.picked)
        print(f"{added} new rows numbered")
    concepts = read_checked(arguments.folder)
    codes = codes_of(concepts, 6)
    facts = read_checked_facts(codes, arguments.folder)
    for line in (*_count_lines(concepts), _facts_line(facts, codes)):
        print(line)
    return 0


def _learned() -> dict[str, str]:
    """Return the English text by concept_id of the rows that the embedded bundle has."""
    from hsclassify.bundle import Concepts, Layout
    from hsclassify.hub import EMBEDDED_BUNDLE

    concepts = Concepts.read(Layout(EMBEDDED_BUNDLE).concepts)
    return dict(zip(concepts.ids, concepts.texts["en"], strict=True))


def _facts_line(facts: Sequence[Fact], codes: Sequence[str]) -> str:
    groups = sum(len(fact.groups) for fact in facts)
    headings = len(split_headings(facts, codes))
    return f"{len(facts):,} facts in {groups:,} groups split {headings:,} headings"


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
