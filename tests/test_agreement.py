"""A declared code against the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.agreement import Agreement, agreement, verdict


class Telephones:
    """What a table of editions would know of one dead code."""

    def died(self, code: str) -> int | None:
        return 2022 if code == "090290" else None

    def successors(self, code: str) -> tuple[str, ...]:
        return ("090230", "090240") if code == "090290" else ()


@pytest.mark.parametrize(
    ("declared", "answered", "expected"),
    [
        ("0902.10", "090210", Agreement("090210", "exists", verdict="same code")),
        ("0902.10.00", "090220", Agreement("090210", "exists", verdict="same heading")),
        ("090210", "090121", Agreement("090210", "exists", verdict="same chapter")),
        ("090210", "660110", Agreement("090210", "exists", verdict="disagrees")),
        ("0902", "090210", Agreement("0902", "exists", verdict="same heading")),
        ("09", "090210", Agreement("09", "exists", verdict="same chapter")),
        ("90210", "090210", Agreement("090210", "exists", verdict="same code")),
        ("90210.0", "090210", Agreement("090210", "exists", verdict="same code")),
        ("9021000", "090210", Agreement("090210", "exists", verdict="same code")),
        ("902", "090210", Agreement("0902", "exists", verdict="same heading")),
        ("090210000", "090210", Agreement("090210", "exists", verdict="same code")),
        ("090210", "", Agreement("090210", "exists")),
        ("090299", "090210", Agreement("090299", "unknown", verdict="same heading")),
        ("  ", "090210", Agreement("", "missing")),
        ("n/a", "090210", Agreement("", "unreadable")),
        ("=1+1", "090210", Agreement("", "unreadable")),
        (
            "0902.90",
            "090240",
            Agreement("090290", "dead", 2022, ("090230", "090240"), "same code"),
        ),
    ],
)
def test_what_is_said_of_a_declared_code(
    tiny_classifier: HSClassifier, declared: str, answered: str, expected: Agreement
) -> None:
    assert agreement(declared, answered, tiny_classifier.nomenclature, Telephones()) == expected


@pytest.mark.parametrize(
    ("declared", "answered", "expected"),
    [
        ("", "090210", False),
        ("n/a", "090210", False),
        ("090210", "", False),
        ("0902.10.00", "090210", False),
        ("0902", "090210", False),
        ("09", "090210", False),
        ("090210", "090220", True),
        ("0901", "090210", True),
        ("66", "090210", True),
        ("0902.90", "090240", False),
        ("0902.90", "090210", True),
        ("090299", "090210", True),
    ],
)
def test_a_code_is_contradicted_as_far_as_it_goes(
    tiny_classifier: HSClassifier, declared: str, answered: str, expected: bool
) -> None:
    found = agreement(declared, answered, tiny_classifier.nomenclature, Telephones())
    assert found.contradicted is expected


def test_without_editions_no_code_is_called_dead(tiny_classifier: HSClassifier) -> None:
    found = agreement("090290", "090240", tiny_classifier.nomenclature)
    assert (found.standing, found.successors) == ("unknown", ())


@given(declared=st.text(max_size=20), answered=st.sampled_from(["", "090210", "660110"]))
def test_any_text_gets_a_standing(
    tiny_classifier: HSClassifier, declared: str, answered: str
) -> None:
    found = agreement(declared, answered, tiny_classifier.nomenclature, Telephones())
    assert bool(found.verdict) <= bool(answered)
    assert (found.code == "") == (found.standing in {"missing", "unreadable"})


@given(code=st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_code_agrees_with_itself(code: str) -> None:
    assert verdict((code,), code) == "same code"
    assert verdict((code[:4],), code) == "same heading"
