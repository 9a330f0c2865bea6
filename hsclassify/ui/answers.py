"""One question, one answer: the path that the page and the endpoint share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from hsclassify.classifier import HSClassifier
from hsclassify.errors import InputError, quoted
from hsclassify.explanation import Alternative
from hsclassify.nomenclature import Nomenclature
from hsclassify.questions import given_answer, translated
from hsclassify.record import Record
from hsclassify.results import GivenAnswer, Prediction, Question
from hsclassify.text import LANGUAGES, MAX_RAW_CHARACTERS, Language, named_language
from hsclassify.ui.explain import explanation
from hsclassify.ui.wording import Wording, wording
from hsclassify.ui.wordless import said_of_dead, wordless

AUTO: Final = "auto"
"""Answer in the language of the text."""


@dataclass(frozen=True)
class Asked:
    """A description, and the answers to the questions it raised by their ids.

    Of a longer text only what is read is kept, and no half of a character, which neither a page
    nor a file can hold.
    """

    text: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the text one that can be written; what is none is refused where it is answered."""
        if isinstance(self.text, str):
            kept = self.text[:MAX_RAW_CHARACTERS].encode("utf-8", "ignore").decode()
            object.__setattr__(self, "text", kept)


@dataclass(frozen=True)
class Answer:
    """What the classifier says, in which language to say it, and how long it took.

    Attributes:
        prediction: the classifier's result.
        language: language of the answer.
        latency_ms: milliseconds that the classification took, without the network.
        explanation: how far the answer is safe and why, in the language of the answer.
        text: the description as it was typed.
        given: the questions that were answered before, in the language of the answer.
        questions: those of the prediction, in the language of the answer.
        alternatives: the codes behind the first, and what would make each right, in the language
            of the answer.
    """

    prediction: Prediction
    language: Language
    latency_ms: float
    explanation: str
    text: str = ""
    given: tuple[GivenAnswer, ...] = ()
    questions: tuple[Question, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values: the prediction's own keys and four of the answer."""
        return {
            **self.prediction.to_dict(),
            "alternatives": [a.to_dict() for a in self.alternatives],
            "answer_language": self.language,
            "explanation": self.explanation,
            "latency_ms": round(self.latency_ms, 1),
        }


class Answers:
    """Answers questions with one classifier. Thread-safe, as the classifier is."""

    def __init__(self, classifier: HSClassifier) -> None:
        self._classifier = classifier

    @property
    def nomenclature(self) -> Nomenclature:
        """The tree of codes with their titles."""
        return self._classifier.nomenclature

    @property
    def target(self) -> float:
        """Probability from which an answer counts as safe."""
        return self._classifier.calibration.target_precision

    def record(self, answer: Answer) -> Record:
        """Return the record of an *answer* that :meth:`ask` gave."""
        given = {x.question: x.choice for x in answer.given}
        return Record.of(self._classifier, answer.text, answer.prediction, given)

    def _explanation(self, prediction: Prediction, words: Wording) -> str:
        if prediction.text and not prediction.candidates:
            return wordless(prediction.text, self.nomenclature, words)
        said = explanation(prediction, words, self.target)
        old = self.nomenclature.old_code_in(prediction.text)
        if old is None:
            return said
        return f"{said_of_dead(old.code[:6], old.successors, self.nomenclature, words)} {said}"

    def ask(
        self, text: str, top_k: int, language: str, answers: Mapping[str, str] | None = None
    ) -> Answer:
        """Classify *text*.

        Args:
            text: description of goods.
            top_k: how many codes of each level, 1 to 50.
            language: of the answer: "en", "th", "vi", "zh", or "auto".
            answers: id of a choice by the id of its question, of questions asked before.

        Raises:
            InputError: an argument is not usable.
        """
        wanted = answer_language(language)
        if not isinstance(text, str):  # the classifier would take a list, and answer with one
            raise InputError(
                f"A description has to be a text, got one of type {type(text).__name__}. "
                "Pass one string a call, such as 'frozen vannamei shrimp'."
            )
        known = given_answers(answers)
        started = perf_counter()
        prediction = self._classifier.answer(text, known, top_k)
        latency_ms = (perf_counter() - started) * 1000
        spoken = wanted or prediction.language
        facts, tree = self._classifier.bundle.facts, self.nomenclature
        return Answer(
            prediction,
            spoken,
            latency_ms,
            self._explanation(prediction, wording(spoken)),
            text,
            tuple(given_answer(q, c, spoken, facts, tree) for q, c in known.items()),
            tuple(translated(q, spoken, facts, tree) for q in prediction.questions),
            self._classifier.explain(prediction, spoken).alternatives,
        )


def given_answers(answers: Mapping[str, str] | None) -> dict[str, str]:
    """Return the answers that a caller passes, None for none.

    Raises:
        InputError: they are not texts by texts.
    """
    if answers is None:
        return {}
    if not isinstance(answers, Mapping) or not all(
        isinstance(x, str) for pair in answers.items() for x in pair
    ):
        raise InputError(
            "answers has to be an object with the id of a choice by the id of its question, "
            f"got {quoted(answers)}. Take both from questions, as an answer without it gives them."
        )
    return dict(answers)


def answer_language(language: str) -> Language | None:
    """Return the language that a caller names, or None for "auto".

    Raises:
        InputError: there is no such language.
    """
    if language == AUTO:
        return None
    if known := named_language(language):
        return known
    raise InputError(
        f"language has to be {AUTO}, {', '.join(LANGUAGES[:-1])} or {LANGUAGES[-1]}, "
        f"got {quoted(language)}. Leave it out to get the answer in the language of the text."
    )
