"""The lines of a table that add up, or add to the sum."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from hsclassify.documents.grid import Grid
from hsclassify.documents.header import Column, is_numeric, label_of
from hsclassify.documents.numbers import has_number, is_number
from hsclassify.documents.vocabulary import Role, is_sum
from hsclassify.documents.words import Box, Word, join, line_y, typical_height

ITEM_NUMBERS: Final = 2
"""A line with numbers in so many columns is no remark, whatever it begins with."""
_APART: Final = 1.5
"""Pieces of a line are more than this many text heights apart."""
_NEXT_LINE: Final = 2.1
_ROUND: Final = "()（）:："
"""May stand round a rate: "Tax (7%):"."""
_SUBTOTAL: Final = re.compile(
    r"sub|group|page|carried|brought|小计|小計|本页|本頁|承前|过次|過次|ย่อย|ยอดยก|nhóm|trang",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Total:
    """A line that adds up, or adds to the sum.

    Attributes:
        text: the line from its label on, such as "VAT 7% 341.00".
        cells: its numbers by what their column holds.
        heads: the headers of these columns.
        box: around it.
    """

    text: str
    cells: Mapping[Role, str]
    heads: Mapping[Role, str]
    box: Box

    @property
    def amount(self) -> str:
        """What stands in the column of amounts; "" where there is none."""
        return self.cells.get("amount", "")


def is_subtotal(text: str) -> bool:
    """Tell whether a total is that of a part of the goods."""
    return bool(_SUBTOTAL.search(text))


def is_total(line: Sequence[Word], grid: Grid) -> bool:
    """Tell whether a line of a table is a total, a charge or a discount."""
    counted = counted_roles(line, grid)
    if "price" in counted:
        return False  # It is an item; a sum has none.
    numeric = sum(map(is_numeric, grid.columns))
    lone = len(counted) == 1 and numeric >= ITEM_NUMBERS
    alone = counted == {"amount"}
    if is_sum(label_of(line), surely=not lone, alone=alone):
        return True
    # Something else may stand at the left: "In words: five dollars    Total 5.00".
    return alone and _labelled_from(line) > 0


def _labelled_from(line: Sequence[Word]) -> int:
    """Return at which word the label of a total begins, 0 where there is none further right."""
    gap = _APART * typical_height(line)
    starts = [i for i, (a, b) in enumerate(pairwise(line), 1) if b.box.left - a.box.right > gap]
    ends = [*starts[1:], len(line)]
    labelled = [
        start
        for start, end in zip(starts, ends, strict=False)
        if is_sum(label_of(line[start:end]), surely=True, alone=True)
    ]
    return labelled[-1] if labelled else 0


def total_of(line: Sequence[Word], grid: Grid) -> Total:
    """Return what a line that :func:`is_total` says."""
    words: dict[Column, list[Word]] = {}
    for word in line:
        words.setdefault(grid.columns[grid.column_at(word.box.x)], []).append(word)
    cells: dict[Role, str] = {}
    for column, cell in words.items():
        cells[column.role] = f"{cells.get(column.role, '')} {column.cell(cell)}".strip()
    heads = {column.role: column.text for column in words}
    said = line if is_sum(label_of(line), surely=False) else line[_labelled_from(line) :]
    numbers = {role: text for role, text in cells.items() if role == "amount" or has_number(text)}
    return Total(join(said), numbers, heads, Box.around(w.box for w in line))


def goes_on(total: Total, before: Sequence[Word], line: Sequence[Word], grid: Grid) -> bool:
    """Tell whether *line* is the number of a *total* that has none in the line *before*."""
    if any(has_number(w.text) for w in before) or counted_roles(line, grid) != {"amount"}:
        return False
    columns = {grid.columns[grid.column_at(w.box.x)].role for w in line}
    near = line_y(line) - line_y(before) < _NEXT_LINE * typical_height(before)
    return near and columns == {"amount"} and total.box.bottom <= line[0].box.bottom


def counted_roles(line: Sequence[Word], grid: Grid) -> set[Role]:
    """Return the roles of the columns of numbers in which a line has one; a rate is none."""
    numbers = [
        w for w in line if is_number(w.text) and not w.text.strip(_ROUND).endswith(("%", "％"))
    ]
    columns = [grid.columns[grid.column_at(w.box.x)] for w in numbers]
    return {c.role for c in columns if is_numeric(c)}
