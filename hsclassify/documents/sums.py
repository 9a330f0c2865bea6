"""The lines of a document beside the totals that it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from hsclassify.documents.captions import FieldName
from hsclassify.documents.currencies import CODES
from hsclassify.documents.fields import Field, Sheet
from hsclassify.documents.numbers import Mark, numerals
from hsclassify.documents.table import PageTables
from hsclassify.documents.tallies import is_tally
from hsclassify.documents.totals import Total, is_subtotal
from hsclassify.documents.vocabulary import CHARGES, DISCOUNTS, Role, begins
from hsclassify.documents.weights import kilograms

_CENT: Final = Decimal("0.01")
_RATE = re.compile(r"(?<![\d.,])[\d.,]++\s*+[%％]")
_UNPAID: Final = ("amount due", "balance due", "total due")
"""What is left to pay may be less than the sum."""
_WEIGHTS: Final[Mapping[FieldName, Role]] = {"net_weight": "net", "gross_weight": "gross"}


@dataclass(frozen=True)
class Sum:
    """The line amounts added up beside the total that is printed; None where there is none.

    Attributes:
        lines: all line amounts.
        total: as printed; None, too, where lines were left out and do not make it.
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

    def of_a_part(self) -> Sum:
        """Return the sum where lines were left out: a total that they do not make tells nothing."""
        return self if self.agrees else Sum(self.lines, None)

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
    tables: Sequence[PageTables],
    fields: Mapping[FieldName, Field],
    decimal: Mark,
) -> Sum:
    """Compare the *amounts* of the lines with what the document says they add up to.

    Any subtotal or total will do, and so will a total that the charges and discounts
    between the lines and it explain; but a last total that stands below has to agree as well.
    A line between them with an amount that is just what is missing is a charge by any name.
    """
    known = [amount for amount in amounts if amount is not None]
    if not known:
        return Sum(None, None)
    lines = sum(known, Decimal(0))
    stated = _stated(tables, fields, decimal)
    for extra in (stated.charges, Decimal(0)):  # The last total says more than a subtotal.
        for at, value in enumerate(stated.values):
            if Sum(lines, value, extra).agrees:
                wrong = stated.wrong_below(at, lines)
                return Sum(lines, value, extra) if wrong is None else stated.filled(wrong)
    return stated.filled(Sum(lines, stated.last, stated.charges))


@dataclass(frozen=True)
class _Stated:
    """What a document says that its lines add up to.

    Attributes:
        values: of its totals and subtotals from top to bottom, and of the field.
        finals: places among them of those that are of the whole document.
        last: the likeliest of all where none agrees.
        charges: see :class:`Sum`.
        unnamed: amounts that may be charges or discounts by a name that is not known.
    """

    values: tuple[Decimal, ...]
    finals: tuple[int, ...]
    last: Decimal | None
    charges: Decimal
    unnamed: tuple[Decimal, ...] = ()

    def filled(self, sums: Sum) -> Sum:
        """Return *sums* with an unnamed charge or discount, or all, that make it agree."""
        for value in (*self.unnamed, sum(self.unnamed, Decimal(0))):
            for extra in (value, -value):
                full = replace(sums, charges=sums.charges + extra)
                if full.agrees:
                    return full
        return sums

    def wrong_below(self, place: int, lines: Decimal) -> Sum | None:
        """Return the sum of *lines* with the last total below a *place*, if that is another."""
        if not self.finals or self.finals[-1] <= place:
            return None
        sums = Sum(lines, self.values[self.finals[-1]], self.charges)
        return None if sums.agrees or replace(sums, charges=Decimal(0)).agrees else sums


def _stated(
    tables: Sequence[PageTables], fields: Mapping[FieldName, Field], decimal: Mark
) -> _Stated:
    found = [
        (total, value)
        for table in tables
        for total in table.totals
        if (value := _value(total, decimal)) is not None and not _is_of_goods(total)
    ]
    named = [(total, value) for total, value in found if not _is_extra(total.text)]
    beside = [Decimal(fields["total"].value)] if "total" in fields else []
    currency = fields["currency"].value if "currency" in fields else ""
    finals = tuple(at for at, (total, _) in enumerate(named) if _is_final(total, currency))
    doubtful = sorted(value for total, value in named if not is_subtotal(total.text))
    likely = [named[at][1] for at in finals[-1:]] or doubtful[-1:] or beside
    return _Stated(
        (*(value for _, value in named), *beside),
        finals,
        likely[0] if likely else None,
        _charges([(total.text, value) for total, value in found]),
        tuple(_unnamed(tables, decimal)),
    )


def _unnamed(tables: Iterable[PageTables], decimal: Mark) -> Iterator[Decimal]:
    """Yield the amounts among the totals that no known word names, and columns of tax."""
    for table in tables:
        for line in table.others:
            if not _is_of_goods(line) and (value := _value(line, decimal)) is not None:
                yield value
        for total in table.totals:
            found = numerals(_RATE.sub("", total.cells.get("other", "")))
            if found and begins(total.heads["other"], CHARGES):
                yield found[-1].value(decimal)


def _is_final(total: Total, currency: str) -> bool:
    """Tell whether a total is that of the whole document, in its *currency* and before payments."""
    if not total.amount or is_subtotal(total.text) or begins(total.text, _UNPAID):
        return False
    others = {code for code in CODES if code in total.text and code != currency}
    return not (currency and others and currency not in total.text)


def _is_of_goods(total: Total) -> bool:
    """Tell whether a total is no amount; beside the number of another column it may be one."""
    return is_tally(total.text if len(total.cells) < 2 else "", total.amount)


def _is_extra(text: str) -> bool:
    return begins(text, (*CHARGES, *DISCOUNTS)) is not None


def _charges(found: Sequence[tuple[str, Decimal]]) -> Decimal:
    """Return what is added to the lines, less what is taken off."""
    charges = sum((v for text, v in found if begins(text, CHARGES)), Decimal(0))
    # A discount is printed with a minus or without one.
    return charges - sum((abs(v) for text, v in found if begins(text, DISCOUNTS)), Decimal(0))


def _value(total: Total, decimal: Mark) -> Decimal | None:
    found = numerals(total.amount) or numerals(_RATE.sub("", total.text))
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
            text, head = total.cells.get(role, ""), total.heads.get(role, "")
            weight = kilograms(text, decimal, head)
            if weight is not None and name not in fields and not is_subtotal(total.text):
                full[name] = sheet.field(str(weight), text, total.box)
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
