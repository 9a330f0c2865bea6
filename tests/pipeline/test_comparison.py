"""Bundles side by side, from their results files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.__main__ import main
from pipeline.comparison import BEGIN, END, table
from pipeline.evaluate import read_results
from pipeline.metrics import summary

ACCURACY_PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def measures(top1: float, ece: float) -> dict[str, Any]:
    ranks = {"2": top1 + 0.2, "4": top1 + 0.1, "6": top1}
    return {"n": 10, "top1": ranks, "top3": ranks, "ece": ece}


RESULTS: dict[str, Any] = {
    "bundle": "0123456789ab",
    "sets": {
        "uk_eval_queries": measures(0.5, 0.1),
        "zh_rulings_gacc": measures(0.3, 0.2),
        "plain_descriptions": measures(0.75, 0.9),
    },
    "held_out": {**measures(0.6, 0.0625), "same_code": 0.525},
}


def test_a_bundle_is_a_row_with_means_over_what_others_wrote() -> None:
    rows = table([("old", RESULTS), ("in use", {"bundle": "ba9876543210", "sets": {}})]).split("\n")
    assert rows[2] == (
        "| old | 0123456789ab | 60.0 / 50.0 / 40.0 | 0.150 | 75.0 | 60.0 | 0.062 | 52.5 |"
    )
    assert rows[3] == "| in use | ba9876543210 | – | – | – | – | – | – |"
    assert len({row.count("|") for row in rows}) == 1


def test_sets_without_texts_and_a_bundle_without_goods_held_out_count_nothing() -> None:
    empty = {**summary([], []), "n": 0}
    sets = {**RESULTS["sets"], "th_everyday_clean": empty}
    with_empty = table([("old", {**RESULTS, "sets": sets})])
    assert with_empty == table([("old", RESULTS)])
    alone = table([("a", {"bundle": "0", "sets": {"x": empty}, "held_out": empty})])
    assert alone.endswith("| a | 0 | – | – | – | – | – | – |")


def test_the_verb_fills_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, page = tmp_path / "results.json", tmp_path / "page.md"
    file.write_text(json.dumps(RESULTS), "utf-8")
    page.write_text(f"{BEGIN}\n{END}", "utf-8")
    assert main(["compare", f"a = b={file}", "--page", str(page)]) == 0
    assert "| a = b | 0123456789ab |" in page.read_text("utf-8")
    assert "| a = b | 0123456789ab |" in capsys.readouterr().out


@pytest.mark.parametrize("named", ["results.json", "=results.json", "old="])
def test_what_has_no_name_or_no_file_is_told(
    named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["compare", named])
    assert ended.value.code == 2
    assert "expected NAME=FILE" in capsys.readouterr().err


def test_a_file_of_no_results_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "results.json"
    file.write_text("{}", "utf-8")
    assert main(["compare", f"old={file}"]) == 1
    assert "is not a results file" in capsys.readouterr().err


def test_the_page_of_accuracy_says_of_the_bundle_in_use_what_was_measured() -> None:
    """Its last row is of the results file in the package; those before are of bundles that were."""
    page = ACCURACY_PAGE.read_text("utf-8")
    rows = page[page.index(BEGIN) : page.index(END)].strip().split("\n")
    name = rows[-1].split("|")[1].strip()
    assert rows[-1] == table([(name, read_results())]).split("\n")[-1]
