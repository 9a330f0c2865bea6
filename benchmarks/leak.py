"""Compares the memory after many classifications with that after fewer.

python -m benchmarks.leak [--few 1000] [--many 10000]
"""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.memory import memory_mb
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier


def main() -> int:
    """Run from the command line; the status is 1 if the memory grew by more than a twentieth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    arguments = parser.parse_args()
    classifier = HSClassifier.load()
    found = {}
    for number, text in enumerate(descriptions(classifier, arguments.many), 1):
        classifier.classify(text)
        if number in (arguments.few, arguments.many):
            found[f"mb_after_{number}"] = round(memory_mb(), 1)
    before, after = found.values()
    print(json.dumps({**found, "growth": round(after / before - 1, 4)}))
    return 1 if after > before * 1.05 else 0


if __name__ == "__main__":
    sys.exit(main())
