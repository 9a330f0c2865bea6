"""Whole documents, from the file to classified lines. The full set is for the pipeline's verb."""

from __future__ import annotations

import json
from collections.abc import Callable
from csv import reader
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hsclassify import HSClassifier
from hsclassify.documents import Document, Limits, read_document, reclassified
from hsclassify.documents.export import COLUMNS, exported
from hsclassify.text import in_script
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import wording
from pipeline.__main__ import main
from pipeline.evaluate_documents import (
    BEGIN,
    END,
    DocumentScore,
    edit_distance,
    measures,
    score_file,
)
from tests.documents.generator import quarter_turns

Render = Callable[[str], Path]
SLOW = Limits(seconds=600)
SLACK = 0.02


def share_found(score: DocumentScore) -> float:
    return float(measures([score])["recall"])


@pytest.mark.parametrize("name", ["en-ruled-0", "th-unruled-1", "vi-ruled-1", "zh-unruled-0"])
def test_a_pdf_with_text_is_read_whole(
    rendered: Render, tiny_classifier: HSClassifier, name: str
) -> None:
    score = score_file(rendered(name), tiny_classifier)
    values = measures([score])
    assert values["recall"] == 1
    assert values["surplus_lines"] == 0
    assert values["character_error_rate"] < 0.01
    assert [r for line in score.lines for r in line.right.values() if not r] == []
    assert "destination" in score.fields
    assert {field for field, right in score.fields.items() if not right} == set()
    assert values["code_top3"] is not None
    assert values["code_top1"] <= values["code_top3"] <= 1


def test_a_table_goes_on_overleaf(rendered: Render, tiny_classifier: HSClassifier) -> None:
    score = score_file(rendered("vi-long-1"), tiny_classifier)
    assert score.pages > 1
    assert share_found(score) == 1
    assert score.surplus == 0


FOUND = {"en": 0.95, "vi": 0.95, "th": 0.9, "zh": 0.9}
"""Lines of a clean scan that have to be found at least."""

BARS = {"en": 0.03, "vi": 0.06, "th": 0.12, "zh": 0.12}
"""Wrong characters of a clean scan at most, as a share; a poor one may have twice as many."""


@pytest.mark.parametrize("name", ["en-scan-0", "th-scan-0", "vi-scan-0", "zh-scan-0"])
def test_a_clean_scan_is_read(rendered: Render, tiny_classifier: HSClassifier, name: str) -> None:
    score = score_file(rendered(name), tiny_classifier)
    values = measures([score])
    assert values["recall"] >= FOUND[name[:2]]
    assert values["character_error_rate"] <= BARS[name[:2]]
    assert [line for line in score.lines if line.found and not line.right.get("amount", True)] == []


# Photos in perspective, and poor scans that lie on each side.
@pytest.mark.parametrize(
    "name",
    [
        "vi-photo-0",
        "zh-photo-0",
        "en-noisy-1",
        "th-noisy-0",
        "vi-noisy-0",
        "zh-noisy-0",
    ],
)
def test_a_picture_is_straightened_and_read(
    rendered: Render, tiny_classifier: HSClassifier, name: str
) -> None:
    values = measures([score_file(rendered(name), tiny_classifier)])
    assert values["recall"] >= 0.85
    assert values["character_error_rate"] <= 2 * BARS[name[:2]]
    assert values["amount_right"] in {1, None}


def test_the_poor_scans_lie_on_every_side() -> None:
    names = ("en-noisy-1", "th-noisy-0", "vi-noisy-0", "zh-noisy-0")
    assert {quarter_turns(name) for name in names} == {1, 2, 3}


def test_thai_digits_in_a_picture_are_warned_of(
    rendered: Render, tiny_classifier: HSClassifier
) -> None:
    document = read_document(rendered("th-scan-1").read_bytes(), tiny_classifier, SLOW)
    assert any("Thai digits" in warning for warning in document.warnings)


@pytest.fixture(scope="module")
def document(rendered: Render, tiny_classifier: HSClassifier) -> Document:
    return read_document(rendered("en-ruled-0").read_bytes(), tiny_classifier, SLOW)


def test_the_sum_is_compared_with_the_total(document: Document) -> None:
    assert document.sum.agrees
    other = replace(document.sum, total=document.sum.lines + Decimal(1))  # type: ignore[operator]
    assert other.agrees is False


def test_each_field_says_where_it_stands(document: Document) -> None:
    assert {"number", "date", "seller", "currency", "total"} <= set(document.fields)
    for field in document.fields.values():
        left, top, right, bottom = field.to_dict()["box"]
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1


def test_a_line_that_changed_is_classified_again(
    document: Document, tiny_classifier: HSClassifier
) -> None:
    texts = ["umbrella", *(i.description for i in document.items[1:])]
    changed = reclassified(document, texts, tiny_classifier)
    assert changed.items[0].prediction.text == "umbrella"
    assert changed.items[1:] == document.items[1:]


def test_no_cell_becomes_a_formula(document: Document, tmp_path: Path) -> None:
    item = replace(document.items[0], description='=HYPERLINK("x")', unit="+1", origin="@SUM(1)")
    evil = replace(document, items=(item,))
    csv = exported(evil, "csv").decode("utf-8-sig").splitlines()
    assert csv[0].split(",") == list(COLUMNS)
    assert "'=HYPERLINK" in csv[1]
    file = tmp_path / "lines.xlsx"
    file.write_bytes(exported(evil, "xlsx"))
    cells = [c for row in load_workbook(file).worksheets[0].iter_rows() for c in row]
    assert not any(c.data_type == "f" for c in cells)
    assert json.loads(exported(evil, "json"))["items"][0]["description"] == '=HYPERLINK("x")'


def test_the_verb_prints_the_measures_and_fills_the_page(
    rendered: Render, tiny_bundle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(rendered("en-ruled-0").parent)
    bundle = str(tiny_bundle_folder)
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter", "utf-8")
    arguments = [folder, "--only", "en-ruled-0", "--bundle", bundle, "--json", "--page", str(page)]
    assert main(["evaluate-documents", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["recall"] == 1
    written = page.read_text("utf-8")
    assert "| en ruled | 1 | " in written
    assert "| origin | 100.0% |" in written
    assert "old" not in written
    assert written.startswith("before")
    assert written.endswith("after")
    assert main(["evaluate-documents", str(tiny_bundle_folder)]) == 1


@pytest.mark.parametrize(
    ("one", "other", "distance"), [("", "abc", 3), ("kitten", "sitting", 3), ("นม", "นม", 0)]
)
def test_edit_distance(one: str, other: str, distance: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == distance


def test_a_sheet_of_its_own_has_the_fields_and_the_sum(document: Document, tmp_path: Path) -> None:
    file = tmp_path / "lines.xlsx"
    number = replace(document.fields["number"], value="=1+1", text="=1+1")
    evil = replace(document, fields={**document.fields, "number": number})
    file.write_bytes(exported(evil, "xlsx"))
    lines, fields = load_workbook(file).worksheets
    assert [c.value for c in lines[1]] == list(COLUMNS)
    values = {row[0].value: row[1] for row in fields.iter_rows(min_row=2)}
    assert values["number"].data_type == "s"
    assert values["seller"].value == document.fields["seller"].value
    assert values["sum_agrees"].value is True
    assert values["total"].value == float(document.fields["total"].value)


def test_a_file_speaks_the_language_of_the_page(document: Document) -> None:
    thai = wording("th")
    csv = exported(document, "csv", "th", lambda sentence: translated(sentence, thai))
    rows = list(reader(csv.decode("utf-8-sig").splitlines()))
    check, sure = COLUMNS.index("check"), COLUMNS.index("confidence")
    for row, item in zip(rows[1:], document.items, strict=True):
        assert row[check] == translated(item.check.reason, thai)
        assert in_script(row[check], "th")
        assert float(row[sure]) == 1


# Skewed and turned by a quarter, by two and by three; in perspective; and a page with text.
@pytest.mark.parametrize(
    "name", ["en-ruled-0", "th-noisy-0", "vi-noisy-0", "zh-noisy-0", "vi-photo-0"]
)
def test_an_outline_lies_over_its_row(
    rendered: Render, tiny_classifier: HSClassifier, name: str
) -> None:
    file = rendered(name)
    rows = json.loads(file.with_suffix(".json").read_text("utf-8"))["items"]
    document = read_document(file.read_bytes(), tiny_classifier, SLOW)
    assert len(document.items) == len(rows)
    for item, row in zip(document.items, rows, strict=True):
        left, top, right, bottom = item.box
        true_left, true_top, true_right, true_bottom = row["box"]
        assert true_left - SLACK <= left < right <= true_right + SLACK
        shared = min(bottom, true_bottom) - max(top, true_top)
        assert shared > 0.8 * (bottom - top)
        assert shared > 0.3 * (true_bottom - true_top)
