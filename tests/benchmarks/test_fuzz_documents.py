"""What an app that was sent broken files leaves on disk."""

from __future__ import annotations

from pathlib import Path

from benchmarks.fuzz_documents import files_in, fuzz


def test_all_files_count_but_the_drawing_of_the_map(tmp_path: Path) -> None:
    for name in ("hsclassify-map-x1/en-light.json", "hsclassify-a/page.png", "gradio/b/in.pdf"):
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.touch()
    assert files_in(tmp_path) == {"hsclassify-a/page.png", "gradio/b/in.pdf"}


def test_a_few_files_leave_the_app_sound() -> None:
    findings = fuzz(files=6, seed=3)
    assert findings.sound, findings
    assert findings.answers.total() == 6
