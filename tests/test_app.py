"""The entry point, as far as it can be tried without serving. The rest is in tests/e2e."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("end", "status"),
    [("pass", 0), ("sys.exit()", 0), ("sys.exit('no port')", 1), ("int('none')", 1)],
)
def test_what_is_still_waited_for_at_the_end_is_left(end: str, status: int) -> None:
    code = (
        "import sys, threading, time, app\n"
        "departure = app.Departure()\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "try:\n"
        f"    {end}\n"
        "finally:\n"
        "    departure.within(1, app.exit_status(sys.exception()))\n"
    )
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert time.monotonic() - started < 30
    assert ended.returncode == status
    assert "not done" in ended.stderr


@pytest.mark.parametrize(("end", "status"), [("pass", 0), ("sys.exit('no port')", 1)])
def test_threads_that_are_at_work_do_not_abort_the_end(
    end: str, status: int, tiny_bundle_folder: Path
) -> None:
    """Gradio's threads are such: they are not waited for, and in the encoder whenever they can."""
    code = (
        "import sys, threading, time, atexit, app\n"
        "from hsclassify import HSClassifier\n"
        "departure = app.Departure()\n"
        f"classifier = HSClassifier.load({str(tiny_bundle_folder)!r})\n"
        "atexit.register(print, 'done', end='')\n"
        "def work():\n"
        "    while True:\n"
        "        classifier.classify('green tea in bags')\n"
        "class Slow:\n"  # as a large program is to tear down
        "    def __del__(self, sleep=time.sleep): sleep(0.5)\n"
        "slow = Slow()\n"
        "for _ in range(6):\n"
        "    threading.Thread(target=work, daemon=True).start()\n"
        "time.sleep(1)\n"
        "try:\n"
        f"    {end}\n"
        "finally:\n"
        "    departure.within(30, app.exit_status(sys.exception()))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == "done"
    assert ended.stderr == ("no port\n" if status else "")
