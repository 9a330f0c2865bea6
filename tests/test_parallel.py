"""Work on several cores, with results in order."""

from __future__ import annotations

import subprocess
import sys
import threading
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.parallel import in_turn


@given(st.lists(st.integers(), max_size=30), st.integers(1, 4))
def test_results_come_in_the_order_of_the_pieces(pieces: list[int], threads: int) -> None:
    assert list(in_turn(str, pieces, threads)) == [str(piece) for piece in pieces]


def test_as_many_pieces_run_at_once_as_there_are_threads() -> None:
    together = threading.Barrier(3, timeout=30)
    assert list(in_turn(lambda _: together.wait() >= 0, range(6), 3)) == [True] * 6


def test_it_is_never_far_ahead_of_what_was_taken() -> None:
    begun: list[int] = []
    results = in_turn(begun.append, range(100), 2)
    list(islice(results, 4))
    results.close()
    assert len(begun) <= 4 + 3


def test_an_error_of_a_piece_is_raised_in_its_place() -> None:
    results = in_turn((1).__floordiv__, [1, 0, 1], 2)
    assert next(results) == 1
    with pytest.raises(ZeroDivisionError):
        next(results)


LATE = """
import threading
from hsclassify.errors import HSClassifyError
from hsclassify.parallel import in_turn

def late():
    threading.main_thread().join()
    try:
        list(in_turn(str, [1, 2, 3], 2))
    except HSClassifyError as error:
        print(error)

threading.Thread(target=late).start()
"""


def test_a_process_that_ends_says_so() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LATE], capture_output=True, text=True, timeout=60, check=True
    )
    assert "being stopped" in ended.stdout
    assert ended.stderr == ""
