"""The verbs of ``python -m pipeline``, one a file."""

from pipeline.verbs import build, corpus, encoder, evaluate, evaluate_documents

VERBS = (corpus, encoder, build, evaluate, evaluate_documents)

__all__ = ["VERBS"]
