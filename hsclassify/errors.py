"""Every error HSClassify raises on purpose.

One base class; a subclass says who has to act. A message tells what was
expected, what came, and what to do about it, so it can be shown to a visitor
as it is.
"""

from __future__ import annotations

from typing import Final

_MOST_QUOTED: Final = 200


def quoted(value: object) -> str:
    """Return what came as a message quotes it: its repr, cut, as a caller may send megabytes."""
    written = repr(value)
    return written if len(written) <= _MOST_QUOTED else f"{written[:_MOST_QUOTED]}…"


class HSClassifyError(Exception):
    """Base class of every error raised on purpose by this package."""


class InputError(HSClassifyError, ValueError):
    """The caller's text, table or option is not usable; the caller has to change it."""


class UnknownCodeError(InputError):
    """A code that HS 2022 does not have.

    Attributes:
        code: the digits as they were understood.
        nearest: the longest existing code that the digits begin with, or None.
        successors: HS 2022 codes that took over the goods, closest first, where the
            digits are a code of an older edition; else ().
    """

    def __init__(
        self, message: str, *, code: str, nearest: str | None, successors: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.nearest = nearest
        self.successors = successors


class CorpusError(HSClassifyError):
    """The corpus breaks one of its rules; whoever edited it has to mend it.

    Attributes:
        problems: one sentence for each broken rule.
    """

    def __init__(self, message: str, *, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class BundleError(HSClassifyError):
    """A bundle is missing, damaged or of another schema; whoever runs the app has to replace it."""


class DamagedBundleError(BundleError):
    """A file of a bundle is not as its manifest records it; it has to be had again."""


class PublishError(HSClassifyError):
    """The Hub or a check refuses what is to be published; whoever publishes has to act."""


class SettingsError(HSClassifyError):
    """An environment variable or command-line option holds a value that cannot be used."""
