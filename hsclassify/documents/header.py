"""The header row of a table: which columns there are, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import has_number
from hsclassify.documents.vocabulary import NUMERIC_ROLES, Role, column_term
from hsclassify.documents.words import Box, Word, join, line_y, typical_height

_NEAR: Final = 1.2
"""Words of one header cell are at most this many text heights apart."""
_TOUCHING: Final = 0.55
"""Words that are less than this many text heights apart belong together in any case."""
_STACK: Final = 2.1
"""Lines of one header are at most this many text heights apart."""
_SAID: Final = 0.25
"""A term takes at least this share of a header cell; in goods one turns up by chance."""
_ALL_SAID: Final = 0.4
"""Terms take at least this share of header cells that touch each other."""
_LONGEST_CELL: Final = 6
_LONGEST_LINE: Final = 150
"""Words of a line that may still be a header, of a dozen columns in two languages."""
_MINIMUM_ROLES: Final = 2


@dataclass(frozen=True)
class Column:
    """A column: what it holds, its header's text and box."""

    role: Role
    text: str
    box: Box


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


def find_headers(lines: Sequence[Sequence[Word]], deadline: Deadline) -> list[Header]:
    """Return the headers among a page's lines, top to bottom.

    Raises:
        LimitError: the time is over.
    """
    height = typical_height(w for line in lines for w in line)
    cells = []
    for line in lines:
        deadline.left()
        cells.append(_cells(line, height))
    headers: list[Header] = []
    at = 0
    while at < len(lines):
        if _could_be_header(cells[at]):
            header = _grown(lines, cells, at, height, headers[-1].last + 1 if headers else 0)
            if header is not None:
                headers.append(header)
                at = header.last
        at += 1
    return headers


def _could_be_header(cells: Sequence[Column]) -> bool:
    roles = {c.role for c in cells if c.role != "other"}
    numbers = sum(has_number(c.text) for c in cells)
    return len(roles) >= _MINIMUM_ROLES and numbers <= len(cells) // 3


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
    while last + 1 < len(lines) and _near(lines[last], lines[last + 1], height):
        if not _belongs(columns, cells[last + 1], height):
            break
        last += 1
        columns = _stacked(columns, cells[last])
    while first - 1 >= lowest and _near(lines[first - 1], lines[first], height):
        if not _belongs(columns, cells[first - 1], height):
            break
        first -= 1
        columns = _stacked(cells[first], columns)
    roles = [c.role for c in columns]
    priced = {"quantity", "price", "amount", "net", "gross", "hs"} & set(roles)
    if not ("description" in roles and priced) and len(priced) < 3:
        return None
    box = Box.around(c.box for c in columns)
    return Header(tuple(_settled(columns)), first, last, box)


def _near(above: Sequence[Word], below: Sequence[Word], height: float) -> bool:
    return line_y(below) - line_y(above) < _STACK * height


def _belongs(columns: Sequence[Column], line: Sequence[Column], height: float) -> bool:
    """Tell whether a line next to a header says more about its columns, and is no table row."""
    if any(has_number(c.text) and column_term(c.text) is None for c in line):
        return False
    return any(
        _says_more(_over(columns, cell), cell)
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


def _says_more(column: Column | None, cell: Column) -> bool:
    if column is None:
        return cell.role != "other" or column_term(cell.text) is not None
    term = column_term(column.text)
    both = column_term(f"{column.text} {cell.text}")
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
    """Join header cells that stand above each other."""
    columns = list(upper)
    for cell in lower:
        above = _over(columns, cell)
        if above is None:
            columns.append(cell)
        else:
            text = f"{above.text} {cell.text}"
            columns[columns.index(above)] = Column(
                _role(text, above.role), text, Box.around((above.box, cell.box))
            )
    return sorted(columns, key=lambda c: c.box.left)


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


def _cells(line: Sequence[Word], height: float) -> list[Column]:
    """Cut a line into header cells: by gaps, and by the terms that runs of words make."""
    if len(line) > _LONGEST_LINE:
        return [Column("other", join(line), Box.around(w.box for w in line))]
    taken = [False] * len(line)
    runs: list[tuple[int, int]] = []
    for start, end in _term_runs(line, height):
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            runs.append((start, end))
    at = 0
    while at < len(line):
        if taken[at]:
            at += 1
            continue
        end = at + 1
        while end < len(line) and not taken[end] and _gap(line, end) < _TOUCHING * height:
            end += 1
        runs.append((at, end))
        at = end
    return _merged([line[start:end] for start, end in sorted(runs)], height)


def _term_runs(line: Sequence[Word], height: float) -> list[tuple[int, int]]:
    """Return the runs of neighbouring words that make a term, longest term first."""
    found = []
    for start in range(len(line)):
        for end in range(start + 1, min(len(line), start + _LONGEST_CELL) + 1):
            if end - start > 1 and _gap(line, end - 1) >= _NEAR * height:
                break
            text = join(line[start:end])
            term = column_term(text)
            if term is None or term[1] < 0.6 * len(text.replace(" ", "")):
                continue
            found.append((-term[1], end - start, start, end))
    return [(start, end) for _, _, start, end in sorted(found)]


def _gap(line: Sequence[Word], at: int) -> float:
    """Return the gap before word *at*."""
    return line[at].box.left - line[at - 1].box.right


def _merged(runs: Sequence[Sequence[Word]], height: float) -> list[Column]:
    """Add words that name nothing to the cell that they touch: "(USD)" to "Price"."""
    cells: list[Column] = []
    for run in runs:
        text, box = join(run), Box.around(w.box for w in run)
        named = column_term(text) is not None
        if cells and box.left - cells[-1].box.right < _TOUCHING * height:
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
