"""A link to the running app, as those read it who show a preview of it."""

from __future__ import annotations

import httpx
import pytest

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_link_is_named_in_the_page_as_it_is_sent(app_url: str, language: Language) -> None:
    words = wording(language)
    link = {"text": "frozen shrimp", "lang": language}
    answer = httpx.get(f"{app_url}/", params=link)
    asked = httpx.head(f"{app_url}/", params=link)
    head = answer.text[: answer.text.index("<script")]
    assert f'<meta property="og:title" content="{words("app_title")}">' in head
    assert f'<meta property="og:description" content="{words("app_tagline")}">' in head
    assert "Gradio" not in head
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert asked.headers["content-length"] == answer.headers["content-length"]
