"""``python -m pipeline``: from corpus to bundle, and how good it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from hsclassify.errors import CorpusError, HSClassifyError
from pipeline.verbs import VERBS

_INTERRUPTED = 130  # exit status of a command that Ctrl-C ended


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; return the exit status (1: the input is at fault, 130: it was stopped)."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments))
    except CorpusError as error:
        print(error, *error.problems, sep="\n", file=sys.stderr)
    except HSClassifyError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return _INTERRUPTED
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for verb in VERBS:
        verb.add(verbs)
    return parser


if __name__ == "__main__":
    sys.exit(main())
