"""What a pipeline verb writes: a place that cannot be written ends in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hsclassify.errors import InputError


@contextmanager
def writing(place: object) -> Iterator[None]:
    """Turn what the system says of a *place* that cannot be written into an error of ours.

    Raises:
        InputError: an OSError came up inside.
    """
    try:
        yield
    except OSError as error:
        raise InputError(
            f"Expected to write {place}, but it cannot be: {error.strerror or error}. "
            "Name another place, or free this one."
        ) from error


def write(file: Path, text: str) -> None:
    """Make *text* all that *file* has.

    Raises:
        InputError: it cannot be written.
    """
    with writing(file):
        file.write_text(text, "utf-8")
