"""The programs of packages.txt and packages-test.txt, and what tests do without one."""

from __future__ import annotations

import os
import shutil
from typing import Final, NoReturn

import pytest

POPPLER: Final = ("pdfimages", "pdfinfo", "pdftohtml", "pdftoppm", "pdftotext")
READERS: Final = (*POPPLER, "tesseract")
ON_GITHUB: Final = "GITHUB_ACTIONS"
"""Environment variable of the machines whose workflow installs every program."""

_CHROMIUM: Final = ("chromium", "chromium-browser")
"""Names of the browser on Debian and on Ubuntu."""


def chromium() -> str | None:
    """Return the path of the browser; None where it is not installed."""
    return next((found for name in _CHROMIUM if (found := shutil.which(name))), None)


def lacking(*programs: str) -> list[str]:
    """Return which of *programs* are not installed."""
    return [p for p in programs if not (chromium() if p in _CHROMIUM else shutil.which(p))]


def need(*programs: str) -> None:
    """Do without the test that asks where one of *programs* is not installed."""
    if missing := lacking(*programs):
        do_without(f"needs {', '.join(missing)}: see packages.txt and packages-test.txt")


def do_without(reason: str) -> NoReturn:
    """Skip the test that asks, or fail it on GitHub, where all is installed and nobody reads on.

    Args:
        reason: what it needs.
    """
    if os.environ.get(ON_GITHUB):
        pytest.fail(reason)
    pytest.skip(reason)
