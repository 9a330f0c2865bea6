"""Compares our table reader with pdfplumber's on born-digital PDFs.

    pip install --target OTHER pdfplumber       (it is no requirement of this project)
    PYTHONPATH=OTHER python -m benchmarks.table_finders FOLDER

FOLDER holds documents of the generator with their truths. A line counts as found when one row
has its description (at least 0.7 alike, spaces aside) and its quantity. pdfplumber's own cells
are taken as they are, from ruled lines or from the alignment of text; ours are those of
:func:`hsclassify.documents.table.read_tables`. Prints the share of lines found and the seconds of
each reader. ``python -m benchmarks.measure finders`` makes the documents and keeps the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from hsclassify.documents import Limits
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import numerals
from hsclassify.documents.pages import read_pages
from hsclassify.documents.table import Grid, read_tables
from hsclassify.text import clean

Rows = Iterator[Sequence[str]]
_ALIKE: Final = 0.7


def ours(file: Path) -> Rows:
    """Yield the rows that this project reads."""
    grid: Grid | None = None
    deadline = Deadline(600)
    for page in read_pages(file.read_bytes(), Limits(), deadline):
        tables = read_tables(page.words, page.rulings, page.width, deadline, grid)
        grid = tables.grid
        for row in tables.rows:
            yield list(row.cells.values())


def plumber(strategy: str) -> Callable[[Path], Rows]:
    """Return a reader by pdfplumber, with its *strategy* for both directions."""
    import pdfplumber  # type: ignore[import-not-found, unused-ignore]

    settings = {"vertical_strategy": strategy, "horizontal_strategy": strategy}

    def rows(file: Path) -> Rows:
        with pdfplumber.open(file) as pdf:
            for page in pdf.pages:
                for table in page.extract_tables(settings):
                    for row in table:
                        yield [cell or "" for cell in row]

    return rows


def found(truth: dict[str, Any], rows: Sequence[Sequence[str]]) -> int:
    """Return how many true lines have a row with their description and quantity."""
    left = [[bare(cell) for cell in row] for row in rows]
    count = 0
    for item in truth["items"]:
        for row, cells in zip(list(rows), left, strict=True):
            if _holds(item, row, cells):
                count += 1
                break
    return count


def _holds(item: dict[str, Any], row: Sequence[str], cells: Sequence[str]) -> bool:
    wanted = bare(item["description"])
    described = any(SequenceMatcher(None, wanted, c, False).ratio() >= _ALIKE for c in cells if c)
    values = [
        float(n.value(mark)) for cell in row for n in numerals(cell)[:1] for mark in (".", ",")
    ]
    return described and any(abs(v - item["quantity"]) < 0.005 for v in values)


def bare(text: str) -> str:
    """Return *text* cleaned, without spaces."""
    return clean(text).replace(" ", "")


def score(read: Callable[[Path], Rows], files: Sequence[Path]) -> dict[str, Any]:
    """Return the share of true lines that a reader finds in *files*, all and by language."""
    started = time.perf_counter()
    by_language: dict[str, list[int]] = {}
    for file in files:
        truth = json.loads(file.with_suffix(".json").read_text("utf-8"))
        seen = by_language.setdefault(truth["language"], [0, 0])
        seen[0] += found(truth, list(read(file)))
        seen[1] += len(truth["items"])
    right, lines = (sum(seen[at] for seen in by_language.values()) for at in (0, 1))
    return {
        "found": round(right / max(1, lines), 3),
        "lines": lines,
        "by_language": {lang: round(a / b, 3) for lang, (a, b) in by_language.items()},
        "seconds": round(time.perf_counter() - started, 1),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    files = sorted(f for f in folder.glob("*.pdf") if "-scan-" not in f.name)
    if not files:
        parser.error(f"no PDF with text in {folder}; tests/documents/generator.py makes them")
    if find_spec("pdfplumber") is None:
        parser.error("pdfplumber is not at hand; see above for how to install it beside")
    readers = {
        "ours": ours,
        "pdfplumber by lines": plumber("lines"),
        "pdfplumber by text": plumber("text"),
    }
    told = [{"reader": name, **score(read, files)} for name, read in readers.items()]
    print(json.dumps({"documents": len(files), "readers": told}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
