"""Reading documents for the page and the endpoint; what was uploaded is deleted right away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gradio.utils import get_upload_folder

from hsclassify.classifier import HSClassifier
from hsclassify.documents import Document, Limits, LineItem, read_document, reclassified
from hsclassify.documents.words import Shares
from hsclassify.errors import InputError, quoted
from hsclassify.settings import Settings
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import AUTO

_SAME_PLACE: Final = 0.5
"""Share of the smaller of two boxes that they have in common where they are of one line."""


@dataclass(frozen=True)
class Typed:
    """A description that a visitor typed in place of what was read at *box* of *page*."""

    page: int
    box: Shares
    text: str

    def stands_for(self, item: LineItem) -> bool:
        """Tell whether it was typed for *item*, or for what was read of the same line before."""
        return self.page == item.page and _overlap(self.box, item.box) > _SAME_PLACE


@dataclass(frozen=True)
class Read:
    """A document that was read, with the bytes it was read from and what was typed since."""

    data: bytes
    document: Document
    typed: tuple[Typed, ...] = ()

    def without_pictures(self) -> Read:
        """Return it as it is kept: the page has the pictures, the server needs them no more."""
        pages = tuple(replace(page, jpeg=b"") for page in self.document.pages)
        return replace(self, document=replace(self.document, pages=pages))


class DocumentWork:
    """Reads documents with one classifier under the limits of the settings."""

    def __init__(self, classifier: HSClassifier, settings: Settings) -> None:
        self._classifier = classifier
        self.limits = Limits(
            settings.document_megabytes,
            settings.document_pages,
            settings.document_megapixels,
            settings.document_seconds,
        )

    def read_file(
        self, file: str | None, language: str, progress: Callable[[int], object] | None = None
    ) -> Read:
        """Read an uploaded file and delete it.

        Raises:
            InputError: there is no file, or it cannot be read.
        """
        return self.read(self._taken(file), language, progress)

    def read(
        self, data: bytes, language: str, progress: Callable[[int], object] | None = None
    ) -> Read:
        """Read the bytes of a file, pictures in *language* ("auto": found by script)."""
        return Read(
            data,
            read_document(
                data, self._classifier, self.limits, lang=_language(language), progress=progress
            ),
        )

    def read_again(self, read: Read, language: str, progress: Callable[[int], object] = id) -> Read:
        """Read a document again, its pictures in *language*; what was typed stays where it fits."""
        again = self.read(read.data, language, progress)
        descriptions = [_typed(item, read.typed) for item in again.document.items]
        return self.changed(again, descriptions)

    def changed(self, read: Read, descriptions: list[str]) -> Read:
        """Return *read* with other descriptions; lines that differ are classified again."""
        document = reclassified(read.document, descriptions, self._classifier)
        pairs = list(zip(read.document.items, document.items, strict=True))
        changed = [new for old, new in pairs if new.description != old.description]
        kept = [t for t in read.typed if not any(map(t.stands_for, changed))]
        typed = [Typed(i.page, i.box, i.description) for i in changed]
        return replace(read, document=document, typed=(*kept, *typed))

    def _taken(self, file: str | None) -> bytes:
        if not file:
            raise InputError("Choose a file first: a PDF, or a picture of an invoice.")
        path = Path(file)
        try:
            self.limits.check_size(path.stat().st_size)
            return path.read_bytes()
        except OSError as error:
            raise InputError("The file is gone from the server. Upload it again.") from error
        finally:
            _deleted(path)


def _deleted(path: Path) -> None:
    """Delete an upload and the folders that only held it; a file from elsewhere is not ours."""
    uploads = Path(get_upload_folder()).resolve()
    path = path.resolve()
    if not path.is_relative_to(uploads):
        return
    path.unlink(missing_ok=True)
    for folder in path.relative_to(uploads).parents[:-1]:
        with suppress(OSError):  # there is another file in it, or it is gone
            (uploads / folder).rmdir()


def _language(name: str) -> Language | None:
    if name == AUTO:
        return None
    if name not in LANGUAGES:
        raise InputError(
            f"Expected a language of {', '.join(LANGUAGES)} or auto, got {quoted(name)}."
        )
    return name


def _typed(item: LineItem, typed: Sequence[Typed]) -> str:
    return next((t.text for t in typed if t.stands_for(item)), item.description)


def _overlap(one: Shares, other: Shares) -> float:
    """Return the area that two boxes have in common as a share of the smaller one."""
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    common = max(0.0, right - left) * max(0.0, bottom - top)
    return common / max(1e-9, min(_area(one), _area(other)))


def _area(box: Shares) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
