"""Giving new corpus rows their concept_id, once and for all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from pipeline.corpus.reader import chapter_files, read_chapter, write_chapter
from pipeline.corpus.rows import Concept


def number_new_rows(folder: Path) -> int:
    """Give every row without a concept_id the next free one of its code; return how many.

    Ids that were ever given stay as they are, so that splits and feedback that
    name a row keep their meaning.
    """
    added = 0
    for file in chapter_files(folder):
        concepts = read_chapter(file)
        new = sum(not c.concept_id for c in concepts)
        if new:
            write_chapter(file, _numbered(concepts))
            added += new
    return added


def _numbered(concepts: list[Concept]) -> list[Concept]:
    last: dict[str, int] = defaultdict(int)
    for c in concepts:
        prefix, _, number = c.concept_id.partition(".")
        if number.isdigit():
            last[prefix] = max(last[prefix], int(number))
    numbered = []
    for c in concepts:
        if not c.concept_id and c.kind == "title":
            c = replace(c, concept_id=f"{c.code}.t")
        elif not c.concept_id:
            last[c.code] += 1
            c = replace(c, concept_id=f"{c.code}.{last[c.code]}")
        numbered.append(c)
    return numbered
