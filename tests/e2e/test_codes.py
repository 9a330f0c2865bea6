"""The Codes tab, its endpoints and the record, used as a visitor and a program use them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Page, expect, sync_playwright

from hsclassify import HSClassifier
from hsclassify.record import Record, verify
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import wording
from tests.e2e.tour import FOLDED

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 40_000


@pytest.fixture(scope="module")
def client(tariff_url: str) -> Client:
    return Client(tariff_url, verbose=False)


@pytest.fixture(scope="module")
def page(chromium: str, tariff_url: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(PATIENCE_MS)
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(tariff_url)
        yield opened
        browser.close()
    assert complaints == []


@pytest.fixture
def tab(page: Page) -> Page:
    """The Codes tab, wide and in English."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("tab", name="Codes").click()
    page.locator("#codes-view").wait_for()
    page.get_by_role("tabpanel").get_by_role("radio", name="English").check()
    return page


def ask(page: Page, query: str) -> None:
    box = page.get_by_role("textbox", name="A code, or words")
    box.fill(query)
    box.press("Enter")


@pytest.mark.browser
def test_browsing_down_to_national_lines(tab: Page) -> None:
    view = tab.locator("#codes-view")
    ask(tab, "66")
    view.get_by_role("button", name="All sections").click()
    expect(view.locator(".hs-opener")).to_have_count(21)
    for step in ("Plants and plant products", "09", "09.02", "0902.10"):
        view.locator(".hs-opener", has_text=step).first.click()
    expect(view.locator("h2 .hs-code")).to_have_text("0902.10")
    expect(tab.get_by_role("textbox", name="A code, or words")).to_have_value("0902.10")
    lines = view.locator(".hs-national tbody tr")
    expect(lines).to_have_count(5)
    expect(lines.first).to_contain_text("0902.10.10")
    expect(view.locator(".hs-national")).to_contain_text("US: as of 2026-07-01")
    view.get_by_role("button", name="All sections").click()
    expect(view.locator(".hs-opener")).to_have_count(21)


@pytest.mark.browser
def test_national_lines_follow_an_answer(page: Page) -> None:
    page.get_by_role("tab", name="Classify").click()
    page.get_by_role("textbox", name="What are the goods?").fill(FOLDED)
    page.get_by_role("button", name="Find the code").click()
    answer = page.locator(f"article.hs-answer[data-text='{FOLDED}']")
    expect(answer.locator(".hs-verdict .hs-code").first).to_have_text("6601.91")
    lines = answer.locator(".hs-national tbody tr")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("US 6601.91.00.00")
    expect(answer.locator(".hs-national")).to_contain_text("US: as of 2026-07-01")


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_an_answer_is_opened_among_all_codes(
    page: Page, tariff_url: str, language: Language
) -> None:
    words = wording(language)
    page.goto(f"{tariff_url}/?lang={language}&text=spare+parts")
    answer = page.locator(f"article.hs-answer[lang={language}]")
    openers = answer.get_by_role("button", name=words("open_code"))
    expect(openers).to_have_count(3)
    for place in (0, 2):
        code = answer.locator(".hs-candidates .hs-code").nth(place).text_content()
        openers.nth(place).press("Enter")
        title = page.locator("#codes-view h2")
        expect(title.locator(".hs-code")).to_have_text(str(code))
        expect(title).to_be_focused()
        expect(page.locator("#code-query :is(textarea, input)")).to_have_value(str(code))
        page.get_by_role("tab", name=words("tab_classify"), exact=True).click()
    page.goto(f"{tariff_url}/?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.browser
def test_dead_code_leads_to_its_successor(tab: Page) -> None:
    view = tab.locator("#codes-view")
    ask(tab, "8517.12.00")
    expect(view).to_contain_text("Deleted in HS 2022")
    view.locator(".hs-opener").first.click()
    expect(view.locator("h2")).to_contain_text("8517.13")
    expect(view).to_contain_text("HS 2017 had these goods under 8517.12.")


@pytest.mark.browser
def test_searching_in_thai_and_reading_in_chinese(tab: Page) -> None:
    view = tab.locator("#codes-view")
    ask(tab, "โทรศัพท์มือถือ")
    expect(view).to_contain_text("Codes found for")
    expect(view.locator(".hs-opener", has_text="8517.14")).to_contain_text("in the title")
    tab.get_by_role("tabpanel").get_by_role("radio", name="中文").check()
    expect(view.locator(".hs-opener", has_text="8517.13")).to_contain_text("智能手机")


@pytest.mark.browser
def test_converting_between_editions(tab: Page) -> None:
    tab.get_by_role("button", name="Convert between editions").click()
    tab.locator("#converter").get_by_role("textbox", name="Code").fill("8803.30")
    tab.locator("#convert").click()
    outcome = tab.locator("#converted")
    expect(outcome).to_contain_text("8803.30 of HS 2017 has another code in HS 2022")
    outcome.locator(".hs-opener").click()
    expect(tab.locator("#codes-view h2")).to_contain_text("8807.30")


@pytest.mark.browser
def test_phone_shows_it_without_scrolling_sideways(tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    for query in ("0902.10", "8517.12", "umbrella", ""):
        ask(tab, query)
        tab.locator("#codes-view .hs-panel").wait_for()
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.browser
def test_the_record_of_an_answer_can_be_downloaded_and_holds(
    page: Page, classifier: HSClassifier, tmp_path: Path
) -> None:
    page.get_by_role("tab", name="Classify").click()
    page.get_by_role("textbox", name="What are the goods?").fill("  ร่มพับ  2 ตอน ")
    page.get_by_role("button", name="Find the code").click()
    with page.expect_download() as download:
        page.locator("article.hs-answer .hs-record").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    record = Record.read(file)
    assert record.text == "  ร่มพับ  2 ตอน "
    assert record.answer["neighbors"]
    assert verify(record, classifier).holds


def test_lookup(client: Client) -> None:
    found = client.predict("0902.10", description="jasmine tea leaves", api_name="/lookup")
    assert (found["code"], found["status"]) == ("090210", "current")
    assert found["titles"].keys() == {"en", "th", "vi", "zh"}
    assert found["national"][0]["dotted"] == "0902.10.90.10"
    assert found["national"][0]["general"] == "Free"
    dead = client.predict("851712", api_name="/lookup")
    assert (dead["status"], dead["died"], dead["national"]) == ("dead", 2022, [])
    assert [s["code"] for s in dead["successors"]][:2] == ["851713", "851714"]


def test_search(client: Client) -> None:
    hits = client.predict("umbrella", limit=5, api_name="/search")
    assert len(hits) == 5
    assert hits[0]["dotted"].startswith("66")
    assert client.predict("!?", api_name="/search") == []


def test_convert(client: Client) -> None:
    found = client.predict("8803.30", 2017, 2022, api_name="/convert")
    assert found["relation"] == "moved"
    assert [p["code"] for p in found["partners"]] == ["880730"]
    assert (
        client.predict("8807.30", 2022, 2012, api_name="/convert")["partners"][0]["code"]
        == "880330"
    )


@pytest.mark.parametrize(
    ("endpoint", "arguments", "said"),
    [
        ("/lookup", {"code": "7701"}, "chapters run from 01 to 97"),
        ("/lookup", {"code": "prawn"}, "use search"),
        ("/lookup", {"code": 30617}, "leading zero"),
        ("/lookup", {"code": None}, "type NoneType"),
        ("/lookup", {"code": "0902.10", "description": 5}, "description has to be a text"),
        ("/search", {"query": "tea", "limit": 0}, "from 1 to 100"),
        ("/search", {"query": ["tea"]}, "has to be a text"),
        ("/convert", {"code": "8517.12", "from_edition": 2020}, "one of 1992, 1996"),
        ("/convert", {"code": "8517.13", "from_edition": 2017}, "HS 2022 had it"),
        ("/convert", {"code": "8517.12", "from_edition": None}, "Expected an HS edition"),
    ],
)
def test_errors_say_what_to_do(client: Client, endpoint: str, arguments: dict, said: str) -> None:
    with pytest.raises(AppError, match=re.escape(said)) as caught:
        client.predict(**arguments, api_name=endpoint)
    assert "Traceback" not in str(caught.value)
