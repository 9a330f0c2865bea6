"""What the measurements of documents take from a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import measure
from benchmarks.document_load import pictures_in
from benchmarks.table_finders import score
from tests.documents.layouts import layouts


def test_clean_scans_poor_scans_and_photos_are_timed(tmp_path: Path) -> None:
    names = ["en-scan-1.tif", "th-noisy-0.png", "vi-photo-1.jpg", "zh-ruled-1.pdf", "x-scan.png"]
    for name in names:
        (tmp_path / name).touch()
        (tmp_path / name).with_suffix(".json").touch()
    assert [file.name for file in pictures_in(tmp_path)] == names[:3]


def test_the_documents_that_are_asked_for_can_be_drawn() -> None:
    assert {name for names in measure._FOLDERS.values() for name in names} <= set(layouts())
    kinds = {name.split("-")[1] for name in measure._FOLDERS["documents"]}
    assert kinds == {"scan", "noisy", "photo"}


def test_a_reader_is_scored_by_the_lines_it_finds(tmp_path: Path) -> None:
    items = [{"description": "green tea", "quantity": 3}, {"description": "rice", "quantity": 5}]
    for lang, lines in (("en", items), ("th", items[:1])):
        truth = {"language": lang, "items": lines}
        (tmp_path / f"{lang}.json").write_text(json.dumps(truth), "utf-8")

    def read(_: Path) -> Iterator[Sequence[str]]:
        yield ["green tea", "3"]
        yield ["rice", "6"]

    told = score(read, [tmp_path / "en.pdf", tmp_path / "th.pdf"])
    assert (told["found"], told["lines"]) == (0.667, 3)
    assert told["by_language"] == {"en": 0.5, "th": 1.0}
