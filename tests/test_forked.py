"""Processes that share this one's memory."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing import active_children
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify.encoder import usable_cores
from hsclassify.forked import CAN_FORK, BrokenProcessPool, Forked

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only Linux forks safely")


@contextmanager
def forked(work: Callable[[int], object], processes: int = 2) -> Iterator[Forked[int, object]]:
    with closing(Forked(work, processes)) as workers:
        yield workers


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(), max_size=30), st.integers(1, 3))
def test_results_come_in_the_order_of_the_pieces(pieces: list[int], processes: int) -> None:
    with forked(str, processes) as workers:
        assert list(workers.in_turn(pieces)) == [str(piece) for piece in pieces]


def test_the_work_knows_what_this_process_knew_and_need_not_be_pickled() -> None:
    known = {7: lambda: "seven"}
    with forked(lambda n: (known[n](), os.getpid())) as workers:
        ((said, process),) = workers.in_turn([7])
    assert said == "seven"
    assert process != os.getpid()


def test_each_keeps_to_one_core() -> None:
    with forked(lambda _: usable_cores()) as workers:
        assert set(workers.in_turn(range(8))) == {1}


def test_an_error_of_a_piece_is_raised_in_its_place() -> None:
    with forked((1).__floordiv__) as workers:
        results = workers.in_turn([1, 0, 1])
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)


def test_one_that_is_killed_is_told_of() -> None:
    with (
        forked(lambda _: os.kill(os.getpid(), signal.SIGKILL)) as workers,
        pytest.raises(BrokenProcessPool),
    ):
        list(workers.in_turn([1, 2, 3]))


@pytest.mark.parametrize("allowed", [0, 1])
def test_where_the_system_allows_no_more_processes_none_is_left(
    monkeypatch: pytest.MonkeyPatch, allowed: int
) -> None:
    fork, forks = os.fork, iter(range(allowed))

    def limited() -> int:
        if next(forks, None) is None:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        return fork()

    monkeypatch.setattr(os, "fork", limited)
    with pytest.raises(BrokenProcessPool, match="Resource temporarily unavailable"):
        Forked(str, 2)
    assert active_children() == []


def test_ctrl_c_is_left_to_the_parent() -> None:
    with forked(lambda _: os.kill(os.getpid(), signal.SIGINT) or "done") as workers:
        assert list(workers.in_turn([1, 2, 3])) == ["done"] * 3


KILLED = """
import os, signal
from hsclassify.forked import Forked

workers = Forked(lambda _: os.getpid(), 2)
print(*workers.in_turn([1, 2, 3]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_they_end_with_a_parent_that_is_killed() -> None:
    said = subprocess.run(
        [sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=60, check=False
    )
    assert said.returncode == -signal.SIGKILL
    processes = {Path("/proc") / process for process in said.stdout.split()}
    assert processes
    until = time.monotonic() + 30
    while any(map(_runs, processes)):
        assert time.monotonic() < until
        time.sleep(0.05)


ENDED = """
import os, signal, sys
from hsclassify.forked import Forked

signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
Forked(abs, 2)
"""


def test_an_end_asked_for_in_the_middle_of_a_fork_comes_after_it() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDED], timeout=60, check=False)
    assert ended.returncode == 7


def _runs(process: Path) -> bool:
    """Tell whether a process is there and no zombie, which only waits to be counted out."""
    try:
        return ") Z" not in (process / "stat").read_text("utf-8")
    except OSError:
        return False
