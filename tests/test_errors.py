"""Messages quote what came, and no more of it than a reader takes in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hsclassify import HSClassifier
from hsclassify.codes import Codes
from hsclassify.columns import position
from hsclassify.errors import InputError, quoted
from hsclassify.ui.answers import answer_language, given_answers

HUGE = "x" * 1_000_000


@pytest.mark.parametrize("value", ["tea", "ร่ม\n", None, 5, ["x"], "x" * 198])
def test_what_is_short_is_quoted_whole(value: object) -> None:
    assert quoted(value) == repr(value)


def test_what_is_long_is_cut() -> None:
    assert quoted(HUGE) == f"'{'x' * 199}…"


CALLS: dict[str, Callable[[HSClassifier, Any], object]] = {
    "top_k": lambda c, x: c.classify("tea", top_k=x),
    "limit": lambda c, x: Codes(c).search("tea", x),
    "edition": lambda c, x: Codes(c).convert("8517.12", x),
    "code": lambda c, x: Codes(c).lookup(x),
    "question": lambda c, x: c.answer("tea", {x: "yes"}),
    "choice": lambda c, x: c.answer("tea", {next(iter(c.bundle.facts)).id: x}),
    "language": lambda _, x: answer_language(x),
    "answers": lambda _, x: given_answers(x),
    "column": lambda _, x: position(["goods"], x),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_no_caller_gets_back_all_that_was_sent(
    call: Callable[[HSClassifier, Any], object], classifier: HSClassifier
) -> None:
    with pytest.raises(InputError) as caught:
        call(classifier, HUGE)
    assert len(str(caught.value)) < 1_000
