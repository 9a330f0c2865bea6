"""The facts that tell codes apart: ``facts.csv``, ``fact_choices.csv``, ``fact_groups.csv``.

A fact is a question with choices, written once and used wherever it decides. A
group is a set of codes that a fact splits: ``choice=prefix prefix; choice=prefix``.
Choices that lead to the same codes are joined: ``wool+silk=610590``.
A choice that stands for figures has their bounds, ``>10 <=75``, in the first of the fact's units;
the others say how many of it they are: ``kw; w=0.001; hp=0.746``. The asides of a fact are phrases
that hold words of its choices and say nothing of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hsclassify.amounts import are_bounds
from hsclassify.errors import CorpusError
from hsclassify.facts import JOINT, Cell, Fact, FactChoice, Group
from hsclassify.text import LANGUAGES, clean, in_script
from pipeline.corpus.reader import CORPUS_FOLDER, read_rows

FACTS_FILE: Final = "facts.csv"
CHOICES_FILE: Final = "fact_choices.csv"
GROUPS_FILE: Final = "fact_groups.csv"
FACT_FIELDS: Final = ("fact_id", *LANGUAGES, "units", "asides")
CHOICE_FIELDS: Final = ("fact_id", "choice_id", *LANGUAGES, "words", "figures")
GROUP_FIELDS: Final = ("scope", "fact_id", "choices")
_FACTOR: Final = re.compile(r"\d+(\.\d+)?")


def read_facts(folder: Path = CORPUS_FOLDER) -> list[Fact]:
    """Read the facts of *folder*; a corpus without ``facts.csv`` has none.

    Raises:
        CorpusError: a file has other columns, or a choice or group belongs to no fact.
    """
    if not (folder / FACTS_FILE).exists():
        return []
    choices: dict[str, list[FactChoice]] = defaultdict(list)
    for row in read_rows(folder / CHOICES_FILE, CHOICE_FIELDS):
        labels = {lang: row[lang] for lang in LANGUAGES}
        words = _listed(row["words"])
        choice = FactChoice(row["choice_id"], labels, words, row["figures"])
        choices[row["fact_id"]].append(choice)
    groups: dict[str, list[Group]] = defaultdict(list)
    for row in read_rows(folder / GROUPS_FILE, GROUP_FIELDS):
        groups[row["fact_id"]].append(_group(row["scope"], row["choices"]))
    facts = [
        Fact(
            row["fact_id"],
            {lang: row[lang] for lang in LANGUAGES},
            _listed(row["units"]),
            tuple(choices.pop(row["fact_id"], ())),
            tuple(groups.pop(row["fact_id"], ())),
            _listed(row["asides"]),
        )
        for row in read_rows(folder / FACTS_FILE, FACT_FIELDS)
    ]
    strays = sorted({*choices, *groups})
    if strays:
        raise CorpusError(
            f"{FACTS_FILE} lacks facts that have choices or groups: {', '.join(strays)}. "
            "Add them, or mend their names."
        )
    return facts


def check_facts(facts: Sequence[Fact], codes: Sequence[str]) -> list[str]:
    """Return one sentence for each broken rule; *codes* are all subheadings, sorted."""
    return [
        *_ids(facts),
        *(problem for fact in facts for problem in _texts(fact)),
        *(problem for fact in facts for problem in _choices(fact)),
        *(problem for fact in facts for problem in _figures(fact)),
        *(problem for fact in facts for problem in _asides(fact)),
        *(problem for fact in facts for problem in _codes(fact, codes)),
    ]


def read_checked_facts(codes: Sequence[str], folder: Path = CORPUS_FOLDER) -> list[Fact]:
    """Return the facts of *folder*, or raise CorpusError with everything that is wrong."""
    facts = read_facts(folder)
    problems = check_facts(facts, codes)
    if problems:
        raise CorpusError(
            f"{len(problems)} problems in the facts; mend these rows:", problems=tuple(problems)
        )
    return facts


def split_headings(facts: Iterable[Fact], codes: Sequence[str]) -> set[str]:
    """Return the headings of which a fact tells at least two subheadings apart."""
    found: dict[str, set[tuple[str, frozenset[str]]]] = defaultdict(set)
    for fact in facts:
        for code, choices in fact.choices_by_code(codes).items():
            found[code[:4]].add((fact.id, choices))
    return {
        heading
        for heading, values in found.items()
        if len(values) > len({fact_id for fact_id, _ in values})
    }


def _listed(field: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in field.split(";") if word.strip())


def _group(scope: str, field: str) -> Group:
    parts = (cell.partition("=") for cell in _listed(field))
    cells = (Cell(tuple(c.split(JOINT)), tuple(prefixes.split())) for c, _, prefixes in parts)
    return Group(tuple(scope.split()), tuple(cells))


def _ids(facts: Sequence[Fact]) -> Iterator[str]:
    for fact_id, count in Counter(f.id for f in facts).items():
        if count > 1:
            yield f"{fact_id}: {count} facts have this id; each needs its own."


def _texts(fact: Fact) -> Iterator[str]:
    labels = ((f"{fact.id}/{c.id}", c.labels) for c in fact.choices)
    for where, texts in ((fact.id, fact.texts), *labels):
        for lang in LANGUAGES:
            if not texts[lang].strip():
                yield f"{where}: no {lang} text."
            elif not in_script(texts[lang], lang):
                yield f"{where}: the {lang} text is not in its script: {texts[lang]}"


def _choices(fact: Fact) -> Iterator[str]:
    ids = [c.id for c in fact.choices]
    used = {i for group in fact.groups for cell in group.cells for i in cell.choices}
    if len(set(ids)) != len(ids):
        yield f"{fact.id}: a choice is there twice."
    for lang in LANGUAGES:
        labels = [c.labels[lang] for c in fact.choices]
        if len(set(labels)) != len(labels):
            yield f"{fact.id}: two choices have the same {lang} label."
    for unknown in sorted(used - set(ids)):
        yield f"{fact.id}: a group names the choice {unknown}, which {CHOICES_FILE} does not have."
    for unused in sorted(set(ids) - used):
        yield f"{fact.id}: no group uses the choice {unused}."


def _figures(fact: Fact) -> Iterator[str]:
    """Bounds and units need each other, and are written as they are read."""
    bounded = [c for c in fact.choices if c.figures]
    if bool(bounded) != bool(fact.units):
        yield f"{fact.id}: figures need units, and units figures."
    for choice in bounded:
        if not are_bounds(choice.figures):
            yield f"{fact.id}/{choice.id}: expected bounds such as >10 <=75, got {choice.figures}."
    for unit in fact.units:
        name, mark, factor = unit.partition("=")
        if not name or (mark and not _FACTOR.fullmatch(factor)):
            yield f"{fact.id}: expected a unit such as kw or w=0.001, got {unit}."


def _asides(fact: Fact) -> Iterator[str]:
    """An aside keeps words of a choice from being taken for the answer; else it does nothing."""
    bare = replace(fact, asides=())
    for aside in fact.asides:
        if not bare.given_in(clean(aside)):
            yield f"{fact.id}: the aside {aside!r} holds no words of a choice; take it out."


def _codes(fact: Fact, codes: Sequence[str]) -> Iterator[str]:
    """Prefixes exist and lie in their scope; a code has one cell in the whole fact."""
    owners: dict[str, str] = {}
    for group in fact.groups:
        scope = " ".join(group.scope)
        if len(group.cells) < 2:
            yield f"{scope}/{fact.id}: a group needs at least two cells to split anything."
        for cell in group.cells:
            place = f"{scope}/{fact.id}/{JOINT.join(cell.choices)}"
            if not cell.prefixes:
                yield f"{place}: no code."
            for prefix in cell.prefixes:
                below = codes[bisect_left(codes, prefix) : bisect_left(codes, prefix + ":")]
                if not below or not prefix.isdigit():
                    yield f"{place}: no code begins with {prefix}."
                if not prefix.startswith(group.scope):
                    yield f"{place}: {prefix} lies outside the group."
                for code in below:
                    if code in owners:
                        yield f"{place}: {code} is already in {owners[code]}."
                    owners[code] = place
