"""How a text file of rows is written: its encoding and its delimiter, found out from a sample."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from hsclassify.formats.header import names_at

DELIMITERS: Final = (",", ";", "\t", "|")
NO_DELIMITER: Final = "\x1f"
"""Stands for "one column": no file has it in a text."""

_LEGACY: Final = ("gb18030", "cp950", "cp874", "cp1258", "cp1252")
"""What spreadsheets in the four languages' countries save when they don't save Unicode."""

_LATIN: Final = ("cp1258", "cp1252")

_EVERYDAY: Final[Mapping[str, Any]] = {
    # The frequent characters come first in both standards, and punctuation before them.
    "gb18030": re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]"),
    # Taiwan's Excel writes this superset of Big5, with 裏 and 粧.
    "cp950": re.compile(rb"[\xa1-\xa2\xa4-\xc6][\x40-\xfe]"),
    # Thai syllables: a vowel sign or a tone mark needs a consonant to stand on.
    "cp874": re.compile("[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*"),
}
"""What everyday writing in an encoding is made of; on a tie the first is taken."""

_CERTAIN: Final = 0.9
_DAMAGE_COST: Final = 0.05
_ASCII: Final = bytes(range(128))
_WORD = re.compile(rb"[\x40-\x7e\x80-\xff]+")
_TOGETHER = re.compile(rb"[\x80-\xff](?:[\x40-\x7e]?[\x80-\xff])+")
"""Letters beyond ASCII in a row; the second byte of a pair may look like one of ASCII."""

_DAMAGE = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""What is nothing in any encoding of one byte a letter; those of two have it often."""

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TONE_ON_VOWEL = re.compile(f"[aeiouyăâêôơư]{_TONE.pattern}")
_SAMPLE_LINES: Final = 200
_SAMPLE_BYTES: Final = 1 << 18
_LINE_CHARACTERS: Final = 1 << 20
"""What is looked at of a line: a sheet of names is a third of it, and some files are one line."""

_BAD_SHARE: Final = 0.1
_CUT_SHARE: Final = 3
"""One row of so many is cut by the delimiter of a table, whatever notes stand below it."""
_MANY_NAMES: Final = 8
"""So many pieces are names of columns, even where no row below has more than one cell."""
_HINT = re.compile(r'^"?sep=([,;\t|:^])"?$')
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class Dialect:
    """How to read a file.

    Attributes:
        encoding: name of a Python codec.
        delimiter: one character.
        lines_before_header: 1 where the first line only names the delimiter ("sep=;").
    """

    encoding: str
    delimiter: str
    lines_before_header: int = 0


def find_dialect(file: Path) -> Dialect:
    """Find out how *file* is written.

    Raises:
        OSError: it cannot be read.
    """
    encoding = _encoding(file)
    with file.open(encoding=encoding, errors="replace", newline="") as stream:
        lines = list(islice(_bounded(stream), _SAMPLE_LINES))
    hint = _HINT.match(lines[0].strip(" \r\n")) if lines else None
    if hint:
        return Dialect(encoding, hint[1], 1)
    return Dialect(encoding, _delimiter(lines))


def _bounded(stream: TextIO) -> Iterator[str]:
    read = 0
    while read <= _SAMPLE_BYTES and (line := stream.readline(_LINE_CHARACTERS)):
        yield line
        read += len(line)


def _encoding(file: Path) -> str:
    with file.open("rb") as stream:
        head = stream.read(64)
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if wide := _wide(head):
            return wide
        stream.seek(0)
        return _narrow(_telling(stream))


def _telling(stream: BinaryIO) -> list[bytes]:
    """Return the first lines that are not ASCII: whole ones, unless one alone is too long."""
    lines: list[bytes] = []
    room = _SAMPLE_BYTES
    while len(lines) < _SAMPLE_LINES and (line := stream.readline(_SAMPLE_BYTES)):
        if line.isascii():
            continue
        room -= len(line)
        if room < 0:
            break
        lines.append(line)
    return lines


def _wide(head: bytes) -> str:
    """Return the UTF-16 codec of a file without a mark: every other byte of its header is zero."""
    if len(head) >= 8:
        if not any(head[1:32:2]) and all(head[0:32:2]):
            return "utf-16-le"
        if not any(head[0:32:2]) and all(head[1:32:2]):
            return "utf-16-be"
    return ""


def _narrow(lines: Sequence[bytes]) -> str:
    """Return the codec of lines that are not ASCII.

    UTF-8 cannot be mistaken: other encodings hardly ever look like it. A few bad
    bytes are damage, in it as in the others, and told row by row.
    """
    telling = b"".join(lines)
    decoded = telling.decode("utf-8", "replace")
    others = sum(not c.isascii() for c in decoded) or 1
    if decoded.count("\ufffd") / others <= _BAD_SHARE:
        return "utf-8-sig"
    # A few words are letters in the other encodings too, but odd ones.
    shares = {name: _everyday_share(telling, name) for name in _EVERYDAY}
    likest = _likest(shares)
    together = _stand_together(telling)
    if shares[likest] >= _CERTAIN and together:
        return likest
    if shares["cp874"] < _CERTAIN and _has_tones(telling):
        return "cp1258"
    found = _guessed(lines, _LEGACY if together else _LATIN)
    if found not in _EVERYDAY:
        return found
    undamaged = [name for name in shares if _is_text(telling, name)]
    return max(undamaged or shares, key=shares.__getitem__)


def _likest(shares: Mapping[str, float]) -> str:
    """Return the first encoding that is as likely as any, but for what damage costs it."""
    least = max(shares.values()) - _DAMAGE_COST
    return next(name for name, share in shares.items() if share >= least)


def _guessed(lines: Sequence[bytes], names: Sequence[str]) -> str:
    """Return for which of *names* charset_normalizer takes *lines*."""
    from charset_normalizer import from_bytes

    # It takes nothing for an encoding in which one byte is bad.
    sound = [line for line in lines if not _DAMAGE.search(line)]
    if len(lines) - len(sound) > len(lines) * _BAD_SHARE:
        sound = list(lines)
    # And many tabs for a sign of binary data.
    best = from_bytes(b"".join(sound).replace(b"\t", b" "), cp_isolation=list(names)).best()
    return best.encoding if best else "cp1252"


def _stand_together(telling: bytes) -> bool:
    """Tell whether letters beyond ASCII stand together, as where all letters are such.

    In other languages one here and there has an accent, and a degree before its "C"
    would be a pair of Big5. A word that repeats, such as a unit, counts once.
    """
    words = b" ".join({word for word in _WORD.findall(telling) if not word.isascii()})
    together = sum(len(run.translate(None, _ASCII)) for run in _TOGETHER.findall(words))
    return together * 2 >= len(words.translate(None, _ASCII))


def _has_tones(telling: bytes) -> bool:
    """Tell whether tone marks of cp1258 stand on vowels, and hardly ever elsewhere."""
    text = telling.decode("cp1258", "replace").lower()
    on_vowels = len(_TONE_ON_VOWEL.findall(text))
    return on_vowels > 0 and on_vowels >= len(_TONE.findall(text)) * _CERTAIN


def _is_text(telling: bytes, encoding: str) -> bool:
    try:
        telling.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _everyday_share(telling: bytes, encoding: str) -> float:
    """Return how much of what is not ASCII is everyday writing, read as *encoding*; 0 to 1.

    Damage is not, nor is a space that is no letter.
    """
    decoded = telling.decode(encoding, "replace")
    others = re.sub(r"[\x00-\x7f]+", " ", decoded).split()
    letters = sum(map(len, others))
    if not letters:
        return 0.0
    everyday = _EVERYDAY[encoding]
    if encoding == "cp874":
        usual = sum(len(piece) for word in others for piece in everyday.findall(word))
    else:
        pairs = (c.encode(encoding, "replace") for word in others for c in word)
        usual = sum(bool(everyday.fullmatch(pair)) for pair in pairs)
    return usual / letters


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that cuts the names of columns, and the lines most evenly."""
    best, merit = NO_DELIMITER, (0.0, 0)
    for delimiter in DELIMITERS:
        records = _records(lines, delimiter)
        # Commas are also in texts, where a title above the names and a column of texts
        # with a comma each would look alike; only numbers tell them apart.
        top = names_at(records, sure=delimiter == ",") if records else 0
        widths = [len(record) for record in records[top:]]
        if widths and widths[0] > 1 and (widths[0] >= _MANY_NAMES or _cuts(widths[1:])):
            even = sum(width == widths[0] for width in widths) / len(widths)
            if (even, widths[0]) > merit:
                best, merit = delimiter, (even, widths[0])
    return best


def _cuts(widths: Sequence[int]) -> bool:
    """Tell whether a fair share of the rows have several cells, where there are any rows.

    The name of a single column may have a delimiter in it, and a text now and then.
    """
    return sum(width > 1 for width in widths) * _CUT_SHARE >= len(widths)


def _records(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """Return the records that are not blank, as far as they can be read."""
    records = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if record:
                records.append(record)
    except csv.Error:  # a cell too long, which the reader will tell in its row
        pass
    return records
