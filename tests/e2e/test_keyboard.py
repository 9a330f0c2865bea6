"""The page without a mouse."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import NATIVE_NAMES, wording

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
FIRST_ANSWER_SECONDS = 10
TABS_AT_MOST = 60
BOX = "#goods textarea"
CALLS = "**/queue/join*"

# What has the focus, where nothing about it says so: an outline, its own or its label's, or,
# of what one writes into, a caret.
UNSEEN = """
() => {
  const focused = document.activeElement;
  const writes = focused.matches('textarea, input:not([type=radio], [type=checkbox])');
  const outlined = [focused, focused.closest('label')]
    .some((e) => e && getComputedStyle(e).outlineStyle !== 'none');
  return writes || outlined ? '' : focused.outerHTML.slice(0, 120);
}
"""

# Notes from now on what moves.
MOVED = """
() => {
  window.moved = new Set();
  document.addEventListener('animationstart', (event) => moved.add(event.animationName));
}
"""


@pytest.fixture
def page(browser: Browser, app_url: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    with page.expect_response(CALLS):  # what a link asks, which comes once the language is settled
        page.goto(app_url)
    expect(page.locator(BOX)).to_be_focused()
    yield page
    context.close()


def go_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press *key* until *wanted* has the focus; it has to show wherever it comes by.

    Once it may be nowhere: between the last and the first thing of the page, or where an answer
    that still settles takes the place of what had it.
    """
    nowhere = 0
    for _ in range(TABS_AT_MOST):
        if wanted.evaluate_all("found => found.includes(document.activeElement)"):
            return
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            nowhere += 1
            assert nowhere == 1
        else:
            assert page.evaluate(UNSEEN) == ""
    pytest.fail(f"{key} does not reach {wanted}")


def ask(page: Page, text: str) -> None:
    """Type *text* into the box, which has the focus, and wait for its answer."""
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.locator(f"article[data-text='{text}']").wait_for()


def hold(page: Page) -> list[Route]:
    """Return the questions from now on, none of which arrives before it is let go."""
    held: list[Route] = []
    page.route(CALLS, lambda route: held.append(route))
    return held


def let_go(page: Page, held: list[Route]) -> None:
    for route in held:
        route.continue_()
    page.unroute(CALLS)


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_newcomer_has_an_answer_in_ten_seconds(browser: Browser, app_url: str) -> None:
    page = browser.new_page()
    started = time.monotonic()
    page.goto(app_url)
    expect(page.locator(BOX)).to_be_focused()
    ask(page, "electric toothbrush")
    expect(page.locator(".hs-verdict .hs-code")).to_have_text("8509.80")
    assert time.monotonic() - started < FIRST_ANSWER_SECONDS
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_copied_for_a_form(browser: Browser, app_url: str, language: Language) -> None:
    words = wording(language)
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{app_url}/?lang={language}")
    # The attribute changes first, and what comes later would take an answer's place or the focus.
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#waiting h2")).to_have_text(words("waiting_title"))
    expect(page.locator(".hs-head p")).to_have_text(words("app_tagline"))
    page.locator(BOX).focus()
    ask(page, "electric toothbrush")
    button = page.get_by_role("button", name=words("share_text"))
    go_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=words("copied"))).to_be_focused()
    goods, code, sure, reason, disclaimer = copied(page).split("\n")
    assert goods == words("share_goods", value="electric toothbrush")
    assert code.startswith(words("share_code", value="8509.80 "))
    assert "%" in sure
    assert "8509.80" in reason
    assert disclaimer == words("disclaimer")
    context.close()


def test_a_question_is_answered_and_the_answer_undone(page: Page) -> None:
    page.keyboard.type("fish")
    go_to(page, page.locator("#ask"))
    page.keyboard.press("Enter")
    page.locator(".hs-question").first.wait_for()
    go_to(page, page.locator(".hs-question .hs-choice"))
    page.keyboard.press("Space")
    expect(page.locator(".hs-given li")).to_have_count(1)
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()
    go_to(page, page.locator(".hs-given button"))
    page.keyboard.press("Space")
    expect(page.locator(".hs-given li")).to_have_count(0)
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()


def test_the_history_leads_back_to_an_answer(page: Page) -> None:
    ask(page, "umbrella")
    ask(page, "green tea")
    go_to(page, page.locator(".hs-history button").filter(has_text="umbrella"))
    page.keyboard.press("Enter")
    page.locator("article[data-text='umbrella']").wait_for()
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()
    expect(page.locator(BOX)).to_have_value("umbrella")


def test_an_answer_after_an_error_leaves_the_focus_in_the_box(page: Page) -> None:
    page.keyboard.type("fish")
    page.keyboard.press("Enter")
    choice = page.locator(".hs-question .hs-choice").first
    choice.evaluate('button => { button.dataset.answers = \'{"none-such": "1"}\'; }')
    choice.press("Enter")
    expect(page.locator(".toast-wrap .toast-body.error")).to_be_visible()
    page.locator(BOX).focus()
    ask(page, "umbrella")
    page.wait_for_timeout(300)  # the answer's script takes the focus a little later
    expect(page.locator(BOX)).to_be_focused()


def test_a_switch_after_an_error_leaves_the_focus_and_the_place(page: Page) -> None:
    ask(page, "fish")
    choice = page.locator(".hs-question .hs-choice").first
    choice.evaluate('button => { button.dataset.answers = \'{"none-such": "1"}\'; }')
    choice.press("Enter")
    error = page.locator(".toast-wrap .toast-body.error")
    expect(error).to_contain_text(wording("en")("shown_question_unknown"))
    expect(page.locator("#answer [aria-busy=true]")).to_have_count(0)
    page.locator("#interface-language input").first.focus()
    page.evaluate("window.scrollTo(0, 0)")
    page.keyboard.press("ArrowRight")
    expect(page.locator("article.hs-answer")).to_have_attribute("lang", "th")
    page.wait_for_timeout(300)  # the answer's script takes the focus a little later
    expect(page.get_by_role("radio", name=NATIVE_NAMES["th"]).first).to_be_focused()
    assert page.evaluate("window.scrollY") == 0


def test_a_switch_after_an_error_leaves_the_focus_among_codes_too(page: Page) -> None:
    page.get_by_role("tab", name="Codes").click()
    view = page.locator("#codes-view")
    page.route(CALLS, lambda route: route.fulfill(status=503, json={"detail": "full"}))
    view.locator("[data-code]").first.press("Enter")
    expect(page.locator(".toast-wrap .toast-body.error").first).to_be_visible()
    page.unroute(CALLS)
    page.locator("#interface-language input").first.focus()
    page.keyboard.press("ArrowRight")
    expect(view.locator("h2")).to_have_text(wording("th")("codes_browse"))
    page.wait_for_timeout(300)  # the view's script takes the focus a little later
    expect(page.get_by_role("radio", name=NATIVE_NAMES["th"]).first).to_be_focused()


def test_a_question_on_its_way_shows(page: Page) -> None:
    ask(page, "umbrella")
    page.evaluate(MOVED)
    held = hold(page)
    page.locator(BOX).fill("green tea")
    page.locator(BOX).press("Enter")
    busy = page.locator("#answer [aria-busy=true]")
    expect(busy.locator("> article")).to_have_css("opacity", "0.5")
    turning = "getComputedStyle(document.querySelector('#ask'), '::after').content"
    assert page.evaluate(turning) == '""'
    page.wait_for_function("['hs-late', 'hs-turn'].every((name) => moved.has(name))")
    let_go(page, held)
    page.locator("article[data-text='green tea']").wait_for()
    expect(busy).to_have_count(0)
    assert page.evaluate(turning) == "none"


@pytest.mark.parametrize("key", ["Enter", "Tab"])
def test_what_is_typed_while_an_answer_is_on_its_way_is_asked_after_it(
    page: Page, key: str
) -> None:
    held = hold(page)
    page.locator(BOX).fill("tea")
    page.locator(BOX).press("Enter")
    expect(page.locator("#answer [aria-busy=true]")).to_be_attached()
    page.locator(BOX).fill("green tea")
    if key == "Tab":
        page.locator("#ask").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)  # for a second call, which there is none of before the first is back
    assert len(held) == 1
    let_go(page, held)
    page.locator("article[data-text='green tea']").wait_for()
    expect(page.locator("#answer [aria-busy=true]")).to_have_count(0)


def test_what_is_clicked_while_an_answer_is_on_its_way_is_asked_after_it(page: Page) -> None:
    ask(page, "umbrella")
    ask(page, "fish")
    first, second, *_ = page.locator(".hs-question").first.locator(".hs-choice").all()
    label = second.locator("span").first.inner_text()
    held = hold(page)
    first.press("Enter")
    expect(page.locator("#answer [aria-busy=true]")).to_be_attached()
    page.locator(".hs-history button").filter(has_text="umbrella").press("Enter")
    second.press("Enter")
    let_go(page, held)
    expect(page.locator(".hs-given button").first).to_contain_text(label)
    expect(page.locator("#answer [aria-busy=true]")).to_have_count(0)
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()
    page.locator(".hs-history button").filter(has_text="umbrella").press("Enter")
    page.locator("article[data-text=umbrella]").wait_for()


def test_what_cannot_be_copied_is_offered_to_be_taken_by_hand(page: Page) -> None:
    ask(page, "umbrella")
    page.evaluate(
        """() => {
            navigator.clipboard.writeText = () => Promise.reject(new Error());
            document.execCommand = () => false;
        }"""
    )
    words = wording("en")
    button = page.get_by_role("button", name=words("share_text"))
    wanted = button.get_attribute("data-copy")
    button.press("Enter")
    expect(page.get_by_role("button", name=words("copy_failed"))).to_be_visible()
    expect(page.locator(".hs-offer")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == wanted
    expect(button).to_be_visible()  # by its name, after a while
    page.keyboard.press("Tab")
    expect(page.locator(".hs-offer")).to_have_count(0)


def test_arrows_choose_the_language_one_after_the_other(page: Page) -> None:
    radios = page.locator("#interface-language input")
    go_to(page, radios, "Shift+Tab")
    radios.first.focus()
    for language in LANGUAGES[1:]:
        page.keyboard.press("ArrowRight")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator(".hs-head p")).to_have_text(wording(language)("app_tagline"))
        expect(page.get_by_role("radio", name=NATIVE_NAMES[language]).first).to_be_focused()


@pytest.mark.parametrize("keys", [["Tab"], ["Shift+Tab"], ["Escape", "Tab"]])
def test_a_list_of_choices_closes_when_it_is_left(page: Page, keys: list[str]) -> None:
    choices = page.get_by_role("option")
    page.keyboard.press("Tab")
    expect(choices).to_have_count(6)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_timeout(300)  # it came back late
    expect(choices).to_have_count(0)


def test_a_choice_of_a_list_is_made(page: Page) -> None:
    ask(page, "umbrella")
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(6)
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("article.hs-answer")).to_have_attribute("lang", re.compile("th|vi"))


def test_the_tree_of_codes_is_walked_down(page: Page) -> None:
    go_to(page, page.get_by_role("tab", name="Codes"), "Shift+Tab")
    page.keyboard.press("Enter")
    view = page.locator("#codes-view")
    for name in ("Live animals", "Fish and seafood", "Crustaceans", "Shrimps and prawns, frozen"):
        go_to(page, view.locator("[data-code]").filter(has_text=name))
        page.keyboard.press("Enter")
        expect(view.locator("h2")).to_contain_text(name)
        expect(view.locator("h2")).to_be_focused()


def test_an_answer_is_shown_on_the_map(page: Page) -> None:
    ask(page, "umbrella")
    go_to(page, page.locator("#show-on-map"))
    page.keyboard.press("Enter")
    expect(page.locator(".hs-map-plot")).to_be_focused()
    expect(page.locator("#map-panel")).to_contain_text("umbrella")


def test_on_a_phone_the_last_tabs_are_in_a_menu(browser: Browser, app_url: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(app_url)
    expect(page.locator(BOX)).to_be_focused()
    go_to(page, page.locator(".overflow-menu > button"), "Shift+Tab")
    page.keyboard.press("Enter")
    go_to(page, page.locator(".overflow-dropdown button").filter(has_text="About"))
    page.keyboard.press("Enter")
    expect(page.locator(".hs-about .hs-facts").first).to_be_visible()
    page.close()
