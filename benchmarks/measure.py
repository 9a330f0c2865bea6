"""Runs the measurements that the pages in docs/ tell of, one after another, and keeps them.

    python -m benchmarks.measure [table] [bulk] [at_once] [load] [fuzz] [start] [leak] [latency]
        [documents] [fuzz_documents] [finders] [builds] [--small]
    python -m pipeline figures

The first command writes benchmarks/figures.json, the second fills the pages from it. It
takes about an hour on two cores, and the machine should do nothing else meanwhile.
Measurements that are not named keep their figures. Two run only where they are named: "finders"
needs pdfplumber (benchmarks/table_finders.py), and "builds" ten minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.apps import running_app
from benchmarks.document_load import KINDS
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from hsclassify.text import LANGUAGES
from pipeline.figures import FIGURES_FILE
from tests.documents.generator import render

_MODULES: Final = {
    "table": "table_speed",
    "bulk": "bulk_speed",
    "at_once": "at_once",
    "load": "load",
    "fuzz": "fuzz_endpoints",
    "start": "start",
    "leak": "leak",
    "latency": "latency",
    "documents": "document_load",
    "fuzz_documents": "fuzz_documents",
    "finders": "table_finders",
    "builds": "build_twice",
}
_WHERE_NAMED: Final = ("finders", "builds")
_NEED_THE_APP: Final = ("load", "fuzz")
_NEED_AN_INVOICE: Final = ("load", "at_once")
_SIZES: Final = {
    "load": ["--callers", "50", "--seconds", "300"],
    "builds": [
        *("--embedded", "--encoder", str(EMBEDDED_BUNDLE)),
        *("--first", str(EMBEDDED_BUNDLE)),
    ],
}
_INVOICE, _SCAN = "en-ruled-1", "en-scan-1"
_FOLDERS: Final = {
    "documents": tuple(f"{lang}-{kind}-1" for kind in KINDS for lang in LANGUAGES),
    "finders": tuple(
        f"{lang}-{kind}-{n}" for kind in ("ruled", "unruled") for lang in LANGUAGES for n in (0, 1)
    ),
}
"""The documents of the folder that a measurement is given."""

_SMALL: Final = {
    "table": ["--rows", "1000", "--encoder-rows", "300"],
    "bulk": ["--rows", "1000"],
    "at_once": [
        *("--limits", "1", "4", "--callers", "5", "--file-callers", "3"),
        *("--seconds", "2", "--file-seconds", "2", "--rounds", "1"),
    ],
    "load": ["--callers", "5", "--seconds", "10"],
    "fuzz": ["--calls", "200"],
    "start": ["--runs", "1", "--idle", "1"],
    "leak": ["--few", "50", "--many", "100", "--settle", "1"],
    "latency": ["--texts", "20", "--settle", "1"],
    "documents": ["--pages", "2"],
    "fuzz_documents": ["--files", "20"],
    "finders": [],
    "builds": ["--embedded", "--no-map", "--encoder", str(EMBEDDED_BUNDLE)],
}
"""To try whether everything runs; such figures say little, and are not kept."""


def measured(name: str, arguments: list[str]) -> dict[str, Any]:
    """Run a measurement in a process of its own, and return what it printed.

    Raises:
        ValueError: it printed no JSON.
    """
    command = [sys.executable, "-m", f"benchmarks.{_MODULES[name]}", *arguments]
    load = os.getloadavg()[0]
    # Its status says whether there was a fault; the figures say which, so they are kept.
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    # Faults are told line by line before the object.
    told = f"\n{done.stdout}".rpartition("\n{")[2]
    try:
        figures = json.loads("{" + told)
    except ValueError as error:
        raise ValueError(f"{' '.join(command)} printed no JSON: {done.stdout[-500:]}") from error
    return {
        **figures,
        "bundle": Manifest.read(EMBEDDED_BUNDLE).digest,
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(load, 1),
    }


def measured_on_app(name: str, arguments: list[str]) -> dict[str, Any]:
    """Run a measurement that needs the app, and for the load its process."""
    with running_app() as app:
        if name == "load":
            arguments = ["--process", str(app.process), *arguments]
        found = measured(name, [app.url, *arguments])
        return {**found, "tracebacks": app.tracebacks()}


def keep(name: str, figures: dict[str, Any], file: Path = FIGURES_FILE) -> None:
    """Put *figures* in the place of an older measurement of the same *name*."""
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**kept, name: figures}, indent=2, sort_keys=True) + "\n", "utf-8")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_MODULES))
    parser.add_argument("--small", action="store_true", help="only to see that all of it runs")
    given = parser.parse_args()
    if unknown := set(given.names) - set(_MODULES):
        parser.error(f"expected names from {', '.join(_MODULES)}, got {', '.join(unknown)}")
    for name in given.names or [name for name in _MODULES if name not in _WHERE_NAMED]:
        sizes = _SMALL[name] if given.small else _SIZES.get(name, [])
        measure = measured_on_app if name in _NEED_THE_APP else measured
        with TemporaryDirectory() as folder:
            if name in _NEED_AN_INVOICE:
                invoice, scan = render(Path(folder), [_INVOICE, _SCAN])
                sizes = ["--mix", str(invoice), *sizes]
                sizes += ["--scan", str(scan)]
            if name in _FOLDERS:
                render(Path(folder), _FOLDERS[name])
                sizes = [folder, *sizes]
            found = measure(name, sizes)
        if not given.small:
            keep(name, found)
        print(name, json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
