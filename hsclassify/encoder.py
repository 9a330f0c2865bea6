"""Texts to unit-norm vectors: the Encoder protocol and its two implementations.

The ONNX encoder serves; it needs onnxruntime and tokenizers only. The
sentence-transformers encoder takes any model id or folder and needs torch.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from hsclassify.errors import BundleError
from hsclassify.text import clean

if TYPE_CHECKING:
    from tokenizers import Encoding

Vectors = npt.NDArray[np.float32]

ONNX_FILE: Final = "onnx/model_int8.onnx"
TOKENIZER_FILE: Final = "tokenizer.json"
_BATCH: Final = 64
_FEW: Final = 64


class Encoder(Protocol):
    """Anything that turns texts into vectors of one length."""

    @property
    def dimension(self) -> int:
        """Length d of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit-norm vectors of *texts*, shape (n, d), float32."""


class OnnxEncoder:
    """An exported encoder on onnxruntime.

    Each text is a run of its own, on one core, and as many run at once as there are cores:
    no work goes into padding or waiting for one another, and, as the int8 graph takes its
    scales from all that is in a run, a text has the same vector alone and among others.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load ``tokenizer.json`` and the ONNX graph of *folder*.

        Args:
            folder: an ``encoder`` folder of a bundle.
            threads: how many texts are encoded at once; by default one a core that the
                process may use.

        Raises:
            BundleError: a file is missing or onnxruntime cannot read it.
        """
        import onnxruntime as ort
        from onnxruntime.capi.onnxruntime_pybind11_state import (
            Fail,
            InvalidGraph,
            InvalidProtobuf,
            NoSuchFile,
        )
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session = ort.InferenceSession(
                str(folder / ONNX_FILE), options, providers=["CPUExecutionProvider"]
            )
        # tokenizers raises a bare Exception for an unreadable file.
        except (NoSuchFile, InvalidProtobuf, InvalidGraph, Fail, Exception) as error:
            raise BundleError(
                f"Expected an ONNX encoder in {folder.name}/ ({TOKENIZER_FILE}, {ONNX_FILE}), "
                f"but it cannot be loaded: {error}. Build or download the bundle again."
            ) from error
        inputs = [i.name for i in self._session.get_inputs()]
        if inputs != ["input_ids"]:
            raise BundleError(
                f"Expected a graph with the input input_ids in {folder.name}/{ONNX_FILE}, found "
                f"{', '.join(inputs)}. Build the bundle again with this release."
            )
        self._dimension = int(self._session.get_outputs()[0].shape[-1])
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads or usable_cores(), "encoder")

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit-norm vectors of *texts*, shape (n, d), float32."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        encodings = self._tokenizer.encode_batch([clean(t) for t in texts])
        # A few do not go through the pool: they would wait behind many, and whoever has many
        # that come in pieces lets pieces run at once. In a forked process, which has one core,
        # the pool's threads are not there.
        one_by_one = len(texts) <= _FEW or (self._threads or usable_cores()) == 1
        run = map if one_by_one else self._pool.map
        for row, vector in enumerate(run(self._run, encodings)):
            vectors[row] = vector
        return vectors

    def _run(self, encoding: Encoding) -> Vectors:
        ids = encoding.ids[: sum(encoding.attention_mask)]
        (vector,) = self._session.run(None, {"input_ids": np.array(ids, np.int64)})
        return np.asarray(vector, np.float32)


class SentenceTransformerEncoder:
    """Any SentenceTransformer in a folder, with the prompt that it wants before a text."""

    def __init__(self, folder: str, *, prompt: str = "", device: str = "cpu") -> None:
        """Load the model in *folder*."""
        from sentence_transformers import SentenceTransformer

        self._one_at_a_time = Lock()  # its tokenizer cannot be used by two threads at once
        self._model: Any = SentenceTransformer(folder, device=device, local_files_only=True)
        self._prompt = prompt

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        return int(self._model.get_embedding_dimension())

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit-norm vectors of *texts*, shape (n, d), float32."""
        with self._one_at_a_time:
            vectors = self._model.encode(
                [self._prompt + clean(t) for t in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32).reshape(len(texts), self.dimension)


def usable_cores() -> int:
    """Return how many cores this process may use.

    OMP_NUM_THREADS, which schedulers such as Ray set for each of their workers, bounds it.
    """
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    return min(cores, int(allowed)) if allowed.isdecimal() and int(allowed) else cores
