"""What a column holds by what stands in it, where its header does not say or was misread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.documents.countries import country
from hsclassify.documents.header import Column
from hsclassify.documents.numbers import Mark, agreeing, is_number, numerals
from hsclassify.documents.vocabulary import Role, column_term, is_unit

Cells = Mapping[int, str]
"""The texts of a row by the number of their column."""
Shares = npt.NDArray[np.float64]

_MOST: Final = 0.6
"""So many of a column's cells have to be of a kind for the column to be."""
_FEW: Final = 0.3
_MARKS: Final[tuple[Mark, ...]] = (".", ",")
_SUM: Final[tuple[Role, ...]] = ("quantity", "price", "amount")
_MOST_NUMBERS: Final = 24
"""Columns of numbers among which a sum is looked for: each three of them are tried."""
_HS_CODE = re.compile(
    r"(?:0[1-9]|[1-9]\d)\d{2}[. ]?\d{2}(?:[. ]?\d{2}){0,2}|(?:0[1-9]|[1-9]\d)\d{2}"
)
_LONGEST_UNIT: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]{3}|[\u0e00-\u0e7f]{3}|[\u4e00-\u9fff]{2}")


def with_content(columns: Sequence[Column], rows: Sequence[Cells]) -> tuple[Column, ...]:
    """Return *columns* with the roles that their cells show.

    A header that was read keeps its word, except where its cells belie it: a "unit"
    of numbers, amounts that are not what quantity and price multiply to.

    Args:
        columns: as the header names them; "other" where it does not.
        rows: their cells.
    """
    if not rows:
        return tuple(columns)
    roles: list[Role] = [c.role for c in columns]
    texts = [[row.get(i, "") for row in rows] for i in range(len(columns))]
    freed = _free_misnamed(roles, texts)
    _find_codes(columns, roles, texts)
    _find_sum(columns, roles, rows)
    for i, column in enumerate(columns):
        term = column_term(column.text)
        if roles[i] == "other" and term and term[0] not in roles and i not in freed:
            roles[i] = term[0]
    _find_words(columns, roles, texts)
    return tuple(replace(c, role=r) for c, r in zip(columns, roles, strict=True))


def _unnamed(columns: Sequence[Column], roles: Sequence[Role], i: int) -> bool:
    """Tell whether nothing in the header says what column *i* is."""
    term = column_term(columns[i].text)
    return roles[i] == "other" and (term is None or term[0] != "other")


def _share(texts: Sequence[str], test: re.Pattern[str]) -> float:
    filled = [t for t in texts if t]
    return sum(bool(test.fullmatch(t)) for t in filled) / len(filled) if filled else 0.0


def _worded(texts: Sequence[str]) -> bool:
    filled = [t for t in texts if t]
    return bool(filled) and sum(bool(_WORD.search(t)) for t in filled) > _MOST * len(filled)


def _numeric(texts: Sequence[str]) -> bool:
    filled = [t for t in texts if t]
    return bool(filled) and sum(map(is_number, filled)) > _MOST * len(filled)


def _free_misnamed(roles: list[Role], texts: Sequence[Sequence[str]]) -> set[int]:
    """Take the role from columns whose cells belie it; return those that may not get it back.

    A "unit" of numbers has half of "unit price" for its header. "Item" names the number of a
    row or the goods: where no column is headed as those, one of words has them.
    """
    for i, role in enumerate(roles):
        if role == "unit" and _numeric(texts[i]):
            roles[i] = "other"
    if "description" in roles:
        return set()
    freed = {i for i, role in enumerate(roles) if role == "number" and _worded(texts[i])}
    for i in freed:
        roles[i] = "other"
    return freed


def _find_codes(
    columns: Sequence[Column], roles: list[Role], texts: Sequence[Sequence[str]]
) -> None:
    if "hs" in roles:
        return
    for i, role in enumerate(roles):
        free = role == "sku" or _unnamed(columns, roles, i)
        if free and len(texts[i]) > 1 and _share(texts[i], _HS_CODE) > _MOST:
            roles[i] = "hs"
            return


def _find_sum(columns: Sequence[Column], roles: list[Role], rows: Sequence[Cells]) -> None:
    """Find the three columns of which two multiply to the third in most rows."""
    named = [roles.index(r) for r in _SUM if r in roles]
    if len(named) == len(_SUM) and _fits(named, rows)[0, 1, 2] > _FEW:
        return
    best = _best_sum(_free(columns, roles, rows), roles, rows)
    if best is None:
        return
    for i, role in enumerate(roles):
        if role in _SUM:
            roles[i] = "other"
    for i, role in zip(best, _SUM, strict=True):
        roles[i] = role


def _free(columns: Sequence[Column], roles: Sequence[Role], rows: Sequence[Cells]) -> list[int]:
    """Return the columns of numbers that may be part of a sum, some at most.

    Those that are headed as one, and the rightmost: sizes and colours stand before what they
    come to.
    """
    free = [
        i
        for i in range(len(columns))
        if (roles[i] in _SUM or _unnamed(columns, roles, i))
        and _numeric([row.get(i, "") for row in rows])
    ]
    return sorted(sorted(free, key=lambda i: (roles[i] not in _SUM, -i))[:_MOST_NUMBERS])


def _best_sum(
    free: Sequence[int], roles: Sequence[Role], rows: Sequence[Cells]
) -> tuple[int, int, int] | None:
    """Return which of the columns *free* are quantity, price and amount; None if none are."""
    if len(rows) < 2 or len(free) < len(_SUM):  # One row multiplies out by chance.
        return None
    quantity, price, amount = (np.array([roles[i] == role for i in free], int) for role in _SUM)
    kept = quantity[:, None, None] + price[:, None] + amount
    whole = np.array([_whole(i, rows) for i in free])
    worth = _fits(free, rows) + 0.01 * kept + 0.001 * whole[:, None, None]
    at = np.unravel_index(worth.argmax(), worth.shape)
    if worth[at] <= _MOST:
        return None
    q, p, a = (free[int(i)] for i in at)
    return q, p, a


def _fits(columns: Sequence[int], rows: Sequence[Cells]) -> Shares:
    """Return for each three of n *columns* the share of rows in which the first two make the third.

    Returns:
        Shares by quantity, price and amount, shape (n, n, n); -1 where two are the same column.
    """
    count = len(columns)
    agreed = [np.zeros((count,) * 3, int) for _ in _MARKS]
    for row in rows:
        found = [numerals(row.get(i, "")) for i in columns]
        for sums, mark in zip(agreed, _MARKS, strict=True):
            sums += agreeing([n[0].value(mark) if n else None for n in found])
    shares = np.maximum(*agreed) / len(rows)
    q, p, a = np.ogrid[:count, :count, :count]
    shares[(q == p) | (p == a) | (q == a)] = -1
    return shares


def _whole(column: int, rows: Sequence[Cells]) -> float:
    """Return the share of numbers without decimals: quantities have fewer than prices."""
    return sum(row.get(column, "").strip().isdigit() for row in rows) / len(rows)


def _find_words(
    columns: Sequence[Column], roles: list[Role], texts: Sequence[Sequence[str]]
) -> None:
    """Find the description, then the origin and the unit, among the columns of words."""
    letters = {
        i: sum(sum(map(str.isalpha, t)) for t in texts[i])
        for i in range(len(columns))
        if _unnamed(columns, roles, i) and not _numeric(texts[i])
    }
    if "description" not in roles and letters and max(letters.values()):
        at = max(letters, key=lambda i: letters[i])
        roles[at] = "description"
        del letters[at]
    for i in letters:
        filled = [t for t in texts[i] if t]
        if not filled:
            continue
        units = all(map(is_unit, filled))  # KG is Kyrgyzstan, too, and MT Malta.
        if "origin" not in roles and not units and all(country(t) for t in filled):
            roles[i] = "origin"
        elif "unit" not in roles and all(len(t) <= _LONGEST_UNIT for t in filled):
            roles[i] = "unit"
