"""Finding corpus rows by a word or a code."""

from __future__ import annotations

import re
from functools import cached_property
from string import punctuation
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.bundle import Concepts
from hsclassify.editions import editions, main_partners
from hsclassify.errors import InputError
from hsclassify.nomenclature import Nomenclature
from hsclassify.text import LANGUAGES, clean, fold

_FIRST_CHARACTERS: Final = 200
_BETWEEN_WORDS: Final = re.compile(r"[\s,;、。]+")


class ConceptSearch:
    """Finds rows of a bundle's concepts. Thread-safe."""

    def __init__(self, concepts: Concepts, nomenclature: Nomenclature) -> None:
        self._concepts = concepts
        self._nomenclature = nomenclature

    @cached_property
    def _texts(self) -> list[str]:
        columns = (self._concepts.texts[lang] for lang in LANGUAGES)
        return [fold("\n".join(row)) for row in zip(*columns, strict=True)]

    def rows(self, query: str) -> npt.NDArray[np.int64] | None:
        """Return the rows that *query* finds, in their order; None when it asks for nothing.

        Args:
            query: a code or its beginning, in any form that the nomenclature reads ("0306.17",
                "84", "HS 0306 17 00"), of which six digits count; a code that only older
                editions had finds the goods of its main successors. Or words that a row has to
                hold, all of them and in any of its languages, without regard to case or
                Latin diacritics.
        """
        cleaned = clean(query)[:_FIRST_CHARACTERS]
        if not cleaned:
            return None
        digits = self._digits(cleaned)
        if digits:
            wanted = main_partners(digits, editions().successors(digits)) or (digits,)
            found = [code.startswith(wanted) for code in self._concepts.codes]
        else:
            words = _words(cleaned)
            found = [all(word in text for word in words) for text in self._texts]
        return np.flatnonzero(found)

    def _digits(self, query: str) -> str:
        """Return at most six digits of the code that *query* writes; "" where it writes none."""
        try:
            return self._nomenclature.digits(query)[:6]
        except InputError:
            return ""


def _words(query: str) -> list[str]:
    """Return the words of a cleaned query without the signs around them; a query of signs whole."""
    folded = fold(query)
    words = (word.strip(punctuation) for word in _BETWEEN_WORDS.split(folded))
    return [word for word in words if word] or [folded]
