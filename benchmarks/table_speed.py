"""Classifies a table of different descriptions, and says how fast and with how much memory.

    python -m benchmarks.table_speed [--rows 200000] [--bundle FOLDER] [--encoder-rows 5000]

The bound is what the encoder alone does with the same texts in one batch, measured before
and after, because a machine that others use is not the same from minute to minute.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hsclassify import HSClassifier
from hsclassify.tables import classify_table


def descriptions(classifier: HSClassifier, count: int) -> Iterator[str]:
    """Yield titles of the nomenclature, none twice: with sizes and lot numbers, as trade has it."""
    tree, chance = classifier.nomenclature, random.Random(1)  # noqa: S311
    codes = tree.codes(6)
    for number in range(count):
        title = tree.title(chance.choice(codes), chance.choice(("en", "th", "vi", "zh")))
        yield f"{title} {chance.randrange(1, 500)} kg lot {number}"


def memory_mb() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


class Peak:
    """Watches the memory while it is open."""

    def __enter__(self) -> Peak:
        self.mb = memory_mb()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            self.mb = max(self.mb, memory_mb())

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def speed(work: Callable[[], Any], rows: int) -> tuple[float, float]:
    """Return rows a second, by the clock and by the processor's time."""
    clock, cpu = time.perf_counter(), time.process_time()
    work()
    return rows / (time.perf_counter() - clock), rows / (time.process_time() - cpu)


def measure(classifier: HSClassifier, rows: int, encoder_rows: int) -> dict[str, Any]:
    """Return the figures that the module's docstring tells."""
    texts = list(descriptions(classifier, encoder_rows))
    classifier.classify("folding umbrella")  # makes what is made on first use
    encode = classifier.bundle.encoder.encode
    before = speed(lambda: encode(texts), encoder_rows)
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with source.open("w", encoding="utf-8") as stream:
            stream.write("id,description\n")
            for number, text in enumerate(descriptions(classifier, rows)):
                stream.write(f'{number},"{text}"\n')
        idle = memory_mb()
        with Peak() as peak:
            table = speed(lambda: classify_table(classifier, source, "description", target), rows)
        written = sum(1 for _ in target.open(encoding="utf-8"))
    after = speed(lambda: encode(texts), encoder_rows)
    alone = [(b + a) / 2 for b, a in zip(before, after, strict=True)]
    return {
        "rows": rows,
        "rows_written": written - 1,
        "rows_per_second": round(table[0], 1),
        "encoder_per_second": round(alone[0], 1),
        "share_of_encoder": round(table[0] / alone[0], 3),
        "rows_per_cpu_second": round(table[1], 1),
        "encoder_per_cpu_second": round(alone[1], 1),
        "share_of_encoder_by_cpu": round(table[1] / alone[1], 3),
        "idle_mb": round(idle),
        "above_idle_mb": round(peak.mb - idle),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--encoder-rows", type=int, default=5_000)
    parser.add_argument("--bundle")
    arguments = parser.parse_args()
    classifier = HSClassifier.load(arguments.bundle)
    print(json.dumps(measure(classifier, arguments.rows, arguments.encoder_rows), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
