"""The product of queries with rows that a graph holds."""

from __future__ import annotations

import numpy as np
import onnx
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.product import PRODUCT_FILE, Product
from pipeline.export import product_graph


@given(st.integers(0, 20), st.integers(1, 40), st.sampled_from([1, 7, 127, 128, 384]), st.data())
def test_products_are_exact(queries: int, rows: int, width: int, data: st.DataObject) -> None:
    chance = np.random.default_rng(data.draw(st.integers(0, 999)))
    held = chance.integers(-127, 128, (width, rows)).astype(np.int8)
    scales = chance.random(rows).astype(np.float32)
    asked = chance.integers(1, 256, (queries, width)).astype(np.uint8)
    exact = ((asked.astype(np.int64) - 128) @ held.astype(np.int64)) * scales
    np.testing.assert_allclose(Product(held, scales)(asked), exact, rtol=1e-5, atol=1e-3)


def test_the_graph_is_what_the_pipeline_says() -> None:
    assert PRODUCT_FILE.read_bytes() == product_graph()
    (out,) = onnx.load(PRODUCT_FILE).graph.output
    assert out.name == "scores"
