"""Lets many callers ask while the app answers one, two, four or eight descriptions at a time.

    python -m benchmarks.at_once [--limits 1 2 4 8] [--callers 50] [--seconds 20]

Only this limit, which all short questions share, is varied; those of documents, tables and
feedback say beside their number why it is what it is. Each limit gets a fresh app. The first
one is what the others are compared with: "gain" is how many more answers came in the same time.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, Final

from benchmarks.apps import running_app
from benchmarks.load import load

_WITH_LIMIT: Final = (
    "import hsclassify.ui.classify_tab as tab; tab.AT_ONCE = {}; import app; app.main()"
)


def measure(limits: list[int], callers: int, seconds: float) -> dict[str, Any]:
    """Return answers a second and the 99th percentile of the waits for each limit."""
    found: dict[str, Any] = {}
    for limit in limits:
        with running_app("-c", _WITH_LIMIT.format(limit)) as app:
            told = load(app.url, callers, seconds)
            tracebacks = app.tracebacks()
        found[str(limit)] = {
            "per_second": told["per_second"],
            "p99_ms": told["p99_ms"],
            "errors": sum(told["errors"].values()),
            "tracebacks": tracebacks,
        }
    base = next(iter(found.values()))["per_second"]
    for told in found.values():
        told["gain"] = round(told["per_second"] / base, 2) if base else None
    return {"callers": callers, "seconds": seconds, "limits": found}


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limits", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    given = parser.parse_args()
    print(json.dumps(measure(given.limits, given.callers, given.seconds), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
