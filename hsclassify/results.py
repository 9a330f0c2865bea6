"""What a classification answers with: frozen values with derived views."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from hsclassify.text import Language

Level = Literal[0, 2, 4, 6]

_DEEPEST: Final = 6
_NAMED: Final = 3
"""How many codes a sentence names as open."""

_ALL_BUT_SURE: Final = 0.995
_EXACT_PLACES: Final = 9
"""Digits behind the point of a per cent that count: 0.29 × 100 is 28.999999999999996."""


def dotted(code: str) -> str:
    """Return a code as customs forms print it: ``0306.17``, ``03.06``, ``03``; sections as is."""
    if len(code) <= 2 or not code.isdigit():
        return code
    return f"{code[:2]}.{code[2:]}" if len(code) == 4 else f"{code[:4]}.{code[4:]}"


def percent(probability: float) -> str:
    """Return a probability in whole percent.

    Rounded down, so that 89.9% does not read as the 90% it falls short of, and
    never as 0% or 100%: the model cannot know either.
    """
    if probability >= _ALL_BUT_SURE:
        return ">99%"
    if probability < 0.01:
        return "<1%"
    return f"{math.floor(round(probability * 100, _EXACT_PLACES))}%"


@dataclass(frozen=True)
class Candidate:
    """A code with its calibrated probability (0 to 1) and its titles by language."""

    code: str
    probability: float
    titles: Mapping[Language, str]

    def title(self, language: Language = "en") -> str:
        """Return the plain-language title of the code."""
        return self.titles[language]

    @property
    def dotted(self) -> str:
        """The code as customs forms print it, e.g. ``0306.17``."""
        return dotted(self.code)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "code": self.code,
            "probability": round(self.probability, 4),
            "titles": dict(self.titles),
        }


@dataclass(frozen=True)
class Neighbor:
    """A corpus row near the text.

    Attributes:
        concept_id: name of the row in the corpus.
        code: its six-digit code.
        kind: "title" of a code, or "goods".
        texts: the row by language.
        similarity: fused score of meaning and spelling, 1 for the same text, about 0 for unrelated.
    """

    concept_id: str
    code: str
    kind: str
    texts: Mapping[Language, str]
    similarity: float

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "concept_id": self.concept_id,
            "code": self.code,
            "kind": self.kind,
            "texts": dict(self.texts),
            "similarity": round(self.similarity, 4),
        }


@dataclass(frozen=True)
class Choice:
    """One answer to a question, and the codes that it leaves.

    Attributes:
        id: what to answer with, see :meth:`hsclassify.HSClassifier.answer`.
        label: what to show.
        codes: the leading candidates that it leaves, best first. Two choices of a
            question can share a code that goes with either.
    """

    id: str
    label: str
    codes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"id": self.id, "label": self.label, "codes": list(self.codes)}


@dataclass(frozen=True)
class Question:
    """A fact that would split the leading candidates.

    Attributes:
        id: name of the fact.
        text: the question, in the description's language.
        choices: at least two answers.
    """

    id: str
    text: str
    choices: tuple[Choice, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id,
            "text": self.text,
            "choices": [c.to_dict() for c in self.choices],
        }


@dataclass(frozen=True)
class GivenAnswer:
    """A question that was answered, in the words of one language.

    Attributes:
        question: id of the question.
        choice: id of the choice.
        text: the question.
        label: the choice.
    """

    question: str
    choice: str
    text: str
    label: str


@dataclass(frozen=True)
class Prediction:
    """The answer to one description.

    Attributes:
        text: the cleaned description.
        language: its guessed language.
        level: deepest level that is safe at the target precision: 6, 4 or 2 digits; 0 for none.
        reason: one sentence on why the answer stops at this level, in English.
        candidates: subheadings, best first.
        headings: headings, best first; a heading's probability is the sum of its subheadings'.
        chapters: chapters, best first; likewise.
        neighbors: the corpus rows that decided it, nearest first.
        questions: facts that would settle the rest, at most three, most telling first; none where
            six digits are safe.
    """

    text: str
    language: Language
    level: Level
    reason: str
    candidates: tuple[Candidate, ...]
    headings: tuple[Candidate, ...]
    chapters: tuple[Candidate, ...]
    neighbors: tuple[Neighbor, ...]
    questions: tuple[Question, ...] = field(default=())

    @property
    def best(self) -> Candidate | None:
        """The leading candidate at :attr:`level`, or None where no answer is safe."""
        ranked = {6: self.candidates, 4: self.headings, 2: self.chapters, 0: ()}[self.level]
        return ranked[0] if ranked else None

    @property
    def still_open(self) -> str:
        """A sentence on what is not safe yet beyond 2 or 4 digits, in English; "" at other levels.

        It names the likeliest codes below :attr:`best`, and what to ask first.
        """
        if self.best is None or self.level == _DEEPEST:
            return ""
        ranked, part = {
            2: (self.headings, "The heading is"),
            4: (self.candidates, "The last two digits are"),
        }[self.level]
        below = [c for c in ranked if c.code.startswith(self.best.code)][:_NAMED]
        named = ", ".join(f"{c.dotted} ({percent(c.probability)})" for c in below)
        asked = f" Asked first: {self.questions[0].text}" if self.questions else ""
        return f"{part} still open{f': {named}' if named else ''}.{asked}"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "text": self.text,
            "language": self.language,
            "level": self.level,
            "reason": self.reason,
            "candidates": [c.to_dict() for c in self.candidates],
            "headings": [c.to_dict() for c in self.headings],
            "chapters": [c.to_dict() for c in self.chapters],
            "neighbors": [n.to_dict() for n in self.neighbors],
            "questions": [q.to_dict() for q in self.questions],
        }
