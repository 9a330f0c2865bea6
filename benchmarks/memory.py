"""The memory of this process, or of another one."""

from __future__ import annotations

import threading
from pathlib import Path


def memory_mb(process: int | str = "self") -> float:
    """Return the resident memory (VmRSS) of a *process*, this one without, in 10^6 bytes."""
    return _status_mb(process, "VmRSS:")


def peak_mb(process: int | str = "self") -> float:
    """Return the most that a *process* ever held (VmHWM), in 10^6 bytes; 0 once it has ended."""
    return _status_mb(process, "VmHWM:")


def family_mb(process: int) -> float:
    """Return the memory of a *process* and its children (Pss), in 10^6 bytes; 0 once it has ended.

    A page that several hold counts for a part with each, and so once in the sum.
    """
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        children = [int(c) for task in tasks for c in (task / "children").read_text().split()]
        return sum(map(_shared_out_mb, (process, *children)))
    except FileNotFoundError:
        return 0.0


def _shared_out_mb(process: int) -> float:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):  # ended, or only waiting to be counted out
        return 0.0
    return int(rollup.partition("Pss:")[2].split()[0]) * 1024 / 1e6


def _status_mb(process: int | str, name: str) -> float:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    told = status.partition(name)[2].split()
    return int(told[0]) * 1024 / 1e6 if told else 0.0


class Peak:
    """Watches the memory while it is open; ``mb`` is the most that it saw."""

    def __enter__(self) -> Peak:
        self.mb = memory_mb()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            self.mb = max(self.mb, memory_mb())

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
