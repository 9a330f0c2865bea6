"""A small tree, and answers made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hsclassify.nomenclature import Entry, Nomenclature
from hsclassify.results import Candidate, Level, Neighbor, Prediction
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import Answer
from hsclassify.ui.explain import explanation
from hsclassify.ui.wording import wording

TARGET = 0.9
NAMES = {
    "I": "Animals",
    "03": "Fish",
    "0306": "Crustaceans",
    "030617": "Frozen shrimps",
    "030616": "Frozen cold-water shrimps",
}
PARENTS = {"I": "", "03": "I", "0306": "03", "030617": "0306", "030616": "0306"}

MakeAnswer = Callable[..., Answer]


def titles(name: str) -> dict[Language, str]:
    return {lang: f"{name} [{lang}]" for lang in LANGUAGES}


@pytest.fixture
def tree() -> Nomenclature:
    return Nomenclature(
        Entry(code, 1 if code == "I" else len(code), PARENTS[code], titles(name))
        for code, name in NAMES.items()
    )


@pytest.fixture
def make_answer() -> MakeAnswer:
    def make(
        *,
        level: Level = 6,
        sure: tuple[float, float, float] = (0.99, 0.97, 0.95),
        text: str = "frozen shrimp",
        text_language: Language = "en",
        language: Language = "en",
        title: str | None = None,
        neighbor: str = "shrimp, frozen",
    ) -> Answer:
        chapter, heading, code = (
            Candidate(c, p, titles(title or NAMES[c]))
            for c, p in zip(("03", "0306", "030617"), sure, strict=True)
        )
        other = Candidate("030616", 0.02, titles(NAMES["030616"]))
        near = Neighbor("0306.1", "030617", "goods", titles(neighbor), 0.8125)
        prediction = Prediction(
            text=text,
            language=text_language,
            level=level,
            reason="",
            candidates=(code, other),
            headings=(heading,),
            chapters=(chapter,),
            neighbors=(near,),
        )
        reason = explanation(prediction, wording(language), TARGET)
        return Answer(prediction, language, 12.34, reason, text)

    return make
