"""Facts that tell codes apart, written as data: knitted or woven, fresh or frozen, what power."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from hsclassify.amounts import NUMBER, number, within
from hsclassify.errors import BundleError, InputError, quoted
from hsclassify.text import Language, clean, fold

JOINT: Final = "+"
"""Joins the ids of choices that lead to the same codes and so are one answer."""

OR: Final = " / "
"""Joins the labels of such choices."""

BARE_ANSWERS: Final = frozenset({"yes", "no", "other"})
"""Ids of choices whose labels mean nothing without the question, and so give nothing away."""

_JOINTS_OF_WORDS = re.compile(r"[-_/]")
_NO: Final = (
    r"(?<![^\W_])(?:not|non|no|without|khong(?: phai| co)?) "
    r"|ไม่(?:ได้|ใช่|มี)?|[不非未无]|没有|不是|不含|未经"
)
"""What denies the phrase behind it, folded."""

_PLURAL: Final = "(?:e?s)?"
_LONGEST_SIGN: Final = 2
"""Letters up to which a phrase is a sign and has no plural: "pcs" are no polycarbonates."""

_BEFORE: Final = 2
"""Number of the group of the first phrase."""

_ALL: Final = (100.0, "%")
"""Said of goods that are new, or all of one stuff."""

_NEVER: Final = r"(?!)"
"""Matches nothing, where there are no phrases."""

_OR: Final = frozenset({" or ", " nor ", " hoac ", " hay ", "หรือ", "或"})
"""What lets a denial go on to the next phrase."""


@dataclass(frozen=True)
class FactChoice:
    """One value that a fact can take.

    Attributes:
        id: its name within the fact.
        labels: what a visitor reads, by language.
        words: words of any language that give this value away in a description.
        figures: bounds of the figures it stands for, such as ">1 <=6", in the first of the
            fact's units; "" where it stands for none.
    """

    id: str
    labels: Mapping[Language, str]
    words: tuple[str, ...]
    figures: str = ""


@dataclass(frozen=True)
class Cell:
    """Codes, written as prefixes of 2 to 6 digits, that go with any of some choices."""

    choices: tuple[str, ...]
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Codes that a fact splits: the prefixes all of them lie under, and the cells, disjoint."""

    scope: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Fact:
    """Something that can be known of goods and decides between codes.

    Attributes:
        id: its name.
        texts: the question, by language.
        units: units of measure, each with how many of the first it is ("kw", "w=0.001"), 1 by
            default. A figure in one of them suggests an answer, but it may be that of a carton.
        choices: what the answer can be, in the order to show.
        groups: the codes it splits.
        asides: phrases that hold words of a choice and say nothing of it: a "rubber sole" tells
            nothing of the upper of a shoe.
    """

    id: str
    texts: Mapping[Language, str]
    units: tuple[str, ...]
    choices: tuple[FactChoice, ...]
    groups: tuple[Group, ...]
    asides: tuple[str, ...] = ()

    def label(self, choices: Iterable[str], language: Language) -> str:
        """Return the labels of some choices as one answer."""
        wanted = set(choices)
        return OR.join(c.labels[language] for c in self.choices if c.id in wanted)

    def choices_by_code(self, codes: Sequence[str]) -> dict[str, frozenset[str]]:
        """Return the choices that go with each of *codes* (sorted, six digits) it speaks of."""
        return {
            code: frozenset(cell.choices)
            for group in self.groups
            for cell in group.cells
            for prefix in cell.prefixes
            for code in _below(prefix, codes)
        }

    def given_in(self, text: str) -> bool:
        """Tell whether a cleaned description already says which choice holds.

        "Not knitted" does not: it says only which does not.
        """
        return any(True for _ in self._said(text))

    def said_in(self, text: str) -> frozenset[str]:
        """Return the choices whose words a cleaned description has.

        A figure says none: "8 kg" may be what the carton weighs.
        """
        return frozenset[str]().union(*(self._phrases[phrase] for phrase in self._said(text)))

    def suggested_in(self, text: str) -> frozenset[str]:
        """Return the choices that a figure in a cleaned description would fit."""
        if not any(choice.figures for choice in self.choices):
            return frozenset()
        found = self._figures(_plain(text))
        return frozenset(c.id for c in self.choices if any(within(x, c.figures) for x in found))

    def _figures(self, text: str) -> list[float]:
        """Return the figures in a folded text, in the first of the units.

        "100 %" is none: goods are new, or all of a stuff, to that share.
        """
        found = (
            (number(figure), unit, float(factor or 1))
            for unit, factor, pattern in self._amounts
            for figure in pattern.findall(text)
        )
        return [figure * factor for figure, unit, factor in found if (figure, unit) != _ALL]

    def _said(self, text: str) -> Iterator[str]:
        """Yield the phrases in a cleaned description that it does not deny."""
        text, phrases, denied_to = _plain(text), list(self._phrases), -1
        if not self._giveaway.search(text):
            return
        for found in self._phrase.finditer(text):
            goes_on = denied_to >= 0 and text[denied_to : found.start()] in _OR
            if found["no"] or goes_on:
                denied_to = found.end()
            else:
                denied_to = -1
                phrase = phrases[(found.lastindex or _BEFORE) - _BEFORE]
                if self._phrases[phrase]:
                    yield phrase

    @cached_property
    def _phrases(self) -> dict[str, frozenset[str]]:
        """The choices that each phrase gives away, none for asides; longer phrases come first."""
        phrases: dict[str, set[str]] = {_plain(clean(phrase)): set() for phrase in self.asides}
        for choice in self.choices:
            labels = choice.labels.values() if choice.id not in BARE_ANSWERS else ()
            for phrase in (*choice.words, *labels):
                phrases.setdefault(_plain(clean(phrase)), set()).add(choice.id)
        return {x: frozenset(phrases[x]) for x in sorted(phrases, key=lambda x: (-len(x), x))}

    @cached_property
    def _amounts(self) -> list[tuple[str, str, re.Pattern[str]]]:
        """Each unit, how many of the first it is, and what finds figures in it."""
        parts = (_plain(clean(unit)).partition("=") for unit in self.units)
        return [
            (unit, factor, re.compile(rf"({NUMBER}) ?{_pattern(unit, '', _PLURAL)}"))
            for unit, _, factor in parts
        ]

    @cached_property
    def _giveaway(self) -> re.Pattern[str]:
        """Finds a phrase: nearly all descriptions have none."""
        return re.compile("|".join(map(_phrase_pattern, self._phrases)) or _NEVER)

    @cached_property
    def _phrase(self) -> re.Pattern[str]:
        """Finds phrases, a group each, with what denies them.

        A phrase comes before what is denied, as "not reinforced" may be one.
        """
        phrases = "|".join(f"({_phrase_pattern(phrase)})" for phrase in self._phrases) or _NEVER
        return re.compile(rf"(?P<no>{_NO})??(?:{phrases})")


class Facts:
    """The facts of a bundle, by what they say of each subheading."""

    def __init__(self, facts: Iterable[Fact], codes: Sequence[str]) -> None:
        """Take *facts* for the nomenclature whose subheadings are *codes*, sorted."""
        self._facts = {fact.id: fact for fact in facts}
        self._choices = {f.id: f.choices_by_code(codes) for f in self._facts.values()}
        self._about: dict[str, list[Fact]] = {}
        for fact in self._facts.values():
            for code in self._choices[fact.id]:
                self._about.setdefault(code, []).append(fact)

    @classmethod
    def read(cls, file: Path, codes: Sequence[str]) -> Facts:
        """Read ``facts.json`` of a bundle; a bundle without it has no written facts.

        Raises:
            BundleError: the file does not hold facts.
        """
        if not file.exists():
            return cls((), codes)
        try:
            return cls(map(_fact, json.loads(file.read_text("utf-8"))), codes)
        except (KeyError, TypeError, ValueError) as error:
            raise BundleError(
                f"{file.name} does not hold facts as this release writes them ({error}). "
                "Build or download the bundle again."
            ) from error

    def __len__(self) -> int:
        return len(self._facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __getitem__(self, fact_id: str) -> Fact:
        return self._facts[fact_id]

    def about(self, codes: Iterable[str]) -> list[Fact]:
        """Return the facts that speak of at least one of some subheadings."""
        found = {fact.id: fact for code in codes for fact in self._about.get(code, ())}
        return list(found.values())

    def choices(self, fact: Fact, code: str) -> frozenset[str]:
        """Return the choices that go with a subheading; none where the fact says nothing of it."""
        return self._choices[fact.id].get(code, frozenset())

    def tells_apart(self, fact: Fact, one: str, other: str) -> bool:
        """Tell whether no choice of the fact goes with both subheadings, but some with each."""
        here, there = self.choices(fact, one), self.choices(fact, other)
        return bool(here and there and not here & there)

    def likelihoods(self, fact_id: str, answer: str, codes: Sequence[str]) -> list[float]:
        """Return of each of *codes* how likely its goods are to get this answer, 0 to 1.

        The choices that go with a code are taken for equally likely, those joined for one. Of
        a code of which the fact says nothing that is any choice: it is left, but gains nothing.

        Args:
            fact_id: id of a fact.
            answer: id of a choice, or several joined by :data:`JOINT`, any of which holds.
            codes: subheadings.

        Raises:
            InputError: there is no such fact or choice.
        """
        if fact_id not in self._facts:
            raise InputError(
                f"There is no question with the id {quoted(fact_id)}. Answer with the id of a "
                "question and of one of its choices, as the prediction gives them."
            )
        known = frozenset(c.id for c in self._facts[fact_id].choices)
        chosen = frozenset(answer.split(JOINT))
        if not chosen <= known:
            raise InputError(
                f"The question {fact_id!r} has the choices {', '.join(sorted(known))}, "
                f"got {quoted(answer)}. Answer with one of them."
            )
        domain = self._choices[fact_id]
        going = (domain.get(code, known) for code in codes)
        return [1 / (1 + len(choices - chosen)) if choices & chosen else 0.0 for choices in going]


def write_facts(facts: Iterable[Fact], file: Path) -> None:
    """Write facts in the form :meth:`Facts.read` reads."""
    values = [asdict(fact) for fact in facts]
    file.write_text(json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


def _fact(values: dict[str, Any]) -> Fact:
    return Fact(
        values["id"],
        values["texts"],
        tuple(values["units"]),
        tuple(_choice(c) for c in values["choices"]),
        tuple(_group(g) for g in values["groups"]),
        # Bundles of before asides lack them.
        tuple(values.get("asides", ())),
    )


def _choice(values: dict[str, Any]) -> FactChoice:
    # Bundles of before figures had bounds lack them.
    figures = values.get("figures", "")
    return FactChoice(values["id"], values["labels"], tuple(values["words"]), figures)


def _group(values: dict[str, Any]) -> Group:
    cells = (Cell(tuple(c["choices"]), tuple(c["prefixes"])) for c in values["cells"])
    return Group(tuple(values["scope"]), tuple(cells))


def _below(prefix: str, codes: Sequence[str]) -> Sequence[str]:
    return codes[bisect_left(codes, prefix) : bisect_left(codes, prefix + ":")]


def _plain(text: str) -> str:
    return _JOINTS_OF_WORDS.sub(" ", fold(text))


def _phrase_pattern(phrase: str) -> str:
    plural = _PLURAL if len(phrase) > _LONGEST_SIGN else ""
    return _pattern(phrase, r"(?<![^\W_])", plural)


def _pattern(word: str, before: str, plural: str) -> str:
    # Thai and Chinese write words together, so only Latin words have to stand alone.
    if not word.isascii():
        return re.escape(word)
    return rf"{before}{re.escape(word)}{plural}(?![^\W_])"
