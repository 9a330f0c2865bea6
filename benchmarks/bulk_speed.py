"""Classifies the same rows on Ray with one worker and with two, and compares.

    python -m benchmarks.bulk_speed [--rows 20000] [--bundle FOLDER]

Timed from the first finished part to the last, so that starting Ray does not count.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier
from pipeline.bulk import Job, run

_PARTS = 20


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
    speeds = {}
    with TemporaryDirectory() as folder:
        source = Path(folder) / "in.parquet"
        pq.write_table(pa.table({"description": texts}), source)
        for workers in (1, 2):
            out, size = f"{folder}/out{workers}", max(1, arguments.rows // _PARTS)
            job = Job(str(source), out, bundle=arguments.bundle, part_rows=size)
            speeds[workers] = rows_per_second(job, workers)
    rounded = {f"workers_{n}": round(speed, 1) for n, speed in speeds.items()}
    print(json.dumps({**rounded, "gain": round(speeds[2] / speeds[1], 2)}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
