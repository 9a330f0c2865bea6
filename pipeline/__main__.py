"""``python -m pipeline``: from corpus to bundle, and how good it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from hsclassify.errors import CorpusError, HSClassifyError
from pipeline.verbs import VERBS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit status (1: the input is at fault)."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments))
    except CorpusError as error:
        print(error, *error.problems, sep="\n", file=sys.stderr)
    except HSClassifyError as error:
        print(f"error: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in VERBS:
        verb.add(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
