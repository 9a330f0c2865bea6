"""What is in a test document: the JSON that lies beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError

Types = tuple[type, ...]

_TEXT: Final[Types] = (str,)
_NUMBER: Final[Types] = (int, float)
_VALUES: Final[Mapping[str, Types]] = {
    "quantity": _NUMBER,
    "unit_price": _NUMBER,
    "amount": _NUMBER,
    "hs_code": _TEXT,
    "hs6": _TEXT,
}
"""What a line may tell; null, or nothing, where the document does not show it."""

_NAMES: Final[Mapping[Types, str]] = {
    _TEXT: "a text",
    _NUMBER: "a number",
    (dict,): "an object",
    (list,): "a list",
}


def read_truth(file: Path) -> dict[str, Any]:
    """Read the truth of a document.

    Returns:
        ``language`` and ``kind``; ``items``, the lines in order, each with a ``description`` and,
        where the document shows them, ``quantity``, ``unit_price``, ``amount``, ``hs_code`` and
        ``hs6``; ``fields`` by their names.

    Raises:
        InputError: the file is no JSON, or a key is missing or of another type; names both.
    """
    try:
        truth = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected the truth of a document as JSON in {file}, but it cannot be read ({error}). "
            "Mend it, or make the documents again."
        ) from error
    if not isinstance(truth, dict):
        raise _wrong(file, "the whole", "an object", truth)
    for key in ("language", "kind"):
        _check(file, truth, key, key, _TEXT)
    _check(file, truth, "items", "items", (list,))
    for number, item in enumerate(truth["items"]):
        _check_line(file, item, f"items[{number}]")
    if truth.setdefault("fields", {}) is None:
        truth["fields"] = {}
    _check(file, truth, "fields", "fields", (dict,))
    for name, value in truth["fields"].items():
        if value is not None and not _is(value, (*_TEXT, *_NUMBER)):
            raise _wrong(file, f"fields.{name}", "a text or a number", value)
    return truth


def _check_line(file: Path, item: Any, where: str) -> None:
    if not isinstance(item, dict):
        raise _wrong(file, where, "an object", item)
    _check(file, item, "description", f"{where}.description", _TEXT)
    for key, types in _VALUES.items():
        if item.get(key) is not None:
            _check(file, item, key, f"{where}.{key}", types)


def _check(file: Path, given: Mapping[str, Any], key: str, where: str, types: Types) -> None:
    if key not in given:
        raise InputError(
            f"Expected {where} in {file} to be {_NAMES[types]}, but the key is missing. Add it."
        )
    if not _is(given[key], types):
        raise _wrong(file, where, _NAMES[types], given[key])


def _is(value: Any, types: Types) -> bool:
    return isinstance(value, types) and not isinstance(value, bool)


def _wrong(file: Path, where: str, expected: str, got: Any) -> InputError:
    return InputError(
        f"Expected {where} in {file} to be {expected}, got {type(got).__name__}. Mend it."
    )
