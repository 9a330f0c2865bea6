"""How codes of one HS edition read in another: pairs of codes from 1992 to 2022.

``editions.csv`` has a row for every six-digit code that any edition had. Its
cells tell which HS 2022 codes took over the goods of the code in that edition:
"=" for just the same code, codes parted by spaces, "?" where nobody says, and
nothing where no table has the code in that edition. The last column leads from
2012 to 2017. Rows come from the UN's conversion tables, which name one older
code for each newer one: small parts of a code may have gone elsewhere too, and
an older code that no newer one names is not in them. So the lists of 2017 and
2022 are whole, that of 2012 lacks about a dozen codes, and those before it lack
more the older they are, from about a hundred in 2007 to five hundred in 1992.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from hsclassify.results import dotted

OLD_EDITIONS: Final = (1992, 1996, 2002, 2007, 2012, 2017)
LATEST: Final = 2022
EDITIONS: Final = (*OLD_EDITIONS, LATEST)
WHOLE: Final = (2017, LATEST)
"""Editions of which every code is in the table; a code that others lack may have been theirs."""
UNCHANGED: Final = "="
COLUMNS: Final = ("code", *map(str, OLD_EDITIONS), "2012to2017")
EDITIONS_FILE: Final = Path(__file__).with_name("editions.csv")

_UNKNOWN: Final = "?"
_SUBHEADING: Final = 6
_DIRECT: Final = (2012, 2017)

Table = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Conversion:
    """What a code of one edition is in another.

    Attributes:
        code: the code in bare digits.
        source: edition of the code.
        target: edition asked for.
        partners: the codes of *target*, closest first; none where nobody says.
        reused: *target* has the same digits too, but for other goods.
    """

    code: str
    source: int
    target: int
    partners: tuple[str, ...]
    reused: bool

    @property
    def relation(self) -> str:
        """Whether it stayed "same", "moved" to one other code, "split", or is "unknown"."""
        if not self.partners:
            return "unknown"
        if len(self.partners) > 1:
            return "split"
        return "same" if self.partners == (self.code,) else "moved"

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "code": self.code,
            "from_edition": self.source,
            "to_edition": self.target,
            "relation": self.relation,
            "partners": list(self.partners),
            "reused": self.reused,
        }


class Editions:
    """Which codes each edition had, and what became of them."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        tables: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in COLUMNS[1:]}
        for row in rows:
            for name, table in tables.items():
                if row[name]:
                    table[row["code"]] = _partners(row["code"], row[name])
        self._forward: dict[tuple[int, int], Table] = {
            (edition, LATEST): tables[str(edition)] for edition in OLD_EDITIONS
        }
        self._forward[_DIRECT] = tables[COLUMNS[-1]]

    @classmethod
    def read(cls, file: Path = EDITIONS_FILE) -> Editions:
        """Read a table of the form that the module's docstring tells."""
        with file.open(encoding="utf-8", newline="") as stream:
            return cls(csv.DictReader(stream))

    @cached_property
    def _codes(self) -> Mapping[int, frozenset[str]]:
        codes = {edition: set(self._forward[edition, LATEST]) for edition in OLD_EDITIONS}
        codes[LATEST] = {c for partners in self._forward[2017, LATEST].values() for c in partners}
        return {e: frozenset(own | _parents(own)) for e, own in codes.items()}

    def codes(self, edition: int) -> frozenset[str]:
        """Return the codes of 2, 4 and 6 digits that are recorded for *edition*.

        Those are all of the editions in :data:`WHOLE`. Of older ones codes are missing, some of
        them because they were merged with others later, as the docstring of the module tells.
        """
        return self._codes[edition]

    def of(self, code: str) -> tuple[int, ...]:
        """Return the editions for which a code of 2, 4 or 6 bare digits is recorded, oldest first.

        One before 2017 that is not named may have had it too.
        """
        return tuple(edition for edition in EDITIONS if code in self._codes[edition])

    def died(self, code: str) -> int | None:
        """Return the first edition without a code that older ones had; None for others."""
        last = max(self.of(code), default=LATEST)
        return EDITIONS[EDITIONS.index(last) + 1] if last != LATEST else None

    def successors(self, code: str) -> tuple[str, ...]:
        """Return the HS 2022 codes that took over the goods of a dead code, closest first.

        Empty for a code that HS 2022 still has, and for digits that never were a code.
        """
        if not self.died(code):
            return ()
        return self.convert(code, max(self.of(code)), LATEST).partners

    def convert(self, code: str, source: int, target: int) -> Conversion:
        """Return what *code* of edition *source* is in edition *target*.

        2012, 2017 and 2022 are converted directly; any other pair through 2022, except that
        digits which both have and which lead to the same codes of 2022 are the same code.
        A heading or chapter becomes those of its subheadings.

        Args:
            code: 2, 4 or 6 bare digits.
            source: edition that the code is of, one of :data:`EDITIONS`.
            target: edition to convert to.

        Raises:
            InputError: there is no such edition, or *source* has no such code that is recorded.
        """
        for edition in (source, target):
            if edition not in EDITIONS:
                raise InputError(
                    f"Expected an HS edition, one of {_listed(EDITIONS)}, got {edition!r}."
                )
        if code not in self._codes[source]:
            raise self._not_recorded(code, source)
        below = self._below(code, source)
        found = {p[: len(code)] for c in below for p in self._step(c, source, target)}
        reused = code in self._codes[target] and code not in found and bool(found)
        return Conversion(code, source, target, closest_first(code, found), reused)

    def _not_recorded(self, code: str, edition: int) -> InputError:
        """Return what to say of a code that *edition* has not, as far as is known."""
        known, name = self.of(code), dotted(code)
        hint = f" HS {_listed(known)} had it." if known else ""
        if edition not in WHOLE:
            return InputError(
                f"No table here has {name} in HS {edition}, and of that edition they lack some "
                f"codes.{hint} Check the digits, or name another edition that had the code."
            )
        hint = hint or " No table here has it."
        return InputError(
            f"{name} is not a code of HS {edition}.{hint} "
            "Check the digits, or name the edition that the code is from."
        )

    def _below(self, code: str, edition: int) -> list[str]:
        """Return the subheadings under *code*, which may be one itself."""
        if len(code) == _SUBHEADING:
            return [code]
        return [c for c in self._codes[edition] if c.startswith(code) and len(c) == _SUBHEADING]

    def _step(self, code: str, source: int, target: int) -> tuple[str, ...]:
        if source == target:
            return (code,)
        if (source, target) in self._forward:
            return self._forward[source, target][code]
        if (target, source) in self._forward:
            return self._backward(target, source).get(code, ())
        if self._kept(code, source, target):
            return (code,)
        return tuple(
            partner
            for between in self._step(code, source, LATEST)
            for partner in self._step(between, LATEST, target)
        )

    def _kept(self, code: str, one: int, other: int) -> bool:
        """Tell whether two older editions have the same digits for what is the same today.

        By way of 2022 a code that was merged later would come out as all that it was merged with.
        """
        here, there = (self._forward[e, LATEST].get(code) for e in (one, other))
        return bool(here and there and set(here) == set(there))

    def _backward(self, older: int, newer: int) -> Table:
        key = (newer, older)
        if key not in self._reversed:
            self._reversed[key] = _turned_round(self._forward[older, newer])
        return self._reversed[key]

    @cached_property
    def _reversed(self) -> dict[tuple[int, int], Table]:
        return {}


@lru_cache(maxsize=1)
def editions() -> Editions:
    """Return the table that the package carries, read once."""
    return Editions.read()


def closest_first(code: str, partners: Iterable[str]) -> tuple[str, ...]:
    """Return *partners* with those first that share the longest beginning with *code*."""
    return tuple(sorted(partners, key=lambda p: (-_shared(code, p), p)))


def main_partners(code: str, partners: tuple[str, ...]) -> tuple[str, ...]:
    """Return the partners in the heading of *code*, else in its chapter, else all.

    The others took over parts, such as displays and sensors from a telephone heading.
    """
    for digits in (4, 2):
        near = tuple(p for p in partners if p[:digits] == code[:digits])
        if near:
            return near
    return partners


def _partners(code: str, cell: str) -> tuple[str, ...]:
    if cell == _UNKNOWN:
        return ()
    return (code,) if cell == UNCHANGED else tuple(cell.split())


def _parents(codes: Iterable[str]) -> set[str]:
    return {code[:digits] for code in codes for digits in (2, 4)}


def _turned_round(table: Table) -> Table:
    turned: dict[str, tuple[str, ...]] = {}
    for old, partners in table.items():
        for new in partners:
            turned[new] = (*turned.get(new, ()), old)
    return turned


def _shared(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _listed(editions: Iterable[int]) -> str:
    return ", ".join(map(str, editions))
