"""Processes that share what this one has loaded, for work on thousands of pieces.

Threads share it too, but while one of them is in Python the others wait: on two cores a table takes
an eighth longer with them. Processes that load it themselves do not wait, and are no faster all the
same, as each needs the processor's caches for a copy of its own. So these are forked, which Linux
does; what they only read stays one and the same memory.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Any, Final, Generic

from hsclassify.parallel import Piece, Result, in_order

__all__ = ["CAN_FORK", "BrokenProcessPool", "Forked"]

CAN_FORK: Final = sys.platform == "linux"
"""macOS can as well, but its own libraries do not survive it."""

_SET_PARENT_DEATH_SIGNAL: Final = 1
"""Its number in sys/prctl.h."""

_WORK: list[Callable[[Any], Any]] = []
"""In a forked process, what it does with each piece."""


class Forked(Generic[Piece, Result]):
    """Processes that do one kind of work; close them when there is no more of it."""

    def __init__(self, work: Callable[[Piece], Result], processes: int) -> None:
        """Let *processes* do *work*, which need not be anything that can be pickled.

        They are forked at once, and this has to be all that is at work: a lock that another
        thread of this process holds would never open in them.

        Raises:
            BrokenProcessPool: the system allows no more processes, or has no memory for them.
        """
        # The tokenizers' threads stay behind, and it would say so once a process.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (work,))
        others = active_children()
        try:
            with _signals_held():
                self._pool.submit(os.getpid)  # the first piece forks them all
        except (OSError, RuntimeError) as error:  # of a process, and of the pool's own thread
            # The pool, which did not come about, never ends those that were forked.
            for process in {*active_children()} - {*others}:
                process.kill()
                process.join()
            raise BrokenProcessPool(f"no process could be forked: {error}") from error

    def in_turn(self, pieces: Sequence[Piece]) -> Iterator[Result]:
        """Yield what the work makes of each of *pieces*, in order; see :func:`in_order`.

        Raises:
            BrokenProcessPool: a process was killed. What is missing has to be done elsewhere.
        """
        return in_order(self._pool, _do, pieces, self._processes)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def _signals_held() -> Iterator[None]:
    """Put off what ends this program: Python forgets an error that a handler raises in a fork.

    Raised between two forks instead, it would leave a process that nobody ends.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # handlers run in the main thread, which goes on
        return
    came: list[int] = []
    ends = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(end, lambda number, _: came.append(number)) for end in ends]
    try:
        yield
    finally:
        for end, handler in zip(ends, handlers, strict=True):
            signal.signal(end, handler)
        for number in came:
            signal.raise_signal(number)


def _begin(work: Callable[[Any], Any]) -> None:
    """Make a forked process ready: it keeps to one core, and ends when its parent says so."""
    _WORK[:] = [work]
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C goes to all processes of a terminal; what is to become of the work the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Killed, the parent says nothing, and this would wait for its next piece for ever.
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)


def _do(piece: Any) -> Any:
    return _WORK[0](piece)
