"""How much of the disk uploads and results may take together: old ones make room for new ones.

Gradio deletes them by their age alone, and a day of large tables fills a disk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from hsclassify.errors import InputError

MAX_KEPT_BYTES: Final = 10 << 30
"""A fifth of a free Space's disk: a hundred tables of the largest kind."""

MAX_KEPT_FILES: Final = 10_000
"""Looking at as many takes a tenth of a second, whatever is in them."""

IN_USE_SECONDS: Final = 15 * 60.0
"""As old a file may be in a queue or half read, and is not taken away."""

ANSWER_SECONDS: Final = 2.0
"""How long an answer holds for all who ask; what comes meanwhile is little beside the bounds."""

_looking = Lock()
_answers: dict[Path, tuple[float, bool]] = {}


def check_room(folder: Path) -> None:
    """Raise InputError where *folder* may not take one more file.

    Looks at the files once in :data:`ANSWER_SECONDS`, however many ask.
    """
    if not _answer(folder):
        raise InputError(
            "There is no room for another file just now. Try again in a quarter of an hour."
        )


def _answer(folder: Path) -> bool:
    with _looking:
        until, answer = _answers.get(folder, (0.0, True))
        if time.monotonic() >= until:
            answer = has_room(folder)
            _answers[folder] = time.monotonic() + ANSWER_SECONDS, answer
        return answer


def has_room(folder: Path) -> bool:
    """Tell whether *folder* may take one more file, once the oldest of too many are deleted."""
    files = sorted(_files(folder))
    kept = sum(size for _, size, _ in files)
    number = len(files)
    for written, size, file in files:
        if _fits(kept, number) or time.time() - written < IN_USE_SECONDS:
            break
        with suppress(OSError):  # another upload makes room as well
            file.unlink()
            _delete_empty(file.parent, folder)
        kept -= size
        number -= 1
    return _fits(kept, number)


def _fits(kept: int, number: int) -> bool:
    return kept <= MAX_KEPT_BYTES and number < MAX_KEPT_FILES


def _delete_empty(inner: Path, folder: Path) -> None:
    """Delete *inner* and what it lies in below *folder*, as far as nothing else is there."""
    while inner != folder:
        inner.rmdir()
        inner = inner.parent


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Yield when each file was written, its bytes, and its path."""
    # os.walk passes over a folder that goes meanwhile, as a document's does once it is read.
    for parent, _, names in os.walk(folder):
        for file in (Path(parent, name) for name in names):
            with suppress(OSError):
                about = file.stat()
                yield about.st_mtime, about.st_size, file
