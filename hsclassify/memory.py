"""Memory that is no longer used, given back to the system, and not looked for while loading.

glibc's allocator keeps it for later. Of its many threads a server hands a picture from one to the
next, and every thread's part of the heap keeps the pages that it once needed. After two minutes
with fifty visitors that was twice as much as with the bounds here, and the answers came no later.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

# Their numbers in malloc.h.
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_ARENAS: Final = 2
"""As many threads allocate at a time on two cores; glibc would take eight for each core."""

_OF_ITS_OWN_BYTES: Final = 2 << 20
"""Arrays from here on lie outside the heap and go back at once when they are freed."""


def keep_little() -> None:
    """Bound what the C library keeps for later; for the start of a process that stays.

    Does nothing where the C library has no such function (it is one of glibc).
    """
    if option := _of_glibc("mallopt"):
        option(_ARENA_MAX, _ARENAS)
        option(_MMAP_THRESHOLD, _OF_ITS_OWN_BYTES)


def give_back() -> None:
    """Let the C library return its free pages now.

    After a bundle is loaded these are some tens of megabytes. Does nothing where the C library
    has no such function (it is one of glibc).
    """
    if trim := _of_glibc("malloc_trim"):
        trim(0)


@contextmanager
def no_collections() -> Iterator[None]:
    """Load without Python's looks for garbage: each walks over all that is there, and it stays.

    What is there at the end is left out of later looks too.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _of_glibc(name: str) -> Callable[..., int] | None:
    """Return a function of the C library that this process runs on, or None where it has none."""
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except TypeError:  # Windows has no library without a name
        return None
