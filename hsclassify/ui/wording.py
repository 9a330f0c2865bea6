"""The words of the interface and of the answers, one JSON file per language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from hsclassify.text import Language

COPY_FOLDER: Final = Path(__file__).parent / "copy"
INTERFACE: Final[Language] = "en"
"""Language of everything around the answer."""

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


@cache
def wording(language: Language) -> Wording:
    """Return the texts of *language*."""
    return Wording(language, json.loads((COPY_FOLDER / f"{language}.json").read_text("utf-8")))
