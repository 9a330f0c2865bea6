"""How much a document may ask of the machine, and how long."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from hsclassify.errors import InputError

_MEGA: Final = 1_000_000


class LimitError(InputError):
    """A document is larger, longer or slower than allowed; what was read so far stays valid."""


@dataclass(frozen=True)
class Limits:
    """The limits for one document.

    Attributes:
        megabytes: of the file.
        pages: read; what follows is left out.
        megapixels: of a page's picture.
        seconds: for the whole document.
        words: of a page; a full page of small print has a thousand.
    """

    megabytes: float = 20
    pages: int = 20
    megapixels: float = 50
    seconds: float = 60
    words: int = 5_000

    @property
    def pixels(self) -> int:
        """Most pixels a picture may have."""
        return int(self.megapixels * _MEGA)

    def check_size(self, size: int) -> None:
        """Raise LimitError where a file of *size* bytes is too large, InputError where empty."""
        if size == 0:
            raise InputError("The file is empty. Choose the invoice again.")
        if size > self.megabytes * _MEGA:
            raise LimitError(
                f"The file has {size / _MEGA:.1f} MB; at most {self.megabytes:g} MB are read. "
                "Save it with a lower resolution, or send its pages one by one."
            )

    def check_pixels(self, width: int, height: int) -> None:
        """Raise LimitError where a picture of *width* by *height* is too large."""
        if width * height > self.pixels:
            raise LimitError(
                f"A picture of {width:,} × {height:,} pixels is too large; at most "
                f"{self.megapixels:g} megapixels a page are read. Scan it at 300 dpi."
            )


class Deadline:
    """The moment at which reading a document has to be over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether something was left undone for want of time."""
        return self._stopped

    def over(self) -> bool:
        """Tell whether the time is over; who hears yes leaves the rest undone."""
        self._stopped = self._stopped or time.monotonic() >= self._end
        return self._stopped

    def for_the_rest(self, share: float) -> Deadline:
        """Return the deadline for what follows a slow part: at least *share* of the whole time."""
        rest = Deadline(self._seconds)
        rest._end = max(self._end, time.monotonic() + share * self._seconds)
        return rest

    def left(self) -> float:
        """Return the seconds that are left, more than 0.

        Raises:
            LimitError: the time is over.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> LimitError:
        """Return the error to raise where something took too long."""
        self._stopped = True
        return LimitError(
            f"Reading took longer than {self._seconds:g} seconds and was stopped. "
            "Send fewer pages at a time, or a cleaner scan."
        )
