"""docs/speed.md: of the bundle that the package carries, and of nothing but its figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.speed_report import write_report
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((DOCS / "speed.json").read_text("utf-8"))
    return told


def test_the_speed_is_that_of_the_embedded_bundle(found: dict[str, Any]) -> None:
    """After a new bundle: `python -m benchmarks.speed`."""
    assert found["bundle"] == Manifest.read(EMBEDDED_BUNDLE).digest


def test_the_page_says_what_was_measured(found: dict[str, Any], tmp_path: Path) -> None:
    write_report(found, tmp_path / "speed.md")
    assert (tmp_path / "speed.md").read_text("utf-8") == (DOCS / "speed.md").read_text("utf-8")


@pytest.mark.parametrize(("times", "said"), [(3.0, "holds"), (2.9, "does NOT hold")])
def test_the_encoder_alone_stands_beside_whole_answers(
    found: dict[str, Any], tmp_path: Path, times: float, said: str
) -> None:
    changed = {**found, "times_faster_than_encoder": times}
    write_report(changed, tmp_path / "speed.md")
    page = (tmp_path / "speed.md").read_text("utf-8")
    assert f"our whole answers come {times} times as fast as its vectors" in page
    assert f"at least 3 times in batches against its encoder alone: {said}" in page
