"""The tree of the Harmonized System: sections, chapters, headings, subheadings, with titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from hsclassify.code_names import CODE_NAMES
from hsclassify.editions import editions, main_partners
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.results import dotted
from hsclassify.text import LANGUAGES, Language, ascii_digits, clean, fold

EDITION: Final = "HS 2022"
SECTION_LEVEL: Final = 1
LEVELS: Final = (2, 4, 6)
MAX_CODE_CHARACTERS: Final = 40


def _either(names: Iterable[str]) -> str:
    """Return a pattern of one of *names*, the longest first."""
    return "|".join(re.escape(clean(n)) for n in sorted(names, key=len, reverse=True))


_NAMES = _either(CODE_NAMES)
_LATIN_NAMES = _either(n for n in CODE_NAMES if n.isascii())
_OTHER_NAMES = _either(n for n in CODE_NAMES if not n.isascii())
_PREFIX = re.compile(
    rf"^(?:{_NAMES}|h\.?\s?s\.?|code|no\.?|number|(?:sub)?heading|#|:|\s"
    r"|รหัส|พิกัด|ศุลกากร|mã|số|商品|海关|海關|编码|編碼|编号|編號|号列|號列)*+",
    re.IGNORECASE,
)
_CODE = re.compile(r"\d[\d.\s\-]*")
_SIX_DIGITS = re.compile(r"\d{4}\.?\d{2}")
# Thai and Chinese write goods and the name of their code as one: only a Latin name has a start.
_CODE_AMONG_WORDS = re.compile(
    r"(?<![\d.,])(\d{4}\.\d{2}(?:\.?\d{2}){0,3})(?!\d|[.,]\d)"
    rf"|(?:(?<![a-z0-9])(?:{_LATIN_NAMES})|{_OTHER_NAMES})(?:\s?no)?[\s.:#]{{0,3}}"
    r"(\d{6}(?:\d{2}){0,3})(?!\d)",
    re.IGNORECASE,
)
_NO_WORD = re.compile(r"[,;:()/、]")
_NATIONAL_DIGITS: Final = 12
_SUCCESSORS_NAMED: Final = 8


@dataclass(frozen=True)
class Entry:
    """A node of the tree.

    Attributes:
        code: "XVI" for a section, else 2, 4 or 6 digits.
        level: 1 for a section, else the number of digits.
        parent: code of the node above; "" for a section.
        titles: plain-language name by language.
    """

    code: str
    level: int
    parent: str
    titles: Mapping[Language, str]


class Nomenclature:
    """All codes of HS 2022 with their titles in four languages."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {e.code: e for e in entries}
        self._children: dict[str, list[str]] = {}
        for entry in self._entries.values():
            self._children.setdefault(entry.parent, []).append(entry.code)

    @classmethod
    def read(cls, file: Path) -> Nomenclature:
        """Read ``nomenclature.parquet`` of a bundle."""
        import pyarrow.parquet as pq

        return cls(
            Entry(r["code"], r["level"], r["parent"], {x: r[x] for x in LANGUAGES})
            for r in pq.ParquetFile(file).read().to_pylist()
        )

    def __contains__(self, code: object) -> bool:
        return code in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def codes(self, level: int) -> tuple[str, ...]:
        """Return all codes of a level (2, 4 or 6 digits; 1 for sections), in tree order.

        Raises:
            InputError: there is no such level.
        """
        if level not in self._by_level:
            raise InputError(
                f"Expected a level of 2, 4 or 6 digits (1 for sections), got {level!r}."
            )
        return self._by_level[level]

    @cached_property
    def _by_level(self) -> dict[int, tuple[str, ...]]:
        levels: dict[int, list[str]] = {level: [] for level in (SECTION_LEVEL, *LEVELS)}
        for entry in self._entries.values():
            levels[entry.level].append(entry.code)
        return {level: tuple(codes) for level, codes in levels.items()}

    def parse(self, text: str) -> str:
        """Return the existing code that *text* writes, as bare digits of 2, 4 or 6.

        ``0306.17``, ``030617``, ``HS 0306 17`` and national codes of 7 to 12 digits such as
        ``0306.17.00`` all give ``030617``.

        Raises:
            InputError: *text* is not a code.
            UnknownCodeError: HS 2022 does not have the code; names the successors of a code
                of an older edition, else the nearest parent that exists.
        """
        digits = self.digits(text)
        code = digits[:6] if len(digits) >= 6 else digits[: len(digits) // 2 * 2]
        if code in self._entries and (len(digits) % 2 == 0 or len(digits) > max(LEVELS)):
            return code
        raise self._unknown(digits)

    def section(self, text: str) -> str | None:
        """Return the section that *text* names, such as "XVI" or "Section xvi"; None for none."""
        written = clean(text[:MAX_CODE_CHARACTERS]).upper().removeprefix("SECTION ").strip()
        return written if written in self.codes(SECTION_LEVEL) else None

    def writes_code(self, text: str) -> bool:
        """Tell whether *text* is a code, whether or not any edition has it, and nothing else."""
        try:
            return bool(self.digits(text))
        except UnknownCodeError:
            return True
        except InputError:
            return False

    def old_code_in(self, text: str) -> UnknownCodeError | None:
        """Return what became of the first code in a cleaned description that only old editions had.

        Such as "8517.12 mobile phone": codes with a dot, or after a name of codes ("HS No.",
        "税号"), as six digits alone may be anything. None without any.
        """
        if not _SIX_DIGITS.search(text):  # as most have none, and the names take longer
            return None
        for found in _CODE_AMONG_WORDS.finditer(text):
            digits = ascii_digits(re.sub(r"\D", "", found[1] or found[2]))
            if digits[:6] not in self._entries and (error := self._unknown(digits)).successors:
                return error
        return None

    def digits(self, text: str) -> str:
        """Return the bare digits of a written code, whether or not any edition has it.

        Raises:
            InputError: *text* is not a code.
            UnknownCodeError: it has more digits than the codes of any tariff.
        """
        if not isinstance(text, str):
            raise InputError(
                f"A code has to be a text such as '0306.17', but this one is of type "
                f"{type(text).__name__}; as a number it would lose its leading zero."
            )
        written = _PREFIX.sub("", clean(text[:MAX_CODE_CHARACTERS]), count=1)
        if len(text) > MAX_CODE_CHARACTERS or not _CODE.fullmatch(written):
            raise InputError(
                f"Expected an HS code such as 0306.17, got {clean(text)[:MAX_CODE_CHARACTERS]!r}. "
                "Write 2, 4 or 6 digits, with or without dots; to find a code by words, use search."
            )
        digits = re.sub(r"\D", "", ascii_digits(written))
        if len(digits) > _NATIONAL_DIGITS:
            raise self._unknown(digits)
        return digits

    def _unknown(self, digits: str) -> UnknownCodeError:
        dead = digits[:6] if len(digits) > 3 and len(digits) <= _NATIONAL_DIGITS else ""
        nearest = next((digits[:n] for n in (6, 4, 2) if digits[:n] in self._entries), None)
        if died := editions().died(dead):
            successors = editions().successors(dead)
            return UnknownCodeError(
                f"{dotted(dead)} was deleted in HS {died}: {self._moved(dead, successors)}",
                code=digits,
                nearest=nearest,
                successors=successors,
            )
        if len(digits) % 2 and len(digits) < 6:
            what = (
                f"{digits} has {len(digits)} digit{'s' * (len(digits) > 1)}; a code has 2, 4 or 6."
            )
        elif len(digits) > _NATIONAL_DIGITS:
            what = f"{digits} has {len(digits)} digits; no tariff has codes that long."
        else:
            what = f"{dotted(digits[:6])} is not a code of {EDITION}."
        if nearest:
            children = self.children(nearest)
            what += f" The nearest code that exists is {dotted(nearest)} ({self.title(nearest)})"
            if children:
                what += f"; it has {', '.join(map(dotted, children[:12]))}"
                what += " and others" if len(children) > 12 else ""
            what += "."
        else:
            what += " No chapter begins with these digits: chapters run from 01 to 97 without 77."
        return UnknownCodeError(what, code=digits, nearest=nearest)

    def _moved(self, code: str, successors: tuple[str, ...]) -> str:
        """Say where the goods of a dead code are now: "8517.13 (Smartphones), …"."""
        if not successors:
            return "no table says where its goods are now. Find them by words, with search."
        main = main_partners(code, successors)
        named = ", ".join(map(self._named, main[:_SUCCESSORS_NAMED]))
        rest = len(main) - _SUCCESSORS_NAMED
        more = f" and {rest} more" if rest > 0 else ""
        parts = [dotted(c) for c in successors if c not in main]
        also = f"; parts of it in {', '.join(parts)}" if parts else ""
        return f"{named}{more}{also}."

    def _named(self, code: str) -> str:
        return f"{dotted(code)} ({self.title(code)})" if code in self else dotted(code)

    def entry(self, code: str) -> Entry:
        """Return the node of a code in bare digits (or of a section).

        Raises:
            UnknownCodeError: HS 2022 does not have it.
        """
        try:
            return self._entries[code]
        except KeyError:
            raise self._unknown(code) from None

    def title(self, code: str, language: Language = "en") -> str:
        """Return the plain-language title of a code in bare digits."""
        return self.entry(code).titles[language]

    def titles(self, code: str) -> Mapping[Language, str]:
        """Return the titles of a code by language."""
        return self.entry(code).titles

    def parent(self, code: str) -> str:
        """Return the code above; a chapter's parent is its section, a section's is ""."""
        return self.entry(code).parent

    def children(self, code: str) -> tuple[str, ...]:
        """Return the codes right below, in order; () for a subheading."""
        self.entry(code)
        return tuple(self._children.get(code, ()))

    def path(self, code: str) -> tuple[str, ...]:
        """Return section, chapter, heading, subheading down to *code*."""
        above = self.parent(code)
        return (*self.path(above), code) if above else (code,)

    def search(self, query: str, limit: int = 20) -> tuple[str, ...]:
        """Return codes whose titles hold all words of *query*, in any of the four languages.

        Words match from their beginning, without regard to case, Latin
        diacritics or the commas and brackets between them. Titles that hold them as whole
        words come first, then those that say little else, deeper codes before their parents.
        """
        words = _spaced(query).split()
        if not words:
            return ()
        hits = []
        for code, titles in self._folded:
            best = max(_match(words, title) for title in titles)
            if best:
                hits.append((-best, -len(code), code))
        return tuple(code for _, _, code in sorted(hits)[:limit])

    @cached_property
    def _folded(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple(
            (e.code, tuple(_spaced(t) for t in e.titles.values()))
            for e in self._entries.values()
            if e.level != SECTION_LEVEL
        )


def _spaced(text: str) -> str:
    """Return a title or query, folded, with a space before and after every word."""
    return f" {_NO_WORD.sub(' ', fold(clean(text)))} "


def _match(words: list[str], spaced: str) -> float:
    """Share of a title that the words make up, plus 1 where all stand in it as whole words.

    0 when a word is missing; *spaced* is the title as :func:`_spaced` returns it.
    """
    # Thai and Chinese write words together, so there a word may begin anywhere.
    if not all((f" {word}" if word.isascii() else word) in spaced for word in words):
        return 0.0
    whole = all(f" {word} " in spaced for word in words)
    return whole + min(1.0, sum(map(len, words)) / max(1, len(spaced) - 2))
