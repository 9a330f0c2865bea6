"""How much of the disk uploads and results may take together: old ones make room for new ones.

Gradio deletes them by their age alone, and a day of large tables fills a disk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

MAX_KEPT_BYTES: Final = 10 << 30
"""A fifth of a free Space's disk: a hundred tables of the largest kind."""

IN_USE_SECONDS: Final = 15 * 60.0
"""As old a file may be in a queue or half read, and is not taken away."""


def has_room(folder: Path) -> bool:
    """Tell whether *folder* may take one more file, once the oldest of too many are deleted."""
    files = sorted(_files(folder))
    kept = sum(size for _, size, _ in files)
    for written, size, file in files:
        if kept <= MAX_KEPT_BYTES or time.time() - written < IN_USE_SECONDS:
            break
        with suppress(OSError):  # another upload makes room as well
            file.unlink()
            if file.parent != folder:
                file.parent.rmdir()
        kept -= size
    return kept <= MAX_KEPT_BYTES


def _files(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Yield when each file was written, its bytes, and its path."""
    # os.walk passes over a folder that goes meanwhile, as a document's does once it is read.
    for parent, _, names in os.walk(folder):
        for file in (Path(parent, name) for name in names):
            with suppress(OSError):
                about = file.stat()
                yield about.st_mtime, about.st_size, file
