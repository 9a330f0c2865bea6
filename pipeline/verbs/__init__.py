"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import (
    build,
    bulk,
    corpus,
    dataset,
    editions,
    encoder,
    evaluate,
    feedback,
    publish,
    readme,
    tariffs,
)

VERBS = (
    corpus,
    dataset,
    encoder,
    build,
    evaluate,
    readme,
    publish,
    feedback,
    editions,
    tariffs,
    bulk,
)

__all__ = ["VERBS"]
