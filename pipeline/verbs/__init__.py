"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, encoder, evaluate, projection

VERBS = (corpus, encoder, build, projection, evaluate)

__all__ = ["VERBS"]
