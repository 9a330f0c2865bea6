"""Why a prediction says what it says: path, neighbours, and what would make the others right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from hsclassify.facts import JOINT, Facts
from hsclassify.nomenclature import Nomenclature
from hsclassify.questions import KIND, KIND_TEXTS
from hsclassify.results import Candidate, Neighbor, Prediction
from hsclassify.text import Language

_MOST_CONDITIONS: Final = 3


@dataclass(frozen=True)
class Step:
    """A node on the way from the section down to the leading candidate."""

    code: str
    title: str


@dataclass(frozen=True)
class Condition:
    """An answer that a rejected alternative needs and the leading candidate excludes.

    Attributes:
        question: id of the question; with :attr:`choice` what
            :meth:`hsclassify.HSClassifier.answer` takes.
        choice: id of the choice.
        text: the question.
        label: the answer it would need.
        instead_of: the answer that the leading candidate stands for.
    """

    question: str
    choice: str
    text: str
    label: str
    instead_of: str


@dataclass(frozen=True)
class Alternative:
    """A rejected candidate: all of :attr:`conditions` (at least one) would make it right."""

    candidate: Candidate
    conditions: tuple[Condition, ...]

    @property
    def known(self) -> tuple[Condition, ...]:
        """The conditions that facts word; none where only its title tells it from the leader."""
        return tuple(c for c in self.conditions if c.question != KIND)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values: the code, whose titles are among the candidates, and why."""
        return {"code": self.candidate.code, "conditions": [vars(c) for c in self.conditions]}


@dataclass(frozen=True)
class Explanation:
    """Why the leading candidate leads.

    Attributes:
        path: from the section to the leading candidate, down to six digits, whatever
            level is safe; empty where there is no candidate.
        supporters: neighbours that speak for the leading candidate, nearest first.
        others: neighbours that speak for another code, nearest first.
        alternatives: the other candidates, best first.
    """

    path: tuple[Step, ...]
    supporters: tuple[Neighbor, ...]
    others: tuple[Neighbor, ...]
    alternatives: tuple[Alternative, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "path": [vars(step) for step in self.path],
            "supporters": [n.to_dict() for n in self.supporters],
            "others": [n.to_dict() for n in self.others],
            "alternatives": [{**a.candidate.to_dict(), **a.to_dict()} for a in self.alternatives],
        }


def explain(
    prediction: Prediction, tree: Nomenclature, facts: Facts, language: Language
) -> Explanation:
    """Explain *prediction* with titles and labels in *language*."""
    if not prediction.candidates:
        return Explanation((), (), (), ())
    leader, *rest = prediction.candidates
    neighbors = prediction.neighbors
    return Explanation(
        tuple(Step(code, tree.title(code, language)) for code in tree.path(leader.code)),
        tuple(n for n in neighbors if n.code == leader.code),
        tuple(n for n in neighbors if n.code != leader.code),
        tuple(Alternative(c, _conditions(leader, c, tree, facts, language)) for c in rest),
    )


def _conditions(
    leader: Candidate, other: Candidate, tree: Nomenclature, facts: Facts, language: Language
) -> tuple[Condition, ...]:
    written = tuple(_written(leader.code, other.code, facts, language))[:_MOST_CONDITIONS]
    return written or (_kind(leader.code, other.code, tree, language),)


def _written(leader: str, other: str, facts: Facts, language: Language) -> Iterator[Condition]:
    for fact in facts.about([leader]):
        if facts.tells_apart(fact, leader, other):
            here, there = facts.choices(fact, leader), facts.choices(fact, other)
            choice = JOINT.join(c.id for c in fact.choices if c.id in there)
            yield Condition(
                fact.id,
                choice,
                fact.texts[language],
                fact.label(there, language),
                fact.label(here, language),
            )


def _kind(leader: str, other: str, tree: Nomenclature, language: Language) -> Condition:
    """Return the condition that no fact words: to be what the title of the other says."""
    return Condition(
        KIND, other, KIND_TEXTS[language], tree.title(other, language), tree.title(leader, language)
    )
