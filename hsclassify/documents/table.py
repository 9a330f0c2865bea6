"""From the words of a page to the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

import numpy as np

from hsclassify.documents.bare import find_bare_table
from hsclassify.documents.content import with_content
from hsclassify.documents.header import Column, Header, find_headers, is_numeric
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import has_number, is_number
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.vocabulary import Role, is_remark, is_sum
from hsclassify.documents.words import Box, Word, join, line_y, lines, typical_height

_ACROSS: Final = 0.4
_WIDE_RULING: Final = 0.5
"""A ruling between rows spans at least this share of the table's width."""
_CLOSE: Final = 1.75
"""Lines of one cell are at most this many text heights apart."""
_LEVEL: Final = 0.6
"""What is less than this many text heights apart stands on one line."""
_ITEM_NUMBERS: Final = 2
"""A line with numbers in so many columns is no remark, whatever it begins with."""
_CLEARER: Final = 1.12
"""A gap that is this much wider than another one is where a row ends."""


@dataclass(frozen=True)
class Grid:
    """The columns of a table with the places where they meet.

    Attributes:
        columns: from left to right.
        edges: ascending; column *i* lies between edges *i* and *i + 1*.
        filled: how many numbers a row usually has; 0 until rows were seen.
    """

    columns: tuple[Column, ...]
    edges: tuple[float, ...]
    filled: float = 0

    def column_at(self, x: float) -> int:
        """Return the number of the column at *x*."""
        return int(np.searchsorted(self.edges[1:-1], x))

    def number_of(self, role: Role) -> int | None:
        """Return the number of the column with *role*."""
        return next((i for i, c in enumerate(self.columns) if c.role == role), None)


@dataclass(frozen=True)
class Row:
    """A line item as it stands on the page: its cells' texts by role."""

    cells: Mapping[Role, str]
    box: Box
    confidence: float


@dataclass(frozen=True)
class Total:
    """A line that adds up, or adds to the sum.

    Attributes:
        text: the whole line, such as "VAT 7% 341.00".
        amount: what stands in the column of amounts; "" where there is none.
    """

    text: str
    amount: str


@dataclass(frozen=True)
class PageTables:
    """What the tables of one page hold.

    Attributes:
        rows: the line items, top to bottom.
        totals: the totals, charges and discounts.
        grid: the last table's columns, for a table that goes on overleaf.
        boxes: around each table.
    """

    rows: tuple[Row, ...] = ()
    totals: tuple[Total, ...] = ()
    grid: Grid | None = None
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class _Body:
    """The part of a page under one header.

    Attributes:
        separators: heights of the rulings between rows.
        stops: heights of the lines that are no part of an item.
    """

    grid: Grid
    height: float
    separators: list[float]
    stops: list[float]


def read_tables(
    words: Sequence[Word],
    rulings: Rulings,
    width: float,
    deadline: Deadline,
    before: Grid | None = None,
) -> PageTables:
    """Read the tables of a page.

    Args:
        words: all words of the page.
        rulings: its drawn lines.
        width: of the page in pixels.
        deadline: when to give up.
        before: the columns of the table that the page before ended in, if any.

    Raises:
        LimitError: the time is over.
    """
    page = lines(words)
    headers = find_headers(page, deadline)
    rows: list[Row] = []
    totals: list[Total] = []
    boxes: list[Box] = []
    bodies: list[tuple[Sequence[Sequence[Word]], Grid, list[Box]]] = []
    if before is not None:
        # What precedes the first header may be the end of the table on the page before.
        bodies.append((page[: headers[0].first if headers else len(page)], before, []))
    for number, header in enumerate(headers):
        end = headers[number + 1].first if number + 1 < len(headers) else len(page)
        body = page[header.last + 1 : end]
        grid = _grid(header, body, rulings, width, before.filled if before else 0)
        bodies.append((body, grid, [header.box]))
    last: Grid | None = None
    for body_lines, body_grid, head in bodies:
        deadline.left()
        found, sums, last = _read_body(body_lines, body_grid, rulings)
        if found:
            rows += found
            boxes.append(Box.around([*head, *(r.box for r in found)]))
        totals += sums
    if not rows and (bare := _read_bare(page, rulings, width)):
        return bare
    return PageTables(tuple(rows), tuple(totals), last, tuple(boxes))


def _read_bare(page: Sequence[Sequence[Word]], rulings: Rulings, width: float) -> PageTables | None:
    """Read a table without a header; None where its cells do not show what they hold."""
    table = find_bare_table(page)
    if table is None:
        return None
    grid = Grid(table.columns, (0.0, *table.edges, width))
    rows, totals, grid = _read_body(page[table.first :], grid, rulings)
    roles = {c.role for c in grid.columns}
    if not rows or "description" not in roles or not roles & {"amount", "hs"}:
        return None
    return PageTables(tuple(rows), tuple(totals), grid, (Box.around(r.box for r in rows),))


def _grid(
    header: Header,
    body: Sequence[Sequence[Word]],
    rulings: Rulings,
    width: float,
    filled: float,
) -> Grid:
    """Find where the columns meet: at a ruling, else where the fewest words are cut."""
    table = _table_part(body)
    words = [w for line in table for w in line]
    bottom = max([w.box.bottom for w in words], default=header.box.bottom)
    walls = [
        r.at
        for r in rulings.vertical
        if min(r.end, bottom) - max(r.start, header.box.top) > 0.6 * (bottom - header.box.top)
    ]
    columns = [header.columns[0]]
    edges = [0.0]
    for right in header.columns[1:]:
        left = columns[-1]
        if _one_column(left, right, words, walls, len(table)):
            named = right if left.role == "other" else left
            columns[-1] = replace(
                named, text=f"{left.text} {right.text}", box=Box.around((left.box, right.box))
            )
            continue
        edges.append(_edge(left.box, right.box, words, walls))
        columns.append(right)
    return Grid(tuple(columns), (*edges, width), filled)


def _one_column(
    left: Column, right: Column, words: Iterable[Word], walls: Sequence[float], rows: int
) -> bool:
    """Tell whether two header cells are the words of one: the cells below run across."""
    if "other" not in {left.role, right.role}:
        return False
    if any(left.box.x < x < right.box.x for x in walls):
        return False
    start, end = left.box.right, max(left.box.right + 1, right.box.left)
    across = sum(w.box.left < start and w.box.right > end for w in words)
    return across > max(1, _ACROSS * rows)


def _table_part(body: Sequence[Sequence[Word]]) -> Sequence[Sequence[Word]]:
    """Return the lines down to the first total or the first wide gap."""
    height = typical_height(w for line in body for w in line)
    for i, line in enumerate(body):
        if i and line_y(line) - line_y(body[i - 1]) > 6 * height:
            return body[:i]
        if i and any(has_number(w.text) for w in line) and is_sum(_label(line), surely=True):
            return body[:i]
    return body


def _edge(left: Box, right: Box, words: Iterable[Word], walls: Sequence[float]) -> float:
    start, end = left.right, right.left
    if end - start < 2:
        middle = (left.right + right.left) / 2
        start, end = middle - 1, middle + 1
    between = [x for x in walls if left.x < x < right.x]
    if len(between) == 1:
        return between[0]
    places = np.linspace(start, end, 200)
    cuts = np.zeros(len(places))
    for word in words:
        cuts += (places > word.box.left) & (places < word.box.right)
    return float(places[_widest(cuts == cuts.min())])


def _widest(free: np.ndarray) -> int:
    """Return the middle of the longest run of True."""
    best, start = (0, 0), None
    for i, value in enumerate([*free.tolist(), False]):
        if value and start is None:
            start = i
        elif not value and start is not None:
            best = max(best, (i - start, start + (i - start) // 2))
            start = None
    return min(best[1], len(free) - 1)


def _read_body(
    body: Sequence[Sequence[Word]], grid: Grid, rulings: Rulings
) -> tuple[list[Row], list[Total], Grid]:
    if not body:
        return [], [], grid
    words = [w for line in body for w in line]
    height = typical_height(words)
    table_width = grid.columns[-1].box.right - grid.columns[0].box.left
    separators = [r.at for r in rulings.horizontal if r.length > _WIDE_RULING * table_width]
    kept, totals, stops = _sorted_out(body, grid)
    frame = _Body(grid, height, separators, stops)
    first, _ = _spans_of(kept, frame, _numeric_looking(kept, grid))
    columns = with_content(grid.columns, [_cells(kept, span, grid) for span in first])
    grid = replace(grid, columns=columns)
    spans, filled = _spans_of(kept, replace(frame, grid=grid), _numeric_named(grid))
    rows = [row for span in spans if (row := _row(kept, span, grid)) is not None]
    return rows, totals, replace(grid, filled=grid.filled or filled)


def _numeric_named(grid: Grid) -> list[int]:
    named = [i for i, c in enumerate(grid.columns) if is_numeric(c)]
    return named or [i for i, c in enumerate(grid.columns) if c.role in {"hs", "number"}]


def _numeric_looking(kept: Iterable[Sequence[Word]], grid: Grid) -> list[int]:
    """Return the columns that hold numbers by their header or by most of their lines."""
    found = []
    for i, column in enumerate(grid.columns):
        texts = [join(line) for line in lines(_cell_words(kept, grid, i))]
        counted = sum(map(is_number, texts))
        if is_numeric(column) or (column.role in {"other", "unit"} and 2 * counted > len(texts)):
            found.append(i)
    return found or _numeric_named(grid)


def _spans_of(
    kept: Sequence[Sequence[Word]], body: _Body, numeric: Sequence[int]
) -> tuple[list[_Span], float]:
    """Return the spans of the rows, and how many numbers they usually have."""
    anchors, filled = _anchors(kept, body.grid, body.height, numeric)
    return (_spans(kept, anchors, body) if anchors else []), filled


def _cells(kept: Sequence[Sequence[Word]], span: _Span, grid: Grid) -> dict[int, str]:
    """Return the texts of a row by the number of their column."""
    columns: dict[int, list[Word]] = {}
    for line in kept:
        for word in line:
            if span.top < word.box.y < span.bottom:
                columns.setdefault(grid.column_at(word.box.x), []).append(word)
    return {number: join(columns[number]) for number in sorted(columns)}


def _sorted_out(
    body: Sequence[Sequence[Word]], grid: Grid
) -> tuple[list[Sequence[Word]], list[Total], list[float]]:
    """Set the lines that are no part of an item apart.

    Returns:
        The lines that may be items, the totals, and the heights of the
        lines set apart: no item reaches over one of those.
    """
    kept: list[Sequence[Word]] = []
    totals: list[Total] = []
    stops: list[float] = []
    for line in body:
        if _is_total(line, grid):
            totals.append(_total(line, grid))
        elif not _is_remark(line, grid):
            kept.append(line)
            continue
        stops.append(line_y(line))
    return kept, totals, stops


def _is_total(line: Sequence[Word], grid: Grid) -> bool:
    counted = _counted(line, grid)
    if "price" in counted:
        return False  # It is an item; a sum has none.
    numeric = sum(map(is_numeric, grid.columns))
    lone = len(counted) == 1 and numeric >= _ITEM_NUMBERS
    return is_sum(_label(line), surely=not lone)


def _total(line: Sequence[Word], grid: Grid) -> Total:
    at = grid.number_of("amount")
    cell = [w for w in line if at is not None and grid.column_at(w.box.x) == at]
    return Total(join(line), join(cell))


def _label(line: Sequence[Word]) -> str:
    """Return what a line says besides its numbers."""
    return " ".join(w.text for w in line if not has_number(w.text))


def _counted(line: Sequence[Word], grid: Grid) -> set[Role]:
    """Return the roles of the columns of numbers in which a line has one."""
    columns = [grid.columns[grid.column_at(w.box.x)] for w in line if is_number(w.text)]
    return {c.role for c in columns if is_numeric(c)}


def _is_remark(line: Sequence[Word], grid: Grid) -> bool:
    """Tell whether a line speaks across the columns instead of filling them."""
    counted = _counted(line, grid)
    if len(counted) < _ITEM_NUMBERS and is_remark(join(line)):
        return True
    if counted:
        return False
    # Sentences run over the columns' edges; cells keep clear of them.
    inner = grid.edges[1:-1]
    return sum(any(w.box.left < x < w.box.right for w in line) for x in inner) >= 2


def _cell_words(kept: Iterable[Sequence[Word]], grid: Grid, column: int) -> list[Word]:
    return [w for line in kept for w in line if grid.column_at(w.box.x) == column]


def _anchors(
    kept: Sequence[Sequence[Word]], grid: Grid, height: float, numeric: Sequence[int]
) -> tuple[list[float], float]:
    """Return the heights at which rows stand, and how many numbers they usually have."""
    marks: list[tuple[float, int]] = []
    for column in numeric:
        for line in lines(_cell_words(kept, grid, column)):
            if is_number(join(line)):
                marks.append((line_y(line), column))
    levels: list[list[tuple[float, int]]] = []
    for mark in sorted(marks):
        if levels and mark[0] - levels[-1][0][0] < _LEVEL * height:
            levels[-1].append(mark)
        else:
            levels.append([mark])
    filled = [len({c for _, c in level}) for level in levels]
    full = grid.filled or median(filled or [0])
    return [
        median(y for y, _ in level)
        for level, count in zip(levels, filled, strict=True)
        if 2 * count >= full
    ], full


@dataclass(frozen=True)
class _Span:
    """From where to where a row reaches, and the height of its numbers."""

    top: float
    anchor: float
    bottom: float


def _spans(
    kept: Sequence[Sequence[Word]],
    anchors: Sequence[float],
    body: _Body,
) -> list[_Span]:
    at = [i for i, c in enumerate(body.grid.columns) if c.role in {"description", "detail"}]
    text = sorted(
        line_y(line) for line in lines([w for c in at for w in _cell_words(kept, body.grid, c)])
    )
    limits = [*body.separators, *body.stops]
    pitch = _pitch(text, body.height)
    borders = [_above_first(text, anchors[0], limits, pitch)]
    leads = any(borders[0] < y < anchors[0] - 0.4 * body.height for y in text)
    for upper, lower in pairwise(anchors):
        borders.append(_border(text, upper, lower, body, leads=leads))
    tops = list(borders)
    bottoms = [*borders[1:], _below_last(text, anchors[-1], limits, pitch)]
    for i, anchor in enumerate(anchors):
        # Something set apart between two rows belongs to neither.
        tops[i] = max([tops[i], *(y for y in limits if tops[i] <= y < anchor)])
        bottoms[i] = min([bottoms[i], *(y for y in limits if anchor < y <= bottoms[i])])
    return [_Span(t, a, b) for t, a, b in zip(tops, anchors, bottoms, strict=True)]


def _pitch(text: Sequence[float], height: float) -> float:
    """Return how far apart the lines of a cell are."""
    # Pieces of one line differ by less: an accent makes a box reach higher.
    gaps = [b - a for a, b in pairwise(text) if _LEVEL * height < b - a < _CLOSE * height]
    return min([*gaps, _CLOSE * height]) * 1.25


def _above_first(
    text: Sequence[float], anchor: float, limits: Sequence[float], pitch: float
) -> float:
    floor = max([y for y in limits if y < anchor], default=float("-inf"))
    top = anchor
    for y in reversed([y for y in text if floor < y < anchor]):
        if top - y > pitch:
            break
        top = y
    return max(floor, top - pitch / 2)


def _below_last(
    text: Sequence[float], anchor: float, limits: Sequence[float], pitch: float
) -> float:
    ceiling = min([y for y in limits if y > anchor], default=float("inf"))
    bottom = anchor
    for y in [y for y in text if anchor < y < ceiling]:
        if y - bottom > pitch:
            break
        bottom = y
    return min(ceiling, bottom + pitch / 2)


def _border(
    text: Sequence[float],
    upper: float,
    lower: float,
    body: _Body,
    *,
    leads: bool,
) -> float:
    """Return where the row at *upper* ends and the one at *lower* begins."""
    drawn = [y for y in (*body.separators, *body.stops) if upper < y < lower]
    if drawn:
        return drawn[0]
    slack = 0.4 * body.height
    inside = [y for y in text if upper - slack <= y <= lower + slack]
    if len(inside) < 2:
        return (upper + lower) / 2
    gaps = [
        (b - a, (a + b) / 2) for a, b in pairwise(inside) if b > upper + slack and a < lower - slack
    ]
    if not gaps:
        return (upper + lower) / 2
    widest, at = max(gaps)
    others = [g for g in gaps if g[1] != at]
    if not others or widest > _CLEARER * max(others)[0]:
        return at
    # Even gaps: a row begins with its numbers, unless the first row did not.
    return (upper + lower) / 2 if leads else lower - slack


def _row(kept: Sequence[Sequence[Word]], span: _Span, grid: Grid) -> Row | None:
    words = [w for line in kept for w in line if span.top < w.box.y < span.bottom]
    texts: dict[Role, list[str]] = {}
    for number, text in _cells(kept, span, grid).items():
        texts.setdefault(grid.columns[number].role, []).append(text)
    described = " ".join([*texts.pop("description", []), *texts.pop("detail", [])]).strip()
    cells: dict[Role, str] = {role: " ".join(parts) for role, parts in texts.items()}
    if grid.number_of("description") is None:
        described = cells.get("sku", "") or cells.get("other", "")
    if not described:
        return None
    cells["description"] = described
    confidence = sum(w.confidence * len(w.text) for w in words) / sum(len(w.text) for w in words)
    return Row(cells, Box.around(w.box for w in words), confidence)
