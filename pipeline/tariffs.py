"""National tariffs to ``tariffs.parquet``: the US HTS export, and a plain CSV form for others.

The plain form is a CSV in UTF-8 with a header and one row a line. ``code`` (7
to 12 digits, dots and spaces allowed) and ``text`` have to be there; ``text``
holds the texts above the line too, from the heading down, parted by " > " or
" › ". ``units``, ``general``, ``special``, ``other`` and ``notes`` are
optional, with the meaning that :class:`hsclassify.tariffs.NationalLine` gives
them. A line whose digits another line goes on from is not declarable.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from hsclassify.editions import LATEST, editions
from hsclassify.errors import InputError
from hsclassify.results import dotted
from hsclassify.tariffs import COLUMNS, LEVELS_MARK, SOURCES_KEY, NationalLine
from hsclassify.text import clean
from pipeline.outputs import writing
from pipeline.sources import content
from pipeline.tables import write_parquet

US: Final = "US"
_US_KEYS: Final = ("htsno", "indent", "description")
_US_SPECIAL_CHAPTERS: Final = ("98", "99")  # duty provisions, no kinds of goods
_DUTIES: Final = ("general", "special", "other")
_PLAIN_REQUIRED: Final = {"code", "text"}
_PLAIN_OPTIONAL: Final = ("units", *_DUTIES, "notes")
_SHORTEST, _LONGEST = 7, 12
_SAYS_NOTHING: Final = re.compile(r"other|nesoi|other,? nesoi", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_SCHEMA: Final = pa.schema(
    [(name, pa.bool_() if name == "declarable" else pa.string()) for name in COLUMNS]
)


@dataclass(frozen=True)
class Source:
    """One country's tariff.

    Attributes:
        country: two letters.
        name: file name or URL, for the record.
        sha256: hex digest of the content.
        as_of: day that the duties are of, as the user told it; "" where unknown.
        lines: the lines, in tariff order.
    """

    country: str
    name: str
    sha256: str
    as_of: str
    lines: Sequence[NationalLine]


def read_us(source: str, *, sha256: str | None = None, as_of: str = "") -> Source:
    """Read the US Harmonized Tariff Schedule as hts.usitc.gov exports it in JSON.

    Args:
        source: a file, a folder of such files, or an https URL.
        sha256: digest that a file has to have; a URL needs one.
        as_of: day that the duties are of.

    Raises:
        InputError: the source cannot be read or is no such export.
    """
    files = sorted(Path(source).glob("*.json")) if Path(source).is_dir() else [source]
    digest, lines = hashlib.sha256(), []
    for file in files:
        data = content(str(file), sha256)
        digest.update(data)
        lines += list(_us_lines(_us_rows(data, str(file))))
    if not lines:
        raise InputError(f"Expected a US tariff in JSON in {source}, found no line in it.")
    return Source(US, _shown(source), digest.hexdigest(), as_of, _declarable(lines))


def read_plain(country: str, source: str, *, sha256: str | None = None, as_of: str = "") -> Source:
    """Read a tariff in the plain form of the module's docstring.

    Args:
        country: two letters, as ISO 3166 has them.
        source: a file or an https URL.
        sha256: digest that the file has to have; a URL needs one.
        as_of: day that the duties are of.

    Raises:
        InputError: the source cannot be read, or breaks the form; names the row.
    """
    if not _COUNTRY.fullmatch(country):
        raise InputError(f"Expected a country of two capital letters, got {country!r}.")
    data = content(source, sha256)
    try:
        lines = _plain_lines(country, source, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"Expected {source} in UTF-8 ({error}). Save it as CSV UTF-8.") from error
    except csv.Error as error:
        raise InputError(f"{source} is no readable CSV ({error}). Save it as CSV again.") from error
    digest = hashlib.sha256(data).hexdigest()
    return Source(country, _shown(source), digest, as_of, _declarable(lines))


def line_texts(lines: Iterable[NationalLine]) -> list[tuple[str, str]]:
    """Return the six-digit code and a text of each declarable line that says what it covers.

    The text goes from the line up, as goods are described, the thing before its class;
    levels that only say "other" are left out.
    """
    texts = {}
    for line in lines:
        levels = [x for x in line.levels if not _SAYS_NOTHING.fullmatch(x)]
        if line.declarable and len(levels) > 1:
            texts[", ".join(reversed(levels))] = line.code[:6]
    return [(code, text) for text, code in texts.items()]


def write(sources: Sequence[Source], file: Path) -> int:
    """Write ``tariffs.parquet`` and return the number of lines.

    Raises:
        InputError: a country comes twice, one has two lines of one code, or *file* cannot be
            written.
    """
    countries = [s.country for s in sources]
    if len(set(countries)) < len(countries):
        raise InputError(f"Expected each country once, got {', '.join(countries)}.")
    lines = sorted((x for s in sources for x in s.lines), key=lambda x: (x.code, x.country))
    _refuse_doubles(lines)
    about = {
        s.country: {
            "source": s.name,
            "sha256": s.sha256,
            "as_of": s.as_of,
            "lines": len(s.lines),
        }
        for s in sources
    }
    columns = {name: [getattr(x, name) for x in lines] for name in COLUMNS}
    table = pa.table(columns, schema=_SCHEMA.with_metadata({SOURCES_KEY: json.dumps(about)}))
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(table, file, write_page_checksum=True)
    return len(lines)


def _shown(source: str) -> str:
    return source if source.startswith("https://") else Path(source).name


def _us_rows(data: bytes, name: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(data)
    except ValueError as error:
        raise InputError(f"Expected {name} in JSON ({error}).") from error
    if not isinstance(rows, list) or not all(map(_is_us_row, rows)):
        raise InputError(
            f"Expected {name} to be a list of objects with {', '.join(_US_KEYS)} and more, in "
            "the types that the export of hts.usitc.gov has them in."
        )
    return rows


def _is_us_row(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and all(key in row for key in _US_KEYS)
        and isinstance(row["description"], str)
        and str(row["indent"]).isdecimal()
        and all(isinstance(row.get(key) or "", str) for key in ("htsno", *_DUTIES))
        and _is_list(row.get("units"), str)
        and _is_list(row.get("footnotes"), dict)
    )


def _is_list(value: Any, of: type) -> bool:
    return not value or (isinstance(value, list) and all(isinstance(x, of) for x in value))


def _us_lines(rows: Iterable[dict[str, Any]]) -> Iterator[NationalLine]:
    above: list[dict[str, Any]] = []
    for row in rows:
        while above and int(above[-1]["indent"]) >= int(row["indent"]):
            above.pop()
        above.append({**row, "description": clean(row["description"]).rstrip(": ")})
        code = re.sub(r"\D", "", row["htsno"] or "")
        if len(code) >= _SHORTEST and not code.startswith(_US_SPECIAL_CHAPTERS):
            yield _us_line(code, above)


def _us_line(code: str, above: Sequence[dict[str, Any]]) -> NationalLine:
    # A statistical line has no duty of its own: that of the legal line above it holds.
    legal: dict[str, Any] = next((row for row in reversed(above) if row.get("general")), {})
    footnotes = (legal.get("footnotes") or []) + (above[-1].get("footnotes") or [])
    notes = dict.fromkeys(clean(str(n.get("value", ""))) for n in footnotes)
    return NationalLine(
        country=US,
        code=code,
        text=LEVELS_MARK.join(row["description"] for row in above),
        units=", ".join(above[-1].get("units") or []),
        **{name: clean(legal.get(name) or "") for name in _DUTIES},
        notes=" ".join(n for n in notes if n),
        declarable=True,
    )


def _plain_lines(country: str, source: str, text: str) -> list[NationalLine]:
    # Old programs end lines with a carriage return alone; read as any other, it parts rows too.
    reader = csv.DictReader(io.StringIO(text, newline=None))
    missing = _PLAIN_REQUIRED - set(reader.fieldnames or ())
    if missing:
        raise InputError(
            f"Expected the columns code and text in {source}, found "
            f"{', '.join(reader.fieldnames or ['none'])}."
        )
    return [_plain_line(country, row, number) for number, row in enumerate(reader, 2)]


def _plain_line(country: str, row: dict[str, str | None], number: int) -> NationalLine:
    code = re.sub(r"[\s.]", "", row["code"] or "")
    levels = [clean(x) for x in re.split(r"\s[>›]\s", row["text"] or "")]
    where = f"In row {number} of the {country} tariff: "
    if not (code.isascii() and code.isdigit() and _SHORTEST <= len(code) <= _LONGEST):
        raise InputError(f"{where}expected a code of 7 to 12 digits, got {row['code']!r}.")
    if LATEST not in editions().of(code[:6]):
        raise InputError(f"{where}{dotted(code[:6])} is not a code of HS {LATEST}.")
    if not all(levels):
        raise InputError(f"{where}expected a text at every level, got {row['text']!r}.")
    return NationalLine(
        country,
        code,
        LEVELS_MARK.join(levels),
        **{name: clean(row.get(name) or "") for name in _PLAIN_OPTIONAL},
        declarable=True,
    )


def _declarable(lines: Sequence[NationalLine]) -> list[NationalLine]:
    """Return *lines* by code, those that others divide marked as not declarable."""
    ordered = sorted(lines, key=lambda line: line.code)
    following = [line.code for line in ordered[1:]] + [""]
    return [
        replace(line, declarable=not after.startswith(line.code))
        for line, after in zip(ordered, following, strict=True)
    ]


def _refuse_doubles(lines: Sequence[NationalLine]) -> None:
    for one, other in pairwise(lines):
        if (one.country, one.code) == (other.country, other.code):
            raise InputError(
                f"The {one.country} tariff has {one.dotted} twice. Keep one of the two lines."
            )
