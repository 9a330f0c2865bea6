"""What a process and its children hold."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.memory import family_mb, memory_mb

HOLDS = "held = bytearray(200_000_000); print(len(held), flush=True); input()"


def test_the_memory_of_children_counts() -> None:
    before = family_mb(os.getpid())
    assert 0 < before <= memory_mb() * 1.01
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        child.stdout.readline()
        assert family_mb(os.getpid()) > before + 190
        child.communicate("\n")


def test_a_process_that_has_ended_holds_nothing() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert family_mb(child.pid) == 0
