"""Work on several cores at once, with results in the order of what they were made from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_turn(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], threads: int
) -> Iterator[Result]:
    """Yield ``work(piece)`` for each of *pieces*, in order.

    Unlike :meth:`concurrent.futures.Executor.map`, which takes up all pieces at once, it is
    never more than *threads* and one ahead of what was taken, so that the results of a long
    list need not lie in memory. What has not begun when the caller stops is not done.
    """
    if threads < 2 or len(pieces) < 2:
        yield from map(work, pieces)
        return
    running: deque[Future[Result]] = deque()
    pool = ThreadPoolExecutor(threads, "pieces")
    try:
        for piece in pieces:
            running.append(pool.submit(work, piece))
            if len(running) > threads:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
