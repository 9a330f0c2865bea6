"""Descriptions to the cells that stand beside them in a table; each different one once."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hsclassify.agreement import Agreement, Verdict, agreement, deleted
from hsclassify.classifier import PIECE, HSClassifier
from hsclassify.editions import editions
from hsclassify.encoder import usable_cores
from hsclassify.forked import CAN_FORK, BrokenProcessPool, Forked
from hsclassify.formats import Cell, Column
from hsclassify.parallel import pieces_of
from hsclassify.results import Level, Prediction
from hsclassify.text import MAX_CHARACTERS, MAX_RAW_CHARACTERS, Language, clean

log = logging.getLogger(__name__)

ADDED_COLUMNS: Final = (
    "hs_code",
    "hs_probability",
    "hs_level",
    "hs_title",
    "hs_alternatives",
    "hs_question",
    "hs_note",
)
AGREEMENT_COLUMNS: Final = ("hs_declared", "hs_declared_successors", "hs_agreement")

REMEMBERED: Final = 200_000
"""Different descriptions whose answers are kept, about a kilobyte each."""

_ALTERNATIVES: Final = 2

_MOST_PROCESSES: Final = 8
"""Each takes some hundred megabytes for itself."""

_MANY: Final = 512
"""From so many new descriptions on processes are forked."""

_SPREADSHEET_ERRORS: Final = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row asks: its description, its declared code, and what is wrong with the row."""

    text: str
    declared: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands beside a row.

    Attributes:
        cells: one for each of :attr:`RowClassifier.columns`.
        level: digits that are safe.
        repeated: the description had been classified before; where there is none, False.
        noted: the note is not empty.
        verdict: on the declared code.
    """

    cells: tuple[Cell, ...]
    level: Level
    repeated: bool
    noted: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Goods:
    """The answer to a description, as cells: all added columns but the note, and the note."""

    cells: tuple[Cell, ...]
    level: Level
    note: str

    @property
    def code(self) -> str:
        return str(self.cells[0])


class RowClassifier:
    """Answers rows; remembers descriptions from call to call, so use one for each table."""

    def __init__(
        self,
        classifier: HSClassifier,
        title_language: Language | None = None,
        *,
        compare: bool = False,
        remembered: int = REMEMBERED,
        fork: bool = False,
    ) -> None:
        """Take *classifier* into use.

        Args:
            classifier: does the work.
            title_language: of the titles; None for that of each description.
            compare: whether to compare with declared codes.
            remembered: how many different descriptions to remember, at least 1.
            fork: whether it may fork processes for many rows, where the system can; only for a
                program in which nothing else is at work. Then close it in the end.
        """
        self._classifier = classifier
        self._language = title_language
        self._compare = compare
        self._remembered = remembered
        self._goods: dict[str, _Goods] = {}
        self._workers = min(usable_cores(), _MOST_PROCESSES)
        self._may_fork = fork and CAN_FORK and self._workers > 1
        self._forked: Forked[Sequence[str], list[_Goods]] | None = None

    def close(self) -> None:
        """End the processes that were forked."""
        if self._forked:
            self._forked.close()
            self._forked = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of :attr:`Answered.cells`, with the types for Parquet."""
        import pyarrow as pa

        types = {"hs_probability": pa.float64(), "hs_level": pa.int8()}
        names = (*ADDED_COLUMNS, *(AGREEMENT_COLUMNS if self._compare else ()))
        return tuple(Column(name, types.get(name, pa.string())) for name in names)

    def answers(self, rows: Sequence[Asked]) -> Iterator[Answered]:
        """Yield what stands beside each of *rows*, in order."""
        texts = [clean(_described(row.text)) for row in rows]
        # Kept apart from what is remembered, which may push out what these rows still need.
        known = {text: self._goods.pop(text) for text in {*texts} & self._goods.keys()}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        found = self._all_goods(new)
        for row, text in zip(rows, texts, strict=True):
            met = text in known
            if not met:
                known[text] = next(found)
            yield self._answered(row, known[text], met and bool(text))
        self._remember(known)

    def _remember(self, goods: dict[str, _Goods]) -> None:
        """Remember *goods* as the latest, and forget the oldest beyond the bound."""
        self._goods |= goods
        for text in list(self._goods)[: max(0, len(self._goods) - self._remembered)]:
            del self._goods[text]

    def _all_goods(self, texts: Sequence[str]) -> Iterator[_Goods]:
        """Yield the goods of each of *texts*, cleaned, in order."""
        done = 0
        if self._may_fork and len(texts) >= _MANY:
            try:
                for goods in self._processes().in_turn(pieces_of(texts, PIECE)):
                    yield from goods
                    done += len(goods)
            except BrokenProcessPool as error:
                log.warning("going on without other processes: %s", error)
                self._may_fork = False
                self.close()
        yield from self._found(texts[done:])

    def _processes(self) -> Forked[Sequence[str], list[_Goods]]:
        if not self._forked:
            self._classifier.prepare()
            self._forked = Forked(lambda texts: list(self._found(texts)), self._workers)
        return self._forked

    def _found(self, texts: Sequence[str]) -> Iterator[_Goods]:
        return map(self._as_goods, self._classifier.classify_all(texts, 1 + _ALTERNATIVES, shown=0))

    def _as_goods(self, prediction: Prediction) -> _Goods:
        if not prediction.candidates:
            return _Goods(("", None, 0, "", "", ""), 0, _wordless(prediction))
        best, *others = prediction.candidates
        lang = self._language or prediction.language
        alternatives = " ".join(f"{c.code}:{c.probability:.4f}" for c in others)
        return _Goods(
            (
                best.code,
                round(best.probability, 4),
                prediction.level,
                best.title(lang),
                alternatives,
                _question(prediction),
            ),
            prediction.level,
            self._dead_code(prediction.text),
        )

    def _dead_code(self, text: str) -> str:
        """Return what became of a code in a description that only old editions had, else ""."""
        old = self._classifier.nomenclature.old_code_in(text)
        since = editions().died(old.code[:6]) if old else None
        return deleted(old.code[:6], since, old.successors) if old and since else ""

    def _answered(self, row: Asked, goods: _Goods, repeated: bool) -> Answered:
        note = " ".join(filter(None, (row.problem, *_notes(row, goods))))
        cells = (*goods.cells, note)
        if not self._compare:
            return Answered(cells, goods.level, repeated, bool(note), "")
        tree = self._classifier.nomenclature
        found = agreement(row.declared, goods.code, tree, editions(), goods.level)
        return Answered(
            (*cells, *_agreement_cells(found)), goods.level, repeated, bool(note), found.verdict
        )


def renamed(columns: Sequence[Column], taken: Sequence[str]) -> list[Column]:
    """Return *columns*, with a number added to a name that is among those *taken*."""
    fresh = []
    for column in columns:
        name, number = column.name, 2
        while name in taken:
            name, number = f"{column.name}_{number}", number + 1
        fresh.append(Column(name, column.type))
    return fresh


def _agreement_cells(found: Agreement) -> tuple[Cell, ...]:
    standing = f"dead since {found.dead_since}" if found.dead_since else found.standing
    return standing, " ".join(found.successors), found.verdict


def _question(prediction: Prediction) -> str:
    if not prediction.questions:
        return ""
    first = prediction.questions[0]
    choices = "; ".join(f"{c.label}: {' '.join(c.codes)}" for c in first.choices)
    return f"{first.text} ({choices})" if choices else first.text


def _wordless(prediction: Prediction) -> str:
    return f"Not classified: {prediction.reason}" if prediction.text else "No description."


def _described(text: str) -> str:
    """Return the text of a cell, or "" for the error that a spreadsheet put into it."""
    return "" if text.strip() in _SPREADSHEET_ERRORS else text


def _notes(row: Asked, goods: _Goods) -> tuple[str, ...]:
    """Return what is to be said of a row besides its own problem, which explains an empty one."""
    if not row.text:
        return () if row.problem else (goods.note,)
    if not _described(row.text):
        error = row.text.strip()
        return (f"The cell holds the spreadsheet error {error}, not a description.",)
    if _cut(row.text):
        cut = f"Only the first {MAX_CHARACTERS:,} characters of the description were read."
        return (goods.note, cut)
    return (goods.note,)


def _cut(text: str) -> bool:
    """Tell whether cleaning left out more of a description than white space and markup."""
    if len(text) <= MAX_CHARACTERS:
        return False
    if text[MAX_RAW_CHARACTERS:].strip():
        return True
    # A text that was cut may be one shorter than that, as it ends in no space.
    return len(" ".join(text.split())) > MAX_CHARACTERS and len(clean(text)) >= MAX_CHARACTERS - 1
