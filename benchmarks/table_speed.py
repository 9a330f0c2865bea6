"""Classifies a CSV file of different descriptions on the command line: how fast, how much memory.

    python -m benchmarks.table_speed [--rows 200000] [--bundle FOLDER] [--encoder-rows 5000]

The bound is what the encoder alone does with such texts in one batch, measured before and
after, because a machine that others use is not the same from minute to minute. The command
is timed whole, with its start; its memory is compared with this process's, which has loaded
the same bundle and answered one text.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.memory import memory_mb
from hsclassify import HSClassifier


def descriptions(classifier: HSClassifier, count: int) -> Iterator[str]:
    """Yield titles of the nomenclature, none twice: with sizes and lot numbers, as trade has it."""
    tree, chance = classifier.nomenclature, random.Random(1)  # noqa: S311
    codes = tree.codes(6)
    for number in range(count):
        title = tree.title(chance.choice(codes), chance.choice(("en", "th", "vi", "zh")))
        yield f"{title} {chance.randrange(1, 500)} kg lot {number}"


def encoder_speed(classifier: HSClassifier, texts: list[str]) -> tuple[float, float]:
    """Return texts a second, by the clock and by the processor's time."""
    clock, cpu = time.perf_counter(), time.process_time()
    classifier.bundle.encoder.encode(texts)
    return len(texts) / (time.perf_counter() - clock), len(texts) / (time.process_time() - cpu)


def command_speed(source: Path, target: Path, rows: int, bundle: str | None) -> dict[str, float]:
    """Run the command line; return rows a second by clock and processor, and its peak in MB.

    The processor's time and the peak are those of all commands so far, so call it once.
    """
    named = ["--bundle", bundle] if bundle else []
    command = [sys.executable, "-m", "hsclassify", "--table", str(source), "--out", str(target)]
    started = time.perf_counter()
    subprocess.run([*command, *named], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "clock": rows / seconds,
        "cpu": rows / (used.ru_utime + used.ru_stime),
        "peak_mb": used.ru_maxrss * 1024 / 1e6,
    }


def in_order(target: Path, rows: int) -> bool:
    """Tell whether the result has just the input's rows, in order."""
    with target.open(encoding="utf-8-sig", newline="") as stream:
        ids = [int(row["id"]) for row in csv.DictReader(stream)]
    return ids == list(range(rows))


def measure(bundle: str | None, rows: int, encoder_rows: int) -> dict[str, Any]:
    """Return the figures that the module's docstring tells."""
    classifier = HSClassifier.load(bundle)
    classifier.classify("folding umbrella")  # makes what is made on first use
    idle = memory_mb()
    texts = list(descriptions(classifier, encoder_rows))
    before = encoder_speed(classifier, texts)
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        with source.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["id", "description"])
            writer.writerows(enumerate(descriptions(classifier, rows)))
        table = command_speed(source, target, rows, bundle)
        ordered = in_order(target, rows)
    after = encoder_speed(classifier, texts)
    alone = [(b + a) / 2 for b, a in zip(before, after, strict=True)]
    return {
        "rows": rows,
        "rows_in_order": ordered,
        "rows_per_second": round(table["clock"], 1),
        "encoder_per_second": round(alone[0], 1),
        "share_of_encoder": round(table["clock"] / alone[0], 3),
        "rows_per_cpu_second": round(table["cpu"], 1),
        "encoder_per_cpu_second": round(alone[1], 1),
        "share_of_encoder_by_cpu": round(table["cpu"] / alone[1], 3),
        "idle_mb": round(idle),
        "above_idle_mb": round(table["peak_mb"] - idle),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--encoder-rows", type=int, default=5_000)
    parser.add_argument("--bundle")
    arguments = parser.parse_args()
    found = measure(arguments.bundle, arguments.rows, arguments.encoder_rows)
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
