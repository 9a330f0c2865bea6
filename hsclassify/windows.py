"""Long descriptions, read in windows besides as a whole.

The encoder was trained on goods of a few words. In the vector of a ruling of a hundred words
each of them counts little, and what the goods are drowns in how they are put up. So a long
text has a vector between its own, those of its windows, and that of the first window, which
most often names the goods. Of the public sets of long texts, which these numbers were chosen on,
the rulings gain one to five points at four digits, the listings none; texts of tariffs, which
say last what sets a line apart, lose at six digits. Short texts, which is nearly all of trade,
are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from hsclassify.encoder import Encoder, Vectors
from hsclassify.neighbors import normalised

WORDS: Final = 14
"""Words of a window; two Chinese characters, or about six Thai letters, count as a word."""

_LONG: Final = 30
"""Up to so many words a text is read as a whole: training had texts of that length."""

_WHOLE: Final = 0.5
_EACH: Final = 0.3
_FIRST: Final = 0.2

_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
_THAI: Final = r"\u0e00-\u0e7f"
_THAI_MARKS: Final = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # no window begins with one
_WORD: Final = re.compile(rf"[{_HAN}]{{1,2}}|[{_THAI}]{{1,6}}[{_THAI_MARKS}]*|[^\s{_HAN}{_THAI}]+")


def query_vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """Return unit-norm vectors of the descriptions *texts*, shape (n, d), float32."""
    vectors = encoder.encode(texts)
    cut = {row: parts for row, text in enumerate(texts) if (parts := windows(text))}
    if not cut:
        return vectors
    seen = encoder.encode([part for parts in cut.values() for part in parts])
    ends = np.cumsum([len(parts) for parts in cut.values()])
    for row, own in zip(cut, np.split(seen, ends[:-1]), strict=True):
        between = _WHOLE * vectors[row] + _EACH * own.mean(axis=0) + _FIRST * own[0]
        vectors[row] = normalised(between[None])[0]
    return vectors


def windows(text: str) -> list[str]:
    """Return a cleaned text cut evenly into windows of about :data:`WORDS` words.

    There are none of a short text.
    """
    words = [found.span() for found in _WORD.finditer(text)]
    if len(words) <= _LONG:
        return []
    bounds = np.linspace(0, len(words), round(len(words) / WORDS) + 1).round().astype(int).tolist()
    return [text[words[a][0] : words[b - 1][1]] for a, b in pairwise(bounds)]
