"""How long the app and the command line take from nothing to the first answer.

    python -m benchmarks.start [--runs 3] [--idle 20]

Each is started in a process of its own, *runs* times; the middle time counts. Beside them, in
the same run with the same interpreter: an app of Gradio that only gives back what it gets, and
the imports that an encoder on torch needs before it can load anything. The last part is what
``python -X importtime`` says: milliseconds of the modules' own time by package.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from benchmarks.apps import ROOT, App, running_app
from benchmarks.memory import memory_mb
from pipeline.bars import APP_SECONDS, COMMAND_SECONDS, IDLE_MB

_TEXT: Final = "frozen shrimp"
_TOP: Final = 8
_IDLE: Final = 20.0
"""Longer than the app waits until it draws the first map, and takes for it."""

_PACKAGE: Final = re.compile(r"^import time: +(\d+) \| +\d+ \| +([\w.]+)$", re.MULTILINE)
_COMMAND: Final = ("-m", "hsclassify", _TEXT)
_ECHO: Final = """\
import os
import gradio as gr
page = gr.Interface(lambda text: text, "text", "text", api_name="classify")
page.launch(server_port=int(os.environ["HSCLASSIFY_PORT"]), ssr_mode=False)
"""
_TORCH: Final = "import torch, sentence_transformers"


@dataclass(frozen=True)
class Question:
    """The values that an app's ``classify`` takes, and what its answer has to contain."""

    values: tuple[Any, ...]
    said: str


_OURS: Final = Question((_TEXT, 3, "auto", None, False), "0306")
_GRADIO: Final = Question((_TEXT,), _TEXT)


def ask(app: App, asked: Question) -> None:
    """Ask the *app* over HTTP, as gradio_client does.

    Raises:
        RuntimeError: the answer does not contain what it has to.
    """
    url = f"{app.url}/gradio_api/call/classify"
    question = urllib.request.Request(  # noqa: S310
        url,
        json.dumps({"data": asked.values}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(question, timeout=60) as answer:  # noqa: S310
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{url}/{event}", timeout=60) as answer:  # noqa: S310
        told = answer.read().decode()
    if asked.said not in told:
        raise RuntimeError(f"expected {asked.said} in the first answer, got {told[:500]}")


def app_start(
    command: tuple[str, ...], asked: Question, runs: int, idle: float
) -> dict[str, float]:
    """Return seconds to the first answer of an app, and its memory *idle* seconds after it."""
    seconds, memory = [], []
    for _ in range(runs):
        started = time.perf_counter()
        with running_app(*command) as app:
            ask(app, asked)
            seconds.append(time.perf_counter() - started)
            time.sleep(idle)
            memory.append(memory_mb(app.process))
    return {"seconds": round(median(seconds), 2), "idle_mb": round(max(memory))}


def process_start(command: tuple[str, ...], runs: int) -> dict[str, float]:
    """Return the seconds that a process takes from its start to its end."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(  # noqa: S603
            [sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        seconds.append(time.perf_counter() - started)
    return {"seconds": round(median(seconds), 2)}


def imports(log: str) -> dict[str, Any]:
    """Return what a *log* of ``-X importtime`` says: modules, and the packages that took most."""
    modules = [(int(own), name) for own, name in _PACKAGE.findall(log)]
    packages: Counter[str] = Counter()
    for own, name in modules:
        packages[name.partition(".")[0]] += own
    return {
        "modules": len(modules),
        "torch": packages["torch"] > 0,
        "ms": round(packages.total() / 1000),
        "top": [
            {"package": name, "own_ms": round(own / 1000)}
            for name, own in packages.most_common(_TOP)
        ],
    }


def command_imports() -> dict[str, Any]:
    """Return the imports of the command line."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-X", "importtime", *_COMMAND],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return imports(done.stderr)


def app_imports() -> dict[str, Any]:
    """Return the imports of the app up to its first answer."""
    with running_app("-X", "importtime", "app.py") as app:
        ask(app, _OURS)
        return imports(app.log.read_text("utf-8", "replace"))


def measure(runs: int, idle: float) -> dict[str, Any]:
    """Return all figures, and under ``holds`` which bars hold."""
    app, command = app_start((), _OURS, runs, idle), process_start(_COMMAND, runs)
    return {
        "runs": runs,
        "idle_seconds": idle,
        "app": app,
        "command": command,
        "holds": {
            "app_seconds": APP_SECONDS.holds(app["seconds"]),
            "command_seconds": COMMAND_SECONDS.holds(command["seconds"]),
            "idle_mb": IDLE_MB.holds(app["idle_mb"]),
        },
        "baseline_gradio_echo": app_start(("-c", _ECHO), _GRADIO, runs, idle),
        "baseline_torch_imports": process_start(("-c", _TORCH), runs),
        "app_imports": app_imports(),
        "command_imports": command_imports(),
    }


def main() -> int:
    """Run from the command line; the status is 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--idle", type=float, default=_IDLE, help="seconds until memory is read")
    given = parser.parse_args()
    found = measure(given.runs, given.idle)
    print(json.dumps(found, indent=2))
    return 0 if all(found["holds"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
