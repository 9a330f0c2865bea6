"""From the words of a page to the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from math import inf
from typing import Final

from hsclassify.documents.bare import find_bare_table
from hsclassify.documents.content import with_content
from hsclassify.documents.grid import Grid, find_grid
from hsclassify.documents.header import find_headers, is_numeric, label_of
from hsclassify.documents.labels import parted
from hsclassify.documents.levels import LEVEL, Body, cell_words, find_anchors
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import is_number
from hsclassify.documents.rulings import Rulings
from hsclassify.documents.totals import (
    ITEM_NUMBERS,
    Total,
    counted_roles,
    goes_on,
    is_subtotal,
    is_total,
    total_of,
)
from hsclassify.documents.vocabulary import Role, is_remark
from hsclassify.documents.words import Box, Word, join, joined, line_y, lines, typical_height

_WIDE_RULING: Final = 0.5
"""A ruling between rows spans at least this share of the table's width."""
_CLOSE: Final = 1.75
"""Lines of one cell are at most this many text heights apart."""
_LEAST_NUMBERED: Final = 3
_MOST_NUMBERED: Final = 0.6
"""So many of the rows have their numbers, at least, where any are taken from the cells."""
_NUMBERED: Final = re.compile(r"(\d{1,3})[.)]?\s+(?=\S)")
_CLEARER: Final = 1.12
"""A gap that is this much wider than another one is where a row ends."""


@dataclass(frozen=True)
class Row:
    """A line item as it stands on the page: its cells' texts by role."""

    cells: Mapping[Role, str]
    box: Box
    confidence: float


@dataclass(frozen=True)
class PageTables:
    """What the tables of one page hold.

    Attributes:
        rows: the line items, top to bottom.
        totals: the totals, charges and discounts.
        grid: the last table's columns, for a table that goes on overleaf.
        boxes: around each table.
        others: what else has an amount and a label between the first total and the last.
    """

    rows: tuple[Row, ...] = ()
    totals: tuple[Total, ...] = ()
    grid: Grid | None = None
    boxes: tuple[Box, ...] = ()
    others: tuple[Total, ...] = ()


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
    walls = sorted(rulings.vertical, key=lambda r: r.at)
    headers = find_headers(page, walls, deadline)
    bodies: list[tuple[Sequence[Sequence[Word]], Grid, list[Box]]] = []
    if before is not None:
        # What precedes the first header may be the end of the table on the page before.
        bodies.append((page[: headers[0].first if headers else len(page)], before, []))
    for number, header in enumerate(headers):
        end = headers[number + 1].first if number + 1 < len(headers) else len(page)
        body = page[header.last + 1 : end]
        grid = find_grid(header, body, rulings, width, before.filled if before else 0)
        bodies.append((body, grid, [header.box]))
    found = PageTables()
    for body_lines, body_grid, head in bodies:
        deadline.left()
        table = _read_body(body_lines, body_grid, rulings, headed=bool(head))
        boxes = (Box.around([*head, *(r.box for r in table.rows)]),) if table.rows else ()
        found = PageTables(
            found.rows + table.rows,
            found.totals + table.totals,
            table.grid,
            found.boxes + boxes,
            found.others + table.others,
        )
    if not found.rows and (bare := _read_bare(page, rulings, width)):
        return bare
    return found


def _read_bare(page: Sequence[Sequence[Word]], rulings: Rulings, width: float) -> PageTables | None:
    """Read a table without a header; None where its cells do not show what they hold."""
    table = find_bare_table(page)
    if table is None:
        return None
    grid = Grid(table.columns, (0.0, *table.edges, width))
    found = _read_body(page[table.first :], grid, rulings)
    roles = {c.role for c in found.grid.columns} if found.grid else set()
    if not found.rows or "description" not in roles or not roles & {"amount", "hs"}:
        return None
    return replace(found, boxes=(Box.around(r.box for r in found.rows),))


def _read_body(
    body: Sequence[Sequence[Word]], grid: Grid, rulings: Rulings, *, headed: bool = True
) -> PageTables:
    if not body:
        return PageTables(grid=grid)
    words = [w for line in body for w in line]
    height = typical_height(words)
    table_width = grid.columns[-1].box.right - grid.columns[0].box.left
    separators = [r.at for r in rulings.horizontal if r.length > _WIDE_RULING * table_width]
    kept, totals, stops = _sorted_out(body, grid)
    sums = [total.box.y for total in totals]
    frame = Body(grid, height, separators, stops, sums, headed)
    first, _ = _spans_of(kept, frame, _numeric_looking(kept, grid))
    columns = with_content(grid.columns, [_cells(kept, span, grid) for span in first])
    if columns != grid.columns:
        # A total stands in the columns of the goods, whatever the header was read as.
        grid = replace(grid, columns=columns)
        kept, totals, stops = _sorted_out(body, grid)
        frame = replace(frame, grid=grid, stops=stops, sums=[total.box.y for total in totals])
    spans, filled = _spans_of(kept, frame, _numeric_named(grid))
    rows = [row for span in spans if (row := _row(kept, span, grid)) is not None]
    rows = _unnumbered(_before_end(rows, totals), grid)
    others = _others(kept, spans, totals, grid)
    grid = replace(grid, filled=grid.filled or filled)
    return PageTables(tuple(rows), tuple(totals), grid, others=tuple(others))


def _others(
    kept: Sequence[Sequence[Word]], spans: Sequence[_Span], totals: Sequence[Total], grid: Grid
) -> list[Total]:
    """Return the lines between the first total and the last that have an amount of no goods."""
    first = min((total.box.top for total in totals), default=inf)
    last = max((total.box.top for total in totals), default=-inf)
    return [
        total_of(line, grid)
        for line in kept
        if first < line_y(line) < last
        and counted_roles(line, grid) == {"amount"}
        and any(map(str.isalpha, label_of(line)))
        and not any(span.top < line_y(line) < span.bottom for span in spans)
    ]


def _before_end(rows: Sequence[Row], totals: Sequence[Total]) -> list[Row]:
    """Leave out what looks like rows below the last total: terms, bank accounts.

    More goods may follow a subtotal, and they have amounts as those before it.
    """
    ends = [total.box.top for total in totals if total.amount and not is_subtotal(total.text)]
    priced = sum("amount" in row.cells for row in rows)
    if not ends or 2 * priced <= len(rows):
        return list(rows)
    return [row for row in rows if row.box.top < ends[0] or "amount" in row.cells]


def _unnumbered(rows: Sequence[Row], grid: Grid) -> list[Row]:
    """Take the numbers of the rows from their first cells, where no column of them was seen.

    Numbers stay as they are: "1 500" and "2 500" are more likely to be quantities.
    """
    first = grid.columns[0]
    roles: list[Role] = ["description"] if is_numeric(first) else [first.role, "description"]
    for role in roles:
        found = [_NUMBERED.match(row.cells.get(role, "")) for row in rows]
        if _consecutive([int(match[1]) if match else None for match in found]):
            rows = [_without(row, role, match) for row, match in zip(rows, found, strict=True)]
    return list(rows)


def _without(row: Row, role: Role, number: re.Match[str] | None) -> Row:
    """Return *row* without its *number* in the cell of *role*."""
    if number is None:
        return row
    return replace(row, cells={**row.cells, role: row.cells[role][number.end() :]})


def _consecutive(numbers: Sequence[int | None]) -> bool:
    """Tell whether *numbers* count the rows; of those in pictures some may be lost."""
    firsts = [number - at for at, number in enumerate(numbers) if number is not None]
    return (
        len(firsts) >= max(_LEAST_NUMBERED, _MOST_NUMBERED * len(numbers)) and len(set(firsts)) == 1
    )


def _numeric_named(grid: Grid) -> list[int]:
    named = [i for i, c in enumerate(grid.columns) if is_numeric(c)]
    return named or [i for i, c in enumerate(grid.columns) if c.role in {"hs", "number"}]


def _numeric_looking(kept: Iterable[Sequence[Word]], grid: Grid) -> list[int]:
    """Return the columns that hold numbers by their header or by most of their lines."""
    found = []
    for i, column in enumerate(grid.columns):
        texts = [join(line) for line in lines(cell_words(kept, grid, i))]
        counted = sum(map(is_number, texts))
        if is_numeric(column) or (column.role in {"other", "unit"} and 2 * counted > len(texts)):
            found.append(i)
    return found or _numeric_named(grid)


def _spans_of(
    kept: Sequence[Sequence[Word]], body: Body, numeric: Sequence[int]
) -> tuple[list[_Span], float]:
    """Return the spans of the rows, and how many numbers they usually have."""
    anchors, filled = find_anchors(kept, body, numeric)
    return (_spans(kept, anchors, body) if anchors else []), filled


def _cells(kept: Sequence[Sequence[Word]], span: _Span, grid: Grid) -> dict[int, str]:
    """Return the texts of a row by the number of their column."""
    columns: dict[int, list[Word]] = {}
    for line in kept:
        for word in line:
            if span.top < word.box.y < span.bottom:
                columns.setdefault(grid.column_at(word.box.x), []).append(word)
    return {n: grid.columns[n].cell(columns[n]) for n in sorted(columns)}


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
    for before, line in zip([None, *body], body, strict=False):
        if is_total(line, grid):
            totals.append(total_of(line, grid))
        elif before and totals and goes_on(totals[-1], before, line, grid):
            totals[-1] = total_of([*before, *line], grid)
        elif not _is_remark(line, grid):
            kept.append(line)
            continue
        stops.append(line_y(line))
    return kept, totals, stops


def _is_remark(line: Sequence[Word], grid: Grid) -> bool:
    """Tell whether a line speaks across the columns instead of filling them."""
    counted = counted_roles(line, grid)
    if len(counted) < ITEM_NUMBERS and is_remark(join(line)):
        return True
    if counted:
        return False
    # Sentences run over the columns' edges; cells keep clear of them.
    inner = grid.edges[1:-1]
    return sum(any(w.box.left < x < w.box.right for w in line) for x in inner) >= 2


@dataclass(frozen=True)
class _Span:
    """From where to where a row reaches, and the height of its numbers."""

    top: float
    anchor: float
    bottom: float


def _spans(
    kept: Sequence[Sequence[Word]],
    anchors: Sequence[float],
    body: Body,
) -> list[_Span]:
    at = [i for i, c in enumerate(body.grid.columns) if c.role in {"description", "detail"}]
    text = sorted(
        line_y(line) for line in lines([w for c in at for w in cell_words(kept, body.grid, c)])
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
    gaps = [b - a for a, b in pairwise(text) if LEVEL * height < b - a < _CLOSE * height]
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
    body: Body,
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
    goods, said = _goods(words, grid)
    texts.pop("description", None)
    described = " ".join([*goods, *texts.pop("detail", [])]).strip()
    cells: dict[Role, str] = {role: " ".join(parts) for role, parts in texts.items()}
    if grid.number_of("description") is None:
        described = cells.get("sku", "") or cells.get("other", "")
    if not any(map(str.isalpha, described)):
        return None
    cells = {**said, **cells, "description": described}
    confidence = sum(w.confidence * len(w.text) for w in words) / sum(len(w.text) for w in words)
    return Row(cells, Box.around(w.box for w in words), confidence)


def _goods(words: Sequence[Word], grid: Grid) -> tuple[list[str], Mapping[Role, str]]:
    """Return what the columns of descriptions say, and what stands after labels in them."""
    texts: list[str] = []
    said: dict[Role, str] = {}
    for number, column in enumerate(grid.columns):
        if column.role != "description":
            continue
        cell = [w for w in words if grid.column_at(w.box.x) == number]
        goods, more = parted(join(line) for line in lines(cell))
        texts.append(reduce(joined, goods, "").strip())
        said |= more
    return texts, said
