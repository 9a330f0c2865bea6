"""Lets many callers ask while the app answers a few at a time, and varies how many that is.

    python -m benchmarks.at_once [--limits 1 2 4 8] [--callers 50] [--seconds 20]
        [--file-limits 1 2] [--file-callers 8] [--mix INVOICE]

The limits are those beside the numbers AT_ONCE: of descriptions, of tables (400 rows each), and
with --mix of documents (the invoice that is named). Each limit gets a fresh app. The first one
is what the others are compared with: "gain" is how many more answers came in the same time. In
the end as many ask in the same moment as the queue of the app holds, and the last of them tells
how long that is.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.apps import running_app
from benchmarks.fuzz_endpoints import call
from benchmarks.load import TEXTS, Files, load, own_invoices

_WITH_LIMIT: Final = "import hsclassify.ui.{} as place; place.AT_ONCE = {}; import app; app.main()"
_PLACES: Final = {
    "texts": "classify_tab",
    "tables": "table_endpoint",
    "documents": "document_endpoint",
}
_TABLE_ROWS: Final = 400


@dataclass(frozen=True)
class Crowd:
    """How many ask for how long, and for which files."""

    callers: int
    seconds: float
    files: Files | None = None


def measure(kind: str, limits: Sequence[int], crowd: Crowd) -> dict[str, Any]:
    """Return answers a second and the 99th percentile of the waits for each limit of a *kind*."""
    found: dict[str, Any] = {}
    for limit in limits:
        with running_app("-c", _WITH_LIMIT.format(_PLACES[kind], limit)) as app:
            told = load(app.url, crowd.callers, crowd.seconds, crowd.files, kind=kind)
            tracebacks = app.tracebacks()
        found[str(limit)] = {
            "per_second": told["per_second"],
            "p99_ms": told["p99_ms"],
            "errors": sum(told["errors"].values()),
            "tracebacks": tracebacks,
        }
    base = next(iter(found.values()))["per_second"]
    for told in found.values():
        told["gain"] = round(told["per_second"] / base, 2) if base else None
    return found


def full_queue() -> dict[str, Any]:
    """Let as many ask at the same moment as are answered and may wait; return the longest wait."""
    from hsclassify.ui.build import QUEUE_LENGTH
    from hsclassify.ui.classify_tab import AT_ONCE

    def wait(url: str, number: int) -> tuple[str, float]:
        started = time.monotonic()
        text = f"{TEXTS[number % len(TEXTS)]} no. {number}"
        outcome = call(url, "/classify", [text, 3, "auto", None, False])
        return outcome.kind, (time.monotonic() - started) * 1000

    calls = QUEUE_LENGTH + AT_ONCE
    with running_app() as app, ThreadPoolExecutor(calls) as pool:
        told = list(pool.map(lambda number: wait(app.url, number), range(calls)))
    answered = [waited for kind, waited in told if kind == "answered"]
    return {
        "calls": calls,
        "answered": len(answered),
        "longest_ms": round(max(answered, default=0)),
    }


def _table(folder: Path) -> Path:
    table = folder / "goods.csv"
    rows = (f"{TEXTS[n % len(TEXTS)]} no. {n}" for n in range(_TABLE_ROWS))
    table.write_text("\n".join(("goods", *rows)) + "\n", "utf-8")
    return table


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limits", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--file-limits", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--file-callers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--mix", type=Path, metavar="INVOICE")
    given = parser.parse_args()
    found = {
        "callers": given.callers,
        "file_callers": given.file_callers,
        "table_rows": _TABLE_ROWS,
        "seconds": given.seconds,
        "limits": measure("texts", given.limits, Crowd(given.callers, given.seconds)),
    }
    with TemporaryDirectory() as name:
        folder, callers = Path(name), given.file_callers
        invoices = own_invoices(given.mix, folder, callers) if given.mix else ()
        crowd = Crowd(callers, given.seconds, Files(_table(folder), invoices))
        for kind in ("tables", *(("documents",) if invoices else ())):
            found[kind] = measure(kind, given.file_limits, crowd)
    found["queue"] = full_queue()
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
