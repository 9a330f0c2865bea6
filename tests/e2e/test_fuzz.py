"""A short round of the fuzzing of benchmarks/fuzz_endpoints.py; the fixture checks the log."""

from __future__ import annotations

from typing import Any

from benchmarks.fuzz_endpoints import fuzz

CALLS = 150


def test_whatever_comes_gets_an_answer_or_a_sentence(app_url: str) -> None:
    faults: list[Any] = []
    counts = fuzz(app_url, CALLS, seed=7, tell=lambda *fault: faults.append(fault))
    assert faults == []
    assert counts["answered"] > 0
    assert counts["refused"] > 0
    assert counts.total() == CALLS
