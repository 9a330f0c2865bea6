"""The texts that the sheets of a workbook share: read tag by tag, of which none is kept.

openpyxl makes objects of every tag and keeps one of each text, and needs ten times as long.
"""

from __future__ import annotations

from typing import IO, Any, Final
from xml.parsers import expat

from openpyxl.xml.constants import SHEET_MAIN_NS

from hsclassify.errors import InputError

MAX_TEXTS: Final = 2 << 20
"""How many texts the sheets may share: two columns of the longest table, all different."""

MAX_TEXT_TAGS: Final = 200_000
"""How many tags one of these may have: each of its 32,767 characters may have another font."""

_PIECE_BYTES: Final = 1 << 16
_ITEM: Final = f"{SHEET_MAIN_NS} si"
_TEXT: Final = f"{SHEET_MAIN_NS} t"
_PLACES: Final = ([_ITEM, _TEXT], [_ITEM, f"{SHEET_MAIN_NS} r", _TEXT])
"""Where letters of a text stand: all of them, or those of one font. Others say how to read it."""


def shared_texts(stream: IO[bytes], name: str) -> list[str]:
    """Return the texts in the XML of *stream*, in order.

    Raises:
        InputError: they are more than sheets share; *name* is that of the workbook.
        ValueError: it is no XML, or defines entities.
    """
    gathering = _Gathering(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = gathering.begin
    parser.EndElementHandler = gathering.end
    parser.CharacterDataHandler = gathering.add
    parser.EntityDeclHandler = _refuse
    try:
        while piece := stream.read(_PIECE_BYTES):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    return gathering.texts


def too_many_formats(name: str) -> InputError:
    """Return what to say of the workbook *name*, whose tags would fill a machine."""
    return InputError(
        f"{name} holds more formats and names than are read. Save the table as CSV or Parquet."
    )


class _Gathering:
    """What is known of the texts while their tags are met."""

    def __init__(self, name: str) -> None:
        self.texts: list[str] = []
        self._name = name
        self._path: list[str] = []
        self._pieces: list[str] = []
        self._tags, self._reads = 0, False

    def begin(self, tag: str, _: object) -> None:
        """Go into a tag."""
        self._path.append(tag)
        self._tags += 1
        if self._tags > MAX_TEXT_TAGS:
            raise too_many_formats(self._name)
        self._reads = tag == _TEXT and self._path[1:] in _PLACES

    def add(self, letters: str) -> None:
        """Take what stands in a tag."""
        if self._reads:
            self._pieces.append(letters)

    def end(self, tag: str) -> None:
        """Leave a tag."""
        self._path.pop()
        self._reads = False
        if tag != _ITEM:
            return
        self.texts.append("".join(self._pieces).replace("x005F_", ""))
        self._pieces.clear()
        self._tags = 0
        if len(self.texts) > MAX_TEXTS:
            raise InputError(
                f"{self._name} holds more than {MAX_TEXTS:,} texts and is not read. "
                "Save the table as CSV or Parquet."
            )


def _refuse(name: str, *_: Any) -> None:
    raise ValueError(f"Entities such as {name!r:.100} are not read")
