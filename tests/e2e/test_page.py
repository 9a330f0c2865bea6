"""The page, used as a visitor uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest

pytestmark = pytest.mark.browser

# Without these Chromium talks to its maker, and needs rights that a container lacks.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 20_000


# As where a page in a frame may keep nothing: our key is refused; Gradio's own are its matter.
NO_STORAGE = """
for (const name of ['getItem', 'setItem']) {
  const plain = Storage.prototype[name];
  Storage.prototype[name] = function (key, ...more) {
    if (key === 'hsclassify-theme') throw new DOMException('refused', 'SecurityError');
    return plain.call(this, key, ...more);
  };
}
"""


@dataclass
class Visit:
    """An open page, and what it did behind the visitor's back."""

    page: Page
    url: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != urlsplit(self.url).netloc:
            self.strangers.append(request.url)

    def ask(self, text: str) -> None:
        self.page.get_by_role("textbox", name="What are the goods?").fill(text)
        self.page.get_by_role("button", name="Find the code").click()

    @property
    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, app_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh visit; a test may set the screen and the query by ``parametrize(indirect)``."""
    screen, query = getattr(request, "param", (WIDE, ""))
    context = browser.new_context(
        viewport=screen, permissions=["clipboard-read", "clipboard-write"]
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    made = Visit(page, app_url)
    page.on("request", made.note)
    page.on("pageerror", lambda error: made.complaints.append(str(error)))
    page.on("console", lambda m: made.complaints.append(m.text) if m.type == "error" else None)
    page.goto(f"{app_url}/{query}")
    page.get_by_role("button", name="Find the code").wait_for()
    yield made
    context.close()
    assert made.strangers == []
    assert made.complaints == []


def answer_in(visit: Visit, name: str) -> None:
    """Choose the language of the answer."""
    visit.page.get_by_label("Language of the answer").click()
    visit.page.get_by_role("option", name=name).click()


def test_thai_description_gets_a_thai_answer(visit: Visit) -> None:
    answer_in(visit, "Same as the text")
    visit.ask("ข้าวหอมมะลิ 5 กก.")
    answer = visit.page.locator("article.hs-answer")
    expect(answer).to_have_attribute("lang", "th", timeout=PATIENCE_MS)
    codes = answer.locator(".hs-candidates .hs-code")
    expect(codes).to_have_count(3)
    expect(codes.first).to_have_text(re.compile(r"^1006\.\d\d$"))
    expect(answer.get_by_role("meter")).to_have_count(3)
    expect(answer).to_contain_text("ตอนที่ 10")
    expect(answer).to_contain_text(re.compile(r"ตอบใน \d+ มิลลิวินาที"))
    neighbors = answer.locator(".hs-neighbors > li")
    assert neighbors.count() >= 3
    expect(neighbors.first).to_contain_text("ข้าว")


def test_enter_asks_and_the_language_can_be_changed(visit: Visit) -> None:
    box = visit.page.get_by_role("textbox", name="What are the goods?")
    box.fill("frozen vannamei shrimp")
    box.press("Enter")
    answer = visit.page.locator("article.hs-answer")
    expect(answer).to_have_attribute("lang", "en", timeout=PATIENCE_MS)
    answer_in(visit, "Tiếng Việt")
    expect(answer).to_have_attribute("lang", "vi", timeout=PATIENCE_MS)
    expect(answer).to_contain_text("Chương 03")


def test_example_is_filled_in_and_answered(visit: Visit) -> None:
    answer_in(visit, "Same as the text")
    visit.page.get_by_role("button", name="不锈钢保温杯").click()
    box = visit.page.get_by_role("textbox", name="What are the goods?")
    expect(box).to_have_value(re.compile("不锈钢保温杯"), timeout=PATIENCE_MS)
    expect(visit.page.locator("article.hs-answer")).to_have_attribute("lang", "zh")


def test_vague_word_gets_help_and_guesses(visit: Visit) -> None:
    visit.ask("spare parts")
    answer = visit.page.locator("article.hs-answer")
    expect(answer).to_contain_text("What would settle it", timeout=PATIENCE_MS)
    expect(answer).to_contain_text("Guesses")
    expect(answer.locator(".hs-question").first).to_be_visible()  # not tips alone
    expect(answer.locator(".hs-candidates > li")).to_have_count(3)


@pytest.mark.parametrize(("text", "said"), [("", "Nothing to read yet"), ("12345", "No goods")])
def test_no_goods_named_is_a_hint_and_no_error(visit: Visit, text: str, said: str) -> None:
    visit.ask(text)
    expect(visit.page.locator("#answer")).to_contain_text(said, timeout=PATIENCE_MS)
    expect(visit.page.locator(".toast-wrap .error")).to_have_count(0)


def test_code_can_be_copied(visit: Visit) -> None:
    visit.ask("frozen vannamei shrimp")
    visit.page.locator(".hs-candidates .hs-copy").first.click()
    button = visit.page.locator(".hs-candidates .hs-copy").first
    shown = visit.page.locator(".hs-candidates .hs-code").first.inner_text()
    expect(button).to_have_text("Copied")
    expect(button).to_have_accessible_name("Copied")
    assert visit.page.evaluate("navigator.clipboard.readText()") == shown.replace(".", "")
    expect(button).to_have_accessible_name(f"Copy {shown}")


def test_a_click_narrows_the_answer_and_can_be_taken_back(visit: Visit) -> None:
    visit.ask("fish")
    page = visit.page
    question = page.locator(".hs-question").first
    asked = question.locator("legend").inner_text()
    question.locator(".hs-choice").first.focus()
    page.keyboard.press("Enter")
    given = page.locator(".hs-given li")
    expect(given).to_have_count(1, timeout=PATIENCE_MS)
    expect(given).to_contain_text(asked)
    expect(page.locator(".hs-question legend").get_by_text(asked)).to_have_count(0)
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()
    given.get_by_role("button").click()
    expect(given).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".hs-question legend").get_by_text(asked)).to_be_visible()


def test_answer_is_taken_along_as_text_and_as_a_link(visit: Visit) -> None:
    visit.ask("fish")
    page = visit.page
    page.locator(".hs-question .hs-choice").first.click()
    page.locator(".hs-given").wait_for()
    page.get_by_role("button", name="Copy as text").click()
    page.get_by_role("button", name="Copied").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith("Goods: fish\n")
    assert re.search(r"^HS 2022 code: \d\d(\d\d)?(\.\d\d)? ", text, re.MULTILINE)
    page.get_by_role("button", name="Copy the link").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('http')")
    shown = page.locator(".hs-verdict .hs-title").inner_text()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.locator(".hs-given li")).to_have_count(1, timeout=PATIENCE_MS)
    expect(page.locator(".hs-verdict .hs-title")).to_have_text(shown)
    expect(page.get_by_role("textbox", name="What are the goods?")).to_have_value("fish")


@pytest.mark.parametrize("visit", [(WIDE, "?text=tea&answers=nonsense")], indirect=True)
def test_a_broken_link_says_what_to_do(visit: Visit) -> None:
    expect(visit.page.locator(".toast-wrap")).to_contain_text("cannot be read")
    box = visit.page.get_by_role("textbox", name="What are the goods?")
    expect(box).to_have_value("tea")
    expect(visit.page.locator("article.hs-answer")).to_have_attribute("data-text", "tea")


def test_what_was_asked_can_be_asked_again(visit: Visit) -> None:
    visit.ask("umbrella")
    visit.page.locator("article[data-text='umbrella']").wait_for()
    visit.ask("green tea")
    history = visit.page.locator(".hs-history button")
    expect(history).to_have_count(2, timeout=PATIENCE_MS)
    history.filter(has_text="umbrella").click()
    visit.page.locator("article[data-text='umbrella']").wait_for()
    expect(visit.page.get_by_role("textbox", name="What are the goods?")).to_have_value("umbrella")
    expect(history.first).to_contain_text("umbrella")


def test_about_names_the_bundle(visit: Visit) -> None:
    visit.page.get_by_role("tab", name="About").click()
    about = visit.page.locator(".hs-about")
    expect(about).to_contain_text(Manifest.read(EMBEDDED_BUNDLE).digest)
    expect(about).to_contain_text("embedded in the package")
    expect(about).to_contain_text("HS 2022")


@pytest.mark.parametrize(
    "visit", [(WIDE, "?__theme=dark"), (WIDE, "?__theme=light")], indirect=True
)
def test_text_stands_out_in_the_dark_and_in_the_light(visit: Visit) -> None:
    visit.ask("spare parts")
    visit.page.locator("article.hs-answer").wait_for()
    faint = visit.page.evaluate(CONTRASTS)
    assert faint == []
    dark = "dark" in visit.page.url
    assert bool(visit.page.locator("body.dark").count()) is dark


@pytest.mark.parametrize("visit", [(PHONE, "")], indirect=True)
def test_phone_shows_everything_without_scrolling_sideways(visit: Visit) -> None:
    assert visit.overflow <= 0
    visit.ask("Cà phê nhân Robusta chưa rang")
    answer = visit.page.locator("article.hs-answer")
    answer.wait_for()
    assert visit.overflow <= 0
    expect(answer.locator(".hs-kind")).to_be_in_viewport(timeout=PATIENCE_MS)
    box = answer.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    # The tabs that do not fit are in a menu.
    visit.page.locator(".overflow-menu > button").click()
    visit.page.locator(".overflow-dropdown").get_by_text("About").click()
    visit.page.locator(".hs-facts").wait_for()
    assert visit.overflow <= 0


# Texts of the answer whose contrast to what lies behind them is below WCAG AA for small text.
CONTRASTS = """
() => {
  const channels = (color) => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (color) => channels(color).slice(0, 3)
    .map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = getComputedStyle(e).backgroundColor;
      if (channels(color)[3] === 255) return color;
    }
    return 'white';
  };
  return [...document.querySelectorAll('#answer *, .hs-head *, .hs-ask label, .hs-ask button')]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => e.checkVisibility())
    .map((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
      return [e.className + ': ' + e.textContent.slice(0, 30), (a + 0.05) / (b + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
}
"""


def test_the_foot_opens_what_it_names(visit: Visit) -> None:
    page = visit.page
    dark = "document.body.classList.contains('dark')"
    before = page.evaluate(dark)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(dark) is not before
    page.reload()
    page.get_by_role("button", name="Find the code").wait_for()
    page.wait_for_function(f"{dark} === {str(not before).lower()}")
    page.get_by_role("button", name="API and MCP").click()
    expect(page.locator("#help-python pre").first).to_be_in_viewport()


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_button_that_copies_twice_says_its_name_again(visit: Visit, clipboard: bool) -> None:
    page = visit.page
    visit.ask("frozen vannamei shrimp")
    button = page.locator(".hs-candidates .hs-copy").first
    button.wait_for()
    if not clipboard:  # as over plain http
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.evaluate("document.addEventListener('copy', () => { window.copied = true; })")
    button.click()
    expect(button).to_have_text("Copied")
    button.click()
    expect(button).to_have_text("Copy")
    assert clipboard or page.evaluate("window.copied")


def test_the_map_is_offered_after_an_answer_and_with_its_answers(visit: Visit) -> None:
    page = visit.page
    button = page.locator("#show-on-map")
    expect(button).to_have_count(0)
    visit.ask("fish")
    page.locator(".hs-question .hs-choice").first.click()
    page.locator(".hs-given").wait_for()
    page.get_by_role("textbox", name="What are the goods?").fill("something else")
    button.click()
    expect(page.locator("#map-query textarea")).to_have_value("fish")
    expect(page.locator("#map-panel")).to_contain_text("fish")


def test_several_answers_are_taken_back_at_once(visit: Visit) -> None:
    visit.ask("fish")
    page = visit.page
    for count in (1, 2):
        page.locator(".hs-question .hs-choice").first.click()
        expect(page.locator(".hs-given li")).to_have_count(count)
    page.get_by_role("button", name="Take all answers back").click()
    expect(page.locator(".hs-given")).to_have_count(0)
    expect(page.locator(".hs-verdict .hs-title")).to_be_focused()


def test_a_kind_within_a_kind_is_an_answer_of_its_own(visit: Visit) -> None:
    visit.ask("carpet")
    page = visit.page
    given, choices = page.locator(".hs-given li"), page.locator(".hs-question .hs-choice")
    codes = page.locator(".hs-question .hs-choice[data-answers*=kind6]")
    choices.and_(page.locator("[data-answers*=kind4]")).first.click()
    expect(given).to_have_count(1, timeout=PATIENCE_MS)
    codes.first.click()
    expect(given).to_have_count(2, timeout=PATIENCE_MS)
    given.last.get_by_role("button").click()
    expect(given).to_have_count(1, timeout=PATIENCE_MS)
    expect(codes.first).to_be_visible()


def test_a_browser_without_storage_has_a_foot_and_a_keyboard_all_the_same(
    browser: Browser, app_url: str
) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(NO_STORAGE)
    page.goto(app_url)
    page.get_by_role("button", name="Find the code").wait_for()
    dark = "document.body.classList.contains('dark')"
    before = page.evaluate(dark)
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(dark) is not before
    radios = page.locator("#interface-language input")
    radios.first.focus()
    names = radios.evaluate_all("radios => new Set(radios.map(({name}) => name)).size")
    assert names == 1
    page.close()
