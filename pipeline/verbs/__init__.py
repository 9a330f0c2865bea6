"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, dataset, encoder, evaluate, feedback, publish

VERBS = (corpus, dataset, encoder, build, evaluate, publish, feedback)

__all__ = ["VERBS"]
