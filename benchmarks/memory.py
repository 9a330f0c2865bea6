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
