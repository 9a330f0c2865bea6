"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, encoder, evaluate, readme

VERBS = (corpus, encoder, build, evaluate, readme)

__all__ = ["VERBS"]
