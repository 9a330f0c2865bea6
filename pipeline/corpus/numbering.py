"""Giving new corpus rows their concept_id, once and for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from hsclassify.errors import CorpusError
from pipeline.corpus.reader import chapter_files, read_chapter, write_chapter
from pipeline.corpus.rows import Concept, split_of

LAST_NUMBER_FILE: Final = "last_number.txt"
"""Holds the highest number that was ever given, lest that of a dropped row is given again."""


def number_new_rows(
    folder: Path, known: Mapping[str, str] | None = None, *, picked: bool = False
) -> int:
    """Give every row without a concept_id one; return how many.

    Ids that were ever given stay as they are, so that splits and feedback that
    name a row keep their meaning.

    Args:
        folder: of the corpus.
        known: English text by concept_id of rows that were learned from before. A new row with
            the text of one that is no longer there is that row under another code, and gets its
            concept_id back: with another it could become held out after it was learned.
        picked: whether the new rows were picked by what a classifier makes of them. None of these
            is held out then: goods that were chosen for coming out wrong would measure too low,
            and call for probabilities that promise too little.

    Raises:
        CorpusError: the file with the last number does not hold one.
    """
    chapters = {file: read_chapter(file) for file in chapter_files(folder)}
    ids = _Ids(folder, (c for concepts in chapters.values() for c in concepts), known or {}, picked)
    added = 0
    for file, concepts in chapters.items():
        new = sum(not c.concept_id for c in concepts)
        if new:
            write_chapter(file, [c if c.concept_id else ids.named(c) for c in concepts])
            added += new
    if added:
        ids.write_last(folder)
    return added


class _Ids:
    """The concept_ids of a corpus, and the next ones."""

    def __init__(
        self, folder: Path, concepts: Iterable[Concept], known: Mapping[str, str], picked: bool
    ) -> None:
        self._picked = picked
        self._floor = _last_number(folder)
        self._last: dict[str, int] = defaultdict(lambda: self._floor)
        used = {c.concept_id for c in concepts}
        for concept_id in used:
            self._note(concept_id)
        self._gone = {text: concept_id for concept_id, text in known.items()
                      if concept_id not in used and not concept_id.endswith(".t")}  # fmt: skip

    def _note(self, concept_id: str) -> None:
        prefix, _, number = concept_id.partition(".")
        if number.isdigit():
            self._last[prefix] = max(self._last[prefix], int(number))

    def named(self, concept: Concept) -> Concept:
        """Return *concept* with its id."""
        if concept.kind == "title":
            return replace(concept, concept_id=f"{concept.code}.t")
        concept_id = self._gone.pop(concept.texts["en"], "") or self._next(concept.code)
        return replace(concept, concept_id=concept_id)

    def _next(self, code: str) -> str:
        while True:
            self._last[code] += 1
            concept_id = f"{code}.{self._last[code]}"
            if not self._picked or split_of(concept_id) == "train":
                return concept_id

    def write_last(self, folder: Path) -> None:
        """Keep the highest number in the corpus folder."""
        last = max((self._floor, *self._last.values()))
        (folder / LAST_NUMBER_FILE).write_text(f"{last}\n", "utf-8")


def _last_number(folder: Path) -> int:
    file = folder / LAST_NUMBER_FILE
    text = file.read_text("utf-8").strip() if file.exists() else "0"
    if not text.isdigit():
        raise CorpusError(
            f"{file}: expected the highest number that a concept_id has had, found {text!r}. "
            "Restore the file."
        )
    return int(text)
