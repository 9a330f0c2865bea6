"""A truth that cannot be used is told with its file and key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hsclassify.errors import InputError
from pipeline.__main__ import main
from pipeline.document_truth import read_truth

ITEM = {"description": "tea", "quantity": 2, "amount": None, "hs_code": "0902.10"}
TRUTH = {"language": "en", "kind": "ruled", "items": [ITEM], "fields": {"number": "A1", "total": 3}}


def written(folder: Path, truth: Any) -> Path:
    file = folder / "a.json"
    file.write_text(truth if isinstance(truth, str) else json.dumps(truth), "utf-8")
    return file


def test_a_whole_truth_is_read(tmp_path: Path) -> None:
    assert read_truth(written(tmp_path, TRUTH)) == TRUTH
    for fields in ({}, {"fields": None}):
        bare = {k: v for k, v in TRUTH.items() if k != "fields"}
        assert read_truth(written(tmp_path, {**bare, **fields}))["fields"] == {}


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("{", "as JSON"),
        ("", "as JSON"),
        ([], "the whole"),
        ({k: v for k, v in TRUTH.items() if k != "items"}, "items"),
        ({k: v for k, v in TRUTH.items() if k != "language"}, "language"),
        ({**TRUTH, "kind": 3}, "kind"),
        ({**TRUTH, "items": {}}, "items"),
        ({**TRUTH, "items": [ITEM, "tea"]}, r"items\[1\]"),
        ({**TRUTH, "items": [{"quantity": 2}]}, r"items\[0\]\.description"),
        ({**TRUTH, "items": [{**ITEM, "quantity": "2"}]}, r"items\[0\]\.quantity"),
        ({**TRUTH, "items": [{**ITEM, "amount": True}]}, r"items\[0\]\.amount"),
        ({**TRUTH, "items": [{**ITEM, "hs6": 90210}]}, r"items\[0\]\.hs6"),
        ({**TRUTH, "fields": []}, "fields"),
        ({**TRUTH, "fields": {"total": []}}, r"fields\.total"),
    ],
)
def test_a_broken_truth_is_told_with_file_and_key(tmp_path: Path, truth: Any, said: str) -> None:
    with pytest.raises(InputError, match=rf"Expected .*{said}.*a\.json|{said} in .*a\.json"):
        read_truth(written(tmp_path, truth))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match=r"as JSON in .*a\.json"):
        read_truth(tmp_path / "a.json")


def test_the_verb_ends_with_a_sentence(
    tmp_path: Path, tiny_bundle_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    written(tmp_path, {"language": "en", "kind": "ruled"})
    command = ["evaluate-documents", str(tmp_path), "--bundle", str(tiny_bundle_folder)]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: Expected items in ")
    assert "a.json" in told
