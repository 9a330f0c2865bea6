"""Layouts that the drawn documents do not have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import Limits, read_document
from pipeline.evaluate_documents import measures, score_file
from tests.documents.odd import ODD

Render = Callable[[str], Path]
WORDS = ("unit", "hs_code", "origin")


@pytest.mark.parametrize("name", ODD)
def test_an_odd_layout_is_read_whole(
    rendered: Render, tiny_classifier: HSClassifier, name: str
) -> None:
    file = rendered(name)
    score = score_file(file, tiny_classifier)
    values = measures([score])
    assert (values["recall"], values["surplus_lines"]) == (1, 0)
    assert values["character_error_rate"] == 0
    assert [line.right for line in score.lines if not all(line.right.values())] == []
    assert [field for field, right in score.fields.items() if not right] == []
    document = read_document(file.read_bytes(), tiny_classifier, Limits(seconds=600))
    truth = json.loads(file.with_suffix(".json").read_text("utf-8"))["items"]
    read = [{name: item.to_dict()[name] for name in WORDS} for item in document.items]
    assert read == [{name: item[name] or "" for name in WORDS} for item in truth]
    assert document.sum.agrees in {True, None}


@pytest.mark.parametrize(
    "name",
    [
        "en-odd-header-over-columns-scan",
        "en-odd-numbers-over-two-lines-scan",
        "zh-odd-each-and-total-scan",
    ],
)
def test_a_scan_of_an_odd_layout_is_read(
    rendered: Render, tiny_classifier: HSClassifier, name: str
) -> None:
    score = score_file(rendered(name), tiny_classifier)
    values = measures([score])
    assert (values["recall"], values["surplus_lines"]) == (1, 0)
    assert values["character_error_rate"] < 0.12
    assert values["quantity_right"] == 1
    assert values["amount_right"] in {1, None}
