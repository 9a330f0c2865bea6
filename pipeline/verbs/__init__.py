"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import (
    ablate,
    ablate_training,
    build,
    bulk,
    compare,
    corpus,
    dataset,
    editions,
    encoder,
    evaluate,
    evaluate_documents,
    feedback,
    figures,
    projection,
    publish,
    readme,
    screenshot,
    tariffs,
)

VERBS = (
    corpus,
    dataset,
    encoder,
    build,
    projection,
    evaluate,
    compare,
    ablate,
    ablate_training,
    evaluate_documents,
    readme,
    figures,
    screenshot,
    publish,
    feedback,
    editions,
    tariffs,
    bulk,
)

__all__ = ["VERBS"]
