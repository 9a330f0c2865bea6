"""The sentences that the app says: what a call may be refused with."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

_PACKAGE: Final = Path(__file__).parents[1] / "hsclassify"
_COPY: Final = _PACKAGE / "ui" / "copy"
_BUG: Final = "unexpected_error"
"""What stands for any error that the app did not foresee."""

_WORDS: Final = 3
"""Fewer could stand in any text."""
_ONE_AT_A_TIME: Final = Lock()
"""Threads that parse at the same time disturb each other in Python 3.11."""


def is_known(said: str) -> bool:
    """Tell whether what a call was refused with holds words that the app says."""
    with _ONE_AT_A_TIME:
        pieces = _pieces()
    return any(piece in said for piece in pieces)


def broke_down(said: str) -> bool:
    """Tell whether what a call was told is what the app says of its own bugs, in any language."""
    return any(text in said for text in _bugs())


@cache
def _bugs() -> frozenset[str]:
    copies = (json.loads(file.read_text("utf-8")) for file in sorted(_COPY.glob("*.json")))
    return frozenset(copy[_BUG] for copy in copies if _BUG in copy)


@cache
def _pieces() -> frozenset[str]:
    """Return the pieces, between what differs, of all texts in the package's source and copy."""
    trees = (ast.parse(file.read_text("utf-8")) for file in sorted(_PACKAGE.rglob("*.py")))
    texts = [text for tree in trees for text in _said(tree)]
    copy = json.loads((_COPY / "en.json").read_text("utf-8"))
    texts += [piece for text in copy.values() for piece in re.split(r"\{\w+\}", text)]
    return frozenset(text for text in texts if len(text.split()) >= _WORDS)


def _said(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module without those that stand alone, as docstrings do."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value
