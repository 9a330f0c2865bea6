"""The words of the interface and of the answers, one JSON file per language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from hsclassify.text import Language

COPY_FOLDER: Final = Path(__file__).parent / "copy"
INTERFACE: Final[Language] = "en"
"""Language of everything around the answer."""

_DOTS: Final = ("vi",)
"""Languages that write 41.277,5 where the others write 41,277.5."""

_SWAPPED: Final = str.maketrans(",.", ".,")

NATIVE_NAMES: Final[Mapping[Language, str]] = {
    "en": "English",
    "th": "ไทย",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


@dataclass(frozen=True)
class Wording:
    """All texts of one language."""

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: str) -> str:
        """Return the text of *key* with its ``{placeholders}`` filled in."""
        return self.texts[key].format(**values)

    def count(self, number: float | Decimal) -> str:
        """Return *number* with its thousands marked as the language marks them."""
        return self._marked(f"{number:,}")

    def decimal(self, number: float, places: int = 2) -> str:
        """Return *number* to so many places, with the decimal mark of the language."""
        return self._marked(f"{number:,.{places}f}")

    def _marked(self, written: str) -> str:
        return written.translate(_SWAPPED) if self.language in _DOTS else written


@cache
def wording(language: Language) -> Wording:
    """Return the texts of *language*."""
    return Wording(language, json.loads((COPY_FOLDER / f"{language}.json").read_text("utf-8")))
