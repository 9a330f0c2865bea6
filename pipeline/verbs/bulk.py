"""``python -m pipeline bulk``."""

from __future__ import annotations

import argparse
import sys
from time import perf_counter
from typing import Any

from hsclassify.text import LANGUAGES


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "bulk",
        help="classify Parquet tables of any length, on one machine or on a Ray cluster",
        description="Read Parquet, write it in parts with the codes beside every row. A run that "
        "was stopped goes on where it was when the same command is given again.",
    )
    p.add_argument("source", metavar="IN", help="Parquet file or folder; a path or an fsspec URL")
    p.add_argument("out", metavar="OUT", help="folder for the parts; a path or an fsspec URL")
    p.add_argument("--column", default="", help="descriptions; default: what looks like it")
    p.add_argument("--declared", default="", help="column with declared codes to compare with")
    p.add_argument("--language", choices=LANGUAGES, help="of the titles; default: each text's")
    p.add_argument("--bundle", help="folder or Hub repo that all workers can reach")
    p.add_argument("--part-rows", type=int, default=50_000, help="rows of a part (%(default)s)")
    p.add_argument("--engine", choices=("local", "ray"), default="local")
    p.add_argument("--address", help="of a running Ray cluster; default: one on this machine")
    p.add_argument("--workers", type=int, default=1, help="classifiers on Ray, a core each")
    p.set_defaults(verb=_bulk)


def _bulk(arguments: argparse.Namespace) -> int:
    from pipeline.bulk import Job, run

    job = Job(
        arguments.source,
        arguments.out,
        arguments.column,
        arguments.declared,
        arguments.language,
        arguments.bundle,
        arguments.part_rows,
    )
    started, rows, parts = perf_counter(), 0, 0
    engine, address = arguments.engine, arguments.address
    try:
        for done in run(job, engine=engine, address=address, workers=arguments.workers):
            rows, parts = rows + done.rows, parts + 1
            speed = rows / (perf_counter() - started)
            print(f"{done.number}: {done.rows:,} rows; {speed:,.0f} rows/s", file=sys.stderr)
    except KeyboardInterrupt:
        print(
            f"Stopped after {parts:,} parts, which stay. Run the same command again to go on with "
            "the others.",
            file=sys.stderr,
        )
        raise
    print(f"{rows:,} rows in {parts:,} parts written to {arguments.out}")
    return 0
