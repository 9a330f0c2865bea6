"""The committed figures keep the committed floors."""

from __future__ import annotations

import json

import pytest

from pipeline.evaluate import read_results
from pipeline.readme import DESCRIPTIONS
from tests.floors import CEILINGS, FLOORS_FILE, broken, figures, floors

LIMITS = floors()


def test_the_recorded_figures_keep_the_floors() -> None:
    assert broken(figures(read_results()), LIMITS) == []


def test_no_public_set_is_left_out_of_the_means() -> None:
    assert set(read_results()["sets"]) == {*DESCRIPTIONS, "plain_descriptions"}


@pytest.mark.parametrize("path", sorted(LIMITS))
def test_a_worse_figure_is_named(path: str) -> None:
    worse = 0.001 if path.startswith(CEILINGS) else -0.001
    named = broken({**LIMITS, path: LIMITS[path] + worse}, LIMITS)
    assert [line.split(":")[0] for line in named] == [path]
    unmeasured = {k: v for k, v in LIMITS.items() if k != path}
    assert len(broken(unmeasured, LIMITS)) == 1


def test_every_figure_that_is_told_has_a_floor() -> None:
    assert set(figures(read_results())) == set(LIMITS)
    assert 0 < json.loads(FLOORS_FILE.read_text("utf-8"))["margin"] <= 0.01


def test_the_floors_stand_near_the_recorded_figures() -> None:
    """One that is left behind would let a later loss pass."""
    found = figures(read_results())
    assert [path for path, limit in LIMITS.items() if abs(found[path] - limit) > 0.02] == []
