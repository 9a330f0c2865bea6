"""The memory of this process."""

from __future__ import annotations

import threading
from pathlib import Path


def memory_mb() -> float:
    """Return the resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


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
