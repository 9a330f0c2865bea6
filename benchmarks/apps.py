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
from typing import Final

_START_SECONDS: Final = 180


@contextmanager
def running_app(*command: str) -> Iterator[str]:
    """Start the app with Python's arguments in *command*, app.py without, and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = {"HSCLASSIFY_HOST": "127.0.0.1", "HSCLASSIFY_PORT": str(port)}
    app = subprocess.Popen(  # noqa: S603
        [sys.executable, *(command or ("app.py",))],
        env={**os.environ, **address},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(app, f"http://127.0.0.1:{port}/config")
        yield f"http://127.0.0.1:{port}"
    finally:
        app.terminate()
        app.wait(timeout=30)


def _wait(app: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while app.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise RuntimeError("the app did not start; its log is above")
