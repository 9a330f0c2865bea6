"""Memory that loading needed and nobody uses any more, given back to the system."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Let the C library return its free pages; it would keep them for later.

    After a bundle is loaded these are over a hundred megabytes. Does nothing where the C
    library has no such function (it is one of glibc).
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
