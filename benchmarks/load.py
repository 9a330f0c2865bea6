"""Lets many callers ask at once, and says how long they waited.

    python -m benchmarks.load http://127.0.0.1:7860 [--callers 50] [--seconds 60] [--mix INVOICE]

Every caller is a gradio_client of its own that asks again as soon as it is answered.
With --mix every tenth question is a table, and every tenth the document that is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from gradio_client import Client, handle_file

_TEXTS: Final = (
    "folding umbrella", "ข้าวหอมมะลิ 5 กก.", "cà phê nhân Robusta chưa rang", "不锈钢保温杯 500ml",
    "20 CTNS MENS COTTON KNITTED T-SHIRTS", "spare parts", "กุ้งขาวแช่แข็ง", "gạch men lát nền",
)  # fmt: skip


def ask_for(client: Client, turn: int, table: Path | None, invoice: Path | None) -> None:
    """Ask for a text, or, where documents are mixed in, now and then for a file."""
    if invoice and table and turn % 10 == 3:
        client.predict(handle_file(str(table)), api_name="/classify_table")
    elif invoice and turn % 10 == 7:
        client.predict(handle_file(str(invoice)), api_name="/read_document")
    else:
        client.predict(_TEXTS[turn % len(_TEXTS)], api_name="/classify")


def load(
    url: str,
    callers: int,
    seconds: float,
    table: Path | None = None,
    invoice: Path | None = None,
) -> dict[str, Any]:
    """Return the number of calls and errors, and percentiles of the waiting times in ms."""
    clients = [Client(url, verbose=False) for _ in range(callers)]
    waits: list[float] = []
    errors: Counter[str] = Counter()
    end = time.monotonic() + seconds

    def ask(client: Client, turn: int) -> None:
        while (started := time.monotonic()) < end:
            try:
                ask_for(client, turn, table, invoice)
                waits.append((time.monotonic() - started) * 1000)
            except Exception as error:  # whatever it is, it is counted
                errors[f"{type(error).__name__}: {error}"] += 1
            turn += 1

    threads = [
        threading.Thread(target=ask, args=pair)
        for pair in zip(clients, range(callers), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p50, p95, p99 = np.percentile(waits, [50, 95, 99]).round().tolist() if waits else [None] * 3
    return {
        "callers": callers,
        "seconds": seconds,
        "answered": len(waits),
        "per_second": round(len(waits) / seconds, 1),
        "errors": dict(errors),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
    }


def main() -> int:
    """Run from the command line; the status is 1 if there was an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mix", type=Path, metavar="INVOICE")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        table = Path(folder) / "goods.csv"
        table.write_text("goods\n" + "\n".join(_TEXTS * 5) + "\n", "utf-8")
        found = load(arguments.url, arguments.callers, arguments.seconds, table, arguments.mix)
    print(json.dumps(found, indent=2))
    return 1 if found["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
