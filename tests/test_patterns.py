"""No regular expression of the package takes longer than in proportion to what it reads."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hsclassify
from hsclassify.facts import Fact, FactChoice, Facts
from hsclassify.hub import EMBEDDED_BUNDLE

SHORT, LONG = 500, 4000
MOST_GROWTH = 4 * LONG / SHORT
"""Proportional is 8 here, a power of two 64, a power of three 512."""

WORTH_MEASURING = 0.002
CASES = [
    "a", "1", " ", ".", ",", "'", "@", "+1", "a@", "a.", "@a.", "1 ", "1,", "1.", " .", "1-", "h s",
    "no.", "\t", "=", "(1", "/a", ":", "|", "天", "ร", "ã", "\n", "    a: b\n        ", "1 kg",
    "-a", "sep=", "#:", "hs ", "19", "12/", "_",
]  # fmt: skip


def patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from patterns(one)
    elif isinstance(value, dict):
        yield from patterns(list(value.values()))


def all_patterns() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern among the names of the package's modules."""
    found = {}
    for module in pkgutil.walk_packages(hsclassify.__path__, "hsclassify."):
        if module.name.endswith((".__main__", ".puller")):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, pattern in enumerate(patterns(value)):
                found[f"{module.name}.{name}.{number}"] = pattern
    return found


PATTERNS = all_patterns()


def cost(pattern: re.Pattern[Any], text: str) -> float:
    """Seconds of this thread, the least of three tries, to use *pattern* in every way on *text*."""
    tries = []
    subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    for _ in range(3):
        started = time.thread_time()
        pattern.fullmatch(subject)
        pattern.sub(subject[:0], subject)
        tries.append(time.thread_time() - started)
        if tries[0] < WORTH_MEASURING:
            break
    return min(tries)


def check(pattern: re.Pattern[Any], piece: str, end: str) -> None:
    def of(length: int) -> str:
        return (piece * (length // len(piece) + 1))[:length] + end

    dear = cost(pattern, of(LONG))
    if dear > WORTH_MEASURING:
        assert dear < MOST_GROWTH * cost(pattern, of(SHORT)), (pattern.pattern, piece, end)


def test_patterns_are_found() -> None:
    assert len(PATTERNS) > 50


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_time_grows_with_length_only(name: str) -> None:
    for piece in CASES:
        for end in ("", "\x00"):
            check(PATTERNS[name], piece, end)


@settings(max_examples=15, deadline=None)
@given(st.text("a1 .,-@+'h/:=|()ร天\n", min_size=1, max_size=4), st.sampled_from(["", "\x00"]))
def test_time_grows_with_length_only_for_any_repeated_text(piece: str, end: str) -> None:
    for pattern in PATTERNS.values():
        check(pattern, piece, end)


# Facts make their pattern of the words and units of the bundle.


def check_fact(fact: Fact, pieces: Iterable[str]) -> None:
    for piece in pieces:
        check(fact._giveaway, piece, "\x00")


@pytest.mark.parametrize("part", range(8))
def test_facts_of_the_bundle_take_time_in_proportion_only(part: int) -> None:
    facts = list(Facts.read(EMBEDDED_BUNDLE / "facts.json", ()))
    assert len(facts) > 100
    for fact in facts[part::8]:
        longest = max((w for c in fact.choices for w in c.words), key=len, default="a")
        figures = ("1 ", f"1{fact.units[0]}") if fact.units else ()
        check_fact(fact, (*figures, f"{longest}es"))


PHRASES = st.text("a1 .*+(es)|\\[天ร", min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(PHRASES, max_size=3), st.lists(PHRASES, max_size=3), PHRASES)
def test_facts_of_any_words_take_time_in_proportion_only(
    words: list[str], units: list[str], piece: str
) -> None:
    choice = FactChoice("one", {}, tuple(words))
    fact = Fact("any", {}, tuple(units), (choice,), ())
    check_fact(fact, (piece, "1 ", "  ", "es", *words, *units))
