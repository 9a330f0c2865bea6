"""The lines of a document beside the totals that it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from hsclassify.documents import numbers
from hsclassify.documents.fields import Field, FieldName, Sheet
from hsclassify.documents.numbers import Mark
from hsclassify.documents.table import PageTables
from hsclassify.documents.totals import Total, is_subtotal
from hsclassify.documents.vocabulary import CHARGES, DISCOUNTS, Role, begins

_CENT: Final = Decimal("0.01")
_RATE = re.compile(r"(?<![\d.,])[\d.,]++\s*+[%％]")
_WEIGHTS: Final[Mapping[FieldName, Role]] = {"net_weight": "net", "gross_weight": "gross"}


@dataclass(frozen=True)
class Sum:
    """The line amounts added up beside the total that is printed; None where there is none.

    Attributes:
        lines: all line amounts.
        total: as printed.
        charges: that the total has on top of the lines: freight, insurance, tax, less discounts.
    """

    lines: Decimal | None
    total: Decimal | None
    charges: Decimal = Decimal(0)

    @property
    def agrees(self) -> bool | None:
        """Whether the two are the same; None where one is missing."""
        if self.lines is None or self.total is None:
            return None
        return abs(self.lines + self.charges - self.total) <= _CENT

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        return {
            "lines": as_float(self.lines),
            "total": as_float(self.total),
            "charges": as_float(self.charges),
            "agrees": self.agrees,
        }


def as_float(value: Decimal | None) -> float | None:
    """Return *value* as JSON has it."""
    return None if value is None else float(value)


def compared(
    amounts: Iterable[Decimal | None],
    tables: Iterable[PageTables],
    fields: Mapping[FieldName, Field],
    decimal: Mark,
) -> Sum:
    """Compare the *amounts* of the lines with what the document says they add up to.

    Any subtotal or total will do, and so will a total that the charges and discounts
    between the lines and it explain.
    """
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return Sum(None, None)
    lines = sum(known, Decimal(0))
    found = [
        (total.text, value)
        for table in tables
        for total in table.totals
        if (value := _value(total, decimal)) is not None
    ]
    named = [(text, v) for text, v in found if not _is_extra(text)]
    stated = [v for _, v in named]
    if "total" in fields:
        stated.append(Decimal(fields["total"].value))
    charges = _charges(found)
    for extra in (charges, Decimal(0)):  # The last total says more than a subtotal.
        for total in stated:
            if (sums := Sum(lines, total, extra)).agrees:
                return sums
    last = [v for text, v in named if not is_subtotal(text)]
    return Sum(lines, max(last) if last else next(iter(stated[len(named) :]), None), charges)


def _is_extra(text: str) -> bool:
    return begins(text, (*CHARGES, *DISCOUNTS)) is not None


def _charges(found: Iterable[tuple[str, Decimal]]) -> Decimal:
    """Return what is added to the lines, less what is taken off."""
    charges = sum((v for text, v in found if begins(text, CHARGES)), Decimal(0))
    # A discount is printed with a minus or without one.
    return charges - sum((abs(v) for text, v in found if begins(text, DISCOUNTS)), Decimal(0))


def _value(total: Total, decimal: Mark) -> Decimal | None:
    found = numbers.numerals(total.amount) or numbers.numerals(_RATE.sub("", total.text))
    return found[-1].value(decimal) if found else None


def with_totals(
    fields: Mapping[FieldName, Field],
    sums: Sum,
    sheets: Sequence[Sheet],
    tables: Sequence[PageTables],
    decimal: Mark,
) -> dict[FieldName, Field]:
    """Return *fields* with what the last lines of the tables say of the whole.

    What stands beside the word "total" may be the sum of another column.

    Args:
        fields: as their labels have them.
        sums: with the total of the document.
        sheets: its pages.
        tables: of each page.
        decimal: the decimal mark.
    """
    full = dict(fields)
    totals = list(_totals(sheets, tables))
    for sheet, total in totals:
        if _value(total, decimal) == sums.total is not None and not _is_extra(total.text):
            full["total"] = sheet.field(str(sums.total), total.text, total.box)
        for name, role in _WEIGHTS.items():
            weight = numbers.numerals(total.cells.get(role, ""))
            if weight and name not in fields and not is_subtotal(total.text):
                value = str(weight[0].value(decimal))
                full[name] = sheet.field(value, total.cells[role], total.box)
    if sums.lines is None and "total" in full and _stands_in(full["total"], totals):
        del full["total"]  # A packing list's total is one of cartons or pieces.
    return full


def _totals(sheets: Sequence[Sheet], tables: Sequence[PageTables]) -> Iterator[tuple[Sheet, Total]]:
    for sheet, found in zip(sheets, tables, strict=True):
        yield from ((sheet, total) for total in found.totals)


def _stands_in(field: Field, totals: Iterable[tuple[Sheet, Total]]) -> bool:
    """Tell whether a field was found in the line of a total."""
    middle = (field.box[1] + field.box[3]) / 2
    return any(
        sheet.number == field.page and total.box.top <= middle * sheet.height <= total.box.bottom
        for sheet, total in totals
    )
