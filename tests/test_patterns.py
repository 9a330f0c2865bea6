"""No regular expression of the package takes longer than in proportion to what it reads."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hsclassify
from hsclassify.facts import Fact, FactChoice, Facts
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.ui import sentences
from hsclassify.ui.wording import wording

ROOT = Path(__file__).parent.parent
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
        if module.name.endswith(".__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for number, pattern in enumerate(patterns(value)):
                found[f"{module.name}.{name}.{number}"] = pattern
    return found


def written_patterns() -> dict[str, re.Pattern[Any]]:
    """Every pattern that is written as a constant into a call of re, in the pipeline as well."""
    found = {}
    for file in sorted(
        f for folder in ("hsclassify", "pipeline") for f in (ROOT / folder).rglob("*.py")
    ):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re")),
                    args=[ast.Constant(value=str() | bytes() as written), *_],
                ):
                    found[f"{file.relative_to(ROOT)}.{node.lineno}"] = re.compile(written)
    return found


PATTERNS = all_patterns() | written_patterns()
SENTENCES = {f"sentence.{key}": pattern for key, pattern in sentences._patterns()}
PATTERNS |= SENTENCES


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
    assert len(all_patterns()) > 50
    assert len(written_patterns()) > 80
    assert len(SENTENCES) > 80


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


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_sentences_of_their_own_pieces_take_time_in_proportion_only(name: str) -> None:
    """A cell of an upload can repeat any piece of a sentence between two others."""
    said = wording("en").texts[name.removeprefix("sentence.")]
    first, *others = (fixed for fixed, _, _, _ in Formatter().parse(said))
    for piece in filter(None, others):
        pattern = SENTENCES[name]
        long, short = (first + "1" + piece * (n // len(piece)) + "\x00" for n in (LONG, SHORT))
        dear = cost(pattern, long)
        assert dear < WORTH_MEASURING or dear < MOST_GROWTH * cost(pattern, short), piece


def test_a_sentence_is_translated_to_some_depth_only() -> None:
    nested = "Not classified: " * 3000
    assert sentences.translated(nested, wording("th")).endswith(nested[-1000:].strip())


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
