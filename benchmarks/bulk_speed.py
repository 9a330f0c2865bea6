"""Classifies the same rows on Ray with one worker and with two, and compares.

    python -m benchmarks.bulk_speed [--rows 20000] [--bundle FOLDER]

Timed from the end of the first round of parts to the last part, so that starting Ray does
not count. The bound is what plain processes with one core each gain from one to two, measured
in the same run: two workers cannot gain more than the machine gives.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier
from hsclassify.parallel import pieces_of
from pipeline.bulk import Job, run

_PARTS: Final = 20
_CLASSIFIER: list[HSClassifier] = []
"""What each plain process has loaded."""


def _load(bundle: str | None) -> None:
    _CLASSIFIER.append(HSClassifier.load(bundle))


def _classify(texts: list[str]) -> int:
    return sum(1 for _ in _CLASSIFIER[0].classify_all(texts, 3))


def plain_rows_per_second(texts: list[str], processes: int, bundle: str | None) -> float:
    """Return how many texts *processes* of one core each do in a second once they have started."""
    os.environ["OMP_NUM_THREADS"] = "1"  # what Ray sets for its workers
    spawn = multiprocessing.get_context("spawn")
    size = max(1, len(texts) // _PARTS)
    pieces = pieces_of(texts, size)
    with ProcessPoolExecutor(processes, spawn, _load, (bundle,)) as pool:
        list(pool.map(_classify, pieces[:processes]))
        started = perf_counter()
        done = sum(pool.map(_classify, pieces[processes:]))
        return done / (perf_counter() - started)


def rows_per_second(job: Job, workers: int) -> float:
    """Return how many rows *workers* do in a second once they are at work."""
    ends, rows = [], []
    for done in run(job, engine="ray", workers=workers):
        ends.append(perf_counter())
        rows.append(done.rows)
    # The first round of parts is what the clock starts at the end of.
    return sum(rows[workers:]) / (ends[-1] - ends[workers - 1])


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--bundle")
    arguments = parser.parse_args()
    texts = list(descriptions(HSClassifier.load(arguments.bundle), arguments.rows))
    plain = {n: plain_rows_per_second(texts, n, arguments.bundle) for n in (1, 2)}
    speeds = {}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.parquet"
        pq.write_table(pa.table({"description": texts}), source)
        for workers in (1, 2):
            out, size = f"{folder}/out{workers}", max(1, arguments.rows // _PARTS)
            job = Job(str(source), out, bundle=arguments.bundle, part_rows=size)
            speeds[workers] = rows_per_second(job, workers)
    found = {
        "rows": arguments.rows,
        **{f"workers_{n}": round(speed, 1) for n, speed in speeds.items()},
        "gain": round(speeds[2] / speeds[1], 2),
        **{f"processes_{n}": round(speed, 1) for n, speed in plain.items()},
        "processes_gain": round(plain[2] / plain[1], 2),
    }
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
