"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, editions, encoder, evaluate, tariffs

VERBS = (corpus, encoder, build, evaluate, editions, tariffs)

__all__ = ["VERBS"]
