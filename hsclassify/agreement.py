"""A declared code against the answer: does it exist, what became of it, how far do they agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Protocol

from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import dotted

Standing = Literal["missing", "unreadable", "unknown", "dead", "exists"]
Verdict = Literal["", "same code", "same heading", "same chapter", "disagrees"]

_NUMBER: Final = re.compile(r"(\d+)(\.\d+)*")
_HEADING_AND_TENTHS: Final = re.compile(r"\d{3,4}\.[1-9]")
_NATIONAL: Final = 7
"""So many digits may be a national code of odd length; some tariffs have such."""

_VERDICTS: Final[dict[int, Verdict]] = {6: "same code", 4: "same heading", 2: "same chapter"}
_SAFE: Final = 2
_TELLING: Final[frozenset[Verdict]] = frozenset({"same code", "same heading"})
_NAMED: Final = 4
VERDICTS: Final[tuple[Verdict, ...]] = (*_VERDICTS.values(), "disagrees")


class OldCodes(Protocol):
    """What has to be known of older editions; :class:`hsclassify.editions.Editions` knows it."""

    def died(self, code: str) -> int | None:
        """Return the first edition without a code that older ones had; None for others."""

    def successors(self, code: str) -> tuple[str, ...]:
        """Return the codes of HS 2022 that took over the goods of a dead code."""


@dataclass(frozen=True)
class Agreement:
    """What can be said of a declared code.

    Attributes:
        code: the declared code in bare digits, at most six; "" where it is none.
        standing: "exists" in HS 2022; "dead" since an edition; "unknown" to all that is
            known; "unreadable" as a code; "missing".
        dead_since: the first edition without a dead code.
        successors: the codes of HS 2022 that took over from a dead one.
        verdict: how far the answer agrees with the code, or with a successor of a dead
            one; "" where there is nothing to compare.
    """

    code: str
    standing: Standing
    dead_since: int | None = None
    successors: tuple[str, ...] = ()
    verdict: Verdict = ""

    @property
    def contradicted(self) -> bool:
        """Whether the answer is another code, as far as the declared one goes.

        A declared heading is not contradicted by a subheading of it.
        """
        if not self.verdict:
            return False
        goes = min(map(len, self.successors or (self.code,)))
        return next((n for n, v in _VERDICTS.items() if v == self.verdict), 0) < goes


def agreement(
    declared: str,
    answered: str,
    tree: Nomenclature,
    old: OldCodes | None = None,
    level: int = 6,
) -> Agreement:
    """Compare a *declared* code with the one *answered*.

    An answer of which not even the chapter is safe contradicts no code: its verdict counts where
    it has the same code or heading, which it would hardly share by chance.

    Args:
        declared: as somebody wrote it, of 2 to 12 digits, or as a spreadsheet left it:
            without its leading zero, or with a fraction. Where it can be read in two
            ways, the one that agrees with the answer counts.
        answered: the answer's six digits, or "" for no answer.
        tree: the codes that exist.
        old: what is known of older editions; without it no code is called dead.
        level: how many digits of the answer are safe.
    """
    if not declared.strip():
        return Agreement("", "missing")
    try:
        readings = [_read(x, answered, tree, old) for x in _readings(declared.strip())]
    except InputError:
        return Agreement("", "unreadable")
    # Of two that are equally good, max keeps the first.
    found = max(readings, key=lambda found: _plausibility(found, answered))
    said = level >= _SAFE or found.verdict in _TELLING
    return found if said else replace(found, verdict="")


def _readings(written: str) -> tuple[str, ...]:
    """Return what *written* may have been before a spreadsheet took it for a number.

    A number keeps no zero in front and none at the end of its fraction: 0901.10 becomes
    901.1, 610910 becomes 610910.0 on its way through a data frame. An odd number of
    digits before the first dot shows a lost zero; national codes may be either, the likelier first.
    """
    if _HEADING_AND_TENTHS.fullmatch(written):
        written += "0"
    written = written.removesuffix(".0")
    number = _NUMBER.fullmatch(written)
    if not number or written.startswith("0"):
        return (written,)
    whole = f"0{written}"
    if number[2] or len(written) < _NATIONAL:
        return (whole,) if len(number[1]) % 2 else (written,)
    # Codes of eight digits are common, those of seven rare.
    return (whole, written) if len(written) == _NATIONAL else (written, whole)


def _read(written: str, answered: str, tree: Nomenclature, old: OldCodes | None) -> Agreement:
    try:
        code = tree.parse(written)
    except UnknownCodeError as error:
        return _not_in_tree(error.code[:6], answered, old)
    return Agreement(code, "exists", verdict=verdict((code,), answered))


def _plausibility(found: Agreement, answered: str) -> int:
    """Rank a reading: a code that exists or did comes first, then what agrees with the answer."""
    if found.standing == "unknown":
        return -1
    return max(_shared_digits(code, answered) for code in found.successors or (found.code,))


def verdict(declared: tuple[str, ...], answered: str) -> Verdict:
    """Return how far *answered* agrees with the best of the *declared* codes.

    A declared heading or chapter can only agree as far as it goes.
    """
    if not declared or not answered:
        return ""
    shared = max(_shared_digits(code, answered) for code in declared)
    return _VERDICTS.get(shared, "disagrees")


def deleted(code: str, since: int, successors: Sequence[str]) -> str:
    """Return a sentence on a dead code: the edition that deleted it, and where its goods went."""
    heirs = _listed(successors) or "no table says which"
    return f"{dotted(code)} was deleted in HS {since}; its goods went to: {heirs}."


def _listed(codes: Sequence[str]) -> str:
    """Return the first of *codes*, and how many more there are."""
    named = ", ".join(map(dotted, codes[:_NAMED]))
    more = len(codes) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _shared_digits(code: str, answered: str) -> int:
    return next((n for n in (6, 4, 2) if len(code) >= n and code[:n] == answered[:n]), 0)


def _not_in_tree(code: str, answered: str, old: OldCodes | None) -> Agreement:
    since = old.died(code) if old else None
    if old is None or since is None:
        return Agreement(code, "unknown", verdict=verdict((code,), answered))
    heirs = old.successors(code)
    return Agreement(code, "dead", since, heirs, verdict(heirs or (code,), answered))
