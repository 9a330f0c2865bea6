"""A document as a file to take away: CSV, XLSX or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hsclassify.documents.invoice import Document, LineItem
from hsclassify.formats import Column, writer
from hsclassify.formats.spreadsheet import Sheet, write_sheets
from hsclassify.results import dotted
from hsclassify.text import Language

FORMATS: Final = ("csv", "xlsx", "json")
COLUMNS: Final = (
    "line", "page", "description", "quantity", "unit", "unit_price", "amount", "origin",
    "printed_code", "hs_code", "hs_probability", "hs_level", "hs_title", "check", "confidence",
)  # fmt: skip
_NUMBERS: Final = frozenset({"total", "gross_weight", "net_weight"})


def exported(
    document: Document,
    kind: str,
    language: Language | None = None,
    said: Callable[[str], str] = str,
) -> bytes:
    """Return the content of a file of *kind*, one of :data:`FORMATS`.

    An XLSX file has a second sheet with the fields and the sum. No cell becomes a formula,
    whatever the invoice says; the writers see to that.

    Args:
        document: that was read.
        kind: of the file.
        language: of the titles, None for that of each line; JSON has them in all languages.
        said: turns a sentence of the library into the reader's language.
    """
    if kind == "json":
        return json.dumps(document.to_dict(), ensure_ascii=False, indent=2).encode()
    rows = (cells(item, language, said) for item in document.items)
    with TemporaryDirectory(prefix="hsclassify-") as folder:
        file = Path(folder) / f"lines.{kind}"
        if kind == "xlsx":
            fields = Sheet("Document", ("field", "value", "text", "page"), _fields(document, said))
            write_sheets(file, (Sheet("Lines", COLUMNS, rows), fields))
        else:
            with writer(file)(file, [Column(name) for name in COLUMNS]) as write:
                for row in rows:
                    write(row)
        return file.read_bytes()


def _fields(document: Document, said: Callable[[str], str]) -> Iterator[list[Any]]:
    """Yield the fields of a document and its sum, a row each."""
    for name, field in document.fields.items():
        value: Any = float(Decimal(field.value)) if name in _NUMBERS else said(field.value)
        yield [name, value, field.text, field.page]
    for part, number in document.sum.to_dict().items():
        yield [f"sum_{part}", number, "", None]
    for warning in document.warnings:
        yield ["warning", said(warning), "", None]


def cells(
    item: LineItem, language: Language | None = None, said: Callable[[str], str] = str
) -> list[Any]:
    """Return the cells of a line under :data:`COLUMNS`.

    The title is in *language*, None for that of the line; *said* turns the sentence on the
    printed code into the reader's language.
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
        said(item.check.reason),
        values["confidence"],
    ]
