"""Where the time of a classification goes, seen from outside by py-spy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

TOP: Final = 15
_RATE: Final = 200
_SECONDS: Final = 20
"""For so long the texts are classified again and again: some thousand samples."""

_COUNTED: Final = ("work (", "HSClassifier._classified (", "OnnxEncoder._run (")
"""What samples that count lie below: the work, and what it has its threads do.

The start, which has threads of its own, is measured elsewhere.
"""

_WAITING: Final = "Condition.wait ("

_WORK: Final = """
import sys
import time
from benchmarks.table_speed import descriptions
from hsclassify import HSClassifier

classifier = HSClassifier.load()
texts = list(descriptions(classifier, int(sys.argv[1])))
classifier.classify(texts[:2])

def work():
    end = time.monotonic() + float(sys.argv[2])
    while time.monotonic() < end:
        for at in range(0, len(texts), 64):
            classifier.classify(texts[at : at + 64])
        for text in texts[:: len(texts) // 64 or 1]:
            classifier.classify(text)

work()
"""


def own_time(count: int) -> dict[str, Any]:
    """Return the functions with the largest own time while *count* texts are classified.

    In batches of 64, and 64 of them one by one. py-spy is not needed by anything else, so
    where it is missing the result is ``{"missing": what to do}``.
    """
    spy = shutil.which(
        "py-spy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    if spy is None:
        return {"missing": "py-spy is not installed. Run `pip install py-spy` and measure again."}
    with TemporaryDirectory() as folder:
        script, stacks = Path(folder) / "work.py", Path(folder) / "stacks"
        script.write_text(_WORK, "utf-8")
        spied = [sys.executable, str(script), str(count), str(_SECONDS)]
        told = ["--format", "raw", "--rate", str(_RATE), "--output", str(stacks), "--nonblocking"]
        ended = subprocess.run(  # noqa: S603
            [spy, "record", *told, "--", *spied],
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=False,
        )
        if not stacks.exists():
            return {"missing": f"py-spy could not look on: {ended.stderr.strip()[-300:]}"}
        return _shares(stacks.read_text("utf-8").splitlines())


def _shares(stacks: Iterable[str]) -> dict[str, Any]:
    """Return the shares of *stacks*, lines such as ``main (a.py:3);work (b.py:5) 17``."""
    own: Counter[str] = Counter()
    for line in stacks:
        frames, _, times = line.rpartition(" ")
        names = [_function(frame) for frame in frames.split(";")]
        works = any(name.startswith(_COUNTED) for name in names)
        if works and not names[-1].startswith(_WAITING):
            own[names[-1]] += int(times)
    total = own.total()
    top = [
        {"function": name, "share": round(times / total, 3)} for name, times in own.most_common(TOP)
    ]
    return {"samples": total, "top": top}


def _function(frame: str) -> str:
    """Return a frame without its line number, its file shortened to the last two parts."""
    name, _, place = frame.strip().partition(" (")
    file = place.rstrip(")").rpartition(":")[0]
    return f"{name} ({'/'.join(Path(file).parts[-2:])})"
