"""The entry point, as far as it can be tried without serving. The rest is in tests/e2e."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("end", "status"),
    [("pass", 0), ("sys.exit()", 0), ("sys.exit('no port')", 1), ("int('none')", 1)],
)
def test_what_is_still_waited_for_at_the_end_is_left(end: str, status: int) -> None:
    code = (
        "import sys, threading, time, app\n"
        "threading.Thread(target=time.sleep, args=(600,)).start()\n"
        "try:\n"
        f"    {end}\n"
        "finally:\n"
        "    app.leave_within(1, app.exit_status(sys.exception()))\n"
    )
    started = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert time.monotonic() - started < 30
    assert ended.returncode == status
    assert "not done" in ended.stderr
