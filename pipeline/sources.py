"""What a pipeline verb reads from outside: a local file, or a URL whose digest is pinned."""

from __future__ import annotations

import hashlib
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Final

from hsclassify.errors import InputError

_TIMEOUT_SECONDS: Final = 60


def content(source: str, sha256: str | None = None) -> bytes:
    """Return the bytes of *source*.

    Args:
        source: path or https URL.
        sha256: hex digest that the bytes must have. A URL needs one, so that a
            build never changes without being told to.

    Raises:
        InputError: the source cannot be read, or has another digest.
    """
    data = _downloaded(source, sha256) if source.startswith("https://") else _read(source)
    found = hashlib.sha256(data).hexdigest()
    if sha256 and found != sha256.lower():
        raise InputError(f"Expected {source} to have SHA-256 {sha256}, found {found}.")
    return data


def _read(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InputError(
            f"Expected a file or an https URL, but {source} cannot be read "
            f"({error.strerror or error})."
        ) from error


def _downloaded(source: str, sha256: str | None) -> bytes:
    if not sha256:
        raise InputError(
            f"Expected the SHA-256 of {source} with it, so that the build cannot change unnoticed."
        )
    try:
        with urllib.request.urlopen(source, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return bytes(answer.read())
    # A refused or broken connection, or one that says other things than HTTP, or too few.
    except (OSError, HTTPException) as error:
        raise InputError(f"{source} cannot be downloaded ({error}). Pass a local file.") from error
