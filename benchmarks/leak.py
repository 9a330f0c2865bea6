"""Compares the memory after many classifications with that after fewer; the bar is 5 % more.

python -m benchmarks.leak [--few 1000] [--many 10000]
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Final

from benchmarks.memory import memory_mb
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier

BAR: Final = 0.05
"""By how much the memory may have grown in between."""


def main() -> int:
    """Run from the command line; the status is 1 if the memory grew by more than :data:`BAR`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    arguments = parser.parse_args()
    classifier = HSClassifier.load()
    found: dict[int, float] = {}
    for number, text in enumerate(descriptions(classifier, arguments.many), 1):
        classifier.classify(text)
        if number in (arguments.few, arguments.many):
            found[number] = round(memory_mb(), 1)
    before, after = found[arguments.few], found[arguments.many]
    holds = after <= before * (1 + BAR)
    told = {
        "few": arguments.few,
        "many": arguments.many,
        "mb_after_few": before,
        "mb_after_many": after,
        "growth": round(after / before - 1, 4),
        "bar": BAR,
        "holds": holds,
    }
    print(json.dumps(told))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
