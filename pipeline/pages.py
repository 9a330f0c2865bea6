"""Pages that have a part which a command writes, between two marks."""

from __future__ import annotations

import re
from pathlib import Path

from hsclassify.errors import InputError
from pipeline.outputs import write, writing


def between(text: str, begin: str, end: str, block: str) -> str:
    """Return *text* with what stands between two marks replaced by *block*.

    Raises:
        InputError: the marks are missing.
    """
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise InputError(f"Expected the marks {begin} and {end} in the page; restore them.")
    return pattern.sub(lambda _: f"{begin}\n\n{block}\n\n{end}", text)


def read(page: Path) -> str:
    """Return the text of *page*.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return page.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected a page of text at {page} ({error}). Name one that is there."
        ) from error


def check(page: Path, begin: str, end: str) -> None:
    """Find out before a long measurement whether *page* can take what it gives.

    Raises:
        InputError: it cannot be read or written, or the marks are missing.
    """
    between(read(page), begin, end, "")
    with writing(page), page.open("a"):
        pass


def fill(page: Path, begin: str, end: str, block: str) -> None:
    """Put *block* between the marks of *page*.

    Raises:
        InputError: it cannot be read or written, or the marks are missing.
    """
    write(page, between(read(page), begin, end, block))
