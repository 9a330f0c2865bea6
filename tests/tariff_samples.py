"""A small tariff in the form of the US export and one in the plain form, both made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def us_row(htsno: str, indent: int, description: str, **more: Any) -> dict[str, Any]:
    empty = {"units": [], "general": "", "special": "", "other": "", "footnotes": None}
    return {"htsno": htsno, "indent": str(indent), "description": description, **empty, **more}


US_ROWS = [
    us_row("0902", 0, "Tea, however presented:"),
    us_row("0902.10", 1, "Green tea, packed small:"),
    us_row(
        "0902.10.10.00",
        2,
        "With a flavor",
        units=["kg"],
        general="6.4%",
        special="Free (A,AU)",
        other="20%",
        footnotes=[{"columns": ["general"], "value": "See 9903.00.01. ", "type": "endnote"}],
    ),
    us_row("0902.10.90", 2, "Other:", general="Free", other="10%"),
    us_row("", 3, "Organic:"),
    us_row("0902.10.90.10", 4, "Jasmine tea leaves", units=["kg", "No."]),
    us_row("0902.10.90.50", 3, "Other", units=["kg"]),
    us_row("6601", 0, "Umbrellas:"),
    us_row("6601.91.00.00", 1, "With a telescopic shaft", units=["No."], general="Free"),
    us_row("9903.00.01", 0, "Goods of some origin", general="10%"),
]

PLAIN = (
    "code,text,units,general\n"
    "0902.10.10,Tea > Green tea > Scented,kg,40%\n"
    "0902.10.90,Tea › Green tea › Other,kg,60%\n"
)


def write_samples(folder: Path) -> tuple[Path, Path]:
    """Write both tariffs into *folder* and return their files."""
    us, plain = folder / "us.json", folder / "plain.csv"
    us.write_text(json.dumps(US_ROWS), "utf-8")
    plain.write_text(PLAIN, "utf-8")
    return us, plain
