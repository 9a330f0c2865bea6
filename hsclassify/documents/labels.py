"""What stands after its label: "HS Code: 0901.21", in a line of goods or in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from hsclassify.documents.vocabulary import COLUMNS, Role, begins, key

_NOISE: Final = 12
"""Letters that a label may have besides its term: a second language, a full stop."""
_PART: Final = re.compile(r"[/;|，；]|,\s")
_BRACKETS: Final = "()（）[] "
_IN_GOODS: Final[tuple[Role, ...]] = ("hs", "origin")
_CODE: Final = re.compile(r"(?:H\.?S\.?|HTS)(?:\s*(?:code|no))?[\s.:#]*([\d][\d. ]{2,}\d)", re.I)


def labelled_value(text: str, role: Role) -> str | None:
    """Return what follows the label of *role* and a colon, None where there is no such label."""
    label, colon, value = text.replace("：", ":").partition(":")
    term = begins(label, COLUMNS[role])
    if not colon or term is None or len(key(label)) > len(term) + _NOISE:
        return None
    return value.strip()


def parted(lines: Iterable[str]) -> tuple[list[str], Mapping[Role, str]]:
    """Part what goods are from the codes and origins that are printed below them.

    Args:
        lines: of a cell.

    Returns:
        The lines without those that say the code or the origin, and what these say.
    """
    goods: list[str] = []
    said: dict[Role, str] = {}
    awaited: Role | None = None
    for line in lines:
        if awaited:
            said[awaited], awaited = line.strip(_BRACKETS), None
            continue
        found = _said(line)
        if found is None:
            goods.append(line)
            continue
        for role, value in found.items():
            if value:
                said.setdefault(role, value)
            else:
                awaited = role
    return (goods, said) if goods else (list(lines), {})


def _said(line: str) -> dict[Role, str] | None:
    """Return the code and the origin that a line says; None where it says more than that."""
    found: dict[Role, str] = {}
    for part in _PART.split(line.strip(_BRACKETS)):
        code = _CODE.fullmatch(part.strip())
        if code:
            found["hs"] = code[1]
            continue
        named = [(r, v) for r in _IN_GOODS if (v := labelled_value(part, r)) is not None]
        if not named:
            return None
        found[named[0][0]] = named[0][1]
    return found
