"""The lines of a table or a document, to be laid over the map: where each falls, and how sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from hsclassify.agreement import Agreement, agreement
from hsclassify.classifier import HSClassifier
from hsclassify.columns import position
from hsclassify.editions import editions
from hsclassify.errors import InputError
from hsclassify.formats import cell_text, reader
from hsclassify.latent import LatentMap
from hsclassify.results import Prediction
from hsclassify.rows import AGREEMENT_COLUMNS
from hsclassify.tables import TableResult
from hsclassify.text import clean
from hsclassify.ui.document_work import Read

LINES_SHOWN: Final = 500
"""More lines would hide the map below them and make the table beside it endless."""

ROWS_READ: Final = 20_000
"""Rows of a table among which those worth a look are sought; all of a long one take minutes."""

_ALIKE: Final = ("", "same code")


@dataclass(frozen=True)
class Mark:
    """A line on the map.

    Attributes:
        number: of the line or row, from 1.
        text: the description.
        x: from -1 (left edge) to 1.
        y: from -1 (bottom edge) to 1.
        code: the leading subheading.
        confidence: its probability, 0 to 1.
        agreement: of the code that was declared or printed beside the description.
        near: number of the concept that is nearest.
    """

    number: int
    text: str
    x: float
    y: float
    code: str
    confidence: float
    agreement: Agreement
    near: int

    @property
    def disagrees(self) -> bool:
        """Whether another code was declared or printed."""
        return self.agreement.contradicted


@dataclass(frozen=True)
class Audit:
    """What is laid over the map.

    Attributes:
        marks: lines with another declared code first, then the less sure before the surer.
        lines: how many the table or document has.
        nowhere: numbers of the lines among those looked at that name no goods.
    """

    marks: tuple[Mark, ...]
    lines: int
    nowhere: tuple[int, ...]

    @property
    def left_out(self) -> int:
        """How many lines were not looked at."""
        return self.lines - len(self.marks) - len(self.nowhere)


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    declared: str
    differs: bool


class Auditor:
    """Places lines with one classifier and its map."""

    def __init__(self, classifier: HSClassifier, latent: LatentMap) -> None:
        self._classifier = classifier
        self._latent = latent

    def table(self, file: str | None, result: TableResult | None) -> Audit:
        """Place the rows of a finished table, those with another declared code first.

        Args:
            file: the table as :class:`TableWork` finished it.
            result: what came of it.

        Raises:
            InputError: there is no finished table.
        """
        if not file or result is None:
            raise InputError("Expected a classified table, got none. Classify one first.")
        lines = _worth_a_look(_lines(Path(file), result))
        tree = self._classifier.nomenclature
        answers = self._classifier.classify_all([x.text for x in lines], 1)
        return self._audit(
            (
                (x.number, p, agreement(x.declared, _leader(p), tree, editions(), p.level))
                for x, p in zip(lines, answers, strict=True)
            ),
            result.rows,
        )

    def document(self, read: Read | None) -> Audit:
        """Place the line items of a document, those with another declared code first.

        Raises:
            InputError: there is no document.
        """
        if read is None:
            raise InputError("Expected a document that was read, got none. Upload one first.")
        items = read.document.items
        # As many as are shown, and none that agrees before one that does not.
        ranked = sorted(items, key=lambda i: not i.check.agreement.contradicted)[:LINES_SHOWN]
        return self._audit(
            ((i.number, i.prediction, i.check.agreement) for i in ranked), len(items)
        )

    def _audit(self, answered: Iterable[tuple[int, Prediction, Agreement]], lines: int) -> Audit:
        marks, nowhere = [], []
        for number, prediction, found in answered:
            mark = self._mark(number, prediction, found)
            if mark:
                marks.append(mark)
            else:
                nowhere.append(number)
        marks.sort(key=lambda m: (not m.disagrees, m.confidence, m.number))
        return Audit(tuple(marks), lines, tuple(nowhere))

    def _mark(self, number: int, prediction: Prediction, found: Agreement) -> Mark | None:
        location = self._latent.locate(prediction)
        if location is None:
            return None
        best = prediction.candidates[0]
        (near,) = self._latent.rows([prediction.neighbors[0].concept_id])
        return Mark(
            number,
            prediction.text,
            location.x,
            location.y,
            best.code,
            best.probability,
            found,
            near,
        )


def _leader(prediction: Prediction) -> str:
    return prediction.candidates[0].code if prediction.candidates else ""


def _lines(file: Path, result: TableResult) -> Iterator[_Line]:
    """Yield the beginning of a finished table."""
    with reader(file)(file) as table:
        at = position(table.names, result.column)
        declared_at = position(table.names, result.declared) if result.declared else None
        # The columns of the agreement are the last ones, whatever they had to be called.
        verdict_at = AGREEMENT_COLUMNS.index("hs_agreement") - len(AGREEMENT_COLUMNS)
        for number, row in enumerate(islice(table.rows, ROWS_READ), 1):
            declared = "" if declared_at is None else cell_text(row.cells[declared_at])
            verdict = "" if declared_at is None else cell_text(row.cells[verdict_at])
            text = clean(cell_text(row.cells[at]))
            yield _Line(number, text, declared, verdict not in _ALIKE)


def _worth_a_look(lines: Iterable[_Line]) -> Sequence[_Line]:
    """Return as many lines as are shown, those with another declared code before the others."""
    ranked = sorted(lines, key=lambda x: not x.differs)
    return sorted(ranked[:LINES_SHOWN], key=lambda x: x.number)
