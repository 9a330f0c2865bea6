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
        ("0902100", "090210", Agreement("090210", "exists", verdict="same code")),
        ("6601100", "660110", Agreement("660110", "exists", verdict="same code")),
        ("902", "090210", Agreement("0902", "exists", verdict="same heading")),
        ("090210000", "090210", Agreement("090210", "exists", verdict="same code")),
        # What Excel and pandas make of codes that they take for numbers.
        ("660110.0", "660110", Agreement("660110", "exists", verdict="same code")),
        ("6601.10.0", "660110", Agreement("660110", "exists", verdict="same code")),
        ("6601.0", "660110", Agreement("6601", "exists", verdict="same heading")),
        ("902.0", "090210", Agreement("0902", "exists", verdict="same heading")),
        ("902.10", "090210", Agreement("090210", "exists", verdict="same code")),
        ("902.1", "090210", Agreement("090210", "exists", verdict="same code")),
        ("901.21", "090121", Agreement("090121", "exists", verdict="same code")),
        ("901.21.00", "090121", Agreement("090121", "exists", verdict="same code")),
        ("6601.1", "660110", Agreement("660110", "exists", verdict="same code")),
        ("902100000", "090210", Agreement("090210", "exists", verdict="same code")),
        ("90210000", "090210", Agreement("090210", "exists", verdict="same code")),
        ("9021000000", "090210", Agreement("090210", "exists", verdict="same code")),
        ("660110000", "660110", Agreement("660110", "exists", verdict="same code")),
        ("902.90", "090240", Agreement("090290", "dead", 2022, ("090230", "090240"), "same code")),
        ("99999900", "090210", Agreement("999999", "unknown", verdict="disagrees")),
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


@pytest.mark.parametrize("declared", ["901210000", "90121000", "9012100000"])
@pytest.mark.parametrize(
    ("answered", "code", "said"),
    [
        ("090121", "090121", "same code"),
        ("901210", "901210", "same code"),
        ("090190", "090121", "same heading"),
        ("660110", "901210", "disagrees"),
        ("", "901210", ""),
    ],
)
def test_of_two_readings_the_one_that_agrees_counts(
    classifier: HSClassifier, declared: str, answered: str, code: str, said: str
) -> None:
    """Roasted coffee without its leading zero is written like a microscope, and both exist."""
    expected = Agreement(code, "exists", verdict=said)  # type: ignore[arg-type]
    assert agreement(declared, answered, classifier.nomenclature) == expected


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


@pytest.mark.parametrize(
    ("declared", "level", "said"),
    [
        ("090210", 0, "same code"),
        ("0902", 0, "same heading"),
        ("090220", 0, "same heading"),
        ("0901", 0, ""),
        ("660110", 0, ""),
        ("0901", 2, "same chapter"),
        ("660110", 2, "disagrees"),
    ],
)
def test_an_answer_contradicts_from_a_safe_chapter_on(
    tiny_classifier: HSClassifier, declared: str, level: int, said: str
) -> None:
    found = agreement(declared, "090210", tiny_classifier.nomenclature, Telephones(), level)
    assert found.verdict == said


def test_without_editions_no_code_is_called_dead(tiny_classifier: HSClassifier) -> None:
    found = agreement("090290", "090240", tiny_classifier.nomenclature)
    assert (found.standing, found.successors) == ("unknown", ())


def test_a_code_declared_in_khmer_digits_is_read(tiny_classifier: HSClassifier) -> None:
    found = agreement(
        "\u17e0\u17e9\u17e0\u17e2\u17e1\u17e0", "090210", tiny_classifier.nomenclature
    )
    assert found == Agreement("090210", "exists", verdict="same code")


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


@pytest.mark.parametrize(
    ("declared", "answered", "code"),
    [
        ("9011100", "090111", "090111"),  # coffee without its zero, or a microscope
        ("9011100", "901110", "901110"),
        ("9011100", "", "090111"),
        ("8471300", "847130", "847130"),  # there is no 0847
    ],
)
def test_seven_digits_are_eight_without_their_zero_or_all(
    classifier: HSClassifier, declared: str, answered: str, code: str
) -> None:
    found = agreement(declared, answered, classifier.nomenclature)
    assert (found.code, found.standing) == (code, "exists")
