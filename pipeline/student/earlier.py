"""What an encoder learned that was trained before: where a new run can begin."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor

from hsclassify.bundle import PROTOTYPE_LEVELS, Layout
from hsclassify.encoder import ONNX_FILE, TOKENIZER_FILE
from hsclassify.errors import InputError
from pipeline.student.recipe import TRAINING_FILE

PROTOTYPES_FILE: Final = "prototypes.safetensors"
"""Which only a folder that ``python -m pipeline encoder`` wrote has."""

_TOKEN_VECTORS: Final = "embeddings.word_embeddings.weight"  # noqa: S105 - a tensor
_PARTS: Final = ("query", "key", "value")

Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Earlier:
    """An encoder that was trained before.

    Attributes:
        weights: of the transformer by name, but for the token vectors.
        token_vectors: shape (n_tokens, d).
        tokens: the number of each token's vector.
        prototypes: by the name of their level, each (n_codes, d).
        training: what its ``training.json`` says.
    """

    weights: Mapping[str, Tensor]
    token_vectors: Tensor
    tokens: Mapping[str, int]
    prototypes: Mapping[str, Tensor]
    training: Mapping[str, Any]

    def digest(self) -> str:
        """Return hex digits that name what it learned."""
        named = hashlib.sha256()
        for tensor in (*self.weights.values(), self.token_vectors, *self.prototypes.values()):
            named.update(tensor.numpy().tobytes())
        return named.hexdigest()


def read_earlier(folder: Path, heads: int) -> Earlier:
    """Read what ``python -m pipeline encoder`` wrote in *folder*, or the student of a bundle.

    A bundle has its student in int8 steps, from which the weights are taken up again: a step
    is under one per cent of the largest in its row, so that training soon mends what it cost.

    Args:
        folder: of the encoder, or of the bundle.
        heads: how many heads the attention has, by which a served student scales its queries.

    Raises:
        InputError: there is no encoder with prototypes in *folder*.
    """
    try:
        return _trained(folder) if (folder / PROTOTYPES_FILE).is_file() else _served(folder, heads)
    except (OSError, SafetensorError, KeyError) as error:
        raise InputError(
            f"Expected in {folder} an encoder that `python -m pipeline encoder` wrote, or a bundle "
            f"with a student ({error})."
        ) from error


def _trained(folder: Path) -> Earlier:
    weights = load_file(folder / "encoder" / "model.safetensors")
    return Earlier(
        weights,
        weights.pop(_TOKEN_VECTORS),
        _tokens(folder / "encoder"),
        load_file(folder / PROTOTYPES_FILE),
        _training(folder),
    )


def _served(folder: Path, heads: int) -> Earlier:
    layout = Layout(folder)
    arrays = _initializers(layout.encoder / ONNX_FILE)
    words = arrays["words"].astype(np.float32) * arrays["scales"]
    scale = np.float32((words.shape[1] / heads) ** -0.5)
    stored = load_file(layout.embeddings)
    prototypes = {
        name: torch.nn.functional.normalize(stored[name].float(), dim=-1)
        for name in PROTOTYPE_LEVELS.values()
    }
    return Earlier(
        {name: torch.from_numpy(np.array(w)) for name, w in _weights(arrays, scale)},
        torch.from_numpy(words),
        _tokens(layout.encoder),
        prototypes,
        _training(layout.encoder),
    )


def _tokens(folder: Path) -> dict[str, int]:
    text = (folder / TOKENIZER_FILE).read_text("utf-8")
    return dict(Tokenizer.from_str(text).get_vocab())


def _training(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / TRAINING_FILE).read_text("utf-8")))


def _initializers(file: Path) -> Arrays:
    import onnx
    from onnx import numpy_helper

    if not file.is_file():
        raise FileNotFoundError(f"no {file.name}")
    return {i.name: numpy_helper.to_array(i) for i in onnx.load(file).graph.initializer}


def _weights(arrays: Arrays, scale: np.float32) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Yield the transformer's weights under its own names; undoes ``pipeline.export``."""
    yield "embeddings.position_embeddings.weight", arrays["places"]
    width = arrays["places"].shape[1]
    # The kind of a token is part of its place.
    yield "embeddings.token_type_embeddings.weight", np.zeros((2, width), np.float32)
    for kind in ("weight", "bias"):
        yield f"embeddings.LayerNorm.{kind}", arrays[f"norm.{kind}"]
    for name in arrays:
        layer, _, rest = name.removeprefix("layers.").partition(".")
        if name.startswith("layers.") and rest.endswith(".bias"):
            part = rest.removesuffix(".bias")
            yield f"encoder.layer.{layer}.{part}.bias", arrays[name]
            yield f"encoder.layer.{layer}.{part}.weight", _matrix(arrays, f"layers.{layer}.{part}")
        elif name.startswith("joined.") and name.endswith(".bias"):
            yield from _apart(arrays, name.split(".")[1], scale)


def _apart(
    arrays: Arrays, layer: str, scale: np.float32
) -> Iterator[tuple[str, npt.NDArray[np.float32]]]:
    """Yield queries, keys and values of a *layer*, the queries without their *scale*."""
    for kind, joined in (
        ("weight", _matrix(arrays, f"joined.{layer}")),
        ("bias", arrays[f"joined.{layer}.bias"]),
    ):
        for part, own in zip(_PARTS, np.split(joined, len(_PARTS)), strict=True):
            factor = 1 / scale if part == _PARTS[0] else np.float32(1)
            yield f"encoder.layer.{layer}.attention.self.{part}.{kind}", own * factor


def _matrix(arrays: Arrays, name: str) -> npt.NDArray[np.float32]:
    """Return the weights of a product, (out, in), or of a norm, as float32."""
    if f"{name}.weight" in arrays:
        return arrays[f"{name}.weight"]
    stored = f"{name}.weight_Transposed"
    steps = arrays[f"{stored}_quantized"].astype(np.float32)
    return ((steps - arrays[f"{stored}_zero_point"]) * arrays[f"{stored}_scale"]).T
