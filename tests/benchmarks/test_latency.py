"""The time of one description: what the answer tells of it, not what the way there takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks import latency
from benchmarks.apps import App
from benchmarks.fuzz_endpoints import Outcome
from benchmarks.load import percentiles


@contextmanager
def no_app() -> Iterator[App]:
    yield App("http://x", Path("log"), 0)


def answers(monkeypatch: pytest.MonkeyPatch, *outcomes: Outcome) -> None:
    left = iter(outcomes)
    monkeypatch.setattr(latency, "running_app", no_app)
    monkeypatch.setattr(latency, "call", lambda *_: next(left))


def outcome(milliseconds: float) -> Outcome:
    data: list[dict[str, Any]] = [{"latency_ms": milliseconds}]
    return Outcome("answered", data=data)


@pytest.mark.parametrize(("slow", "holds"), [(15.0, True), (15.1, False)])
def test_the_middle_is_held_against_the_bar(
    monkeypatch: pytest.MonkeyPatch, slow: float, holds: bool
) -> None:
    answers(monkeypatch, outcome(2.0), outcome(slow), outcome(99.0))
    told = latency.measure(["a", "b", "c"], settle=0)
    assert told["in_app"]["p50_ms"] == slow
    assert told["over_http"]["p50_ms"] < 5
    assert told["holds"] is holds


def test_a_text_without_an_answer_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, Outcome("refused", "come back later"))
    with pytest.raises(RuntimeError, match="come back later"):
        latency.measure(["a"], settle=0)


def test_percentiles_are_rounded_as_asked() -> None:
    assert percentiles([1.26, 1.26], 1)["p50_ms"] == 1.3
    assert percentiles([1.26, 1.26])["p50_ms"] == 1.0
    assert percentiles([])["p99_ms"] is None
