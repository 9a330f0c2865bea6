"""From a file's bytes to pages: words with boxes, drawn lines, a picture to show.

Poppler reads PDF files, Pillow pictures, Tesseract what has no text in it. What
they need on disk lies in a temporary folder that is gone when reading ends.
"""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from hsclassify.documents import ocr, picture, poppler
from hsclassify.documents.limits import Deadline, LimitError, Limits
from hsclassify.documents.poppler import Drawn, TextLayer
from hsclassify.documents.rulings import Rulings, find_rulings
from hsclassify.documents.words import Box, Word
from hsclassify.errors import InputError
from hsclassify.text import Language

Colour = npt.NDArray[np.uint8]
FileKind = Literal["pdf", "picture"]

PICTURE_FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
SUFFIXES: Final = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
_SHOWN_SIDE: Final = 1500
_TEXT_SIDE: Final = 1754
"""Longest side of the picture of a page that has text: A4 at 150 dpi."""
_GLANCE_SIDE: Final = 1700
"""Longest side of the copy on which orientation and skew are found."""
_LEAST_SIDE: Final = 32
_LEAST_TURN: Final = 0.1
_LEAST_LETTERS: Final = 16
_GARBLED: Final = 0.2
_SCAN: Final = 0.3
"""Share of a page that the pictures of a scan cover at least."""
_STAMP: Final = 0.02
"""Share of a page that the words of a stamp cover at most; those of an invoice cover more."""
_SEEN: Final = 0.5
"""Share of a text layer's letters that can be seen at least; a copier's are hidden."""
_OWN_SIGNS: Final = 0.02
"""Share of the signs of a text that are of its own script at least, among names and numbers."""
_SIGNS: Final[Mapping[Language, re.Pattern[str]]] = {
    "th": re.compile("[\u0e00-\u0e7f]"),
    "zh": re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"),
    "vi": re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]"),
}
_STRANGE: Final[Mapping[Language, re.Pattern[str]]] = {
    "vi": re.compile("[¬®¶·À-ÖØ-öø-ÿ\u0300-\u036f\u03bc]"),
}
"""What letters turn into that were written in an older encoding: Vietnamese in TCVN3 or VNI."""
_STRANGE_SIGNS: Final = 0.06
"""More of them, for each letter, than French or Portuguese has accents."""
_ASIDE: Final = 0.3
"""Words of a line differ in height by less than this share of their own."""
_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"II+\0", "picture"),
    (b"BM", "picture"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"GIF8", "a GIF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page or XML"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
)
_PHOTO_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
)
"""How phones mark their photos behind "ftyp"."""
# What Pillow raises on damaged files: OSError by its documentation, the others by fuzzing.
_PICTURE_ERRORS: Final = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        number: from 1.
        width: of the picture that boxes refer to, in pixels.
        height: likewise.
        words: everything read on it.
        rulings: its drawn lines.
        jpeg: the upright picture, for showing; its size may differ from width and height.
        source: "text" from a PDF's text layer, "ocr" from a picture.
        packs: Tesseract's language packs, "" for a text layer.
    """

    number: int
    width: int
    height: int
    words: tuple[Word, ...]
    rulings: Rulings
    jpeg: bytes
    source: Literal["text", "ocr"]
    packs: str = ""


def read_pages(
    data: bytes, limits: Limits, deadline: Deadline, language: Language | None = None
) -> Iterator[Page]:
    """Yield the pages of a file.

    Args:
        data: the whole file: PDF, PNG, JPEG, WebP, TIFF or BMP.
        limits: what the file may ask for.
        deadline: when to stop.
        language: of the text in pictures; None finds it by script.

    Raises:
        InputError: the file is empty, damaged, locked, or of another kind.
        LimitError: a limit is passed; the pages before are sound.
    """
    limits.check_size(len(data))
    if file_kind(data) == "pdf":
        yield from _pdf_pages(data, limits, deadline, language)
    else:
        yield from _picture_pages(data, limits, deadline, language)


def file_kind(data: bytes) -> FileKind:
    """Tell by its first bytes what a file is.

    Raises:
        InputError: it is nothing that can be read here; says what it seems to be.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "picture"
    name = next((name for mark, name in _SIGNATURES if data.startswith(mark)), "of unknown kind")
    if name == "picture":
        return "picture"
    if data[4:8] == b"ftyp" and data[8:12] in _PHOTO_BRANDS:
        raise InputError(
            "Expected a PDF, PNG, JPEG, WebP, TIFF or BMP file, but this one is a HEIC or AVIF "
            "photo. Save it as JPEG and send that."
        )
    raise InputError(
        f"Expected a PDF, PNG, JPEG, WebP, TIFF or BMP file, but this one is {name}. "
        "Export or print it as PDF, or take a photo of it."
    )


# Pictures


def _picture_pages(
    data: bytes, limits: Limits, deadline: Deadline, language: Language | None
) -> Iterator[Page]:
    from PIL import Image, ImageSequence

    with _readable("picture"):
        image = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
    with image:
        frames = ImageSequence.Iterator(image) if image.format == "TIFF" else iter([image])
        number = 0
        while True:
            with _readable("picture"):
                frame = next(frames, None)
                if frame is None:
                    return
                number += 1
                _check_page(number, limits)
                limits.check_pixels(*frame.size)
                pixels = _pixels(_upright(frame))
            yield _read_picture(pixels, number, deadline, language)


def _upright(frame: Any) -> Any:
    """Load a picture, turned as EXIF says; everything that damage can make fail."""
    from PIL import ImageOps

    frame.load()
    return ImageOps.exif_transpose(frame)


def _pixels(upright: Any) -> Colour:
    """Return a picture as its taker saw it: on white, in colour; 16 bits a pixel as 8."""
    from PIL import Image

    if upright.mode in {"I", "F"} or upright.mode.startswith("I;16"):
        values = np.asarray(upright, np.float32)
        span = max(1e-6, float(values.max() - values.min()))
        upright = Image.fromarray(((values - values.min()) * (255 / span)).astype(np.uint8))
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    return np.asarray(upright.convert("RGB"))


@contextmanager
def _readable(what: str) -> Iterator[None]:
    from PIL import Image

    try:
        yield
    except InputError:
        raise
    except Image.DecompressionBombError as error:
        raise LimitError(
            "The picture is far too large to be an invoice. Scan it at 300 dpi."
        ) from error
    except _PICTURE_ERRORS as error:
        raise InputError(
            f"The {what} is damaged or incomplete and cannot be opened. Save or scan it again."
        ) from error


def _check_page(number: int, limits: Limits) -> None:
    if number > limits.pages:
        raise LimitError(
            f"The document has more than {limits.pages} pages; the others were left out. "
            "Send them in a file of their own."
        )


def _read_picture(
    pixels: Colour, number: int, deadline: Deadline, language: Language | None
) -> Page:
    """Straighten, clean and read one picture."""
    sheet = _sheet(pixels)
    glance = picture.evened(picture.quiet(picture.fitted(sheet, _GLANCE_SIDE)))
    turns = ocr.quarter_turns(glance, deadline, language)
    angle = picture.skew(np.ascontiguousarray(np.rot90(glance, turns)))
    sheet = np.ascontiguousarray(np.rot90(sheet, turns))
    grey, shown = picture.quiet(sheet), picture.fitted(sheet, _SHOWN_SIDE)
    if abs(angle) > _LEAST_TURN:
        grey, shown = picture.turned(grey, angle), picture.turned(shown, angle)
    grey = picture.evened(grey)
    rulings, mask = find_rulings(grey)
    grey[mask > 0] = 255
    reading = ocr.read(grey, deadline, language)
    height, width = grey.shape
    return Page(number, width, height, reading.words, rulings, _jpeg(shown), "ocr", reading.packs)


def _sheet(pixels: Colour) -> Colour:
    """Return the sheet of paper on a picture, in a size that can be read."""
    if min(pixels.shape[:2]) < _LEAST_SIDE:
        raise InputError("The picture is too small to hold an invoice. Scan it at 200 to 300 dpi.")
    fitted = picture.fitted(pixels)
    if min(fitted.shape[:2]) < _LEAST_SIDE:
        raise InputError(
            "The picture is too long and narrow to hold an invoice. Cut it into pages and send "
            "those."
        )
    return picture.flattened(fitted)


def _jpeg(pixels: Colour) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(picture.fitted(pixels, _SHOWN_SIDE)).save(stream, "JPEG", quality=75)
    return stream.getvalue()


# PDF


def _pdf_pages(
    data: bytes, limits: Limits, deadline: Deadline, language: Language | None
) -> Iterator[Page]:
    with TemporaryDirectory(prefix="hsclassify-") as folder:
        file = Path(folder) / "document.pdf"
        file.write_bytes(data)
        count = poppler.page_count(file, deadline)
        last = min(count, limits.pages)
        layers = poppler.text_layers(file, last, deadline)
        pictures = poppler.pictures(file, last, deadline)
        trusted = _trusted(file, layers, pictures, deadline, language)
        for number in range(1, count + 1):
            _check_page(number, limits)
            # Only now, so that what was read of the pages before stays.
            for drawn in pictures[number]:
                limits.check_pixels(drawn.width, drawn.height)
            if text := trusted.get(number):
                yield _text_page(file, number, text, deadline)
            else:
                pixels = _drawn(file, number, picture.LONGEST_SIDE, deadline)
                yield _read_picture(pixels, number, deadline, language)


def _trusted(
    file: Path,
    layers: Mapping[int, TextLayer],
    pictures: Mapping[int, Sequence[Drawn]],
    deadline: Deadline,
    language: Language | None,
) -> dict[int, TextLayer]:
    """Return those text layers that say what stands on their pages; the others are to be read."""
    if _misread(layers.values(), language):
        return {}
    trusted = {n: layer for n, layer in layers.items() if _legible(layer.words)}
    scans = [n for n, layer in trusted.items() if _covers(pictures.get(n, ()), layer)]
    seen = poppler.visible_letters(file, max(scans), deadline) if scans else None
    for number in scans:
        text = trusted[number]
        if _is_stamp(text) or (seen is not None and _is_hidden(text, seen.get(number, 0))):
            del trusted[number]
    return trusted


def _legible(words: Sequence[Word]) -> bool:
    """Tell whether a text layer is worth reading: enough of it, and in real letters."""
    text = "".join(w.text for w in words)
    garbled = sum(c == "\ufffd" or not c.isprintable() for c in text)
    return sum(map(str.isalnum, text)) >= _LEAST_LETTERS and garbled <= _GARBLED * len(text)


def _covers(pictures: Sequence[Drawn], text: TextLayer) -> bool:
    """Tell whether pictures cover as much of a page as those of a scan do."""
    return sum(p.area for p in pictures) > _SCAN * text.width * text.height


def _is_stamp(text: TextLayer) -> bool:
    """Tell whether the text of a scan is only a stamp, such as a scanner's name."""
    written = sum(w.box.width * w.box.height for w in text.words)
    return written < _STAMP * text.width * text.height


def _is_hidden(text: TextLayer, seen: int) -> bool:
    """Tell whether the text of a scan is what a copier read, of which only *seen* letters show."""
    return seen < _SEEN * sum(sum(map(str.isalnum, w.text)) for w in text.words)


def _misread(layers: Iterable[TextLayer], language: Language | None) -> bool:
    """Tell whether text layers cannot be in *language*, for want of the signs of its script.

    Some programs print Thai in a font that says Latin letters. For Vietnamese, strange letters have
    to stand where its own should: without any it may be an invoice in English.
    """
    signs = _SIGNS.get(language) if language else None
    if language is None or signs is None:
        return False
    text = "".join(w.text for layer in layers for w in layer.words)
    letters = sum(map(str.isalpha, text))
    strange = _STRANGE.get(language)
    if strange and len(strange.findall(text)) <= _STRANGE_SIGNS * letters:
        return False
    return len(signs.findall(text)) < _OWN_SIGNS * letters


def _text_page(file: Path, number: int, text: TextLayer, deadline: Deadline) -> Page:
    pixels = _drawn(file, number, _TEXT_SIDE, deadline)
    scale = pixels.shape[1] / max(1.0, text.width)
    words = tuple(Word(w.text, w.box.scaled(scale)) for w in text.words)
    for _ in range(_quarter_turns(text.words)):
        words = tuple(Word(w.text, _turned(w.box, pixels.shape[1])) for w in words)
        pixels = np.ascontiguousarray(np.rot90(pixels))
    # Between light letters on a dark header the ground would look like rulings.
    rulings, _ = find_rulings(picture.dark_on_light(pixels.min(axis=2)))
    return Page(number, pixels.shape[1], pixels.shape[0], words, rulings, _jpeg(pixels), "text")


def _quarter_turns(words: Sequence[Word]) -> int:
    """Return how many quarters anticlockwise a page has to be turned for its text to stand upright.

    The words of a line come one after another in the order in which they are read, so the
    way from each to the next tells where the line runs.
    """
    ways = Counter(_way(before.box, word.box) for before, word in pairwise(words))
    del ways[None]
    return max((0, 1, 2, 3), key=lambda turns: ways[turns])


def _way(before: Box, after: Box) -> int | None:
    """Return how often a line on which *after* follows must be turned; None for no one line."""
    right, down = after.x - before.x, after.y - before.y
    if before.width > before.height and abs(down) < _ASIDE * min(before.height, after.height):
        return 0 if right > 0 else 2
    if before.height > before.width and abs(right) < _ASIDE * min(before.width, after.width):
        return 1 if down > 0 else 3
    return None


def _turned(box: Box, width: float) -> Box:
    """Return *box* on a page of *width* that is turned a quarter anticlockwise."""
    return Box(box.top, width - box.right, box.bottom, width - box.left)


def _drawn(file: Path, number: int, side: int, deadline: Deadline) -> Colour:
    with _readable("page"):
        return poppler.drawn(file, number, side, deadline)
