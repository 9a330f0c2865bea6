"""The entry point, as far as it can be tried without serving. The rest is in tests/e2e."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.conftest import ROOT


def test_what_is_still_waited_for_at_the_end_is_left() -> None:
    code = (
        "import threading, time, app\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "app.leave_within(1)\n"
    )
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert time.monotonic() - started < 30
    assert ended.returncode == 0
    assert "not done" in ended.stderr
