"""Character n-gram scores: the part of the search that sees spelling.

TF-IDF cosine over short character sequences, binary in the text, computed for
every corpus text at load time with numpy alone: hashing and sorting a few
million n-grams takes less time than reading them from disk would take space.
Latin letters and Thai are cut into sequences of three and four with word
boundaries (after Latin diacritics are removed, so that Vietnamese typed
without them still matches); Chinese into single characters and pairs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

Codepoints = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint32]

_BREAK: Final = ord("\n")
_SPACE: Final = ord(" ")
_BUCKETS: Final = 1 << 21
_PRIME: Final = np.uint32(0x9E3779B1)


class LexicalIndex:
    """An inverted index of the n-grams of a list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index *texts*; their order is the order of the scores."""
        grams, owners = _grams("\n".join(t.replace("\n", " ") for t in texts))
        entries = np.sort(grams.astype(np.uint64) << np.uint64(32) | owners.astype(np.uint64))
        # numpy.unique hashes, which takes a hundred times as long as its vectorised sort.
        entries = entries[np.diff(entries, prepend=~entries[:1]) != 0]
        self._owners = (entries & np.uint64(0xFFFFFFFF)).astype(np.int32)
        buckets = (entries >> np.uint64(32)).astype(np.int64)
        frequency = np.bincount(buckets, minlength=_BUCKETS)
        self._starts = np.concatenate([[0], np.cumsum(frequency)])
        self._rarity = np.log((1 + len(texts)) / (1 + frequency)).astype(np.float32) + 1
        squares = np.bincount(
            self._owners, self._rarity[buckets] ** 2, minlength=len(texts)
        ).astype(np.float32)
        self._inverse_norms = 1 / np.sqrt(np.maximum(squares, 1e-9))
        self._size = len(texts)

    def __len__(self) -> int:
        return self._size

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """Return the TF-IDF cosine of *text* with every indexed text, shape (n,), 0 to 1."""
        return next(self.scores_all([text]))

    def scores_all(self, texts: Sequence[str]) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the scores of each of *texts*; cutting them up together saves most of the time."""
        grams, owners = _grams("\n".join(t.replace("\n", " ") for t in texts))
        entries = np.unique(owners.astype(np.int64) * _BUCKETS + grams)
        bounds = np.searchsorted(entries, np.arange(len(texts) + 1) * _BUCKETS)
        for first, last in pairwise(bounds.tolist()):
            yield self._scores(entries[first:last] % _BUCKETS)

    def _scores(self, grams: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        if not grams.size:
            return np.zeros(self._size, np.float32)
        weights = self._rarity[grams]
        counts = self._starts[grams + 1] - self._starts[grams]
        places = np.concatenate(
            [self._owners[self._starts[g] : self._starts[g + 1]] for g in grams]
        )
        sums = np.bincount(places, np.repeat(weights**2, counts), self._size).astype(np.float32)
        sums *= self._inverse_norms
        sums /= np.float32(np.sqrt((weights**2).sum()))
        return sums


def _grams(text: str) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the bucket of every n-gram of *text* and the number of the line it stands in."""
    letters = _letters(text)
    lines = np.cumsum(letters == _BREAK)
    han = (letters >= 0x3400) & (letters <= 0x9FFF)
    found: list[tuple[Hashes, npt.NDArray[np.int64]]] = []
    for length in (1, 2, 3, 4):
        windows = len(letters) - length + 1
        if windows <= 0:
            continue
        hashes = np.zeros(windows, np.uint32)
        whole = np.ones(windows, bool)
        for offset in range(length):
            part = slice(offset, offset + windows)
            hashes = (hashes ^ letters[part]) * _PRIME
            hashes ^= hashes >> np.uint32(15)
            # Pairs and single characters are for Chinese, longer sequences for the others.
            whole &= (han[part] if length < 3 else ~han[part]) & (letters[part] != _BREAK)
            if 0 < offset < length - 1:
                whole &= letters[part] != _SPACE
        found.append(((hashes & np.uint32(_BUCKETS - 1))[whole], lines[:windows][whole]))
    if not found:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    return np.concatenate([g for g, _ in found]), np.concatenate([o for _, o in found])


def _letters(text: str) -> Codepoints:
    """Return the folded code points of *text*, every line with a space at both ends."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    text = " " + text.replace("\n", " \n ") + " "
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    points = points[(points < 0x300) | (points > 0x36F)]
    word = (points > 0x7F) | _ASCII_WORD[np.minimum(points, 0x7F)] | (points == _BREAK)
    return np.where(word, points, _SPACE).astype(np.uint32)


_ASCII_WORD = np.array([chr(i).isalnum() for i in range(0x80)])
