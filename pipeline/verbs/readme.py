"""``python -m pipeline readme``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hsclassify.hub import EMBEDDED_BUNDLE
from pipeline.evaluate import RESULTS_FILE, read_results


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "readme",
        help="write the figures of README and docs/accuracy.md from the results file",
        description="Write the accuracy table of README.md from the results file that "
        "`python -m pipeline evaluate --results` wrote, and the number of goods in its drawing "
        "from the bundle; and the table of bars in docs/accuracy.md from the results file.",
    )
    p.add_argument("--results", type=Path, default=RESULTS_FILE, help="the results file")
    p.add_argument("--bundle", type=Path, default=EMBEDDED_BUNDLE, help="folder of the bundle")
    p.add_argument("--file", type=Path, default=Path("README.md"), help="the file they are in")
    p.add_argument(
        "--accuracy", type=Path, default=Path("docs/accuracy.md"), help="the page of the bars"
    )
    p.set_defaults(verb=_readme)


def _readme(arguments: argparse.Namespace) -> int:
    from hsclassify.manifest import Manifest
    from pipeline import accuracy_bars, readme

    results = read_results(arguments.results)
    readme.fill(arguments.file, results, Manifest.read(arguments.bundle))
    accuracy_bars.fill(arguments.accuracy, results)
    print(f"figures in {arguments.file} and {arguments.accuracy} written")
    return 0
