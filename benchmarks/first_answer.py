"""One design in a process of its own: seconds to its first answer, and its memory.

In one process the designs could not be told apart: what one has loaded stays in the memory of
the other.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

OURS: Final = "from hsclassify import HSClassifier\nclassify = HSClassifier.load().classify"
ENCODER: Final = """\
from sentence_transformers import SentenceTransformer
from sklearn.neighbors import KNeighborsClassifier
classify = SentenceTransformer({folder!r}, device="cpu").encode
"""
COMMON: Final = """\
import numpy as np
from sentence_transformers import SentenceTransformer
from benchmarks.common_design import common_design
encoder = SentenceTransformer({folder!r}, device="cpu")
classify = common_design(encoder, np.load({rows!r}), {codes})
"""
_ROOT: Final = Path(__file__).parents[1]
_ANSWER: Final = """
import json, sys, time
from benchmarks.memory import Peak, memory_mb
classify(["umbrella"])
told = {"at": time.time()}
texts = json.load(sys.stdin)
with Peak() as peak:
    for at in range(0, len(texts), 64):
        classify(texts[at : at + 64])
print(json.dumps({**told, "mb": round(memory_mb()), "peak_mb": round(peak.mb)}))
"""


def first_answer(design: str, texts: list[str]) -> dict[str, float]:
    """Return ``seconds``, ``mb`` and ``peak_mb`` of a process that makes a *design*.

    Args:
        design: Python that leaves a function ``classify`` of a list of texts.
        texts: what it answers after the first one, in batches of 64; then its memory is read.
    """
    started = time.time()
    said = subprocess.run(  # noqa: S603
        [sys.executable, "-c", design + _ANSWER],
        cwd=_ROOT,
        input=json.dumps(texts),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    told = json.loads(said.splitlines()[-1])
    seconds = round(told.pop("at") - started, 2)
    return {"seconds": seconds, **told}
