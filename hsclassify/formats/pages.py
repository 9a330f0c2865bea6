"""The pages of a Parquet file by their own headers. What the footer says of them may be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_HEADER_BYTES: Final = 1 << 10
_MOST_HEADER_BYTES: Final = 16 << 20
_DICTIONARY_PAGE: Final = 2
DELTA_TEXTS: Final = frozenset({6, 7})
"""Encodings of texts one after the other; in the second only what differs from the one before."""

# Numbers of the fields in Parquet's thrift definition.
_TYPE, _UNPACKED, _PACKED = 1, 2, 3
_DATA, _DICTIONARY, _DATA_2 = 5, 7, 8
_ENCODING: Final = {_DATA: 2, _DATA_2: 4}


@dataclass(frozen=True)
class Page:
    """What the header of a page says.

    Attributes:
        packed: bytes that the page takes in the file, without its header.
        unpacked: bytes that a reader makes room for.
        values: how many it holds, empty ones included.
        is_dictionary: whether the other pages of its column refer to these values.
        encoding: number of the encoding of its values in Parquet's definition, -1 if not said.
    """

    packed: int
    unpacked: int
    values: int
    is_dictionary: bool
    encoding: int


def pages(stream: BinaryIO, start: int, size: int, values: int) -> Iterator[Page]:
    """Yield the pages in *size* bytes of *stream* from *start*, until they hold *values*.

    Raises:
        ValueError: a header cannot be read.
    """
    at, seen = start, 0
    while at < start + size and seen < values:
        header, length = _header(stream, at)
        page = _page(header)
        yield page
        seen += 0 if page.is_dictionary else page.values
        at += length + page.packed


def _header(stream: BinaryIO, at: int) -> tuple[dict[int, object], int]:
    """Return the fields of the header at *at*, and its length."""
    room = _HEADER_BYTES
    while True:
        stream.seek(at)
        content = stream.read(room)
        reader = _Compact(content)
        try:
            return reader.struct(), reader.at
        except IndexError:
            if len(content) < room or room >= _MOST_HEADER_BYTES:
                raise ValueError("the header of a page does not end") from None
            room *= 16


def _page(header: dict[int, object]) -> Page:
    kind = next((k for k in (_DATA, _DICTIONARY, _DATA_2) if k in header), _DATA)
    about = header.get(kind)
    about = about if isinstance(about, dict) else {}
    encoding = about.get(_ENCODING.get(kind, 0), -1)
    return Page(
        _whole(header.get(_PACKED)),
        _whole(header.get(_UNPACKED)),
        _whole(about.get(1, 0)),
        header.get(_TYPE) == _DICTIONARY_PAGE,
        encoding if isinstance(encoding, int) else -1,
    )


def _whole(number: object) -> int:
    if not isinstance(number, int) or number < 0:
        raise ValueError(f"expected a size in the header of a page, got {number!r:.100}")
    return number


class _Compact:
    """Reads Thrift's compact protocol; IndexError where the content ends before it should."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = 0

    def struct(self, depth: int = 0) -> dict[int, object]:
        """Return the fields by their numbers."""
        fields: dict[int, object] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._signed()
            fields[number] = self._value(head & 15, depth)
        return fields

    def _value(self, kind: int, depth: int) -> object:
        if depth > 8:
            raise ValueError("the header of a page is nested too deep")
        match kind:
            case 1 | 2:
                return kind == 1
            case 3:
                return self._byte()
            case 4 | 5 | 6:
                return self._signed()
            case 7:
                self._skip(8)
            case 8:
                self._skip(self._unsigned())
            case 9 | 10:
                self._list(depth)
            case 12:
                return self.struct(depth + 1)
            case _:
                raise ValueError(f"the header of a page holds a field of the unknown kind {kind}")
        return None

    def _list(self, depth: int) -> None:
        head = self._byte()
        count = head >> 4 if head >> 4 < 15 else self._unsigned()
        for _ in range(count):
            # Truth values take a byte each in a list, and none in a field.
            self._skip(1) if head & 15 in {1, 2} else self._value(head & 15, depth + 1)

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self._content):
            raise IndexError

    def _byte(self) -> int:
        byte = self._content[self.at]
        self.at += 1
        return byte

    def _unsigned(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            if byte < 128:
                return number
            shift += 7
            if shift > 63:
                raise ValueError("the header of a page holds a number without end")

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)
