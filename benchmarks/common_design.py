"""The design that most people would copy: torch for the words, brute force for the neighbours.

Nothing of ours is imported here at the top, so that a process with this design alone has only
its own memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np

BATCH: Final = 64
Classify = Callable[[list[str]], Any]


def common_encoder(folder: Path) -> Any:
    """Return a SentenceTransformer of the usual multilingual shape, its weights random.

    Its tokenizer is that of the bundle: cutting words up is a small part of the time. It is
    saved in *folder*, to be loaded again.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    from hsclassify.bundle import Layout
    from hsclassify.hub import EMBEDDED_BUNDLE

    tokenizer = Layout(EMBEDDED_BUNDLE).encoder / "tokenizer.json"
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer),
        pad_token="[PAD]",  # noqa: S106
        unk_token="[UNK]",  # noqa: S106
        model_max_length=128,
    ).save_pretrained(folder)
    config = BertConfig(
        vocab_size=250_037,
        hidden_size=384,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=1536,
    )
    BertModel(config).save_pretrained(folder)
    words = Transformer(str(folder), max_seq_length=128)
    return SentenceTransformer(modules=[words, Pooling(384)], device="cpu")


def random_rows(rows: int) -> np.ndarray:
    """Return *rows* random vectors of length one, float32, shape (rows, 384)."""
    vectors = np.random.default_rng(1).standard_normal((rows, 384), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def common_design(encoder: Any, vectors: np.ndarray, codes: int) -> Classify:
    """Return the usual design over the rows of *vectors*, each of one of so many *codes*."""
    from sklearn.neighbors import KNeighborsClassifier

    nearest = KNeighborsClassifier(5, algorithm="brute", metric="cosine", weights="distance")
    nearest.fit(vectors, np.random.default_rng(2).integers(0, codes, len(vectors)))
    return lambda texts: nearest.predict_proba(encoder.encode(texts, batch_size=BATCH))
