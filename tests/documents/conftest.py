"""A few of the generated documents, rendered once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.generator import render
from tests.programs import need


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that renders a document of the full set by its name."""
    need("chromium", "tesseract", "pdftotext", "pdftoppm")
    folder = tmp_path_factory.mktemp("documents")
    made: dict[str, Path] = {}

    def document(name: str) -> Path:
        if name not in made:
            made[name] = render(folder, [name])[0]
        return made[name]

    return document
