"""How long one description takes that an idle app is asked for.

    python -m benchmarks.latency [--texts 500] [--settle 20]

Different texts are asked of ``/classify`` one after the other, over plain HTTP, and nobody else
asks. Told are the milliseconds of the classification itself, which each answer holds, and those
until the caller has the answer. The bar is of the former.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.apps import running_app
from benchmarks.fuzz_endpoints import call
from benchmarks.load import percentiles
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier
from pipeline.bars import ANSWER_MS


def measure(texts: Sequence[str], settle: float) -> dict[str, Any]:
    """Return percentiles in ms of the times ``in_app`` and ``over_http``.

    Raises:
        RuntimeError: a text was not answered.
    """
    in_app, over_http = [], []
    with running_app() as app:
        time.sleep(settle)
        for text in texts:
            started = time.perf_counter()
            outcome = call(app.url, "/classify", [text, 3, "auto", None, False])
            over_http.append((time.perf_counter() - started) * 1000)
            if outcome.kind != "answered":
                raise RuntimeError(f"expected an answer to {text!r}, got: {outcome.said}")
            in_app.append(float(outcome.data[0]["latency_ms"]))
    found = {"in_app": percentiles(in_app, 1), "over_http": percentiles(over_http, 1)}
    return {"texts": len(texts), **found, "holds": ANSWER_MS.holds(found["in_app"]["p50_ms"] or 0)}


def main() -> int:
    """Run from the command line; the status is 1 where the bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=500)
    parser.add_argument("--settle", type=float, default=20.0, help="seconds that the app waits")
    given = parser.parse_args()
    texts = list(descriptions(HSClassifier.load(), given.texts))
    found = measure(texts, given.settle)
    print(json.dumps(found, indent=2))
    return 0 if found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
