"""``python -m pipeline readme``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline.evaluate import RESULTS_FILE, read_results


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "readme",
        help="write the accuracy table of README from the results file",
        description="Write the accuracy table of README.md from the results file that "
        "`python -m pipeline evaluate --results` wrote.",
    )
    p.add_argument("--results", type=Path, default=RESULTS_FILE, help="the results file")
    p.add_argument("--file", type=Path, default=Path("README.md"), help="the file with the table")
    p.set_defaults(verb=_readme)


def _readme(arguments: argparse.Namespace) -> int:
    from pipeline.readme import fill

    fill(arguments.file, read_results(arguments.results))
    print(f"table in {arguments.file} written")
    return 0
