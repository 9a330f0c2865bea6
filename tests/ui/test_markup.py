"""Whatever is not markup already comes out escaped."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from hsclassify.ui.markup import Html, join, tag


@given(st.text())
def test_text_is_escaped_in_content_and_attributes(text: str) -> None:
    made = tag("p", text, title=text)
    assert made == f'<p title="{html.escape(text)}">{html.escape(text)}</p>'
    assert '"' not in html.escape(text)


@given(st.text())
def test_markup_is_not_escaped_twice(text: str) -> None:
    assert tag("div", tag("p", text)) == f"<div><p>{html.escape(text)}</p></div>"


def test_what_is_done_to_markup_makes_it_text_again() -> None:
    assert join(Html("<b>") + "<i>") == "&lt;b&gt;&lt;i&gt;"


def test_attribute_names() -> None:
    assert tag("p", class_="a", aria_label="b", lang=None) == '<p class="a" aria-label="b"></p>'
