"""Work on several cores at once, with results in the order of what they were made from."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from typing import TypeVar

from hsclassify.errors import HSClassifyError

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def pieces_of(items: Sequence[Piece], size: int) -> list[Sequence[Piece]]:
    """Return *items* in runs of *size*, the last of which may be shorter."""
    return [items[at : at + size] for at in range(0, len(items), size)]


def in_turn(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], threads: int
) -> Iterator[Result]:
    """Yield ``work(piece)`` for each of *pieces*, in order.

    Unlike :meth:`concurrent.futures.Executor.map`, which takes up all pieces at once, it is
    never more than *threads* and one ahead of what was taken, so that the results of a long
    list need not lie in memory. What has not begun when the caller stops is not done.

    Raises:
        HSClassifyError: the process is ending, and begins nothing any more.
    """
    if threads < 2 or len(pieces) < 2:
        yield from map(work, pieces)
        return
    pool = ThreadPoolExecutor(threads, "pieces")
    try:
        yield from in_order(pool, work, pieces, threads)
    finally:
        pool.shutdown(cancel_futures=True)


def in_order(
    pool: Executor, work: Callable[[Piece], Result], pieces: Sequence[Piece], workers: int
) -> Iterator[Result]:
    """Yield ``work(piece)`` of each of *pieces* in order, from the *workers* of an open *pool*.

    It is never more than *workers* and one ahead of what was taken; when the caller stops, it is
    for whoever opened the pool to cancel those.

    Raises:
        HSClassifyError: as in :func:`in_turn`.
    """
    running: deque[Future[Result]] = deque()
    for piece in pieces:
        running.append(_begun(pool, work, piece))
        if len(running) > workers:
            yield running.popleft().result()
    while running:
        yield running.popleft().result()


def _begun(pool: Executor, work: Callable[[Piece], Result], piece: Piece) -> Future[Result]:
    try:
        return pool.submit(work, piece)
    except BrokenExecutor:
        raise
    except RuntimeError as error:  # this pool is open: it is Python that ends
        raise HSClassifyError(
            "The program is being stopped, and this is not finished. Ask again in a minute."
        ) from error
