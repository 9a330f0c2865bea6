"""The bars that measured figures are held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Bar:
    """What a figure has to reach, or may reach at most.

    Attributes:
        limit: in the unit of the figure.
        at_least: whether it has to be reached.
    """

    limit: float
    at_least: bool = False

    def holds(self, figure: float) -> bool:
        """Tell whether a *figure* keeps to it."""
        return figure >= self.limit if self.at_least else figure <= self.limit

    def verdict(self, figure: float) -> str:
        """Return what a page says of a *figure*."""
        return verdict(self.holds(figure))


def verdict(holds: bool) -> str:
    """Return what a page says of a bar."""
    return "holds" if holds else "does NOT hold"


NONE: Final = Bar(0)
"""Lost requests, faults, tracebacks, files left behind."""

APP_SECONDS: Final = Bar(4)
COMMAND_SECONDS: Final = Bar(1.5)
IDLE_MB: Final = Bar(700)
GROWTH: Final = Bar(0.05)
"""By what share the memory may grow while the app answers."""

ANSWER_MS: Final = Bar(15)
"""Half of the single texts, in the app's process."""

SHARE_OF_ENCODER: Final = Bar(0.6, at_least=True)
ABOVE_IDLE_MB: Final = Bar(1000)
RAY_GAIN: Final = Bar(1.6, at_least=True)

PAGE_SECONDS: Final = Bar(6)
LONG_DOCUMENT_GB: Final = Bar(1.5)


def grown(before: float, after: float) -> float:
    """Return by what share something has grown; below 0 where it has shrunk."""
    return round(after / before - 1, 4)
