"""The real app in a process of its own, to be measured."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parents[1]
_START_SECONDS: Final = 180
_TICK: Final = 0.05
_SETTINGS: Final = ("HSCLASSIFY_", "GRADIO_")


@dataclass(frozen=True)
class App:
    """An app that runs: its address, the file that its log goes to, and its process."""

    url: str
    log: Path
    process: int

    def tracebacks(self) -> int:
        """Return how many tracebacks are in the log so far, whoever's code they pass through."""
        return tracebacks(self.log.read_text("utf-8", "replace"))


def tracebacks(log: str) -> int:
    """Return how many tracebacks are in a log."""
    return log.count("Traceback (most recent call last):")


@contextmanager
def running_app(*command: str, **variables: str) -> Iterator[App]:
    """Start the app with Python's arguments in *command*, app.py without, and yield it.

    Its environment has *variables*, but no settings of the developer's own.

    Feedback stays in a folder that goes with it.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory() as folder, (Path(folder) / "log.txt").open("wb") as stream:
        usual = {k: v for k, v in os.environ.items() if not k.startswith(_SETTINGS)}
        own = {
            "HSCLASSIFY_HOST": "127.0.0.1",
            "HSCLASSIFY_PORT": str(port),
            "HSCLASSIFY_FEEDBACK_FOLDER": str(Path(folder) / "feedback"),
            "HSCLASSIFY_FEEDBACK_REPO": "",
        }
        log = Path(folder) / "log.txt"
        app = subprocess.Popen(  # noqa: S603
            [sys.executable, *(command or ("app.py",))],
            cwd=ROOT,
            env={**usual, **own, **variables},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(app, f"http://127.0.0.1:{port}/config", log)
            yield App(f"http://127.0.0.1:{port}", log, app.pid)
        finally:
            app.terminate()
            app.wait(timeout=30)


def _wait(app: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while app.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(_TICK)
        else:
            return
    raise RuntimeError(f"the app did not start:\n{log.read_text('utf-8', 'replace')}")
