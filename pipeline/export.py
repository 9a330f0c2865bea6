"""A trained encoder to int8 ONNX: what the Space and the command line run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from tokenizers import Tokenizer

from hsclassify.encoder import ONNX_FILE, TOKENIZER_FILE
from hsclassify.neighbors import INT8_STEPS, ZERO

_OPSET: Final = 17
_IR: Final = 9
_LEAST: Final = 1e-9


def export_onnx(source: Path, target: Path) -> None:
    """Export the SentenceTransformer folder *source* to int8 ONNX in the folder *target*.

    Pooling and normalisation are part of the graph. Weights of matrix products are
    stored as int8 with a scale a channel, token vectors with a scale each.
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
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )
    # Without line breaks it takes two thirds of the space.
    tokenizer = Tokenizer.from_file(str(_tokenizer_file(source)))
    tokenizer.save(str(target / TOKENIZER_FILE), pretty=False)


def _tokenizer_file(source: Path) -> Path:
    return next(f for f in (source / TOKENIZER_FILE, *source.rglob(TOKENIZER_FILE)) if f.exists())


def _export_float(source: Path, file: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model: Any = SentenceTransformer(str(source), device="cpu")
    with torch.no_grad():
        torch.onnx.export(
            _graph(model[0].auto_model.eval()),
            (torch.ones(5, dtype=torch.long),),
            str(file),
            input_names=["input_ids"],
            output_names=["vector"],
            dynamic_axes={"input_ids": {0: "tokens"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def _graph(transformer: Any) -> Any:
    """Return a BERT with mean pooling and unit-norm output, for one text at a time.

    It does what the transformer's own code does, without the masks that only texts of
    unequal length in one batch need, and with one product for queries, keys and values:
    a third fewer nodes, which for texts of a dozen tokens is what takes the time.
    """
    import torch
    from torch.nn import functional

    config = transformer.config
    heads, width = config.num_attention_heads, config.hidden_size
    embeddings = transformer.embeddings

    class Graph(torch.nn.Module):
        """Token numbers, shape (t,), to a vector, shape (d,)."""

        def __init__(self) -> None:
            super().__init__()
            # One scale for the whole table, as onnxruntime would choose it, follows the few
            # longest vectors and leaves the others a third of the steps.
            longest = embeddings.word_embeddings.weight.abs().amax(1, keepdim=True)
            scales = longest.clamp(min=_LEAST) / INT8_STEPS
            steps = (embeddings.word_embeddings.weight / scales).round().to(torch.int8)
            self.words = torch.nn.Parameter(steps, requires_grad=False)
            self.scales = torch.nn.Parameter(scales)
            kind = embeddings.token_type_embeddings.weight[0]
            self.places = torch.nn.Parameter(embeddings.position_embeddings.weight + kind)
            self.norm = embeddings.LayerNorm
            self.layers = transformer.encoder.layer
            self.joined = torch.nn.ModuleList(_joined(x.attention.self) for x in self.layers)

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            words = self.words[input_ids].float() * self.scales[input_ids]
            states = self.norm(words + self.places[: input_ids.shape[0]])
            for layer, joined in zip(self.layers, self.joined, strict=True):
                parts = joined(states).reshape(-1, 3, heads, width // heads).permute(1, 2, 0, 3)
                queries, keys, values = parts.unbind(0)
                seen = torch.softmax(queries @ keys.transpose(1, 2), -1) @ values
                seen = seen.permute(1, 0, 2).reshape(-1, width)
                after = layer.attention.output
                states = after.LayerNorm(after.dense(seen) + states)
                inner = functional.gelu(layer.intermediate.dense(states))
                states = layer.output.LayerNorm(layer.output.dense(inner) + states)
            return functional.normalize(states.mean(0), dim=-1)

    return Graph()


def _joined(attention: Any) -> Any:
    """Return the layers of queries, keys and values as one, the queries already scaled."""
    import torch

    scale = attention.attention_head_size**-0.5
    parts = (attention.query, attention.key, attention.value)
    factors = (scale, 1.0, 1.0)
    width = attention.query.in_features
    joined = torch.nn.Linear(width, sum(p.out_features for p in parts))
    for name in ("weight", "bias"):
        rows = [getattr(p, name) * f for p, f in zip(parts, factors, strict=True)]
        setattr(joined, name, torch.nn.Parameter(torch.cat(rows)))
    return joined


def product_graph() -> bytes:
    """Return the ONNX graph of :class:`hsclassify.product.Product`, without what it holds.

    ``PRODUCT_FILE.write_bytes(product_graph())`` makes the file of the package anew.
    ``queries`` (q, d) times ``rows`` (d, n) in int8, and the products of a row times its
    number in ``scales`` (n,): ``scores`` (q, n).
    """
    from onnx import TensorProto, helper

    node = helper.make_node(
        "MatMulIntegerToFloat",
        ["queries", "rows", "one", "scales", "zero"],
        ["scores"],
        domain="com.microsoft",
    )
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [node],
        "product",
        [value("queries", TensorProto.UINT8, ["q", "d"])],
        [value("scores", TensorProto.FLOAT, ["q", "n"])],
        [
            helper.make_tensor("one", TensorProto.FLOAT, [], [1.0]),
            helper.make_tensor("zero", TensorProto.UINT8, [], [ZERO]),
        ],
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=_IR).SerializeToString()
