"""What is kept of the faults that fuzzing finds."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import fuzz_endpoints
from benchmarks.fuzz_endpoints import Outcome


def test_faults_are_kept_beside_the_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fuzz(_url: str, calls: int, _seed: int, tell: Callable[..., object]) -> Counter[str]:
        given: list[Any] = ["\ud800", None]
        for number in range(30):
            tell("/classify", given, Outcome("fault", f"no. {number} {'x' * 1000}"))
        return Counter({"fault": 30, "answered": calls - 30, "answered /classify": calls - 30})

    monkeypatch.setattr(fuzz_endpoints, "fuzz", fuzz)
    monkeypatch.setattr("sys.argv", ["fuzz", "http://x", "--calls", "50"])
    assert fuzz_endpoints.main() == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["calls"], told["fault"], told["answered"]) == (50, 30, 20)
    assert len(told["faults"]) == 20
    assert told["faults"][3].startswith("/classify: no. 3 xxx")
    assert len(told["faults"][3]) < 320
