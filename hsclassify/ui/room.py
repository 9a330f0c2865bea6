"""How much of the disk uploads and results may take together: old ones make room for new ones.

Gradio deletes them by their age alone, and a day of large tables fills a disk.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import disk_usage
from threading import Lock
from typing import Final

from hsclassify.errors import InputError

MAX_KEPT_BYTES: Final = 10 << 30
"""A fifth of a free Space's disk: a hundred tables of the largest kind."""

MIN_FREE_BYTES: Final = 128 << 20
"""What has to be free on the disk, whoever fills it: for a file of the largest kind."""

MAX_KEPT_FILES: Final = 10_000
"""Looking at as many takes a tenth of a second, whatever is in them."""

IN_USE_SECONDS: Final = 15 * 60.0
"""As old a file may be in a queue or half read, and is not taken away."""

ANSWER_SECONDS: Final = 2.0
"""How long an answer holds for all who ask; what comes meanwhile is little beside the bounds."""

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_looking = Lock()
_answers: dict[Path, tuple[float, bool]] = {}


def check_room(folder: Path) -> None:
    """Raise InputError where *folder* may not take one more file.

    Looks at the files once in :data:`ANSWER_SECONDS`, however many ask.
    """
    if not _answer(folder):
        raise no_room()


def no_room() -> InputError:
    """Return the error for a file that there is no room for."""
    return InputError(
        "There is no room for another file just now. Try again in a quarter of an hour."
    )


def is_full(error: OSError) -> bool:
    """Tell whether *error* is that of a full disk."""
    return error.errno in _FULL


@contextmanager
def told_when_full() -> Iterator[None]:
    """Turn the error of a full disk into :func:`no_room`: it may fill while a file is written."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise no_room() from error
        raise


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
    number, free = len(files), _free(folder)
    for written, size, file in files:
        if _fits(kept, number, free) or time.time() - written < IN_USE_SECONDS:
            break
        with suppress(OSError):  # another upload makes room as well
            file.unlink()
            _delete_empty(file.parent, folder)
        kept -= size
        free += size
        number -= 1
    return _fits(kept, number, free)


def _fits(kept: int, number: int, free: int) -> bool:
    return kept <= MAX_KEPT_BYTES and number < MAX_KEPT_FILES and free >= MIN_FREE_BYTES


def _free(folder: Path) -> int:
    """Return the bytes that are free on the disk of *folder*, which need not be there yet."""
    while not folder.exists():
        folder = folder.parent
    return disk_usage(folder).free


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
