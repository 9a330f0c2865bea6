"""What is made of the waits and of the memory of an app under load."""

from __future__ import annotations

import os
import time
from typing import Any

import pytest

from benchmarks import load
from benchmarks.leak import compared


@pytest.mark.parametrize(("last", "holds"), [(1050, True), (1051, False), (900, True)])
def test_memory_is_flat_within_a_twentieth(last: int, holds: bool) -> None:
    told = load.flat({"before": 500, "second_fifth": 1000, "last_fifth": last, "after": 600})
    assert told["flat"] is holds
    assert told["growth"] == pytest.approx(last / 1000 - 1)
    assert load.flat({}) == {}


def test_a_leak_under_load_is_not_hidden_by_what_an_idle_app_gives_back() -> None:
    steady = [500.0, 800.0, *[1000.0] * 8]
    told = load.told(480, steady, 600)
    assert told == {"before": 480, "second_fifth": 1000, "last_fifth": 1000, "after": 600}
    assert load.flat(told)["flat"] is True
    leaking = [900.0 + 20 * second for second in range(300)]
    assert load.flat(load.told(480, leaking, 600))["flat"] is False


def test_memory_is_weighed_while_callers_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    class Quick:
        def __init__(self, *_: Any) -> None: ...

        def ask(self, _: int) -> str:
            time.sleep(0.01)
            return "texts"

    monkeypatch.setattr(load, "Caller", Quick)
    found = load.load("http://x", callers=2, seconds=0.5, process=os.getpid())
    assert set(found["memory_mb"]) == {"before", "second_fifth", "last_fifth", "after"}
    assert found["memory_mb"]["last_fifth"] > 10


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
