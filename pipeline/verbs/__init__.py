"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, bulk, corpus, encoder, evaluate

VERBS = (corpus, encoder, build, evaluate, bulk)

__all__ = ["VERBS"]
