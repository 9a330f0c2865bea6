"""docs/documents.json, the recorded measures of reading documents, keeps the bars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from hsclassify.text import LANGUAGES
from pipeline.evaluate_documents import BEGIN, END, markdown
from pipeline.readme import between
from tests.documents.layouts import KINDS

DOCS: Final = Path(__file__).parents[2] / "docs"
RESULTS: Final = DOCS / "documents.json"
BORN_DIGITAL: Final = ("ruled", "unruled", "long", "odd")
RECALL: Final = {"en": 0.95, "vi": 0.95, "th": 0.9, "zh": 0.9}
"""Lines of clean scans that have to be found at least."""

ERRORS: Final = {"en": 0.03, "vi": 0.06, "th": 0.12, "zh": 0.12}
"""Wrong characters of their descriptions at most."""


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    assert RESULTS.exists(), (
        "python -m tests.documents.generator FOLDER, then python -m pipeline evaluate-documents "
        "FOLDER --results docs/documents.json --page docs/documents.md"
    )
    told: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))
    return told


def test_the_page_is_made_of_the_measures(measured: dict[str, Any]) -> None:
    page = (DOCS / "documents.md").read_text("utf-8")
    assert between(page, BEGIN, END, markdown(measured)) == page


def test_every_kind_was_measured_in_every_language(measured: dict[str, Any]) -> None:
    assert {f"{lang} {kind}" for lang in LANGUAGES for kind in KINDS} <= set(measured["by_group"])
    assert measured["all"]["documents"] >= 40
    assert measured["errors"] == {}


@pytest.mark.parametrize("kind", BORN_DIGITAL)
def test_born_digital_documents(measured: dict[str, Any], kind: str) -> None:
    told = measured["by_kind"][kind]
    assert told["recall"] >= 0.98
    assert told["quantity_right"] >= 0.98
    assert told["amount_right"] >= 0.98


@pytest.mark.parametrize("language", LANGUAGES)
def test_clean_scans(measured: dict[str, Any], language: str) -> None:
    told = measured["by_group"][f"{language} scan"]
    assert told["recall"] >= RECALL[language]
    assert told["character_error_rate"] <= ERRORS[language]


@pytest.mark.parametrize("kind", ["noisy", "photo"])
def test_poor_scans_and_photos(measured: dict[str, Any], kind: str) -> None:
    assert measured["by_kind"][kind]["recall"] >= 0.85


@pytest.mark.parametrize("kind", KINDS)
def test_headings_of_the_lines_found(measured: dict[str, Any], kind: str) -> None:
    assert measured["by_kind"][kind]["heading_top3"] >= 0.8
