"""What a process that stays keeps of the memory that it once needed."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys

import pytest

from hsclassify import memory

PROBE = """
import sys, threading
import numpy as np
from hsclassify.memory import keep_little

if sys.argv[1] == "bounded":
    keep_little()

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4 // 1024

def pictures():
    # Each has something small behind it that stays.
    pieces = [(np.ones(1 << 19), bytearray(2000)) for _ in range(10)]
    return [small for _, small in pieces]

def work():
    kept.extend(pictures() + pictures())
    done.wait()
    done.wait()

before, done, kept = resident(), threading.Barrier(5), []
for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
done.wait()
print(resident() - before)
done.wait()
"""


def kept_mb(how: str) -> int:
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, how], capture_output=True, text=True, check=True, timeout=60
    )
    return int(answer.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, as glibc has it")
def test_threads_keep_less_where_it_is_bounded() -> None:
    assert kept_mb("bounded") < kept_mb("unbounded") / 2


def test_where_the_library_has_no_such_function_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Windows, where it cannot be had without a name."""

    def none(_: object) -> object:
        raise TypeError("bad argument type for built-in operation")

    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.keep_little()
    memory.give_back()


def test_while_loading_no_garbage_is_looked_for_and_afterwards_again() -> None:
    before = gc.get_freeze_count()
    try:
        with pytest.raises(ValueError, match="half-way"), memory.no_collections():
            assert not gc.isenabled()
            loaded = [[number] for number in range(5000)]
            raise ValueError("half-way")
        assert gc.isenabled()
        assert gc.get_freeze_count() > before + len(loaded)
    finally:
        gc.unfreeze()
