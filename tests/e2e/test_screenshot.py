"""The moving picture of a question that is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hsclassify.errors import InputError
from pipeline.screenshot import answered, narrowed, write_moving
from pipeline.verbs.screenshot import OPEN_TEXT

pytestmark = pytest.mark.browser

MAX_BYTES = 600_000


def test_a_question_and_its_answer_are_taken(
    browser: Browser, app_url: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1180, "height": 900})
    page.goto(f"{app_url}/?__theme=light")
    before = answered(page, OPEN_TEXT)
    after = narrowed(page, OPEN_TEXT)
    assert before != after
    file = tmp_path / "moving.gif"
    write_moving([before, after], file)
    assert file.stat().st_size < MAX_BYTES
    answered(page, "frozen vannamei shrimp")
    with pytest.raises(InputError, match="vaguer"):
        narrowed(page, "frozen vannamei shrimp")
    page.close()
