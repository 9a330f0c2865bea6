"""Classifies a table of different descriptions on the command line: how fast, how much memory.

    python -m benchmarks.table_speed [--rows 200000] [--bundle FOLDER] [--encoder-rows 5000]
        [--formats csv xlsx parquet]

The same rows go in and come out in each format. The first one is timed: the bound is what the
encoder alone does with such texts in one batch, measured before and after, because a machine
that others use is not the same from minute to minute. The command is timed whole, with its
start; its memory, that of the processes it forks included and what they share counted once, is
compared with this process's, which has loaded the same bundle and answered one text.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.memory import family_mb, memory_mb, peak_mb
from hsclassify import HSClassifier

_COLUMNS: Final = ("id", "description")
_TICK: Final = 0.05
_LOOKS: Final = 40
"""Every so many ticks the memory of the whole family is added up, which stops it for a moment."""

Rows = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Run:
    """What a command took, with the processes that it forked.

    Seconds by clock and processor, and the largest memory in 10^6 bytes.
    """

    clock: float
    cpu: float
    peak_mb: float


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


def write_csv(file: Path, rows: Rows) -> None:
    """Write *rows* as CSV."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(_COLUMNS)
        writer.writerows(rows)


def write_xlsx(file: Path, rows: Rows) -> None:
    """Write *rows* as XLSX."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_COLUMNS)
    for row in rows:
        sheet.append(row)
    book.save(file)


def write_parquet(file: Path, rows: Rows) -> None:
    """Write *rows* as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers, texts = zip(*rows, strict=True)
    pq.write_table(pa.table([list(numbers), list(texts)], names=list(_COLUMNS)), file)


WRITERS: Final[dict[str, Callable[[Path, Rows], None]]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}


def command_run(source: Path, target: Path, bundle: str | None) -> Run:
    """Run the command line in a process of its own, and return what it took."""
    named = ["--bundle", bundle] if bundle else []
    command = [sys.executable, "-m", "hsclassify", "--table", str(source), "--out", str(target)]
    started = time.perf_counter()
    process = subprocess.Popen([*command, *named], stdout=subprocess.DEVNULL)  # noqa: S603
    ended, peak, tick = 0, 0.0, 0
    while not ended:
        # What the system adds up in the end would count this process in, which started it.
        peak = max(peak, peak_mb(process.pid))
        if tick % _LOOKS == 0:
            peak = max(peak, family_mb(process.pid))
        tick += 1
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        time.sleep(_TICK)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(seconds, used.ru_utime + used.ru_stime, peak)


def in_order(target: Path, rows: int) -> bool:
    """Tell whether the result has just the input's rows, in order."""
    from hsclassify.formats import cell_text, reader

    with reader(target)(target) as table:
        at = table.names.index(_COLUMNS[0])
        ids = [int(cell_text(row.cells[at])) for row in table.rows]
    return ids == list(range(rows))


def measure(bundle: str | None, rows: int, encoder_rows: int, formats: list[str]) -> dict[str, Any]:
    """Return the figures that the module's docstring tells."""
    classifier = HSClassifier.load(bundle)
    classifier.classify("folding umbrella")  # makes what is made on first use
    idle = memory_mb()
    texts = list(descriptions(classifier, encoder_rows))
    timed, *others = formats
    before = encoder_speed(classifier, texts)
    with TemporaryDirectory() as folder:

        def run(kind: str) -> tuple[Run, bool]:
            source, target = Path(folder) / f"in.{kind}", Path(folder) / f"out.{kind}"
            WRITERS[kind](source, enumerate(descriptions(classifier, rows)))
            return command_run(source, target, bundle), in_order(target, rows)

        runs = {timed: run(timed)}
        after = encoder_speed(classifier, texts)
        runs |= {kind: run(kind) for kind in others}
    alone = [(b + a) / 2 for b, a in zip(before, after, strict=True)]
    table = runs[timed][0]
    clock, cpu = rows / table.clock, rows / table.cpu
    above = {kind: round(took.peak_mb - idle) for kind, (took, _) in runs.items()}
    return {
        "rows": rows,
        "rows_in_order": all(ordered for _, ordered in runs.values()),
        "rows_per_second": round(clock, 1),
        "encoder_per_second": round(alone[0], 1),
        "share_of_encoder": round(clock / alone[0], 3),
        "rows_per_cpu_second": round(cpu, 1),
        "encoder_per_cpu_second": round(alone[1], 1),
        "share_of_encoder_by_cpu": round(cpu / alone[1], 3),
        "idle_mb": round(idle),
        "above_idle_mb": above[timed],
        "above_idle_mb_by_format": above,
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--encoder-rows", type=int, default=5_000)
    parser.add_argument("--formats", nargs="+", choices=WRITERS, default=list(WRITERS))
    parser.add_argument("--bundle")
    arguments = parser.parse_args()
    found = measure(arguments.bundle, arguments.rows, arguments.encoder_rows, arguments.formats)
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
