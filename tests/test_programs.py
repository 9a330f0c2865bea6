"""Where nobody reads what was skipped, nothing is skipped for want of a program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hsclassify.documents.ocr import PACKS
from tests import programs
from tests.documents.test_chinese import _FONT
from tests.programs import ON_GITHUB, READERS, chromium, lacking, need

PROMISED = pytest.mark.skipif(ON_GITHUB not in os.environ, reason="only GitHub promises them all")


@PROMISED
def test_every_program_is_there() -> None:
    assert lacking("chromium", *READERS) == []


@PROMISED
def test_tesseract_has_every_language_pack() -> None:
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    )
    assert set(PACKS) - set(listed.stdout.split()) == set()


@PROMISED
def test_the_font_of_chinese_pictures_is_there() -> None:
    assert _FONT.exists()


@pytest.mark.parametrize("name", ["chromium", "chromium-browser"])
def test_the_browser_has_two_names(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert chromium() is None
    (tmp_path / name).touch(0o755)
    assert chromium() == str(tmp_path / name)


@pytest.mark.parametrize(
    ("variables", "outcome"),
    [({}, pytest.skip.Exception), ({ON_GITHUB: "true"}, pytest.fail.Exception)],
)
def test_what_is_missing_is_skipped_by_people_only(
    variables: dict[str, str], outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ON_GITHUB, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(programs, "lacking", lambda *names: list(names))
    with pytest.raises(outcome, match="needs pdftotext"):
        need("pdftotext")
