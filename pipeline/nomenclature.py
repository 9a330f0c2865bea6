"""The official English nomenclature, read from where the user says; no copy of it is kept here."""

from __future__ import annotations

import csv
import io
from typing import Final

from hsclassify.errors import InputError
from hsclassify.nomenclature import LEVELS
from pipeline.sources import content

_COLUMNS: Final = {"hscode", "description", "level"}
_NOT_HS: Final = "99"


def read_official(source: str, sha256: str | None = None) -> dict[str, str]:
    """Read the official English text of every code.

    Args:
        source: path or https URL of a CSV with the columns hscode, description and
            level, as the public-domain repository datasets/harmonized-system has it.
        sha256: hex digest that the file must have. A URL needs one, so that a
            build never changes without being told to.

    Returns:
        Text by code of 2, 4 or 6 digits; chapter 99 of the file is not HS and left out.

    Raises:
        InputError: the source cannot be read, has another digest or other columns.
    """
    reader = csv.DictReader(io.StringIO(content(source, sha256).decode("utf-8-sig")))
    if not set(reader.fieldnames or ()) >= _COLUMNS:
        raise InputError(
            f"Expected the columns {', '.join(sorted(_COLUMNS))} in {source}, "
            f"found {', '.join(reader.fieldnames or ['none'])}."
        )
    return {
        row["hscode"]: row["description"]
        for row in reader
        if row["hscode"].isdigit()
        and len(row["hscode"]) in LEVELS
        and not row["hscode"].startswith(_NOT_HS)
    }
