"""Ours beside the design that most people would copy, in one run on one machine.

    python -m benchmarks.speed [--out docs/speed.json] [--texts 256]

The design: sentence-transformers on torch with an encoder of the shape of
paraphrase-multilingual-MiniLM-L12-v2 (12 layers, 384 wide, 250,037 tokens; random weights
take as long as trained ones) and scikit-learn's KNeighborsClassifier, brute force, cosine,
over as many rows as ours and over 314,000; and its encoder without any search. All get the same
texts, in turns; starts and memory are those of processes that hold one design alone. Writes the
figures as JSON and docs/speed.md and docs/speed.png from them. With py-spy installed
(``pip install py-spy``) they also say which functions the time of ours goes to.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from benchmarks.common_design import BATCH, Classify, common_design, common_encoder, random_rows
from benchmarks.first_answer import COMMON, ENCODER, OURS, first_answer
from benchmarks.own_time import own_time
from benchmarks.speed_report import draw, write_report
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier
from hsclassify.bundle import Layout
from hsclassify.encoder import ONNX_FILE, OnnxEncoder
from hsclassify.lexical import LexicalIndex
from hsclassify.neighbors import Rows

MANY_ROWS: Final = 314_000
CODES: Final = 5612
CALLERS: Final = 8
GROWTH: Final = (1, 3, 10)
BAR_BATCH: Final = 8
BAR_SINGLE: Final = 5
"""How many times as fast as the common design over many rows it has to be."""

BAR_ENCODER: Final = 3
"""How many times as fast, in batches, as the encoder of the common design without any search."""


def single(classify: Classify, texts: Sequence[str]) -> dict[str, float]:
    """Return percentiles in milliseconds of the time that one text alone takes."""
    waits = []
    for text in texts:
        started = time.perf_counter()
        classify([text])
        waits.append((time.perf_counter() - started) * 1000)
    p50, p99 = np.percentile(waits, [50, 99])
    return {"p50_ms": round(float(p50), 2), "p99_ms": round(float(p99), 2)}


def batch(classify: Classify, texts: Sequence[str]) -> float:
    """Return texts a second in batches of :data:`BATCH`, one caller."""
    started = time.perf_counter()
    for at in range(0, len(texts), BATCH):
        classify(list(texts[at : at + BATCH]))
    return round(len(texts) / (time.perf_counter() - started), 1)


def callers(classify: Classify, texts: Sequence[str], count: int) -> float:
    """Return texts a second of *count* callers who ask one text after the other."""
    with ThreadPoolExecutor(count) as pool:
        started = time.perf_counter()
        list(pool.map(lambda text: classify([text]), texts))
        return round(len(texts) / (time.perf_counter() - started), 1)


def figures(classify: Classify, texts: Sequence[str]) -> dict[str, Any]:
    """Return what one design does with *texts*."""
    classify(list(texts[:2]))  # makes what is made on first use
    return {
        "single": single(classify, texts),
        "batch_64_per_second": batch(classify, texts),
        "callers_1_per_second": callers(classify, texts, 1),
        "callers_8_per_second": callers(classify, texts, CALLERS),
    }


def encoder_alone(encode: Classify, texts: Sequence[str]) -> float:
    """Return texts a second that an encoder turns into vectors, in batches of :data:`BATCH`."""
    encode(list(texts[:2]))  # makes what is made on first use
    return batch(encode, texts)


def growth(classifier: HSClassifier, texts: Sequence[str]) -> list[dict[str, float]]:
    """Return single p50 and speed of a batch of ours with the corpus once, three and ten times.

    The copies are moved a little, so that no two rows are alike.
    """
    bundle, chance = classifier.bundle, np.random.default_rng(1)
    found = []
    usual = classifier._vectors, classifier._row_codes, classifier._rows, classifier._lexical
    floats = usual[0].floats()
    for times in GROWTH:
        noise = chance.standard_normal((times - 1, 1, floats.shape[1])).astype(np.float32) * 0.01
        if times > 1:
            copies = np.concatenate([floats, *(floats + move for move in noise)])
            copies /= np.linalg.norm(copies, axis=1, keepdims=True)
            classifier._vectors = Rows.of(copies)
        classifier._row_codes = np.tile(usual[1], times)
        classifier._rows = np.tile(usual[2], times)
        spelled = [
            text if copy == 0 else f"{text} {copy}"
            for column in bundle.concepts.texts.values()
            for copy in range(times)
            for text in column
        ]
        classifier.__dict__["_lexical"] = LexicalIndex(spelled)
        del spelled
        found.append(
            {
                "rows": len(classifier._row_codes),
                **single(classifier.classify, texts),
                "batch_64_per_second": batch(classifier.classify, texts),
            }
        )
    classifier._vectors, classifier._row_codes, classifier._rows = usual[:3]
    classifier.__dict__["_lexical"] = usual[3]
    return found


def gemm_peak() -> float:
    """Return billions of int8 multiplications a second of onnxruntime's own matrix product."""
    import onnx
    import onnxruntime as ort
    from onnx import TensorProto, helper

    m, k, n = 512, 1536, 1536
    weights = np.random.default_rng(1).integers(-127, 127, (k, n)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["y"])],
        "peak",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [m, k])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, [m, n])],
        [helper.make_tensor("b", TensorProto.INT8, [k, n], weights.tobytes(), raw=True)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    inputs = {"a": np.random.default_rng(2).integers(0, 255, (m, k)).astype(np.uint8)}
    session.run(None, inputs)
    best = min(_seconds(lambda: session.run(None, inputs)) for _ in range(20))
    return m * k * n / best / 1e9


def _seconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def products_per_token(graph: Path) -> int:
    """Return the multiplications with a weight that the encoder's *graph* does for a token.

    Those between tokens, of which a short text has few, are left out.
    """
    import onnx

    model = onnx.load(graph).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.initializer}
    weights = [
        shapes[name]
        for node in model.node
        if "MatMul" in node.op_type
        for name in node.input
        if len(shapes.get(name, ())) == 2
    ]
    return sum(rows * columns for rows, columns in weights)


def encoder_share_of_peak(classifier: HSClassifier, texts: Sequence[str]) -> dict[str, float]:
    """Return what the encoder does on one core, and what onnxruntime's int8 product could."""
    folder = Layout(classifier.bundle.folder).encoder
    encoder = OnnxEncoder(folder, threads=1)
    encodings = encoder._tokenizer.encode_batch(list(texts))
    tokens = sum(sum(e.attention_mask) for e in encodings)
    encoder.encode(texts[:2])
    seconds = _seconds(lambda: encoder.encode(texts))
    products = tokens * products_per_token(folder / ONNX_FILE)
    peak = gemm_peak()
    return {
        "tokens_per_text": round(tokens / len(texts), 1),
        "encoder_giga_products_per_second": round(products / seconds / 1e9, 1),
        "int8_peak_giga_products_per_second": round(peak, 1),
        "share_of_peak": round(products / seconds / 1e9 / peak, 3),
    }


def starts(encoder: Path, rows: Path, texts: list[str]) -> dict[str, dict[str, float]]:
    """Return start and memory of each design alone.

    Args:
        encoder: the folder of the common design's encoder.
        rows: the file with its vectors.
        texts: what each design answers before its memory is read.
    """
    names = {"folder": str(encoder), "rows": str(rows), "codes": CODES}
    return {
        "ours": first_answer(OURS, texts),
        "common": first_answer(COMMON.format(**names), texts),
        "common_encoder_only": first_answer(ENCODER.format(folder=str(encoder)), texts),
    }


def measure(count: int) -> dict[str, Any]:
    """Return all figures."""
    load = os.getloadavg()[0]  # of others: the work itself has not begun
    classifier = HSClassifier.load()
    texts = list(descriptions(classifier, count))
    with TemporaryDirectory() as folder:
        words, file = Path(folder) / "encoder", Path(folder) / "rows.npy"
        encoder = common_encoder(words)
        rows = len(classifier.bundle.concepts)
        ours = figures(classifier.classify, texts)
        alone = {
            "common": encoder_alone(partial(encoder.encode, batch_size=BATCH), texts),
            "ours": encoder_alone(classifier.bundle.encoder.encode, texts),
        }
        common = {}
        for size in (rows, MANY_ROWS):
            vectors = random_rows(size)
            common[str(size)] = figures(common_design(encoder, vectors, CODES), texts)
        again = figures(classifier.classify, texts)
        np.save(file, vectors)
        del encoder, vectors
        start = starts(words, file, texts)
    many = common[str(MANY_ROWS)]
    # The worse of our two runs, before and after the others.
    batch_ours = min(ours["batch_64_per_second"], again["batch_64_per_second"])
    p50_ours = max(ours["single"]["p50_ms"], again["single"]["p50_ms"])
    return {
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(load, 2),
        "bundle": classifier.bundle.manifest.digest,
        "rows": rows,
        "texts": count,
        "ours": ours,
        "ours_again": again,
        "common": common,
        "encoder_alone_batch_64_per_second": alone,
        "start": start,
        "times_faster_batch_64": round(batch_ours / many["batch_64_per_second"], 1),
        "times_faster_single_p50": round(many["single"]["p50_ms"] / p50_ours, 1),
        "times_faster_than_encoder": round(batch_ours / alone["common"], 1),
        "bars": {"batch_64": BAR_BATCH, "single_p50": BAR_SINGLE, "encoder": BAR_ENCODER},
        "growth": growth(classifier, texts[: count // 2]),
        "encoder": encoder_share_of_peak(classifier, texts),
        "own_time": own_time(count),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/speed.json"))
    parser.add_argument("--texts", type=int, default=256)
    arguments = parser.parse_args()
    found = measure(arguments.texts)
    arguments.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    draw(found, arguments.out.with_suffix(".png"))
    write_report(found, arguments.out.with_suffix(".md"))
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
