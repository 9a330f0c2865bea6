"""How runs become figures, and how a limit is chosen by them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks import at_once
from benchmarks.at_once import PLACES, asked, best, chosen, in_rounds, middle
from benchmarks.fuzz_endpoints import Outcome

ROOT = Path(__file__).parents[2]


def run(per_second: float, p95: float | None = 100.0, errors: int = 0) -> dict[str, Any]:
    return {
        "per_second": per_second,
        "p50_ms": p95,
        "p95_ms": p95,
        "p99_ms": p95,
        "errors": errors,
        "tracebacks": 0,
    }


def test_the_middle_counts_and_no_error_is_lost() -> None:
    told = middle([run(20.0, 100, 1), run(80.0, None, 2), run(30.0, 300)])
    assert told["per_second"] == 30
    assert told["p95_ms"] == 200
    assert told["errors"] == 3
    assert told["runs_per_second"] == [20.0, 80.0, 30.0]
    assert middle([run(0, None)])["p99_ms"] is None


def test_rounds_go_to_and_fro() -> None:
    seen: list[int] = []

    def measure(limit: int) -> dict[str, dict[str, Any]]:
        seen.append(limit)
        return {"limits": run(10.0 * limit)}

    found = in_rounds([1, 2, 4], 3, measure)
    assert seen == [1, 2, 4, 4, 2, 1, 1, 2, 4]
    assert {limit: told["gain"] for limit, told in found["limits"].items()} == {
        "1": 1.0,
        "2": 2.0,
        "4": 4.0,
    }


def test_the_best_limit_waits_least_of_those_that_give_nearly_most() -> None:
    answers = {"1": run(10.0), "2": run(19.5), "4": run(20.0), "8": run(19.2)}
    waits = {"1": run(9, 1.0), "2": run(9, 50.0), "4": run(9, 60.0), "8": run(9, 50.0)}
    assert best(answers, waits) == 2
    assert best({"1": run(0.0)}, {"1": run(0.0, None)}) == 1


def test_each_limit_in_use_stands_beside_the_best() -> None:
    found = {"limits": {"1": run(9)}, "short_beside_long": {"1": run(9)}, "tables": {"2": run(1)}}
    told = chosen(found)
    assert told["texts"]["best"] == 1
    assert told["tables"]["best"] == 2
    assert told["texts"]["in_use"] >= 1
    assert "documents" not in told


def test_all_groups_ask_until_the_time_is_over_and_the_rest_is_waited_for() -> None:
    def slow(_: int) -> Outcome:
        time.sleep(0.3)
        return Outcome("answered")

    def refused(_: int) -> Outcome:
        time.sleep(0.05)
        return Outcome("refused", "no")

    told = asked({"slow": [slow, slow], "refused": [refused]}, 0.2)
    assert told["slow"]["errors"] == 0
    # Two answers in 0.3 s, of which only 0.2 s were for asking.
    assert 3 < told["slow"]["per_second"] < 7
    assert told["slow"]["p50_ms"] >= 300
    assert told["refused"]["errors"] >= 3
    assert told["refused"]["p50_ms"] is None


@pytest.mark.parametrize("place", PLACES.values())
def test_the_numbers_that_are_varied_exist(place: str) -> None:
    """The app of a measurement sets them before the page is built."""
    assert "\nAT_ONCE: Final = " in (ROOT / "hsclassify" / "ui" / f"{place}.py").read_text("utf-8")
    build = (ROOT / "hsclassify" / "ui" / "build.py").read_text("utf-8")
    assert "\n_MAP_AFTER: Final = " in build


def test_a_long_text_is_as_long_as_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(at_once, "call", lambda _url, _name, given: sent.append(given[0]))
    at_once.long("http://x")(3)
    at_once.short("http://x")(3)
    assert len(sent[0]) == 2000
    assert len(sent[1]) < 60
