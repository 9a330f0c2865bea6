"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import (
    build,
    corpus,
    editions,
    encoder,
    evaluate,
    readme,
    tariffs,
)

VERBS = (
    corpus,
    encoder,
    build,
    evaluate,
    readme,
    editions,
    tariffs,
)

__all__ = ["VERBS"]
