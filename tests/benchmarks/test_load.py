"""What is made of the waits and of the memory of an app under load."""

from __future__ import annotations

import time
from typing import Any

import pytest

from benchmarks import load
from benchmarks.leak import compared


@pytest.mark.parametrize(("after", "holds"), [(1050, True), (1051, False), (672, True)])
def test_memory_is_flat_within_a_twentieth(after: int, holds: bool) -> None:
    told = load.flat({"before": 500, "after_a_fifth": 1000, "after": after})
    assert told["flat"] is holds
    assert told["growth"] == pytest.approx(after / 1000 - 1)
    assert load.flat({}) == {}


def test_a_leak_is_seen() -> None:
    assert compared(600.0, 630.0) == {
        "mb_after_few": 600.0,
        "mb_after_many": 630.0,
        "growth": 0.05,
        "holds": True,
    }
    assert compared(600.0, 631.0)["holds"] is False


def test_answers_a_second_are_of_all_the_time_that_they_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Callers who wait for an answer when the time is over are waited for."""

    class Slow:
        def __init__(self, *_: Any) -> None: ...

        def ask(self, _: int) -> str:
            time.sleep(0.4)
            return "texts"

    monkeypatch.setattr(load, "Caller", Slow)
    told = load.load("http://x", callers=4, seconds=0.1)
    assert told["answered"] == 4
    assert told["took"] >= 0.4
    assert told["per_second"] <= 10
    assert told["seconds"] == 0.1
