"""A document as a file to take away: CSV, XLSX or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hsclassify.documents.invoice import Document, LineItem
from hsclassify.formats import Column, writer
from hsclassify.results import dotted
from hsclassify.text import Language

FORMATS: Final = ("csv", "xlsx", "json")
COLUMNS: Final = (
    "line", "page", "description", "quantity", "unit", "unit_price", "amount", "origin",
    "printed_code", "hs_code", "hs_probability", "hs_level", "hs_title", "check",
)  # fmt: skip


def exported(document: Document, kind: str, language: Language | None = None) -> bytes:
    """Return the content of a file of *kind*, one of :data:`FORMATS`.

    Titles are in *language*, None for that of each line; JSON has them in all languages.

    No cell becomes a formula, whatever the invoice says; the writers see to that.
    """
    if kind == "json":
        return json.dumps(document.to_dict(), ensure_ascii=False, indent=2).encode()
    with TemporaryDirectory(prefix="hsclassify-") as folder:
        file = Path(folder) / f"lines.{kind}"
        with writer(file)(file, [Column(name) for name in COLUMNS]) as write:
            for item in document.items:
                write(cells(item, language))
        return file.read_bytes()


def cells(item: LineItem, language: Language | None = None) -> list[Any]:
    """Return the cells of a line under :data:`COLUMNS`.

    The title is in *language*, None for that of the line.
    """
    best = item.prediction.candidates[0] if item.prediction.candidates else None
    values = item.to_dict()
    return [
        item.number,
        item.page,
        item.description,
        values["quantity"],
        item.unit,
        values["unit_price"],
        values["amount"],
        item.origin,
        item.hs_code,
        dotted(best.code) if best else "",
        round(best.probability, 4) if best else None,
        item.prediction.level,
        best.title(language or item.prediction.language) if best else "",
        item.check.reason,
    ]
