"""Codes looked up, found and converted: what the Codes tab and its endpoints answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from hsclassify.editions import (
    EDITIONS,
    LATEST,
    OLD_EDITIONS,
    Conversion,
    editions,
    main_partners,
)
from hsclassify.errors import InputError, UnknownCodeError, quoted
from hsclassify.results import dotted
from hsclassify.text import LANGUAGES, Language, clean

if TYPE_CHECKING:
    from hsclassify.bundle import Concepts
    from hsclassify.classifier import HSClassifier
    from hsclassify.nomenclature import Nomenclature
    from hsclassify.tariffs import RankedLine, Tariffs

MAX_HITS: Final = 100
_GOODS: Final = 12
_CANDIDATES: Final = 30
_LEAST_PROBABILITY: Final = 0.005
_RANK_OFFSET: Final = 8
_WEIGHTS: Final = {"title": 0.45, "meaning": 0.55}
_SUBHEADING: Final = 6
_EDITION: Final = re.compile(r"(?:HS\s*)?([0-9]{4})(?:\.0)?", re.IGNORECASE)


@dataclass(frozen=True)
class Titled:
    """A code with its titles by language; none for a code that the bundle has no title of."""

    code: str
    titles: Mapping[Language, str]

    @classmethod
    def of(cls, tree: Nomenclature | None, code: str) -> Titled:
        """Take the titles from *tree*; other editions than its own have none."""
        return cls(code, tree.titles(code) if tree and code in tree else {})

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {"code": self.code, "dotted": dotted(self.code), "titles": dict(self.titles)}


@dataclass(frozen=True)
class Lookup:
    """Everything that is known of a code.

    Attributes:
        code: bare digits; those of the six-digit code where a national one was asked for;
            of a section its Roman numeral.
        status: "current", or "dead" for a code that only older editions had.
        message: one English sentence that says so.
        titles: its name by language; empty for a dead code.
        path: section, chapter, heading down to the code; for a dead code down to
            what of it still exists.
        children: the codes right below.
        editions: the editions that are recorded to have it, oldest first; none of a section.
        died: for a dead code, the first edition without it.
        successors: for a dead code, where its goods are now, closest first.
        predecessors: for a current subheading, the codes of HS 2017 that it came from.
        goods: goods of a subheading as the trade words them, by language.
    """

    code: str
    status: str
    message: str
    titles: Mapping[Language, str]
    path: tuple[Titled, ...]
    children: tuple[Titled, ...]
    editions: tuple[int, ...]
    died: int | None
    successors: tuple[Titled, ...]
    predecessors: tuple[str, ...]
    goods: tuple[Mapping[Language, str], ...]

    @property
    def level(self) -> int:
        """Number of digits; 1 for a section."""
        return len(self.code) if self.code.isdigit() else 1

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "code": self.code,
            "dotted": dotted(self.code),
            "level": self.level,
            "status": self.status,
            "message": self.message,
            "titles": dict(self.titles),
            "path": [t.to_dict() for t in self.path],
            "children": [t.to_dict() for t in self.children],
            "editions": list(self.editions),
            "died": self.died,
            "successors": [t.to_dict() for t in self.successors],
            "predecessors": list(self.predecessors),
            "goods": [dict(g) for g in self.goods],
        }


@dataclass(frozen=True)
class Hit:
    """A code that a search found.

    Attributes:
        code: bare digits.
        titles: its name by language.
        score: 0 to 1, for the order only.
        found_by: "code", "successor", "title" and "meaning", whichever found it.
    """

    code: str
    titles: Mapping[Language, str]
    score: float
    found_by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "code": self.code,
            "dotted": dotted(self.code),
            "titles": dict(self.titles),
            "score": round(self.score, 4),
            "found_by": list(self.found_by),
        }


@dataclass(frozen=True)
class Converted:
    """A conversion with the titles of what it leads to; only HS 2022 codes have titles."""

    conversion: Conversion
    partners: tuple[Titled, ...]

    @property
    def message(self) -> str:
        """One English sentence that tells the outcome."""
        c = self.conversion
        code, there = f"{dotted(c.code)} of HS {c.source}", f"in HS {c.target}"
        listed = ", ".join(dotted(p) for p in c.partners)
        return {
            "same": f"{code} is the same code {there}.",
            "moved": f"{code} is {listed} {there}.",
            "split": f"{code} is divided over {listed} {there}.",
            "unknown": f"No table says what {code} is {there}.",
        }[c.relation] + (f" {dotted(c.code)} covers other goods {there}." if c.reused else "")

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return self.conversion.to_dict() | {
            "partners": [t.to_dict() for t in self.partners],
            "message": self.message,
        }


class Codes:
    """Looks codes up, finds and converts them. Thread-safe: it keeps no state between calls."""

    def __init__(self, classifier: HSClassifier, tariffs: Tariffs | None = None) -> None:
        """Take the classifier into use, and national tariffs where there are some."""
        self._classifier = classifier
        self.tree = classifier.nomenclature
        self.tariffs = tariffs

    def lookup(self, written: str) -> Lookup:
        """Tell all about a code: names, place in the tree, goods, what other editions made of it.

        Args:
            written: 2, 4, 6 or up to 12 digits in any usual way of writing, or a section, "XVI".

        Raises:
            InputError: *written* is not a code.
            UnknownCodeError: no edition has it; names the nearest code that exists.
        """
        if isinstance(written, str) and (section := self.tree.section(written)):
            return self._current(section)
        digits = self.tree.digits(written)
        try:
            code = self.tree.parse(digits)
        except UnknownCodeError as error:
            if not editions().died(error.code[:_SUBHEADING]):
                raise
            return _dead(self.tree, error)
        return self._current(code)

    def _current(self, code: str) -> Lookup:
        tree = self.tree
        kind = "code" if code.isdigit() else "section"
        return Lookup(
            code=code,
            status="current",
            message=f"{dotted(code)} is a {kind} of HS {LATEST}: {tree.title(code)}.",
            titles=tree.titles(code),
            path=tuple(Titled.of(tree, c) for c in tree.path(code)),
            children=tuple(Titled.of(tree, c) for c in tree.children(code)),
            editions=editions().of(code),
            died=None,
            successors=(),
            predecessors=_predecessors(code),
            goods=_goods(self._classifier.bundle.concepts, code),
        )

    def search(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Find codes by digits, or by words in any of the four languages.

        Digits find the codes that begin with them, and the successors of a dead
        code. Words find titles that hold them and, through the classifier, codes of
        goods that mean the same; a code that both find comes first.

        Args:
            query: digits or words.
            limit: how many to return at most, 1 to 100.

        Raises:
            InputError: *query* is no text, or *limit* out of range.
        """
        if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MAX_HITS:
            raise InputError(
                f"limit has to be a whole number from 1 to {MAX_HITS}, got {quoted(limit)}."
            )
        words = clean(query)
        if not words:
            return ()
        return (_by_digits(self.tree, words) or _by_words(self._classifier, words))[:limit]

    def convert(self, written: str, source: int | str, target: int | str = LATEST) -> Converted:
        """Tell what a code of one edition is in another.

        Args:
            written: 2, 4 or 6 digits; what a longer national code has beyond is left out.
            source: edition that the code is of: 1992, 1996, 2002, 2007, 2012, 2017 or 2022.
            target: edition to convert to.

        Raises:
            InputError: *written* is not a code of *source*, or an edition is unknown.
        """
        digits = self.tree.digits(written)[:_SUBHEADING]
        found = editions().convert(digits, _edition(source), _edition(target))
        named = self.tree if found.target == LATEST else None
        return Converted(found, tuple(Titled.of(named, c) for c in found.partners))

    def national(self, code: str, description: str = "") -> tuple[RankedLine, ...]:
        """Return the national lines under a subheading, likest to *description* first.

        None without a tariff file, and none for shorter codes.
        """
        if self.tariffs is None or len(code) != _SUBHEADING:
            return ()
        return self.tariffs.ranked(code, description, self._classifier)


def _dead(tree: Nomenclature, error: UnknownCodeError) -> Lookup:
    code = error.code[:_SUBHEADING]
    return Lookup(
        code=code,
        status="dead",
        message=str(error),
        titles={},
        path=tuple(Titled.of(tree, c) for c in tree.path(error.nearest)) if error.nearest else (),
        children=(),
        editions=editions().of(code),
        died=editions().died(code),
        successors=tuple(Titled.of(tree, c) for c in error.successors),
        predecessors=(),
        goods=(),
    )


def _predecessors(code: str) -> tuple[str, ...]:
    if len(code) < _SUBHEADING or LATEST not in editions().of(code):
        return ()
    return editions().convert(code, LATEST, OLD_EDITIONS[-1]).partners


def _goods(concepts: Concepts, code: str) -> tuple[Mapping[Language, str], ...]:
    rows = (
        i
        for i, (own, kind) in enumerate(zip(concepts.codes, concepts.kinds, strict=True))
        if own == code and kind == "goods"
    )
    return tuple(
        {lang: concepts.texts[lang][i] for lang in LANGUAGES} for i in islice(rows, _GOODS)
    )


def _by_digits(tree: Nomenclature, query: str) -> tuple[Hit, ...]:
    """Return the codes that *query* begins, () when it is not digits."""
    try:
        digits = tree.digits(query)[:_SUBHEADING]
    except InputError:
        return ()
    begun = [c for level in (2, 4, 6) for c in tree.codes(level) if c.startswith(digits)]
    if begun:
        return _hits(tree, sorted(begun), "code")
    successors = editions().successors(digits)
    main = main_partners(digits, successors)
    return _hits(tree, [*main, *(c for c in successors if c not in main)], "successor")


def _by_words(classifier: HSClassifier, query: str) -> tuple[Hit, ...]:
    """Return title hits and the classifier's candidates, fused by their ranks."""
    tree = classifier.nomenclature
    prediction = classifier.classify(query, _CANDIDATES)
    lists = {
        "title": tree.search(query, MAX_HITS),
        "meaning": [c.code for c in prediction.candidates if c.probability >= _LEAST_PROBABILITY],
    }
    scores: dict[str, float] = {}
    for name, codes in lists.items():
        for rank, code in enumerate(codes):
            share = _WEIGHTS[name] * _RANK_OFFSET / (_RANK_OFFSET + rank)
            scores[code] = scores.get(code, 0.0) + share
    return tuple(
        Hit(code, tree.titles(code), score, tuple(n for n, found in lists.items() if code in found))
        for code, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    )


def _edition(written: int | str) -> int:
    """Return 2017 for 2017, "2017", "HS 2017", and "2017.0" as a data frame writes it."""
    found = _EDITION.fullmatch(str(written).strip())
    if not found:
        raise InputError(
            f"Expected an HS edition, one of {', '.join(map(str, EDITIONS))}, "
            f"got {quoted(written)}."
        )
    return int(found[1])


def _hits(tree: Nomenclature, codes: Sequence[str], found_by: str) -> tuple[Hit, ...]:
    return tuple(
        Hit(code, Titled.of(tree, code).titles, _RANK_OFFSET / (_RANK_OFFSET + rank), (found_by,))
        for rank, code in enumerate(codes)
    )
