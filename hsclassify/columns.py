"""Which column holds the descriptions, and which the declared codes: guessed from a few rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from hsclassify.code_names import CODE_NAMES
from hsclassify.errors import InputError, quoted
from hsclassify.formats import cell_text
from hsclassify.text import clean, fold, has_words

_DESCRIPTION = re.compile(
    r"descri|goods|\bgds\b|product|commodit|merchandise|article|cargo|\bitems?\b"
    r"|mo ta|ten hang|hang hoa|san pham|dien giai"
    r"|สินค้า|รายการ|คำอธิบาย|รายละเอียด"
    r"|描述|品名|商品|货物|貨物|名称|产品|說明|说明"
)
_NO_DESCRIPTION = re.compile(
    r"\bcodes?\b|\bno\b|number|\bid\b|\bsku\b|price|value|amount|q(uanti)?ty\b|unit|weight|date"
    r"|country|origin|currency|\bma\b|so luong|don gia|tri gia|รหัส|พิกัด|จำนวน|ราคา|เลขที่"
    r"|编码|编号|代码|税号|数量|单价|金额|日期"
)
_ALSO_DECLARED: Final = ("商品编号", "商品編號")
"""Names of other columns as well; their cells tell which."""

_CODE_CELL = re.compile(r"\d{2,12}(\.0)?|\d{3,4}\.\d|\d{2,4}([. -]\d{2,4}){1,4}")
_LETTERS_THAT_COUNT: Final = 40
_OWN_COLUMN = re.compile(r"hs_(code|probability|level|title|alternatives|question|note)")


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """Return *names* so that each is another: a second "goods" is called "goods (2)"."""
    taken, seen = set(names), Counter[str]()
    found = []
    for name in names:
        seen[name] += 1
        label = name
        if seen[name] > 1:
            while (label := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            taken.add(label)
        found.append(label)
    return tuple(found)


def guess_description(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str | None:
    """Return the label of the column that looks most like descriptions, or None.

    Args:
        names: of the columns; some may be the same.
        rows: a few rows of cells.
    """
    merits = [_merit(name, _texts(rows, at)) for at, name in enumerate(names)]
    best = max(merits, default=0.0)
    return labels(names)[merits.index(best)] if best > 0 else None


def guess_declared(names: Sequence[str], rows: Sequence[Sequence[object]]) -> str | None:
    """Return the label of the column that is named like one of HS codes and holds such, or None."""
    for at, name in enumerate(names):
        told = [t for t in _texts(rows, at) if t]
        codes = sum(bool(_CODE_CELL.fullmatch(t)) for t in told)
        if _DECLARED.search(_folded(name)) and told and codes * 2 >= len(told):
            return labels(names)[at]
    return None


def position(names: Sequence[str], wanted: str) -> int:
    """Return where the column *wanted* is, without regard to case and outer spaces if need be.

    Args:
        names: of the columns; some may be the same.
        wanted: one of their :func:`labels`.

    Raises:
        InputError: there is no such column.
    """
    known = labels(names)
    if wanted in known:
        return known.index(wanted)
    alike = [at for at, label in enumerate(known) if _folded(label) == _folded(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise InputError(
        f"Expected a column {quoted(wanted)}, found {', '.join(map(quoted, known)) or 'none'}. "
        "Name one of these."
    )


def _folded(name: str) -> str:
    return fold(clean(name)).replace("_", " ")


def _named(names: Sequence[str]) -> re.Pattern[str]:
    """Return what finds one of *names*; Latin ones as words, which a script without spaces ends."""
    folded = sorted({_folded(name) for name in names}, key=len, reverse=True)
    words = "|".join(re.escape(name) for name in folded if name.isascii())
    others = "|".join(re.escape(name) for name in folded if not name.isascii())
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z])|{others}|^declared(?: hs)?(?: codes?)?$")


_DECLARED: Final = _named((*CODE_NAMES, *_ALSO_DECLARED))


def _texts(rows: Sequence[Sequence[object]], at: int) -> list[str]:
    return [clean(cell_text(row[at])) for row in rows]


def _merit(name: str, texts: Sequence[str]) -> float:
    """Letters a cell, more for a telling name, and nothing for a column without words."""
    if not texts or _OWN_COLUMN.fullmatch(name):
        return 0.0
    letters = [min(sum(c.isalpha() for c in t), _LETTERS_THAT_COUNT) for t in texts if has_words(t)]
    share = len(letters) / len(texts)
    variety = len(set(texts)) / len(texts)
    merit = sum(letters) / len(texts) * share * variety
    folded = _folded(name)
    if _NO_DESCRIPTION.search(folded):
        return merit * 0.1
    return merit * 10 if _DESCRIPTION.search(folded) else merit
