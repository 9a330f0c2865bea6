"""Pages with a part that a command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsclassify.errors import InputError
from pipeline import pages
from pipeline.__main__ import main
from pipeline.ablation import BEGIN, END

MARKED = f"before\n{BEGIN}\nold\n{END}\nafter\n"


def test_only_what_stands_between_the_marks_is_written(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(MARKED, "utf-8")
    pages.check(page, BEGIN, END)
    assert page.read_text("utf-8") == MARKED
    pages.fill(page, BEGIN, END, r"new \1")
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n\nnew \\1\n\n{END}\nafter\n"


@pytest.mark.parametrize("text", ["", END + BEGIN, BEGIN])
def test_a_page_without_both_marks_stays_as_it_is(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(InputError, match="restore them"):
        pages.fill(page, BEGIN, END, "new")
    assert page.read_text("utf-8") == text


def test_a_page_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "picture.md").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.md", "picture.md", "."):
        with pytest.raises(InputError, match="Name one that is there"):
            pages.check(tmp_path / name, BEGIN, END)


@pytest.mark.parametrize("verb", ["ablate", "ablate-training"])
def test_a_wrong_page_is_told_before_all_is_measured(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ablation.ablation", None)
    monkeypatch.setattr("pipeline.training_ablation.Runs", None)
    assert main([verb, str(tmp_path / "cases.csv"), "--page", str(tmp_path / "absent.md")]) == 1
    assert capsys.readouterr().err.startswith("error: Expected a page of text at ")
