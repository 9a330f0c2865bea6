"""The tab "Codes" in a browser, where a server is slow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import gradio as gr
import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from hsclassify import HSClassifier
from hsclassify.codes import Codes
from hsclassify.text import Language
from hsclassify.ui import codes_tab
from hsclassify.ui.markup import Html
from hsclassify.ui.speech import SWITCH, Speech
from hsclassify.ui.wording import NATIVE_NAMES, wording

SLOW_SECONDS = 2.0


@pytest.fixture
def slow() -> Event:
    """Set once the tree begins to be said anew."""
    return Event()


@pytest.fixture
def slow_url(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, slow: Event
) -> Iterator[str]:
    """Address of a page whose tab takes its time to say the tree anew in Vietnamese."""
    said = codes_tab.page

    def page(codes: Codes, query: str, language: Language) -> Html:
        if not query and language == "vi":
            slow.set()
            time.sleep(SLOW_SECONDS)
        return said(codes, query, language)

    with gr.Blocks(analytics_enabled=False) as blocks:
        speech = Speech()
        with gr.Tabs():
            with gr.Tab("Start"):
                enter = gr.Button("Enter II")
            browse = codes_tab.create_codes_tab(Codes(tiny_classifier), speech)
        enter.click(None, None, browse.query, js="() => 'II'")
        speech.listen()
    monkeypatch.setattr(codes_tab, "page", page)
    launched = blocks.launch(
        prevent_thread_lock=True, quiet=True, ssr_mode=False, server_name="127.0.0.1"
    )
    yield launched[1]
    blocks.close()


@pytest.fixture
def closed(chromium: str, slow_url: str) -> Iterator[Page]:
    """The page with a tab that was not opened yet."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(slow_url)
        yield page
        browser.close()


@pytest.fixture
def page(closed: Page) -> Page:
    open_tab(closed, "en")
    expect(openers(closed).first).to_be_visible(timeout=30_000)
    return closed


def open_tab(page: Page, language: Language) -> None:
    page.get_by_role("tab", name=wording(language)("tab_codes")).click()


def openers(page: Page) -> Locator:
    return page.locator("#codes-view").get_by_role("button")


def vietnamese(page: Page) -> Locator:
    return page.locator(f"#{SWITCH}").get_by_role("radio", name=NATIVE_NAMES["vi"])


@pytest.mark.browser
def test_what_was_opened_stays_where_a_switch_of_the_language_comes_late(
    page: Page, slow: Event
) -> None:
    vietnamese(page).check()
    assert slow.wait(30)
    openers(page).first.dispatch_event("click")
    opened = page.locator("#codes-view article")
    expect(opened).to_be_visible(timeout=30_000)
    time.sleep(2 * SLOW_SECONDS)
    expect(opened).to_be_visible()


@pytest.mark.browser
def test_the_title_keeps_the_focus_when_it_is_said_in_another_language(page: Page) -> None:
    openers(page).first.click()
    title = page.locator("#codes-view article h2")
    expect(title).to_be_focused(timeout=30_000)
    vietnamese(page).dispatch_event("click")  # as a page does that finds out its language
    expect(page.locator("#codes-view [data-said]")).to_be_attached(timeout=30_000)
    expect(title).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("writing", [True, False])
def test_what_the_query_became_during_a_switch_is_opened_unless_it_is_being_written(
    page: Page, slow: Event, writing: bool
) -> None:
    """The answer to the switch comes last, and is to the query of before."""
    vietnamese(page).check()
    assert slow.wait(30)
    query = page.locator("#code-query :is(textarea, input)")
    query.fill("II")
    if not writing:
        query.blur()
    view = page.locator("#codes-view")
    if writing:
        expect(view.locator("[data-said='']")).to_be_attached(timeout=30_000)
        time.sleep(SLOW_SECONDS)
        expect(view.locator("article")).to_have_count(0)
    else:
        expect(view.locator("article h2")).to_contain_text("II", timeout=30_000)
        expect(view.locator("article h2")).to_be_focused()


@pytest.mark.browser
def test_what_the_query_became_during_a_switch_is_opened_once_the_tab_is_there(
    closed: Page, slow: Event
) -> None:
    """A tab is made when it is opened, here after all was said anew, for the query of before."""
    vietnamese(closed).check()
    assert slow.wait(30)
    closed.get_by_role("button", name="Enter II").click()
    open_tab(closed, "vi")
    expect(closed.locator("#codes-view article h2")).to_contain_text("II", timeout=30_000)
