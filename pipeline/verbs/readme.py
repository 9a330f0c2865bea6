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
        help="write the figures of README from the results file and the bundle",
        description="Write the accuracy table of README.md from the results file that "
        "`python -m pipeline evaluate --results` wrote, and the number of goods in its drawing "
        "from the bundle.",
    )
    p.add_argument("--results", type=Path, default=RESULTS_FILE, help="the results file")
    p.add_argument("--bundle", type=Path, default=EMBEDDED_BUNDLE, help="folder of the bundle")
    p.add_argument("--file", type=Path, default=Path("README.md"), help="the file they are in")
    p.set_defaults(verb=_readme)


def _readme(arguments: argparse.Namespace) -> int:
    from hsclassify.manifest import Manifest
    from pipeline.readme import fill

    fill(arguments.file, read_results(arguments.results), Manifest.read(arguments.bundle))
    print(f"figures in {arguments.file} written")
    return 0
