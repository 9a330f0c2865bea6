"""The product of queries with rows that do not change, as an ONNX graph that holds the rows.

onnxruntime packs a matrix that is part of a graph once, when the graph is loaded. One that
comes with every run is packed in every run, which for a single query takes longer than the
product itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Buffer = bytes | memoryview

PRODUCT_FILE: Final = Path(__file__).with_name("product.onnx")
"""The graph without its rows; ``pipeline.export.product_graph`` says what is in it."""

# Of the ONNX format (onnx.proto): numbers of fields, and of types of elements.
_GRAPH: Final = 7
_INITIALIZER: Final = 5
_DIMS: Final = 1
_TYPE: Final = 2
_NAME: Final = 8
_RAW: Final = 9
_TYPES: Final = {"float32": 1, "int8": 3}

_NUMBER: Final = 0
_BYTES: Final = 2


class Product:
    """Multiplies int8 queries with int8 rows."""

    def __init__(self, rows: npt.NDArray[np.int8], scales: npt.NDArray[np.float32]) -> None:
        """Take *rows*, shape (d, n), and the number each of its columns counts with, (n,)."""
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        held = [*_tensor("rows", rows), *_tensor("scales", scales)]
        # Messages of one kind that are written one after the other are read as merged.
        model = b"".join([PRODUCT_FILE.read_bytes(), *_field(_GRAPH, held)])
        self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def __call__(self, queries: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Return the scaled products of *queries* (q, d), 128 for zero, and rows: (q, n)."""
        scores: Any
        (scores,) = self._session.run(None, {"queries": queries})
        return np.asarray(scores, np.float32)


def _tensor(name: str, values: npt.NDArray[Any]) -> list[Buffer]:
    """Return an array as an initializer of a graph, in the wire format of protocol buffers."""
    little = np.ascontiguousarray(values, values.dtype.newbyteorder("<"))
    sizes = [part for size in values.shape for part in (_tag(_DIMS, _NUMBER), _varint(size))]
    kind = [_tag(_TYPE, _NUMBER), _varint(_TYPES[values.dtype.name])]
    named = _field(_NAME, [name.encode()])
    return _field(_INITIALIZER, [*sizes, *kind, *named, *_field(_RAW, [little.data.cast("B")])])


def _field(number: int, content: Sequence[Buffer]) -> list[Buffer]:
    """Return a field as pieces that are joined once, as those of the rows are large."""
    return [_tag(number, _BYTES), _varint(sum(map(len, content))), *content]


def _tag(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)


def _varint(number: int) -> bytes:
    """Return *number* in groups of seven bits, the lowest first, each but the last marked."""
    groups = []
    while number > 0x7F:
        groups.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*groups, number])
