"""The rules of the corpus, each a function that returns what breaks it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hsclassify.errors import CorpusError
from hsclassify.text import LANGUAGES, Language, clean, in_script
from pipeline.corpus.reader import CORPUS_FOLDER, read_concepts
from pipeline.corpus.rows import Concept

EXPECTED_CODES: Final = {2: 96, 4: 1228, 6: 5612}
"""How many chapters, headings and subheadings HS 2022 has (chapter 77 is reserved)."""


_ID: Final = re.compile(r"\d{2,6}\.(t|\d+)")


def codes_of(concepts: Iterable[Concept], level: int) -> list[str]:
    """Return the titled codes of *level* digits, sorted."""
    return sorted({c.code for c in concepts if c.kind == "title" and len(c.code) == level})


def check(concepts: Sequence[Concept]) -> list[str]:
    """Return one sentence for each broken rule of the corpus; empty when all hold."""
    return [*_ids(concepts), *_texts(concepts), *_titles(concepts), *_terms(concepts)]


def read_checked(folder: Path = CORPUS_FOLDER) -> list[Concept]:
    """Return the corpus of *folder*, or raise CorpusError with everything that is wrong."""
    concepts = read_concepts(folder)
    problems = check(concepts)
    if problems:
        raise CorpusError(
            f"{len(problems)} problems in the corpus; mend these rows:", problems=tuple(problems)
        )
    return concepts


def _ids(concepts: Sequence[Concept]) -> Iterator[str]:
    for concept_id, count in Counter(c.concept_id for c in concepts).items():
        if not concept_id:
            yield f"{count} rows have no concept_id: run `python -m pipeline corpus --number`."
        elif not _ID.fullmatch(concept_id):
            yield f"{concept_id!r} is no concept_id: expected a code, a full stop, a number or t."
        elif count > 1:
            yield f"{concept_id}: {count} rows have this concept_id; each needs its own."


def _texts(concepts: Sequence[Concept]) -> Iterator[str]:
    for c in concepts:
        for lang in LANGUAGES:
            text = c.texts[lang]
            if not text.strip():
                yield f"{c.concept_id}: no {lang} text."
            elif not in_script(text, lang):
                yield f"{c.concept_id}: the {lang} text is not in its script: {text}"
            elif unicodedata.normalize("NFC", text) != text:
                yield f"{c.concept_id}: the {lang} text is not in NFC: {text}"
            elif " ".join(text.split()) != text:
                yield f"{c.concept_id}: stray white space in the {lang} text: {text!r}"


def _titles(concepts: Sequence[Concept]) -> Iterator[str]:
    titles = Counter(c.code for c in concepts if c.kind == "title")
    for code, count in titles.items():
        if count > 1:
            yield f"{code}: {count} titles; a code has exactly one."
        if len(code) > 2 and code[:-2] not in titles:
            yield f"{code}: its parent {code[:-2]} has no title."
    for level, expected in EXPECTED_CODES.items():
        found = sum(len(code) == level for code in titles)
        if found != expected:
            yield f"{found} codes of {level} digits have a title; HS 2022 has {expected}."
    for c in concepts:
        if c.kind == "goods" and (len(c.code) != 6 or c.code not in titles):
            yield f"{c.concept_id}: {c.code} is not a subheading of HS 2022."


def _terms(concepts: Sequence[Concept]) -> Iterator[str]:
    """No goods term twice, and none that is also goods or the title of another subheading."""
    places: dict[tuple[Language, str], list[Concept]] = defaultdict(list)
    for c in concepts:
        if len(c.code) == 6:
            for lang in LANGUAGES:
                places[lang, same_text_key(c.texts[lang])].append(c)
    for (lang, _), rows in places.items():
        goods = [c for c in rows if c.kind == "goods"]
        if goods and (len({c.code for c in rows}) > 1 or len(goods) > 1):
            where = ", ".join(c.concept_id for c in rows)
            yield f"{where}: the same {lang} text under each: {rows[0].texts[lang]}"


def same_text_key(text: str) -> str:
    """Return what two texts that count as the same have in common: letters, marks and figures."""
    kept = (
        c if unicodedata.category(c)[0] in "LMN" or c in "%≤≥<>.-/+" else " "
        for c in clean(text).casefold()
    )
    return " ".join("".join(kept).split())
