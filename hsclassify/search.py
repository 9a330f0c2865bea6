"""Finding corpus rows by a word or a code."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.bundle import Concepts
from hsclassify.text import LANGUAGES, clean, fold

_CODE: Final = re.compile(r"\d{1,4}\.?\d{0,2}")
_FIRST_CHARACTERS: Final = 200


class ConceptSearch:
    """Finds rows of a bundle's concepts. Thread-safe."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts

    @cached_property
    def _texts(self) -> list[str]:
        columns = (self._concepts.texts[lang] for lang in LANGUAGES)
        return [fold("\n".join(row)) for row in zip(*columns, strict=True)]

    def rows(self, query: str) -> npt.NDArray[np.int64] | None:
        """Return the rows that *query* finds, in their order; None when it asks for nothing.

        Args:
            query: the beginning of a code ("0306.17", "84"), or words that a row has to
                hold, all of them and in any of its languages, without regard to case or
                Latin diacritics.
        """
        cleaned = clean(query)[:_FIRST_CHARACTERS]
        if not cleaned:
            return None
        if _CODE.fullmatch(cleaned):
            digits = cleaned.replace(".", "")
            found = [code.startswith(digits) for code in self._concepts.codes]
        else:
            words = fold(cleaned).split()
            found = [all(word in text for word in words) for text in self._texts]
        return np.flatnonzero(found)
