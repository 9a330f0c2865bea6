"""What a row of the corpus is, and to which split it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hsclassify.text import Language

Kind = Literal["title", "goods"]
Split = Literal["train", "validation", "test"]

_HELD_OUT_PER_SPLIT = 4
"""Goods rows per hundred that go to validation, and as many again to test."""


@dataclass(frozen=True)
class Concept:
    """One row of the corpus: the same thing said in four languages.

    Attributes:
        concept_id: stable name of the row, ``CODE.t`` for a title, ``CODE.n`` for goods.
            Assigned once by ``python -m pipeline corpus --number`` and never reused. Goods
            that move to another code keep it, CODE then being an earlier one: it decides
            their split.
        code: HS 2022 code of 2, 4 or 6 digits (goods always have 6).
        kind: "title" for the name of a code, "goods" for a product classified there.
        texts: the text by language, all four present.
    """

    concept_id: str
    code: str
    kind: Kind
    texts: Mapping[Language, str]

    @property
    def split(self) -> Split:
        """Titles are always trained on; goods are split by :func:`split_of`."""
        return "train" if self.kind == "title" else split_of(self.concept_id)


@dataclass(frozen=True)
class Section:
    """One of the 21 sections: its roman number, its first and last chapter, its name."""

    code: str
    first: str
    last: str
    texts: Mapping[Language, str]


def split_of(concept_id: str) -> Split:
    """Return the split of a goods row, fixed for ever by its id.

    A digest rather than a random draw, so that adding rows moves no other row
    and nothing held out yesterday is trained on tomorrow.
    """
    draw = int.from_bytes(hashlib.sha256(concept_id.encode()).digest()[:4], "big") % 100
    if draw < _HELD_OUT_PER_SPLIT:
        return "validation"
    return "test" if draw < 2 * _HELD_OUT_PER_SPLIT else "train"
