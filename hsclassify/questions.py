"""What would split the leading candidates: written facts first, else the candidates' titles."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hsclassify.facts import JOINT, Fact, Facts
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import Candidate, Choice, GivenAnswer, Level, Question
from hsclassify.text import Language

KIND: Final = "kind"
"""Id of the question that offers the candidates' own titles; its choices' ids are codes."""

KINDS: Final = frozenset({KIND, *(f"{KIND}{level}" for level in (2, 4, 6))})
"""Its ids. As it is asked it says the level of its codes: a heading can be asked before a code."""

KIND_TEXTS: Final[Mapping[Language, str]] = json.loads(
    Path(__file__).with_name("kind_question.json").read_text("utf-8")
)
"""How it reads; the package has the text, as a bundle without facts asks it too."""
_MOST_QUESTIONS: Final = 3
_MOST_TITLES: Final = 5
LEADING: Final[Mapping[Level, int]] = {6: 20, 4: _MOST_TITLES, 2: _MOST_TITLES}
"""How many candidates of a level a question can be about."""

_LEAST_TOGETHER: Final = 0.5
"""Probability that the choices offered have to hold together, lest gibberish be asked about."""
_LEAST_CANDIDATE: Final = 0.01
_REAL: Final = 0.08
"""Probability from which a choice is worth asking for."""
_LEAST_GAIN: Final = 0.1
"""Bits that an answer has to be worth on average."""

Ranks = Mapping[Level, Sequence[Candidate]]


def questions(
    text: str, language: Language, ranks: Ranks, facts: Facts, answered: Collection[str] = ()
) -> tuple[Question, ...]:
    """Return what to ask about a description, what is expected to settle most first.

    Args:
        text: the cleaned description. What its words already say is not asked, unless the
            leading code goes with something else. What a figure in it suggests is asked all the
            same, as "8 kg" may be the weight of the carton, but comes first.
        language: of the questions.
        ranks: by level the leading candidates, best first, with their probabilities.
        facts: the written facts.
        answered: ids of questions that were answered before.

    Returns:
        At most three. Choices of a question may share codes where both would lead there.
    """
    leaders = [c for c in ranks[6][: LEADING[6]] if c.probability >= _LEAST_CANDIDATE]
    found = [
        (gain, question)
        for fact in facts.about(c.code for c in leaders)
        if fact.id not in answered
        for gain, question in _written(fact, facts, leaders, text, language)
    ]
    asked = {question.id for _, question in found}
    if not _settles(facts, [c.code for c in leaders[:2]], asked, text):
        found += _derived(ranks, language)
    found.sort(key=lambda pair: -pair[0])
    return tuple(question for _, question in found[:_MOST_QUESTIONS])


def translated(
    question: Question, language: Language, facts: Facts, tree: Nomenclature
) -> Question:
    """Return the question as it reads in another language; *facts* are those it came from."""
    said = [given_answer(question.id, c.id, language, facts, tree) for c in question.choices]
    choices = (replace(c, label=x.label) for c, x in zip(question.choices, said, strict=True))
    return replace(question, text=said[0].text, choices=tuple(choices))


def given_answer(
    question: str, choice: str, language: Language, facts: Facts, tree: Nomenclature
) -> GivenAnswer:
    """Return how an answer reads in a language.

    Args:
        question: id of a question that :meth:`hsclassify.HSClassifier.answer` takes.
        choice: id of one of its choices.
        language: to say it in.
        facts: those that the question came from.
        tree: for the titles of codes.
    """
    if question in KINDS:
        title = tree.title(tree.parse(choice), language)
        return GivenAnswer(question, choice, KIND_TEXTS[language], title)
    fact = facts[question]
    label = fact.label(choice.split(JOINT), language)
    return GivenAnswer(question, choice, fact.texts[language], label)


def _written(
    fact: Fact, facts: Facts, leaders: Sequence[Candidate], text: str, language: Language
) -> Iterable[tuple[float, Question]]:
    """Yield the fact's question with its gain, if it is worth asking."""
    answers = _answers(fact, facts, leaders)
    shares = _shares(answers.values(), leaders)
    if not _open(shares):
        return
    gain = _gain(answers.values(), leaders, shares)
    if gain >= _LEAST_GAIN and not _given(fact, facts, leaders[0].code, text):
        suggested = fact.suggested_in(text)
        ordered = sorted(answers.items(), key=lambda a: suggested.isdisjoint(a[0].split(JOINT)))
        choices = (
            Choice(answer, fact.label(answer.split(JOINT), language), codes)
            for answer, codes in ordered
        )
        yield gain, Question(fact.id, fact.texts[language], tuple(choices))


def _answers(fact: Fact, facts: Facts, leaders: Sequence[Candidate]) -> dict[str, tuple[str, ...]]:
    """Return the leading codes that each answer leaves; choices that leave the same are one."""
    by_codes: dict[tuple[str, ...], list[str]] = {}
    for choice in fact.choices:
        codes = tuple(c.code for c in leaders if choice.id in facts.choices(fact, c.code))
        if codes:
            by_codes.setdefault(codes, []).append(choice.id)
    return {JOINT.join(ids): codes for codes, ids in by_codes.items()}


def _shares(answers: Collection[Sequence[str]], leaders: Sequence[Candidate]) -> list[float]:
    """Return the probability behind each answer; a code that several leave is shared out."""
    counts = _counts(answers, leaders)
    return [
        sum(c.probability / counts[c.code] for c in leaders if c.code in codes) for codes in answers
    ]


def _open(shares: Sequence[float]) -> bool:
    """Tell whether the likeliest answer leaves another real one, or enough small ones together.

    "Blouse" is most likely of one fibre, and every other has little; but one of them it may be.
    """
    if sum(share >= _REAL for share in shares) > 1:
        return True
    together = sum(shares)
    return together >= _LEAST_TOGETHER and together - max(shares) >= _REAL


def _counts(answers: Collection[Sequence[str]], leaders: Sequence[Candidate]) -> dict[str, int]:
    return {c.code: sum(c.code in codes for codes in answers) for c in leaders}


def _gain(
    answers: Collection[Sequence[str]], leaders: Sequence[Candidate], shares: Sequence[float]
) -> float:
    """Return by how many bits an answer narrows the leaders down, on average.

    That is the mutual information of answer and code. A code of which the question
    says nothing is left by every answer alike, and so takes from the gain.
    """
    total = sum(c.probability for c in leaders)
    outside = total - sum(shares)
    known = [(share + outside / len(shares)) / total for share in shares]
    left = sum(
        c.probability / total * math.log2(count or len(shares))
        for c, count in zip(leaders, _counts(answers, leaders).values(), strict=True)
    )
    return -sum(p * math.log2(p) for p in known if p > 0) - left


def _settles(facts: Facts, pair: Sequence[str], asked: Collection[str], text: str) -> bool:
    """Tell whether what is asked or given tells the two leading codes apart."""
    return len(pair) == 2 and any(
        facts.tells_apart(fact, *pair) and (fact.id in asked or _given(fact, facts, pair[0], text))
        for fact in facts.about(pair[:1])
    )


def _given(fact: Fact, facts: Facts, leader: str, text: str) -> bool:
    """Tell whether the text says what holds, and that is nothing against the leading code.

    Where it is, the words or the leader are wrong, which the visitor knows and we do not.
    """
    if not fact.given_in(text):
        return False
    said, going = fact.said_in(text), facts.choices(fact, leader)
    return not (said and going) or bool(said & going)


def _derived(ranks: Ranks, language: Language) -> Iterable[tuple[float, Question]]:
    """Yield the question for the kind of goods, at the deepest level with a real choice."""
    levels: tuple[Level, ...] = (6, 4, 2)
    for level in levels:
        real = [c for c in ranks[level] if c.probability >= _REAL][:_MOST_TITLES]
        if len(real) > 1 and sum(c.probability for c in real) >= _LEAST_TOGETHER:
            codes = [(c.code,) for c in real]
            gain = _gain(codes, real, [c.probability for c in real])
            choices = tuple(Choice(c.code, c.title(language), (c.code,)) for c in real)
            yield gain, Question(f"{KIND}{level}", KIND_TEXTS[language], choices)
            return
