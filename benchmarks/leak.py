"""Compares the memory after many classifications with that after fewer; the bar is 5 % more.

    python -m benchmarks.leak [--few 1000] [--many 10000] [--settle 20]

Once of this process, which uses the package, and once of the app, which runs in a process of its
own: four callers ask ``/classify`` again as soon as they are answered. Both get the same texts,
all different. The app waits for *settle* seconds first, so that the map that it draws late is not
counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from benchmarks.apps import running_app
from benchmarks.fuzz_endpoints import call
from benchmarks.memory import memory_mb
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier
from pipeline.bars import GROWTH, grown

_CALLERS: Final = 4


def compared(before: float, after: float) -> dict[str, Any]:
    """Return what became of the memory, from that after few and after many texts in MB."""
    return {
        "mb_after_few": round(before, 1),
        "mb_after_many": round(after, 1),
        "growth": grown(before, after),
        "holds": GROWTH.holds(grown(before, after)),
    }


def of_the_package(classifier: HSClassifier, texts: Sequence[str], few: int) -> dict[str, Any]:
    """Classify *texts* in this process, and compare its memory after *few* and after all."""
    before = 0.0
    for number, text in enumerate(texts, 1):
        classifier.classify(text)
        if number == few:
            before = memory_mb()
    return compared(before, memory_mb())


def of_the_app(texts: Sequence[str], few: int, settle: float) -> dict[str, Any]:
    """Let the app classify *texts*, and compare the memory of its process after *few* and all.

    The bar does not hold either where a text is not answered.
    """
    with running_app() as app, ThreadPoolExecutor(_CALLERS) as pool:

        def answered(part: Sequence[str]) -> int:
            def ask(text: str) -> bool:
                return call(app.url, "/classify", [text, 3, "auto", None, False]).kind == "answered"

            return sum(pool.map(ask, part))

        time.sleep(settle)
        started = time.monotonic()
        count = answered(texts[:few])
        before = memory_mb(app.process)
        count += answered(texts[few:])
        seconds = time.monotonic() - started
        found = compared(before, memory_mb(app.process))
        return {
            **found,
            "holds": found["holds"] and count == len(texts),
            "answered": count,
            "per_second": round(count / seconds, 1),
            "tracebacks": app.tracebacks(),
        }


def main() -> int:
    """Run from the command line; the status is 1 where the bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--settle", type=float, default=20.0, help="seconds that the app waits")
    given = parser.parse_args()
    classifier = HSClassifier.load()
    texts = list(descriptions(classifier, given.many))
    package = of_the_package(classifier, texts, given.few)
    app = of_the_app(texts, given.few, given.settle)
    told = {"few": given.few, "many": given.many, "bar": GROWTH.limit, **package, "app": app}
    print(json.dumps(told))
    return 0 if package["holds"] and app["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
