"""The form for feedback is about the answer above it, and no other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from hsclassify.ui.wording import wording

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
WORDS = wording("en")


def ask(page: Page, text: str) -> None:
    page.get_by_label(WORDS("text_label")).fill(text)
    page.get_by_role("button", name=WORDS("classify_button")).click()
    page.locator(f"article[data-text='{text}']").wait_for()


def fill(page: Page) -> None:
    page.get_by_label(WORDS("feedback_wrong"), exact=True).check()
    page.locator("#feedback-code :is(textarea, input)").fill("6601.99")
    page.locator("#feedback-remark :is(textarea, input)").fill("a remark")
    page.get_by_label(WORDS("feedback_consent")).check()


def expect_blank(page: Page) -> None:
    for verdict in ("feedback_right", "feedback_wrong"):
        expect(page.get_by_label(WORDS(verdict), exact=True)).not_to_be_checked()
    expect(page.locator("#feedback-code :is(textarea, input)")).to_have_value("")
    expect(page.locator("#feedback-remark :is(textarea, input)")).to_have_value("")
    expect(page.get_by_label(WORDS("feedback_consent"))).not_to_be_checked()


def test_it_is_blank_for_every_answer_and_once_it_is_sent(browser: Browser, app_url: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{app_url}/?lang=en")
    ask(page, "umbrella")
    page.get_by_role("button", name=WORDS("feedback_title")).click()
    fill(page)
    ask(page, "green tea")
    expect_blank(page)
    fill(page)
    page.locator("#feedback-send").click()
    thanks = page.locator("#feedback-thanks")
    expect(thanks).to_contain_text(WORDS("feedback_with_text"))
    expect_blank(page)
    ask(page, "umbrella")
    expect(thanks).to_be_empty()
    page.close()
