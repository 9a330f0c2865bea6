"""The library's English sentences in the language of the page.

The library speaks English, to callers as in its log. The copy has each sentence that a
visitor can meet under a key that begins with ``said_``: its English form tells which
sentence it is, with blanks for what differs. Where the library speaks to a caller, a key that
begins with ``shown_`` has what a visitor reads instead, in English too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Final

from hsclassify.errors import HSClassifyError, UnknownCodeError
from hsclassify.nomenclature import LEVELS
from hsclassify.results import dotted
from hsclassify.ui.wording import INTERFACE, Wording, wording

SAID: Final = "said_"
SHOWN: Final = "shown_"
_SUCCESSORS_NAMED: Final = 4
_NATIONAL_DIGITS: Final = 12
_DEPTH: Final = 3
"""How deep a sentence may stand in another; what an upload holds could repeat one without end."""
_COUNTED: Final = frozenset(
    {"lines", "total", "limit", "size", "width", "height", "rows", "cells", "characters", "seconds"}
)
"""Blanks of numbers, where they hold one; those of codes look alike."""
_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def told(error: HSClassifyError, words: Wording) -> str:
    """Return what *error* says in the language of *words*."""
    if isinstance(error, UnknownCodeError) and words.language != INTERFACE:
        return _unknown(error, words)
    return translated(str(error), words)


def translated(sentence: str, words: Wording, depth: int = _DEPTH) -> str:
    """Return an English *sentence* of the library in the language of *words*.

    One that the copy does not know, such as a system's own message, stays as it is. So do
    the values in a sentence, unless they are sentences of the library themselves.
    """
    if not depth:
        return sentence
    for key, pattern in _patterns():
        shown = f"{SHOWN}{key.removeprefix(SAID)}"
        said = shown if shown in words.texts else key
        if words.language == INTERFACE and said == key:
            continue
        if found := pattern.fullmatch(sentence):
            values = found.groupdict().items()
            return words(said, **{k: _value(k, x.strip(), words, depth - 1) for k, x in values})
    return sentence


def _value(name: str, value: str, words: Wording, depth: int) -> str:
    """Return what fills a blank: numbers are marked as the language marks them."""
    if name in _COUNTED and _NUMBER.fullmatch(value):
        return words.count(Decimal(value.replace(",", "")))
    return translated(value, words, depth)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    english = wording(INTERFACE).texts
    return tuple((key, _pattern(english[key])) for key in english if key.startswith(SAID))


def _pattern(text: str) -> re.Pattern[str]:
    """Return what matches *text* with anything for its blanks, in time in proportion to length.

    A blank ends where the text after it is met first, and is never tried any longer; only
    the last one reaches as far as it can.
    """
    pieces = list(Formatter().parse(text))
    names = [name for _, name, _, _ in pieces if name]
    ends = [re.escape(fixed) for fixed, _, _, _ in pieces[1:]] + [""] * (len(names) >= len(pieces))
    blanks = [f"(?>(?P<{n}>.*?){end})" for n, end in zip(names, ends, strict=True)]
    if names:
        blanks[-1] = f"(?P<{names[-1]}>.*){ends[-1]}"
    return re.compile(rf"\A{re.escape(pieces[0][0])}{''.join(blanks)}\Z", re.DOTALL)


def _unknown(error: UnknownCodeError, words: Wording) -> str:
    code = error.code
    if error.successors:
        return words(
            "unknown_dead", code=dotted(code[:6]), successors=_listed(error.successors, words)
        )
    if len(code) > _NATIONAL_DIGITS or (len(code) < 6 and len(code) not in LEVELS):
        what = words("unknown_digits", code=code, count=str(len(code)))
    else:
        what = words("unknown_code", code=dotted(code[:6]))
    if error.nearest:
        return " ".join((what, words("unknown_nearest", nearest=dotted(error.nearest))))
    return " ".join((what, words("unknown_chapter")))


def _listed(codes: Sequence[str], words: Wording) -> str:
    """Return the first of *codes*, and how many more there are."""
    named = ", ".join(map(dotted, codes[:_SUCCESSORS_NAMED]))
    more = len(codes) - _SUCCESSORS_NAMED
    return words("said_heirs_more", codes=named, count=str(more)) if more > 0 else named
