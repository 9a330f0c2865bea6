"""A newcomer's first minute on a phone: the box stays in sight until something is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from hsclassify.ui.wording import NATIVE_NAMES, wording

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
SCROLLED_MS = 1_000
"""What a smooth scroll would take to begin."""


@pytest.fixture
def phone(browser: Browser, app_url: str) -> Iterator[Page]:
    """The page as a Thai phone opens it."""
    context = browser.new_context(locale="th-TH", viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(app_url)
    expect(page.locator("html")).to_have_attribute("lang", "th")
    expect(page.locator("#waiting")).to_contain_text(wording("th")("waiting_title"))
    yield page
    context.close()


def scrolled(page: Page) -> int:
    """Return by how much the page is scrolled, once it has had the time to."""
    page.wait_for_timeout(SCROLLED_MS)
    return int(page.evaluate("window.scrollY"))


def switch_to_vietnamese(page: Page) -> None:
    page.get_by_role("radio", name=NATIVE_NAMES["vi"]).first.check()
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_the_page_stays_at_its_top(phone: Page) -> None:
    assert scrolled(phone) == 0
    switch_to_vietnamese(phone)
    expect(phone.locator("#waiting")).to_contain_text(wording("vi")("waiting_title"))
    assert scrolled(phone) == 0


def test_an_answer_follows_a_switch_that_comes_with_the_question(phone: Page) -> None:
    phone.get_by_label(wording("th")("text_label")).fill("ร่มพับ")
    # The switch and the question are on their way at the same time.
    phone.evaluate(
        """() => {
            document.querySelector('#interface-language input[value="vi"]').click();
            document.querySelector('#ask').click();
        }"""
    )
    expect(phone.locator("html")).to_have_attribute("lang", "vi")
    expect(phone.locator("article.hs-answer")).to_be_visible()
    expect(phone.locator("article.hs-answer")).to_have_attribute("lang", "vi")
    assert scrolled(phone) > 0
    expect(phone.locator("article.hs-answer")).to_have_attribute("lang", "vi")
    expect(phone.locator("#waiting")).to_be_hidden()


def test_an_answer_comes_into_sight_once(phone: Page) -> None:
    phone.get_by_label(wording("th")("text_label")).fill("ร่มพับ")
    phone.get_by_role("button", name=wording("th")("classify_button")).click()
    expect(phone.locator("article.hs-answer .hs-kind")).to_be_in_viewport()
    assert scrolled(phone) > 0
    phone.evaluate("window.scrollTo(0, 0)")
    switch_to_vietnamese(phone)
    expect(phone.locator("article.hs-answer")).to_have_attribute("lang", "vi")
    assert scrolled(phone) == 0


def test_an_example_comes_into_sight(phone: Page) -> None:
    phone.get_by_role("button", name="不锈钢保温杯").click()
    expect(phone.locator("article.hs-answer .hs-kind")).to_be_in_viewport()


def test_an_answer_that_a_link_asks_for_comes_into_sight(phone: Page, app_url: str) -> None:
    phone.goto(f"{app_url}/?text=umbrella")
    expect(phone.locator("article.hs-answer .hs-kind")).to_be_in_viewport()


def test_examples_are_read_aloud_in_their_language(phone: Page) -> None:
    switch_to_vietnamese(phone)
    examples = phone.locator("#examples .gallery-item")
    expect(examples.first).to_contain_text(wording("vi")("example_word", text="electric"))
    assert [x.get_attribute("lang") for x in examples.all()] == [None] * 3 + ["th", "vi", "zh"]
