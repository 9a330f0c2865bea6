"""The correspondence of HS editions in our own form, from the UN's conversion tables.

A conversion table names for each code of the newer edition the one code of the
older edition that it mostly comes from. Read backwards, it names all the codes
that took goods over from an old one. An old code that was never picked has no
successor there; ``editions_supplement.csv`` gives those, by the texts of both
editions.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hsclassify.editions import COLUMNS, LATEST, OLD_EDITIONS, UNCHANGED
from hsclassify.errors import InputError
from pipeline.outputs import writing

Successors = dict[str, set[str]]

SUPPLEMENT: Final = Path(__file__).parent / "editions_supplement.csv"
_NOT_HS: Final = "999999"  # the UN's code for goods that a country did not classify
_COLUMN: Final = {2022: "HS6_6d", 2017: "HS5_6d", 2012: "HS4_6d"}
_FILES: Final = {
    (2022, 2017): "hs6_hs5.csv",
    (2022, 2012): "hs6_hs4.csv",
    (2017, 2012): "hs5_hs4.csv",
}
_OLDER_FILE: Final = "old_to_2022.csv"


def build(folder: Path) -> list[dict[str, str]]:
    """Return the rows of ``editions.csv`` from the conversion tables in *folder*.

    Args:
        folder: holds ``hs6_hs5.csv``, ``hs6_hs4.csv`` and ``hs5_hs4.csv`` (one row a code of
            the newer edition, columns such as HS6_6d and HS5_6d) and ``old_to_2022.csv``
            (columns old_edition, old_hs6 and hs6_2022, several codes parted by "|").

    Raises:
        InputError: a table is missing or lacks a column.
    """
    to_2017 = _backwards(folder, 2017, 2012)
    to_latest = {
        **_older(folder),
        2017: _supplemented(_backwards(folder, LATEST, 2017)),
        2012: _backwards(folder, LATEST, 2012),
    }
    # A 2012 code that no 2022 code picked still leads on through the edition between.
    for code, between in to_2017.items():
        if code not in to_latest[2012]:
            onward = (to_latest[2017].get(c, set()) for c in between)
            to_latest[2012][code] = set().union(*onward)
    for code in set().union(*to_2017.values()):
        to_latest[2017].setdefault(code, set())
    return [_row(code, to_latest, to_2017) for code in _codes(to_latest)]


def write(rows: Iterable[Mapping[str, str]], file: Path) -> None:
    """Write ``editions.csv``.

    Raises:
        InputError: *file* cannot be written.
    """
    with writing(file), file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _codes(to_latest: Mapping[int, Successors]) -> list[str]:
    old = {code for table in to_latest.values() for code in table}
    new = {code for table in to_latest.values() for codes in table.values() for code in codes}
    return sorted(old | new)


def _row(code: str, to_latest: Mapping[int, Successors], to_2017: Successors) -> dict[str, str]:
    cells = [_cell(code, to_latest[edition]) for edition in OLD_EDITIONS]
    return dict(zip(COLUMNS, [code, *cells, _cell(code, to_2017)], strict=True))


def _cell(code: str, table: Successors) -> str:
    if code not in table:
        return ""
    # A code that an edition had, and whose goods nobody says where they went, leads nowhere.
    return UNCHANGED if table[code] == {code} else " ".join(sorted(table[code])) or "?"


def _backwards(folder: Path, newer: int, older: int) -> Successors:
    table: Successors = defaultdict(set)
    for row in _rows(folder / _FILES[newer, older], {_COLUMN[newer], _COLUMN[older]}):
        if _NOT_HS not in (row[_COLUMN[newer]], row[_COLUMN[older]]):
            table[row[_COLUMN[older]]].add(row[_COLUMN[newer]])
    return dict(table)


def _older(folder: Path) -> dict[int, Successors]:
    tables: dict[int, Successors] = {edition: {} for edition in OLD_EDITIONS}
    for row in _rows(folder / _OLDER_FILE, {"old_edition", "old_hs6", "hs6_2022"}):
        if row["old_hs6"] != _NOT_HS:
            tables[int(row["old_edition"])][row["old_hs6"]] = set(row["hs6_2022"].split("|"))
    return tables


def _supplemented(table: Successors) -> Successors:
    for row in csv.DictReader(io.StringIO(SUPPLEMENT.read_text("utf-8"))):
        table[row["code"]] = set(row["successors"].split())
    return table


def _rows(file: Path, columns: set[str]) -> Iterator[dict[str, str]]:
    if not file.is_file():
        raise InputError(
            f"Expected the conversion table {file.name} in {file.parent}, found none. "
            "The UN Statistics Division publishes it; see python -m pipeline editions --help."
        )
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise InputError(f"Expected the columns {', '.join(sorted(missing))} in {file}.")
        yield from reader
