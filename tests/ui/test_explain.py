"""Numbers in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.results import Level
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.explain import confidence_key, explanation, lead
from hsclassify.ui.wording import wording

from .conftest import TARGET, MakeAnswer


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_likelier_never_reads_as_the_less_likely(a: float, b: float) -> None:
    order = ["unlikely", "possible", "likely", "very_likely"]
    low, high = sorted((a, b))
    assert order.index(confidence_key(low, TARGET)) <= order.index(confidence_key(high, TARGET))


@pytest.mark.parametrize(
    ("level", "sure", "said"),
    [
        (6, (0.99, 0.97, 0.95), ["0306.17", "95%", "90%"]),
        (4, (0.99, 0.97, 0.6), ["03.06", "97%", "0306.17", "60%"]),
        (2, (0.99, 0.7, 0.6), ["03", "99%", "03.06", "70%"]),
        (0, (0.8, 0.7, 0.6), ["0306.17", "60%", "90%"]),
        (0, (0.4, 0.2, 0.1), ["03", "40%", "90%"]),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_explanation_names_codes_and_numbers(
    make_answer: MakeAnswer,
    level: Level,
    sure: tuple[float, float, float],
    said: list[str],
    lang: Language,
) -> None:
    answer = make_answer(level=level, sure=sure)
    text = explanation(answer.prediction, wording(lang), TARGET)
    assert all(part in text for part in said)
    assert "{" not in text


@pytest.mark.parametrize(
    ("level", "sure", "code"),
    [
        (0, (0.8, 0.7, 0.6), "030617"),
        (0, (0.8, 0.7, 0.3), "0306"),
        (0, (0.8, 0.3, 0.2), "03"),
        (0, (0.4, 0.3, 0.2), None),
        (4, (0.99, 0.97, 0.6), None),
    ],
)
def test_lead_is_the_deepest_code_likelier_right_than_wrong(
    make_answer: MakeAnswer, level: Level, sure: tuple[float, float, float], code: str | None
) -> None:
    found = lead(make_answer(level=level, sure=sure).prediction)
    assert (found.code if found else None) == code
