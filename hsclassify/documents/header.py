"""The header row of a table: which columns there are, and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Final

from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import has_number, multiplied
from hsclassify.documents.rulings import Ruling
from hsclassify.documents.vocabulary import NUMERIC_ROLES, Role, column_term, is_sum
from hsclassify.documents.words import Box, Word, join, line_y, stacked, typical_height

_NEAR: Final = 1.2
"""Words of one header cell are at most this many text heights apart."""
_TOUCHING: Final = 0.55
"""Words that are less than this many text heights apart belong together in any case."""
_APART: Final = 0.7
"""Two terms of columns that are this many text heights apart are two cells."""
_STACK: Final = 2.7
"""Lines of one header are at most this many text heights apart."""
_SAID: Final = 0.25
"""A term takes at least this share of a header cell; in goods one turns up by chance."""
_ALL_SAID: Final = 0.4
"""Terms take at least this share of header cells that touch each other."""
_LONGEST_CELL: Final = 6
_LONGEST_LINE: Final = 150
"""Words of a line that may still be a header, of a dozen columns in two languages."""
_MINIMUM_ROLES: Final = 2
_LEAST_MARKS: Final = 3
_MARK: Final = re.compile(r"(?<!\w)[(\[]?(\d{1,2}|[A-Za-z])[)\]]?(?!\w)")
_FORMULA: Final = re.compile(r"=[\d\s()\[\]xX×*+-]+")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Column:
    """A column: what it holds, its header's text and box."""

    role: Role
    text: str
    box: Box

    def cell(self, words: Iterable[Word]) -> str:
        """Return the text of a cell, multiplied as the header says: 金额（万元）.

        Two lines of numbers stay two lines: "2" above "100" is no 2 100.
        """
        text = stacked(words, has_number) if is_numeric(self) else join(words)
        return multiplied(text, self.text)


@dataclass(frozen=True)
class Header:
    """The header of one table.

    Attributes:
        columns: from left to right.
        first: number of its first line among the page's lines.
        last: number of its last line.
        box: of the whole header.
    """

    columns: tuple[Column, ...]
    first: int
    last: int
    box: Box

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that it has columns for."""
        return frozenset(c.role for c in self.columns)


def find_headers(
    lines: Sequence[Sequence[Word]], walls: Sequence[Ruling], deadline: Deadline
) -> list[Header]:
    """Return the headers among a page's lines, top to bottom.

    Args:
        lines: of the page.
        walls: its vertical rulings, from left to right: no cell reaches over one.
        deadline: when to give up.

    Raises:
        LimitError: the time is over.
    """
    height = typical_height(w for line in lines for w in line)
    cells = []
    for line in lines:
        deadline.left()
        cells.append(_cells(line, height, walls))
    headers: list[Header] = []
    at = 0
    while at < len(lines):
        if _could_be_header(cells[at]) and not _adds_up(lines[at]):
            header = _grown(lines, cells, at, height, headers[-1].last + 1 if headers else 0)
            if header is not None:
                headers.append(header)
                at = header.last
        at += 1
    return headers


def _could_be_header(cells: Sequence[Column]) -> bool:
    roles = {c.role for c in cells if c.role != "other"}
    numbers = sum(has_number(c.text) for c in cells)
    few = numbers <= len(cells) // 3
    return len(roles) >= _MINIMUM_ROLES and few and not _labels(cells)


def _labels(cells: Sequence[Column]) -> bool:
    """Tell whether a line has a label with its value: "Seller: Product Trading"."""
    marked = sum(":" in c.text or "：" in c.text for c in cells)
    return 0 < marked < len(cells) or any(re.search(r"[:：]\s*\w", c.text) for c in cells)


def _adds_up(line: Sequence[Word]) -> bool:
    """Tell whether a line is a total, whose words may name columns, too."""
    label = label_of(line)
    return len(label) < len(join(line)) and is_sum(label, surely=True)


def _grown(
    lines: Sequence[Sequence[Word]],
    cells: Sequence[Sequence[Column]],
    start: int,
    height: float,
    lowest: int,
) -> Header | None:
    """Take in the lines above and below that belong to the header at line *start*."""
    columns = list(cells[start])
    first = last = start
    grown = True
    while grown:  # "(USD)" below says something once "Price" above is seen.
        grown = False
        while last + 1 < len(lines) and _near(lines[last], lines[last + 1], height):
            if not _belongs(columns, cells[last + 1], height):
                break
            last, grown = last + 1, True
            columns = _stacked(columns, cells[last])
        while first - 1 >= lowest and _near(lines[first - 1], lines[first], height):
            if not _belongs(columns, cells[first - 1], height, above=True):
                break
            first, grown = first - 1, True
            columns = _stacked(cells[first], columns)
    roles = [c.role for c in columns]
    priced = {"quantity", "price", "amount", "net", "gross", "hs"} & set(roles)
    if not ("description" in roles and priced) and len(priced) < 3:
        return None
    if last + 1 < len(lines) and _numbers_columns(join(lines[last + 1])):
        last += 1
    box = Box.around(c.box for c in columns)
    return Header(tuple(_settled(columns)), first, last, box)


def _numbers_columns(text: str) -> bool:
    """Tell whether a line numbers the columns: "A B C 1 2 3=1x2", "(1) (2) (3)"."""
    marks = _MARK.findall(_FORMULA.sub("", text))
    if len(marks) < _LEAST_MARKS or _MARK.sub("", _FORMULA.sub("", text)).strip():
        return False
    digits = [int(m) for m in marks if m.isdigit()]
    letters = "".join(m for m in marks if not m.isdigit()).upper()
    return digits == list(range(1, len(digits) + 1)) and _LETTERS.startswith(letters)


def _near(above: Sequence[Word], below: Sequence[Word], height: float) -> bool:
    return line_y(below) - line_y(above) < _STACK * height


def _belongs(
    columns: Sequence[Column], line: Sequence[Column], height: float, *, above: bool = False
) -> bool:
    """Tell whether a line below or *above* a header says more about it, and is no table row."""
    if any(has_number(c.text) and column_term(c.text) is None for c in line):
        return False
    if _labels(line):
        return False
    return any(
        _says_more(_over(columns, cell), cell, above=above)
        for run in _runs(line, height)
        if not _is_prose(run)
        for cell in run
    )


def _runs(line: Sequence[Column], height: float) -> list[list[Column]]:
    """Return the cells of a line that stand as near to each other as words do."""
    runs: list[list[Column]] = []
    for cell in line:
        if runs and cell.box.left - runs[-1][-1].box.right < _TOUCHING * height:
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return runs


def _is_prose(run: Sequence[Column]) -> bool:
    """Tell whether cells are the words of goods, one of which is a header's term by chance."""
    terms = [column_term(c.text) for c in run]
    said = sum(term[1] for term in terms if term)
    return len(run) > 1 and said < _ALL_SAID * sum(len(c.text) for c in run)


def _says_more(column: Column | None, cell: Column, *, above: bool) -> bool:
    if column is None:
        return cell.role != "other" or column_term(cell.text) is not None
    term = column_term(column.text)
    both = column_term(" ".join((cell.text, column.text) if above else (column.text, cell.text)))
    if cell.text.startswith(("(", "（")):
        return True
    if term is None:
        return column_term(cell.text) is not None or both is not None
    own = column_term(cell.text)
    if own and own[1] >= _SAID * len(cell.text) and len(cell.text) <= 2 * len(column.text) + 12:
        return True
    return both is not None and both[1] > term[1]


def _over(columns: Sequence[Column], cell: Column) -> Column | None:
    sharing = [c for c in columns if c.box.shares_width(cell.box) > 0.3]
    return max(sharing, key=lambda c: c.box.shares_width(cell.box)) if sharing else None


def _stacked(upper: Sequence[Column], lower: Sequence[Column]) -> list[Column]:
    """Join header cells that stand above each other.

    A cell that reaches over several below it ("Quantity" over "Cartons" and "Pieces") makes a
    column with each of them.
    """
    below: dict[Column, list[Column]] = {}
    columns = []
    for cell in lower:
        above = _over(upper, cell)
        if above is None:
            columns.append(cell)
        else:
            below.setdefault(above, []).append(cell)
    for column in upper:
        cells = below.get(column, [])
        if len(cells) > 1 and _parts(column, cells):
            columns += [_under(column, cell) for cell in cells]
        else:
            columns.append(_joined(column, cells))
    return sorted(columns, key=lambda c: c.box.left)


def _parts(above: Column, cells: Sequence[Column]) -> bool:
    """Tell whether cells below one name columns of their own, each another one.

    Together they may also say the same again, in another language.
    """
    roles = [c.role for c in cells]
    again = _role(" ".join(c.text for c in cells)) == above.role
    return any(r != "other" for r in roles) and len(set(roles)) == len(roles) and not again


def _under(column: Column, cell: Column) -> Column:
    """Return the column of *cell*, which says it by itself or leaves it to the cell above."""
    role = cell.role if cell.role != "other" else column.role
    return Column(role, f"{column.text} {cell.text}", cell.box)


def _joined(column: Column, cells: Sequence[Column]) -> Column:
    for cell in cells:
        text = f"{column.text} {cell.text}"
        column = Column(_role(text, column.role), text, Box.around((column.box, cell.box)))
    return column


def _role(text: str, default: Role = "other") -> Role:
    term = column_term(text)
    return term[0] if term else default


def _settled(columns: Sequence[Column]) -> list[Column]:
    """Give each role to one column only: to the one whose header says it at greatest length.

    A second description column ("name" beside "specification") stays as detail.
    """
    best: dict[Role, int] = {}
    for i, column in enumerate(columns):
        length = _length(column)
        if column.role not in best or length > _length(columns[best[column.role]]):
            best[column.role] = i
    settled = []
    for i, column in enumerate(columns):
        if column.role in {"other", "detail"} or best[column.role] == i:
            settled.append(column)
        else:
            spare: Role = "detail" if column.role == "description" else "other"
            settled.append(replace(column, role=spare))
    return settled


def _length(column: Column) -> int:
    term = column_term(column.text)
    return term[1] if term else 0


def _cells(line: Sequence[Word], height: float, walls: Sequence[Ruling]) -> list[Column]:
    """Cut a line into header cells: by gaps, and by the terms that runs of words make."""
    if len(line) > _LONGEST_LINE:
        return [Column("other", join(line), Box.around(w.box for w in line))]
    gaps = _gaps(line, walls)
    taken = [False] * len(line)
    runs: list[tuple[int, int]] = []
    for start, end in _term_runs(line, gaps, height):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            runs.append((start, end))
    at = 0
    while at < len(line):
        if taken[at]:
            at += 1
            continue
        end = at + 1
        while end < len(line) and not taken[end] and gaps[end] < _TOUCHING * height:
            end += 1
        runs.append((at, end))
        at = end
    return _merged(line, sorted(runs), gaps, height)


def _gaps(line: Sequence[Word], walls: Sequence[Ruling]) -> list[float]:
    """Return the gap before each word of a line, without end at the wall of a cell."""
    places = [wall.at for wall in walls]
    middle = line_y(line)
    gaps = [inf]
    for before, word in pairwise(line):
        between = walls[bisect_left(places, before.box.x) : bisect_left(places, word.box.x)]
        parted = any(wall.start < middle < wall.end for wall in between)
        gaps.append(inf if parted else word.box.left - before.box.right)
    return gaps


def _term_runs(line: Sequence[Word], gaps: Sequence[float], height: float) -> list[tuple[int, int]]:
    """Return the runs of neighbouring words that make a term, longest term first."""
    found = []
    for start in range(len(line)):
        for end in range(start + 1, min(len(line), start + _LONGEST_CELL) + 1):
            if end - start > 1 and gaps[end - 1] >= _NEAR * height:
                break
            text = join(line[start:end])
            term = column_term(text)
            if term is None or term[1] < 0.6 * len(text.replace(" ", "")):
                continue
            if _two_cells(line, gaps, start, end, height):
                break
            found.append((-term[1], end - start, start, end))
    return [(start, end) for _, _, start, end in sorted(found)]


def _two_cells(
    line: Sequence[Word], gaps: Sequence[float], start: int, end: int, height: float
) -> bool:
    """Tell whether a run is two neighbours, each a term: "Item" and "Description"."""
    for at in range(start + 1, end):
        if gaps[at] >= _APART * height:
            roles = {_role(join(line[start:at])), _role(join(line[at:end]))}
            return len(roles) > 1 and "other" not in roles and roles != {"unit", "price"}
    return False


def _merged(
    line: Sequence[Word], runs: Sequence[tuple[int, int]], gaps: Sequence[float], height: float
) -> list[Column]:
    """Add words that name nothing to the cell that they touch: "(USD)" to "Price"."""
    cells: list[Column] = []
    for start, end in runs:
        words = line[start:end]
        text, box = join(words), Box.around(w.box for w in words)
        named = column_term(text) is not None
        if cells and gaps[start] < _TOUCHING * height:
            before = cells[-1]
            if not (named and column_term(before.text) is not None):
                joined = f"{before.text} {text}"
                cells[-1] = Column(
                    _role(joined, before.role), joined, Box.around((before.box, box))
                )
                continue
        cells.append(Column(_role(text), text, box))
    return cells


def is_numeric(column: Column) -> bool:
    """Tell whether a column holds numbers."""
    return column.role in NUMERIC_ROLES


def label_of(line: Sequence[Word]) -> str:
    """Return what a line says besides its numbers."""
    return " ".join(w.text for w in line if not has_number(w.text))
