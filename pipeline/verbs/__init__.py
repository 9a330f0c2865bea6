"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, encoder, evaluate

VERBS = (corpus, encoder, build, evaluate)

__all__ = ["VERBS"]
