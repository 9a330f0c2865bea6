"""No regular expression of the package takes longer than in proportion to what it reads."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _parser as parser  # type: ignore[attr-defined]
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
    "-a", "sep=", "#:", "hs ", "19", "12/", "_", "<", '"', "[", "{",
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


def starts(pattern: re.Pattern[Any]) -> list[str]:
    """Texts that bring *pattern* to each of its endless repetitions, the shortest that do.

    And a figure, after which what holds at the very beginning only holds no longer.
    """
    found = ["", "1"]
    example(parser.parse(pattern.pattern, pattern.flags), "", found)
    return list(dict.fromkeys(found))


def example(parsed: Iterable[Any], before: str, found: list[str]) -> str:
    """Return *before* with a text that matches what is *parsed*; add the starts to *found*."""
    for op, told in parsed:
        match str(op):
            case "LITERAL":
                before += chr(told)
            case "ANY" | "NOT_LITERAL":
                before += "a" if told != ord("a") else "1"
            case "IN":
                before += letter(told)
            case "BRANCH":
                before, *_ = (example(branch, before, found) for branch in told[1])
            case "SUBPATTERN":
                before = example(told[-1], before, found)
            case "ATOMIC_GROUP":
                before = example(told, before, found)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = told
                if most == parser.MAXREPEAT:
                    found.append(before)
                once = example(inner, before, found).removeprefix(before)
                before += once * least
            case _:
                pass  # what takes no letter: borders, what has to follow or must not
    return before


def letter(allowed: list[tuple[Any, Any]]) -> str:
    """Return a letter of a set."""
    named = [chr(told) for op, told in allowed if str(op) == "LITERAL"]
    named += [chr(told[0]) for op, told in allowed if str(op) == "RANGE"]
    negated = str(allowed[0][0]) == "NEGATE"
    return next(c for c in (*named, *"a1 .-:天\x00") if is_in(c, allowed) is not negated)


def is_in(char: str, allowed: list[tuple[Any, Any]]) -> bool:
    kinds = {
        "DIGIT": char.isdecimal(),
        "SPACE": char.isspace(),
        "WORD": bool(re.match(r"\w", char)),
    }
    for op, told in allowed:
        match str(op), told:
            case "LITERAL", code if chr(code) == char:
                return True
            case "RANGE", (low, high) if low <= ord(char) <= high:
                return True
            case "CATEGORY", kind:
                name = str(kind).rpartition("_")[2]
                if kinds[name] is not ("_NOT_" in str(kind)):
                    return True
    return False


def check(pattern: re.Pattern[Any], piece: str, end: str, start: str = "") -> None:
    def of(length: int) -> str:
        return start + (piece * (length // len(piece) + 1))[:length] + end

    dear = cost(pattern, of(LONG))
    if dear > WORTH_MEASURING:
        assert dear < MOST_GROWTH * cost(pattern, of(SHORT)), (pattern.pattern, piece, end)


def test_patterns_are_found() -> None:
    assert len(all_patterns()) > 50
    assert len(written_patterns()) > 80
    assert len(SENTENCES) > 80


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_time_grows_with_length_only(name: str) -> None:
    own = starts(PATTERNS[name])
    for start in own:
        for piece in dict.fromkeys((*filter(None, own), *CASES)):
            for end in ("", "\x00"):
                check(PATTERNS[name], piece, end, start)


@settings(max_examples=15, deadline=None)
@given(
    st.text("a1 .,-6809'h/:=|()<\"[{ร天\n", min_size=1, max_size=4),
    st.sampled_from(["", "\x00"]),
    st.text("a1 .6909'h/:=(<\"[{\n", max_size=4),
)
def test_time_grows_with_length_only_for_any_repeated_text(
    piece: str, end: str, start: str
) -> None:
    for pattern in PATTERNS.values():
        check(pattern, piece, end, start)


def test_a_pattern_that_is_slow_only_after_a_start_is_found() -> None:
    slow = re.compile(r"^no[.:]\d{2} a*a*x")
    check(slow, "a", "")
    assert "no.11 " in starts(slow)
    with pytest.raises(AssertionError):
        check(slow, "a", "", "no.11 ")


def test_a_pattern_that_is_slow_where_its_own_beginning_is_repeated_is_found() -> None:
    slow = re.compile("<text [^>]*>(.*?)</text>")
    assert "<text >" in starts(slow)
    with pytest.raises(AssertionError):
        check(slow, "<text >", "")


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
        for *_, pattern in fact._amounts:
            check(pattern, piece, "\x00")


@pytest.mark.parametrize("part", range(8))
def test_facts_of_the_bundle_take_time_in_proportion_only(part: int) -> None:
    facts = list(Facts.read(EMBEDDED_BUNDLE / "facts.json", ()))
    assert len(facts) > 100
    for fact in facts[part::8]:
        longest = max((w for c in fact.choices for w in c.words), key=len, default="a")
        figures = ("1", "1 ", f"1{fact.units[0]}") if fact.units else ()
        check_fact(fact, (*figures, f"{longest}es"))


PHRASES = st.text("a1 .*+(es)|\\[天ร", min_size=1, max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(PHRASES, max_size=3), st.lists(PHRASES, max_size=3), PHRASES)
def test_facts_of_any_words_take_time_in_proportion_only(
    words: list[str], units: list[str], piece: str
) -> None:
    choice = FactChoice("one", {}, tuple(words))
    fact = Fact("any", {}, tuple(units), (choice,), ())
    check_fact(fact, (piece, "1", "1 ", "  ", "es", *words, *units))
