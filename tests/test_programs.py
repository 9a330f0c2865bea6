"""Where nobody reads what was skipped, nothing is skipped for want of a program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hsclassify.documents.ocr import PACKS
from tests import programs
from tests.documents.test_chinese import _FONT
from tests.programs import READERS, chromium, do_without, lacking, need

ON_CI = pytest.mark.skipif(not os.environ.get("CI"), reason="only CI promises every program")


@ON_CI
def test_every_program_is_there() -> None:
    assert lacking("chromium", *READERS) == []


@ON_CI
def test_tesseract_has_every_language_pack() -> None:
    listed = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, text=True, check=True
    )
    assert set(PACKS) - set(listed.stdout.split()) == set()


@ON_CI
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
    [({}, pytest.skip.Exception), ({"CI": "true"}, pytest.fail.Exception)],
)
def test_what_is_missing_is_skipped_by_people_only(
    variables: dict[str, str], outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(programs, "lacking", lambda *names: list(names))
    with pytest.raises(outcome, match="needs pdftotext"):
        need("pdftotext")
    with pytest.raises(pytest.skip.Exception, match="needs npm"):
        do_without("needs npm", "GITHUB_ACTIONS")
