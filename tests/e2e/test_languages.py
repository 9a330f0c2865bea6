"""The page in four languages, in a browser of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, wording
from tests.e2e.english import english_left

pytestmark = pytest.mark.browser

LOCALES = {"fr": "fr-FR", "en": "en-GB", "th": "th-TH", "vi": "vi-VN", "zh": "zh-CN"}
TABS = ("classify", "table", "documents", "map", "codes", "help", "about")
PATIENCE_MS = 30_000

# What a notice says, once its title is ours: Gradio's own is then too small to be seen.
SAID_UNDER = """
(title) => {
  const box = document.querySelector('.toast-body.warning .toast-title');
  const ours = box && getComputedStyle(box, '::after').content === JSON.stringify(title);
  return ours && getComputedStyle(box).fontSize === '0px' && box.closest('.toast-body').innerText;
}
"""


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a browser of the language that is its parameter, English by default."""
    locale = LOCALES[getattr(request, "param", INTERFACE)]
    context = browser.new_context(locale=locale, viewport={"width": 1180, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
    assert page.locator(".toast-wrap .error").count() == 0
    context.close()


def wait_for(page: Page, language: Language) -> None:
    """Wait until the page speaks *language*."""
    expect(page.locator("html")).to_have_attribute("lang", language, timeout=PATIENCE_MS)
    expect(page.get_by_role("tab").last).to_have_text(wording(language)("tab_about"))


@pytest.mark.parametrize(
    ("visit", "language"), [(lang, lang) for lang in LANGUAGES if lang != "en"], indirect=["visit"]
)
def test_every_tab_speaks_the_language_of_the_browser(
    visit: Page, app_url: str, language: Language
) -> None:
    visit.goto(app_url)
    wait_for(visit, language)
    words = wording(language)
    for name in TABS:
        visit.get_by_role("tab", name=words(f"tab_{name}"), exact=True).click()
        expect(visit.get_by_role("tabpanel")).not_to_be_empty()
        assert english_left(visit, language) == set(), name
    visit.get_by_role("tab").first.click()
    visit.get_by_label(words("text_label")).fill("men's cotton shirts")
    visit.get_by_role("button", name=words("classify_button")).click()
    expect(visit.locator("article.hs-answer")).to_have_attribute("lang", language)
    assert english_left(visit, language) == set()


def test_a_link_and_the_switch_go_before_the_browser(visit: Page, app_url: str) -> None:
    visit.goto(f"{app_url}/?lang=zh&text=umbrella")
    wait_for(visit, "zh")
    answer = visit.locator("article.hs-answer")
    expect(answer).to_have_attribute("lang", "zh")
    box = visit.get_by_label(wording("zh")("text_label"))
    box.fill("half a")
    visit.get_by_role("radio", name=NATIVE_NAMES["vi"]).first.check()
    wait_for(visit, "vi")
    expect(answer).to_have_attribute("lang", "vi")
    expect(answer).to_have_attribute("data-text", "umbrella")
    expect(visit.get_by_label(wording("vi")("text_label"))).to_have_value("half a")


def test_a_shared_link_speaks_the_language_of_whoever_opens_it(
    browser: Browser, visit: Page, app_url: str
) -> None:
    visit.goto(f"{app_url}/?lang=th&text=fish")
    wait_for(visit, "th")
    visit.locator(".hs-question .hs-choice").first.click()
    visit.locator(".hs-given").wait_for()
    code = visit.locator(".hs-verdict .hs-code").inner_text()
    link = visit.locator("[data-link]").evaluate("b => new URL(b.dataset.link, location).href")
    reader = browser.new_context(locale=LOCALES["zh"]).new_page()
    reader.set_default_timeout(PATIENCE_MS)
    reader.goto(link)
    wait_for(reader, "zh")
    expect(reader.locator("article.hs-answer")).to_have_attribute("lang", "zh")
    expect(reader.locator(".hs-given li")).to_have_count(1)
    expect(reader.locator(".hs-verdict .hs-code")).to_have_text(code)
    reader.get_by_role("radio", name=NATIVE_NAMES["vi"]).first.check()
    wait_for(reader, "vi")
    reader.wait_for_function("localStorage.getItem('hsclassify-language')")
    reader.goto(link)  # one that was chosen before goes before the browser's
    expect(reader.locator("article.hs-answer")).to_have_attribute("lang", "vi")
    reader.context.close()


def test_a_language_chosen_before_the_page_is_ready_stays(visit: Page, app_url: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        """Keep what the page asks first, what language to speak, until one is chosen."""
        if held:
            route.continue_()
        else:
            held.append(route)

    visit.route("**/run/*", hold)
    visit.goto(f"{app_url}/?lang=zh&text=umbrella")
    visit.get_by_role("radio", name=NATIVE_NAMES["vi"]).first.check()
    wait_for(visit, "vi")
    assert held
    held[0].continue_()
    answer = visit.locator("article.hs-answer")
    expect(answer).to_have_attribute("data-text", "umbrella")
    wait_for(visit, "vi")
    expect(visit.get_by_role("radio", name=NATIVE_NAMES["vi"]).first).to_be_checked()


def test_a_full_queue_leaves_a_link_its_language_and_its_text(visit: Page, app_url: str) -> None:
    words = wording("th")
    full = words("queue_full", count="100")

    def refuse(route: Route) -> None:
        """Refuse a call as the server refuses one of the page, which it knows by a header."""
        assert route.request.headers["x-gradio-user"] == "app"
        route.fulfill(status=400, json={"detail": full})

    visit.route("**/queue/join*", refuse)
    visit.goto(f"{app_url}/?lang=th&text=umbrella")
    expect(visit.locator(".toast-wrap .toast-body.error")).to_contain_text(full)
    wait_for(visit, "th")
    box = visit.get_by_label(words("text_label"))
    expect(box).to_have_value("umbrella")
    expect(visit.get_by_role("radio", name=NATIVE_NAMES["th"]).first).to_be_checked()
    visit.unroute("**/queue/join*")
    visit.reload()
    expect(visit.locator("article[data-text=umbrella]")).to_have_attribute("lang", "th")


def test_a_chosen_language_is_kept_for_the_next_visit(visit: Page, app_url: str) -> None:
    visit.goto(f"{app_url}/?lang=vi")
    wait_for(visit, "vi")  # the page is ready: English it would be before that, too
    visit.get_by_role("radio", name=NATIVE_NAMES["th"]).first.check()
    wait_for(visit, "th")
    visit.wait_for_function("localStorage.getItem('hsclassify-language')")
    visit.goto(app_url)
    wait_for(visit, "th")
    visit.goto(f"{app_url}/?lang=zh")  # a link comes first, and is not kept
    wait_for(visit, "zh")
    visit.goto(app_url)
    wait_for(visit, "th")


@pytest.mark.parametrize(
    ("visit", "query", "language"),
    [("en", "?lang=vi", "vi"), ("zh", "?lang=en", "en"), ("fr", "", "en")],
    indirect=["visit"],
)
def test_gradios_boxes_speak_the_language_of_the_page(
    visit: Page, app_url: str, query: str, language: Language
) -> None:
    visit.goto(f"{app_url}/{query}")
    wait_for(visit, language)
    words = wording(language)
    for tab, box, text in (
        ("tab_table", "#table-file", "box_upload"),
        ("tab_documents", "#document-photo", "box_paste"),
    ):
        visit.get_by_role("tab", name=words(tab), exact=True).click()
        label = visit.locator(f"{box} [data-testid=upload-text]")
        label.wait_for()
        visit.wait_for_function(
            "([box, text]) => getComputedStyle(document.querySelector(box), '::after').content"
            " === JSON.stringify(text)",
            arg=[f"{box} [data-testid=upload-text]", words(text)],
        )
        assert label.evaluate("box => getComputedStyle(box).fontSize") == "0px"


def test_a_code_that_is_none_is_told_in_the_language_of_the_page(visit: Page, app_url: str) -> None:
    visit.goto(f"{app_url}/?lang=th")
    wait_for(visit, "th")
    words = wording("th")
    visit.get_by_role("tab", name=words("tab_codes"), exact=True).click()
    visit.get_by_label(words("codes_label")).fill("77")
    visit.get_by_role("button", name=words("codes_button")).click()
    expect(visit.locator("#codes-view")).to_contain_text(words("unknown_chapter"))


@pytest.mark.parametrize(
    ("language", "answers"),
    [*((lang, "nonsense") for lang in LANGUAGES), ("th", '{"none-such": "0902"}')],
)
def test_a_link_with_bad_answers_says_so_and_answers_its_text(
    visit: Page, app_url: str, language: Language, answers: str
) -> None:
    words = wording(language)
    visit.goto(f"{app_url}/?lang={language}&text=tea&answers={quote(answers)}")
    said = visit.wait_for_function(SAID_UNDER, arg=words("error_title")).json_value()
    wait_for(visit, language)
    key = "shown_link_unread" if answers == "nonsense" else "shown_question_unknown"
    assert words(key) in said
    expect(visit.get_by_label(words("text_label"))).to_have_value("tea")
    answer = visit.locator("article.hs-answer")
    expect(answer).to_have_attribute("lang", language)
    expect(answer.locator(".hs-given")).to_have_count(0)


def test_a_chosen_language_of_the_answer_stays_on_a_switch(visit: Page, app_url: str) -> None:
    visit.goto(app_url)
    wait_for(visit, "en")
    visit.get_by_label(wording("en")("language_label")).click()
    visit.get_by_role("option", name=NATIVE_NAMES["vi"]).click()
    visit.get_by_label(wording("en")("text_label")).fill("umbrella")
    visit.get_by_role("button", name=wording("en")("classify_button")).click()
    answer = visit.locator("article.hs-answer")
    expect(answer).to_have_attribute("lang", "vi")
    visit.get_by_role("radio", name=NATIVE_NAMES["th"]).first.check()
    wait_for(visit, "th")
    expect(visit.locator("#show-on-map")).to_have_text(wording("th")("map_query_button"))
    expect(answer).to_have_attribute("lang", "vi")
    box = visit.get_by_label(wording("th")("language_label"))
    expect(box).to_have_value(NATIVE_NAMES["vi"])
    visit.get_by_label(wording("th")("text_label")).fill("green tea")
    visit.get_by_role("button", name=wording("th")("classify_button")).click()
    visit.locator("article[data-text='green tea']").wait_for()
    expect(answer).to_have_attribute("lang", "vi")


def test_what_stands_there_is_said_again_on_a_switch(
    visit: Page, app_url: str, tmp_path: Path
) -> None:
    words, spoken = wording("en"), wording("vi")
    table = tmp_path / "goods.csv"
    table.write_text("goods,declared code\ngreen tea,090210\numbrella,660110\n", "utf-8")
    visit.goto(app_url)
    wait_for(visit, "en")
    visit.get_by_label(words("text_label")).fill("")
    visit.get_by_role("button", name=words("classify_button")).click()
    expect(visit.locator("#answer")).to_contain_text(words("empty_title"))
    for text in ("umbrella", "green tea"):
        visit.get_by_label(words("text_label")).fill(text)
        visit.get_by_role("button", name=words("classify_button")).click()
        visit.locator(f"article[data-text='{text}']").wait_for()
    expect(visit.locator("#history")).to_contain_text(words("history_title"))
    visit.get_by_role("button", name=words("feedback_title")).click()
    visit.get_by_label(words("feedback_right"), exact=True).check()
    visit.get_by_role("button", name=words("feedback_send")).click()
    expect(visit.locator("#feedback-thanks")).to_contain_text(words("feedback_kept_here"))
    visit.get_by_role("tab", name=words("tab_codes"), exact=True).click()
    visit.get_by_role("button", name=words("convert_title")).click()
    visit.get_by_label(words("convert_code"), exact=True).fill("8517.12")
    visit.get_by_role("button", name=words("convert_button"), exact=True).click()
    expect(visit.locator("#converted")).not_to_be_empty()
    converted = visit.locator("#converted").inner_text()
    visit.get_by_role("tab", name=words("tab_table"), exact=True).click()
    visit.locator("#table-file input[type=file]").set_input_files(table)
    expect(visit.locator("#table-result")).to_contain_text(words("table_looked_title"))
    visit.get_by_role("radio", name=NATIVE_NAMES["th"]).first.check()
    expect(visit.locator("#table-result")).to_contain_text(wording("th")("table_looked_title"))
    visit.get_by_role("button", name=wording("th")("table_run")).click()
    expect(visit.locator("#table-result")).to_contain_text(wording("th")("table_first_rows"))
    visit.get_by_role("radio", name=NATIVE_NAMES["vi"]).first.check()
    wait_for(visit, "vi")
    expect(visit.locator("#table-result")).to_contain_text(spoken("table_first_rows"))
    visit.locator("#table-declared input").click()
    expect(visit.get_by_role("option", name=spoken("table_none"))).to_be_visible()
    expect(visit.get_by_role("option", name="declared code")).to_be_visible()
    visit.keyboard.press("Escape")
    visit.get_by_role("tab", name=spoken("tab_codes"), exact=True).click()
    expect(visit.locator("#converted")).to_contain_text("8517.12")
    expect(visit.locator("#converted")).not_to_have_text(converted)
    visit.get_by_role("tab", name=spoken("tab_classify"), exact=True).click()
    expect(visit.locator("#history")).to_contain_text(spoken("history_title"))
    expect(visit.locator("#feedback-thanks")).to_contain_text(spoken("feedback_kept_here"))
