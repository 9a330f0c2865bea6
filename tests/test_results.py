"""What a prediction says of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hsclassify.results import Candidate, Choice, Level, Prediction, Question, percent


def ranked(**shares: float) -> tuple[Candidate, ...]:
    return tuple(Candidate(code.strip("_"), share, {}) for code, share in shares.items())


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(0.0, "<1%"), (0.009, "<1%"), (0.25, "25%"), (0.899, "89%"), (0.9, "90%"), (1.0, ">99%")],
)
def test_percent(probability: float, shown: str) -> None:
    assert percent(probability) == shown


def test_whole_percents_are_themselves() -> None:
    """0.29 × 100 is 28.999999999999996."""
    assert [percent(n / 100) for n in range(1, 100)] == [f"{n}%" for n in range(1, 100)]


CHOICES = (Choice("fresh", "Fresh", ("030636",)), Choice("frozen", "Frozen", ("030617",)))
SHRIMP = Prediction(
    "shrimp",
    "en",
    4,
    "03.06 is sure.",
    ranked(_030617=0.62, _160521=0.05, _030636=0.2, _030616=0.08, _030695=0.01),
    ranked(_0306=0.92, _1605=0.05),
    ranked(_03=0.94, _16=0.05),
    (),
    (Question("preservation", "In what state are the goods traded?", CHOICES),),
)


def test_below_a_heading_the_last_digits_are_open() -> None:
    assert SHRIMP.still_open == (
        "The last two digits are still open: 0306.17 (62%), 0306.36 (20%), 0306.16 (8%). "
        "Asked first: In what state are the goods traded?"
    )


def test_below_a_chapter_the_heading_is_open() -> None:
    chapter = replace(SHRIMP, level=2, questions=())
    assert chapter.still_open == "The heading is still open: 03.06 (92%)."


def test_what_falls_short_of_the_safe_level_does_not_read_as_reaching_it() -> None:
    close = replace(SHRIMP, level=2, headings=ranked(_0306=0.896), questions=())
    assert close.still_open == "The heading is still open: 03.06 (89%)."


@pytest.mark.parametrize("level", [0, 6])
def test_nothing_more_is_said_where_all_or_nothing_is_safe(level: Level) -> None:
    assert replace(SHRIMP, level=level).still_open == ""


def test_codes_that_were_not_ranked_are_not_named() -> None:
    bare = replace(SHRIMP, candidates=ranked(_160521=0.4), questions=())
    assert bare.still_open == "The last two digits are still open."
