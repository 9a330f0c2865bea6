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
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hsclassify.encoder import usable_cores
from hsclassify.parallel import in_turn

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.int64]

_BREAK: Final = ord("\n")
_SPACE: Final = ord(" ")
_PRIME: Final = np.uint32(0x9E3779B1)

_BUCKET_BITS: Final = np.uint32(21)
_TEXT_BITS: Final = np.uint32(11)
"""So many bits number the texts of a block.

With those of the bucket they fill one uint32, which numpy sorts in a third of the time that a
pair of numbers takes, and a block of so many texts stays in the cache meanwhile.
"""

_BUCKETS: Final = 1 << int(_BUCKET_BITS)
_TEXTS: Final = 1 << int(_TEXT_BITS)

_COMMON: Final = 0.02
_COMMON_AT_LEAST: Final = 1000
"""An n-gram in more than this share of the texts, and in more than so many, does not count.

It tells little, and such n-grams are a third of the work: on held-out goods the share of
right codes falls by 0.002 without them.
"""


class _Block(NamedTuple):
    """The n-grams of some texts: their buckets, in how many texts each stands, these in turn."""

    grams: Integers
    counts: Counts
    owners: Counts


class LexicalIndex:
    """An inverted index of the n-grams of a list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index *texts* on all usable cores; their order is the order of the scores."""
        self._size = len(texts)
        cores = usable_cores()
        blocks = list(in_turn(_inverted, _blocks(texts), cores))
        frequency = np.zeros(_BUCKETS, np.int32)
        for block in blocks:
            frequency[block.grams] += block.counts
        telling = frequency <= max(_COMMON * self._size, _COMMON_AT_LEAST)
        self._weights = np.where(telling, _weights(frequency, self._size), np.float32(0))
        self._bounds = np.append(0, np.cumsum(np.where(telling, frequency, 0), dtype=np.int64))
        self._owners = np.empty(self._bounds[-1], np.int32)
        self._inverse_norms = np.empty(self._size, np.float32)
        deque(in_turn(self._take, self._placed(blocks), cores), maxlen=0)

    def _placed(self, blocks: Sequence[_Block]) -> list[tuple[int, _Block, Offsets]]:
        """Return the first text of each block, the block, and where its n-grams' texts begin.

        The texts of an n-gram in a block go behind those of the blocks before it.
        """
        placed, ends = [], self._bounds[:-1].copy()
        for number, block in enumerate(blocks):
            placed.append((number * _TEXTS, block, ends[block.grams]))
            ends[block.grams] += block.counts
        return placed

    def _take(self, placed: tuple[int, _Block, Offsets]) -> None:
        """Write what a block says of its texts; no other block writes to the same places."""
        first, (grams, counts, owners), begins = placed
        weights = self._weights[grams]
        norms = self._inverse_norms[first : first + _TEXTS]
        squares = np.bincount(owners, np.repeat(weights, counts), len(norms))
        norms[:] = 1 / np.sqrt(np.maximum(squares, 1e-9))
        shifts = begins - np.append(0, np.cumsum(counts)[:-1])
        places = np.arange(len(owners)) + np.repeat(shifts, counts)
        told = np.repeat(weights > 0, counts)
        self._owners[places[told]] = owners[told] + np.int32(first)

    def __len__(self) -> int:
        return self._size

    def scores(self, text: str) -> Floats:
        """Return the TF-IDF cosine of *text* with every indexed text, shape (n,), 0 to 1."""
        return next(self.scores_all([text]))

    def scores_all(self, texts: Sequence[str]) -> Iterator[Floats]:
        """Yield the scores of each of *texts*; cutting them up together saves most of the time."""
        for number, letters in enumerate(_blocks(texts)):
            grams, owners = _grams(letters)
            pairs = _distinct(owners << _BUCKET_BITS | grams)
            count = min(len(texts) - number * _TEXTS, _TEXTS)
            bounds = np.searchsorted(pairs >> _BUCKET_BITS, np.arange(count + 1))
            grams = pairs & np.uint32(_BUCKETS - 1)
            for first, last in pairwise(bounds.tolist()):
                yield self._scores(grams[first:last])

    def _scores(self, grams: Integers) -> Floats:
        sums = np.zeros(self._size, np.float32)
        weights = self._weights[grams]
        norm = np.sqrt(np.maximum(weights.sum(), 1e-9))
        starts, ends = self._bounds[grams], self._bounds[grams + 1]
        spans = map(slice, starts.tolist(), ends.tolist())
        owners = [self._owners[span] for span in spans]
        if owners:
            # numpy.bincount takes twice as long, and so does numpy.add.at with 32-bit places.
            places = np.concatenate(owners).astype(np.intp)
            np.add.at(sums, places, np.repeat(weights / norm, ends - starts))
        sums *= self._inverse_norms
        return sums


def _weights(frequency: Counts, size: int) -> Floats:
    """Return the squared weights of n-grams that stand in so many of *size* texts."""
    return (np.log((1 + size) / (1 + frequency)).astype(np.float32) + 1) ** 2


def _inverted(letters: Integers) -> _Block:
    """Return the n-grams in the letters of some texts."""
    grams, owners = _grams(letters)
    pairs = _distinct(grams << _TEXT_BITS | owners)
    grams = pairs >> _TEXT_BITS
    first = np.flatnonzero(_new(grams))
    counts = np.diff(first, append=len(grams)).astype(np.int32)
    return _Block(grams[first], counts, (pairs & np.uint32(_TEXTS - 1)).view(np.int32))


def _distinct(numbers: Integers) -> Integers:
    """Return the distinct ones of *numbers*, which are sorted in place."""
    numbers.sort()
    # numpy.unique hashes, which takes a hundred times as long as its vectorised sort.
    return numbers[_new(numbers)]


def _new(numbers: Integers) -> npt.NDArray[np.bool_]:
    """Return which ones of sorted *numbers* differ from the one before."""
    new = np.ones(len(numbers), bool)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return new


def _blocks(texts: Sequence[str]) -> list[Integers]:
    """Return the letters of every so many of *texts*."""
    if not texts:
        return []
    letters = _letters(texts)
    breaks = np.flatnonzero(letters == _BREAK)
    return np.split(letters, breaks[_TEXTS - 1 :: _TEXTS] + 1)


def _grams(letters: Integers) -> tuple[Integers, Integers]:
    """Return the bucket of every n-gram in a block and the number of the text it stands in."""
    owners = np.cumsum(letters == _BREAK, dtype=np.uint32)
    han = (letters >= 0x3400) & (letters <= 0x9FFF)
    plain = ~han & (letters != _BREAK)
    inner = plain & (letters != _SPACE)
    # Single characters and pairs are for Chinese, longer sequences for the others.
    whole = (
        han,
        han[:-1] & han[1:],
        plain[:-2] & inner[1:-1] & plain[2:],
        plain[:-3] & inner[1:-2] & inner[2:-1] & plain[3:],
    )
    hashes = np.zeros(len(letters), np.uint32)
    found: list[tuple[Integers, Integers]] = []
    for length, good in enumerate(whole):
        # Every window grows by the letter after it: its hash so far is that of the shorter one.
        hashes = (hashes[: len(letters) - length] ^ letters[length:]) * _PRIME
        hashes ^= hashes >> np.uint32(15)
        windows = np.flatnonzero(good)
        found.append((hashes[windows] & np.uint32(_BUCKETS - 1), owners[windows]))
    return np.concatenate([g for g, _ in found]), np.concatenate([o for _, o in found])


def _letters(texts: Sequence[str]) -> Integers:
    """Return the folded code points of *texts*, with a break between two.

    Every text has a space at both ends.
    """
    joined = " \n ".join(text.replace("\n", " ") for text in texts)
    text = unicodedata.normalize("NFC", f" {joined} ")
    points = np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)
    present = np.zeros(points.max() + 1, bool)
    present[points] = True
    alphabet = np.flatnonzero(present)
    folded = [_folded(chr(point)) for point in alphabet.tolist()]
    # A few letters, such as Hangul syllables, are several when they are taken apart.
    table = np.zeros((len(present), max(map(len, folded))), np.uint32)
    for point, letter in zip(alphabet.tolist(), folded, strict=True):
        table[point, : len(letter)] = [ord(c) for c in letter]
    letters = table[points].ravel()
    return letters[letters != 0]


def _folded(character: str) -> str:
    """Return what a character counts as: in lower case, without Latin diacritics; "" for a mark."""
    if character == "\n":
        return character
    taken_apart = unicodedata.normalize("NFD", character.lower().replace("đ", "d"))
    bare = (c for c in taken_apart if not "\u0300" <= c <= "\u036f")
    return "".join(c if not c.isascii() or c.isalnum() else " " for c in bare)
