"""A trained encoder to int8 ONNX: what the Space and the command line run."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from hsclassify.encoder import ONNX_FILE, TOKENIZER_FILE

_OPSET: Final = 17


def export_onnx(source: Path, target: Path) -> None:
    """Export the SentenceTransformer folder *source* to int8 ONNX in the folder *target*.

    Pooling and normalisation are part of the graph. Weights of matrix products
    and the token vectors are stored as int8 with a scale a channel.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    file = target / ONNX_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "model.onnx"
        _export_float(source, full)
        quantize_dynamic(
            full,
            file,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )
    shutil.copyfile(_tokenizer_file(source), target / TOKENIZER_FILE)


def _tokenizer_file(source: Path) -> Path:
    return next(f for f in (source / TOKENIZER_FILE, *source.rglob(TOKENIZER_FILE)) if f.exists())


def _export_float(source: Path, file: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model: Any = SentenceTransformer(str(source), device="cpu")
    graph = _graph(model[0].auto_model.eval())
    example = torch.ones(2, 5, dtype=torch.long)
    axes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        graph,
        (example, example),
        str(file),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "vectors": {0: "texts"}},
        opset_version=_OPSET,
        dynamo=False,
    )


def _graph(transformer: Any) -> Any:
    import torch

    class Graph(torch.nn.Module):
        """The transformer with mean pooling and unit-norm output."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            states = self.transformer(
                input_ids=input_ids, attention_mask=attention_mask
            ).last_hidden_state
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * weights).sum(1) / weights.sum(1)
            return torch.nn.functional.normalize(pooled, dim=-1)

    return Graph()
