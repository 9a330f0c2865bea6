"""Lets many callers ask at once, and says how long they waited.

    python -m benchmarks.load http://127.0.0.1:7860 [--callers 50] [--seconds 60]
        [--mix INVOICE] [--scan SCAN] [--process PID]

Every caller is a gradio_client of its own that asks again as soon as it is answered. With
--mix it has a page as well: of twenty questions nine come from a page that stays open, in one
session; seven are texts for the endpoint, two are tables, and two the document that is named,
one of them with --scan a picture that has to be recognised.
With --process the memory of the app is told: before the first call, as it was while they asked,
the middle of the second fifth of the time, when all that loads late is loaded, and that of the
last fifth, and after the last call. It is flat if these two fifths, both under load, are alike.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from gradio_client import Client, handle_file

from benchmarks.memory import memory_mb
from benchmarks.visitor import Visitor
from pipeline.bars import GROWTH, grown

TEXTS: Final = (
    "folding umbrella", "ข้าวหอมมะลิ 5 กก.", "cà phê nhân Robusta chưa rang", "不锈钢保温杯 500ml",
    "20 CTNS MENS COTTON KNITTED T-SHIRTS", "spare parts", "กุ้งขาวแช่แข็ง", "gạch men lát nền",
)  # fmt: skip
_EVERY: Final = 1.0
"""Seconds between two looks at the memory."""

_MIX: Final = {
    **dict.fromkeys(range(2, 20, 2), "page questions"),
    **dict.fromkeys((3, 13), "tables"),
    7: "documents",
    17: "scans",
}
"""Which of twenty turns ask for something else than a text, where there are files."""


@dataclass(frozen=True)
class Files:
    """The table and the documents, one for each caller, that are asked for now and then.

    Visitors have documents of their own. The app deletes a document once it is read, and the
    very same bytes of two callers lie in one file.
    """

    table: Path
    invoices: tuple[Path, ...]
    scan: Path | None = None


def own_invoices(invoice: Path, folder: Path, callers: int) -> tuple[Path, ...]:
    """Return a copy of a PDF for each caller, alike but for a comment at its end."""
    copies = tuple(folder / f"{invoice.stem}-{number}{invoice.suffix}" for number in range(callers))
    for number, copy in enumerate(copies):
        copy.write_bytes(invoice.read_bytes() + f"\n% {number}\n".encode())
    return copies


class Caller:
    """One of many: a program that calls endpoints, and a visitor with a page that stays open."""

    def __init__(self, url: str, number: int, files: Files | None) -> None:
        self._client = Client(url, verbose=False)
        self._visitor = Visitor(url) if files else None
        self._number, self._files = number, files

    def ask(self, turn: int) -> str:
        """Ask for what is on; return which kind it was."""
        text, files = TEXTS[turn % len(TEXTS)], self._files
        kind = _MIX.get(turn % 20, "texts") if files else "texts"
        if files and kind == "scans" and files.scan is None:
            kind = "documents"
        if files and kind == "tables":
            self._send(files.table, "/classify_table")
        elif files and kind == "documents":
            self._send(files.invoices[self._number], "/read_document")
        elif files and files.scan and kind == "scans":
            self._send(files.scan, "/read_document")
        elif self._visitor and kind == "page questions":
            self._visitor.ask(text)
        else:
            self._client.predict(text, api_name="/classify")
        return kind

    def _send(self, file: Path, endpoint: str) -> None:
        self._client.predict(handle_file(str(file)), api_name=endpoint)


def load(
    url: str,
    callers: int,
    seconds: float,
    files: Files | None = None,
    process: int | None = None,
) -> dict[str, Any]:
    """Return the number of calls and errors, and percentiles of the waiting times in ms.

    The times are of all calls, and, under ``kinds``, of each kind alone. Nobody asks any
    more after *seconds*; what was asked is still waited for, and ``took`` is how long all of it
    went on.
    """
    asking = [Caller(url, number, files) for number in range(callers)]
    waits: dict[str, list[float]] = defaultdict(list)
    errors: Counter[str] = Counter()
    weighed: list[float] = []

    def weigh() -> None:
        while process is not None and time.monotonic() < end:
            weighed.append(memory_mb(process))
            time.sleep(min(_EVERY, seconds / 50))

    def ask(caller: Caller, turn: int) -> None:
        while (started := time.monotonic()) < end:
            try:
                asked = caller.ask(turn)
                waits[asked].append((time.monotonic() - started) * 1000)
            except Exception as error:  # whatever it is, it is counted
                errors[f"{type(error).__name__}: {error}"] += 1
            turn += 1

    before = 0.0 if process is None else memory_mb(process)
    began = time.monotonic()
    end = began + seconds
    threads = [
        threading.Thread(target=weigh),
        *(
            threading.Thread(target=ask, args=pair)
            for pair in zip(asking, range(callers), strict=True)
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    memory = {} if process is None else told(before, weighed, memory_mb(process))
    everything = [wait for its in waits.values() for wait in its]
    return {
        "callers": callers,
        "seconds": seconds,
        "answered": len(everything),
        "took": round(took, 1),
        "per_second": round(len(everything) / took, 1),
        "errors": dict(errors),
        **percentiles(everything),
        "kinds": {name: {"answered": len(its), **percentiles(its)} for name, its in waits.items()},
        "memory_mb": memory,
        **flat(memory),
    }


def told(before: float, weighed: Sequence[float], after: float) -> dict[str, int]:
    """Return the memory in MB by when it was, from what was *weighed* from time to time under load.

    A fifth counts as its middle value: what one document takes for a moment is no growth.
    """
    fifths = np.array_split(np.asarray(weighed), 5)
    middles = {"second_fifth": np.median(fifths[1]), "last_fifth": np.median(fifths[4])}
    return {k: round(float(v)) for k, v in {"before": before, **middles, "after": after}.items()}


def flat(memory: Mapping[str, float]) -> dict[str, Any]:
    """Return whether the *memory* stays the same under load; {} if not measured."""
    if not memory:
        return {}
    growth = grown(memory["second_fifth"], memory["last_fifth"])
    return {"growth": growth, "flat": GROWTH.holds(growth)}


def percentiles(waits: list[float], digits: int = 0) -> dict[str, float | None]:
    """Return the middle, the 95th and the 99th percentile of waiting times, None without any."""
    found = np.percentile(waits, [50, 95, 99]).round(digits).tolist() if waits else [None] * 3
    return dict(zip(("p50_ms", "p95_ms", "p99_ms"), found, strict=True))


def main() -> int:
    """Run from the command line; the status is 1 if a call was lost or the memory grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mix", type=Path, metavar="INVOICE")
    parser.add_argument("--scan", type=Path, help="picture of an invoice, beside --mix")
    parser.add_argument("--process", type=int, metavar="PID", help="the app's, to tell its memory")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        table = Path(folder) / "goods.csv"
        table.write_text("goods\n" + "\n".join(TEXTS * 5) + "\n", "utf-8")
        files = None
        if arguments.mix:
            own = own_invoices(arguments.mix, Path(folder), arguments.callers)
            files = Files(table, own, arguments.scan)
        found = load(arguments.url, arguments.callers, arguments.seconds, files, arguments.process)
    print(json.dumps(found, indent=2))
    return 0 if not found["errors"] and found.get("flat", True) else 1


if __name__ == "__main__":
    sys.exit(main())
