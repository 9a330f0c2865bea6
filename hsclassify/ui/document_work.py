"""Reading documents for the page and the endpoint; what was uploaded is deleted right away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gradio.utils import get_upload_folder

from hsclassify.classifier import HSClassifier
from hsclassify.documents import Document, Limits, read_document, reclassified
from hsclassify.errors import InputError
from hsclassify.settings import Settings
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answers import AUTO


@dataclass(frozen=True)
class Read:
    """A document that was read, with the bytes it was read from."""

    data: bytes
    document: Document


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

    def changed(self, read: Read, descriptions: list[str]) -> Read:
        """Return *read* with other descriptions; lines that differ are classified again."""
        return replace(read, document=reclassified(read.document, descriptions, self._classifier))

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
        raise InputError(f"Expected a language of {', '.join(LANGUAGES)} or auto, got {name!r}.")
    return name
