"""The map, used as a visitor and as a program use it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from hsclassify.ui.wording import wording
from tests.e2e.conftest import running_app
from tests.e2e.tour import A_POINT, open_tab

BROWSER = pytest.mark.browser
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 120_000
LARGEST_PAYLOAD = 4_000_000


@pytest.fixture(scope="module")
def map_url(mapped_bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app over the tiny bundle with a map."""
    log = tmp_path_factory.mktemp("app") / "log.txt"
    with running_app(log, HSCLASSIFY_BUNDLE=str(mapped_bundle_folder)) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def page(browser: Browser, map_url: str) -> Iterator[Page]:
    """The Map tab, drawn; the tests use it one after the other, as one visitor would.

    Whatever the browser reports as an error fails the last of them.
    """
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    opened.on("request", lambda r: None if r.url.startswith((map_url, "data:", "blob:")) else
              errors.append(r.url))  # fmt: skip
    opened.goto(f"{map_url}/?__theme=light")
    opened.get_by_role("tab", name="Map").click()
    opened.locator("#map [data-drawn]").wait_for()
    yield opened
    opened.close()
    assert errors == []


def drawings(page: Page) -> int:
    return int(page.locator("#map [data-drawn]").get_attribute("data-drawn") or 0)


@contextmanager
def redrawn(page: Page) -> Iterator[None]:
    """Wait until what is done inside has been drawn."""
    before = drawings(page)
    yield
    page.wait_for_function(
        "n => Number(document.querySelector('#map [data-drawn]').dataset.drawn) > n", arg=before
    )


def plot(page: Page, expression: str) -> object:
    return page.evaluate(f"(plot => {expression})(document.querySelector('.hs-map-plot'))")


@BROWSER
def test_the_map_shows_every_concept(page: Page, mapped_bundle_folder: Path) -> None:
    counts = json.loads((mapped_bundle_folder / "manifest.json").read_text())["counts"]
    assert plot(page, "plot.data.reduce((n, t) => n + t.x.length, 0)") == counts["concepts"]
    expect(page.locator(".hs-map-status")).to_have_text(f"{counts['concepts']:,} goods.")
    legend = page.locator(".hs-legend button")
    expect(legend).to_have_count(3)
    assert "plotly" in page.content()
    hover = str(plot(page, "plot.data[0].text[0]"))
    assert re.match(r"<b>09\d\d\.\d\d</b> .+<br><b>.+</b><br>II .+<br>", hover)


@BROWSER
def test_what_is_loaded_is_small(page: Page) -> None:
    sizes = page.evaluate(
        "performance.getEntriesByType('resource')"
        ".filter(r => /file=/.test(r.name)).map(r => r.encodedBodySize)"
    )
    assert len(sizes) == 2
    assert 0 < sum(sizes) < LARGEST_PAYLOAD


@BROWSER
def test_a_text_is_found_by_keyboard_alone(page: Page) -> None:
    page.get_by_label("Goods to find on the map").fill("garden umbrella")
    with redrawn(page):
        page.keyboard.press("Enter")
    stars = "plot.data.filter(t => t.marker?.symbol === 'star').length"
    assert plot(page, stars) == 1
    table = page.get_by_role("region", name="Nearest known goods")
    expect(table.get_by_role("columnheader")).to_have_text(["Goods", "Code", "Similarity"])
    expect(table.get_by_role("rowheader")).to_have_count(8)
    expect(page.locator(".hs-map-status")).to_contain_text("“garden umbrella” is the star, near")


@BROWSER
def test_a_text_without_words_gets_a_hint(page: Page) -> None:
    page.get_by_label("Goods to find on the map").fill("12345")
    with redrawn(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("No goods named yet")).to_be_visible()
    assert plot(page, "plot.data.some(t => t.marker?.symbol === 'star')") is False


@BROWSER
def test_search_lifts_out_what_it_finds(page: Page) -> None:
    field = page.get_by_label("Word or code")
    field.fill("6601")
    with redrawn(page):
        field.press("Enter")
    expect(page.locator(".hs-map-status")).to_contain_text("goods stand out")
    picked = plot(page, "plot.data.map(t => t.selectedpoints?.length ?? -1)")
    assert picked[:2] == [0, 0]
    assert picked[2] > 0
    expect(page.get_by_role("region", name="Found on the map")).to_contain_text("6601.")
    field.fill("")
    with redrawn(page):
        field.press("Enter")
    assert set(plot(page, "plot.data.map(t => t.selectedpoints?.length ?? -1)")) == {-1}


@BROWSER
def test_language_of_labels_and_goods(page: Page) -> None:
    languages = page.locator("#map-language")
    with redrawn(page):
        languages.get_by_label("ไทย").check()
    expect(page.locator(".hs-legend")).to_contain_text("XII · รองเท้า")
    assert re.search(r"[ก-๙]", str(plot(page, "plot.data[0].text[0]")))
    with redrawn(page):
        languages.get_by_label("English").check()


@BROWSER
def test_errors_are_shaded_and_headings_compared(page: Page) -> None:
    page.get_by_role("button", name="Where it errs").click()
    with redrawn(page):
        page.get_by_label("Shade where").check()
    assert plot(page, "plot.data.some(t => t.type === 'heatmap')") is True


@BROWSER
def test_confused_headings_are_compared(browser: Browser, app_url: str) -> None:
    """On the embedded bundle: the tiny one has too few held-out goods to confuse any."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{app_url}/?__theme=light")
    page.get_by_role("tab", name="Map").click()
    page.locator("#map [data-drawn]").wait_for()
    page.get_by_role("button", name="Where it errs").click()
    with redrawn(page):
        page.locator("#map-pairs input").nth(1).check()
    pairs = "plot.data.filter(t => t.meta === 'pair').length"
    assert plot(page, pairs) == 2
    with redrawn(page):
        page.locator("#map-pairs").get_by_label("None", exact=True).check()
    assert plot(page, pairs) == 0
    page.close()


@BROWSER
def test_the_same_text_asked_again_is_shown_again(page: Page) -> None:
    """Also after the visitor has gone to the whole map, by the button for it."""
    width = "plot._fullLayout.xaxis.range[1] - plot._fullLayout.xaxis.range[0]"
    page.get_by_label("Goods to find on the map").fill("green tea")
    with redrawn(page):
        page.locator("#map-ask").click()
    near = plot(page, width)
    page.get_by_role("button", name="Whole map").click()
    page.wait_for_function(
        "near => { const [a, b] = document.querySelector('.hs-map-plot')._fullLayout.xaxis.range;"
        " return b - a > 1.1 * near && b - a >= 2.2 }", arg=near,
    )  # fmt: skip
    with redrawn(page):
        page.locator("#map-ask").click()
    assert plot(page, width) == pytest.approx(near, abs=0.01)


@BROWSER
@pytest.mark.parametrize(
    ("label", "name", "chapters"),
    [("sections", "XII", {"66"}), ("chapters", "46", {"46"})],
)
def test_a_filter_lifts_out_its_goods(
    page: Page, label: str, name: str, chapters: set[str]
) -> None:
    field = page.locator(f"#map-{label} input")
    field.fill(f"{name} ")
    with redrawn(page):
        page.get_by_role("option", name=re.compile(rf"^\W*{name} ")).click()
    picked = plot(
        page,
        "plot.data.filter(t => t.unselected)"
        ".flatMap(t => (t.selectedpoints ?? []).map(i => t.text[i].slice(3, 5)))",
    )
    assert isinstance(picked, list)
    assert set(picked) == chapters
    expect(page.locator(".hs-map-status")).to_contain_text("goods stand out")
    with redrawn(page):
        field.press("Backspace")
    assert set(plot(page, "plot.data.map(t => t.selectedpoints?.length ?? -1)")) == {-1}
    expect(page.locator(".hs-map-status")).not_to_contain_text("stand out")


@BROWSER
def test_a_section_is_switched_off_and_on(page: Page) -> None:
    button = page.locator(".hs-legend button").first
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert plot(page, "plot.data[0].visible") is False
    expect(button).to_have_css("opacity", "1")  # else its name is too pale to read
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")


@BROWSER
def test_keys_move_and_magnify(page: Page) -> None:
    picture = page.get_by_role("group", name=re.compile("Arrow keys"))
    width = "plot._fullLayout.xaxis.range[1] - plot._fullLayout.xaxis.range[0]"
    picture.press("Home")  # whatever was looked at before
    page.wait_for_timeout(500)
    whole = plot(page, width)
    picture.press("+")
    page.wait_for_function(
        "whole => { const [a, b] = document.querySelector('.hs-map-plot')._fullLayout.xaxis.range;"
        " return b - a < 0.8 * whole }", arg=whole,
    )  # fmt: skip
    picture.press("Home")
    page.wait_for_function(
        "whole => { const [a, b] = document.querySelector('.hs-map-plot')._fullLayout.xaxis.range;"
        " return Math.abs(b - a - whole) < 0.01 }", arg=whole,
    )  # fmt: skip


@BROWSER
def test_dragging_and_the_wheel_move_what_lies_below_the_pointer(page: Page) -> None:
    """What the pointer holds stays below it, and the map is drawn anew at rest."""
    picture = page.locator(".hs-map-plot")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    width = "plot._fullLayout.xaxis.range[1] - plot._fullLayout.xaxis.range[0]"
    below = (
        "plot._fullLayout.xaxis.range[0] + {} * (" + width + ") / plot._fullLayout.xaxis._length"
    )
    held = plot(page, below.format(box["width"] / 2))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y, steps=3)
    page.mouse.move(x + 90, y + 20, steps=3)
    page.mouse.up()
    page.wait_for_function(
        "held => { const plot = document.querySelector('.hs-map-plot');"
        f" return Math.abs({below.format(box['width'] / 2 + 90)} - held) < 0.02 }}", arg=held,
    )  # fmt: skip
    wide, held = plot(page, width), plot(page, below.format(box["width"] / 2 + 90))
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        "wide => { const plot = document.querySelector('.hs-map-plot');"
        f" return {width} < 0.6 * wide }}", arg=wide,
    )  # fmt: skip
    assert plot(page, below.format(box["width"] / 2 + 90)) == pytest.approx(held, abs=0.02)
    page.wait_for_function(
        "document.querySelector('.hs-map-plot .plot-container').style.transform"
        " === 'translate(0px, 0px) scale(1)'"
    )
    picture.press("Home")


@BROWSER
def test_whoever_goes_too_far_still_sees_the_map(page: Page) -> None:
    picture = page.get_by_role("group", name=re.compile("Arrow keys"))
    picture.press("Home")
    for key, least, most in (("-", 2.2, 40), ("+", 0.001, 2.2)):
        for _ in range(30):
            picture.press(key)
        page.wait_for_timeout(800)
        assert least <= plot(page, WIDTH) <= most
    for _ in range(40):
        picture.press("ArrowRight")
    page.wait_for_timeout(800)
    assert -1.2 < plot(page, "plot._fullLayout.xaxis.range[0]") < 1.2
    picture.press("Home")


WIDTH = "plot._fullLayout.xaxis.range[1] - plot._fullLayout.xaxis.range[0]"
FINGER = 44
"""Pixels that a finger needs, in each direction."""

# A browser's own touches, as they are sent from outside, end all at once.
POINTERS = """(plot, steps) => {
  for (const [kind, pointerId, clientX, clientY] of steps)
    plot.dispatchEvent(new PointerEvent(kind, {
      pointerId, isPrimary: pointerId === 1, pointerType: 'touch', clientX, clientY, bubbles: true,
    }));
}"""


@pytest.fixture
def phone(browser: Browser, map_url: str) -> Iterator[Page]:
    """The Map tab on a phone, drawn and in the middle of the window."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{map_url}/?__theme=light&lang=en")
    open_tab(opened, "Map")
    opened.locator("#map [data-drawn]").wait_for()
    plot(opened, "plot.scrollIntoView({ block: 'center' })")
    yield opened
    context.close()
    assert errors == []


def measured(page: Page, expression: str) -> float:
    value = plot(page, expression)
    assert isinstance(value, (int, float))
    return value


@dataclass(frozen=True)
class Hand:
    """Fingers on the screen of a page, each at x and y in pixels of the window."""

    session: CDPSession

    @classmethod
    def on(cls, page: Page) -> Hand:
        return cls(page.context.new_cdp_session(page))

    def touch(self, kind: str, *fingers: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(fingers)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def pinch(self, middle: tuple[float, float], reach: tuple[int, int], move: int = 0) -> None:
        """Spread two fingers from one distance to their middle to another, and move both."""
        (x, y), steps = middle, 6
        self.touch("touchStart", (x - reach[0], y), (x + reach[0], y))
        for step in range(1, steps + 1):
            apart = reach[0] + (reach[1] - reach[0]) * step / steps
            across = x + move * step / steps
            self.touch("touchMove", (across - apart, y), (across + apart, y))
        self.touch("touchEnd")


def settled_width(page: Page, narrower: float, wider: float) -> float:
    """Return the width of the map that is shown, once it is drawn anew between these bounds."""
    page.wait_for_function(
        "([narrow, wide]) => { const plot = document.querySelector('.hs-map-plot');"
        f" const width = {WIDTH};"
        " return width > narrow && width < wide && plot.querySelector('.plot-container')"
        ".style.transform === 'translate(0px, 0px) scale(1)' }",
        arg=[narrower, wider],
    )
    return measured(page, WIDTH)


@BROWSER
def test_two_fingers_magnify_what_lies_between_them(phone: Page) -> None:
    """What the fingers hold stays below them, also where they move on."""
    box = phone.locator(".hs-map-plot").bounding_box()
    assert box
    whole = measured(phone, WIDTH)
    x, y = box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2
    below = "plot._fullLayout.xaxis.p2c({} - plot.getBoundingClientRect().left)"
    held = plot(phone, below.format(x))
    hand = Hand.on(phone)
    hand.pinch((x, y), (20, 80), move=30)
    width = settled_width(phone, 0.8 * whole / 4, 1.2 * whole / 4)
    assert plot(phone, below.format(x + 30)) == pytest.approx(held, abs=0.03 * width)
    hand.pinch((x, y), (80, 20))
    settled_width(phone, 0.8 * whole, 1.2 * whole)


@BROWSER
def test_one_finger_moves_the_map_after_a_pinch(phone: Page) -> None:
    """Lifting one of two fingers moves nothing by itself."""
    box = phone.locator(".hs-map-plot").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    left = "plot._fullLayout.xaxis.range[0]"
    before, width = measured(phone, left), measured(phone, WIDTH)
    steps = [
        ("pointerdown", 1, x),
        ("pointerdown", 2, x + 100),
        ("pointerup", 2, x + 100),
        ("pointermove", 1, x + 60),
        ("pointerup", 1, x + 60),
    ]
    phone.locator(".hs-map-plot").evaluate(POINTERS, [[*step, y] for step in steps])
    phone.wait_for_function(
        "before => { const plot = document.querySelector('.hs-map-plot');"
        f" return {left} < before }}", arg=before,
    )  # fmt: skip
    assert settled_width(phone, 0.99 * width, 1.01 * width) == pytest.approx(width)
    moved = before - measured(phone, left)
    assert moved == pytest.approx(60 / box["width"] * width, rel=0.1)


@BROWSER
def test_plus_and_minus_magnify_as_large_as_fingers(phone: Page) -> None:
    words = wording("en")
    closer = phone.get_by_role("button", name=words("map_closer_button"), exact=True)
    farther = phone.get_by_role("button", name=words("map_farther_button"), exact=True)
    for button in (closer, farther):
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= FINGER
    whole = measured(phone, WIDTH)
    closer.tap()
    settled_width(phone, 0.49 * whole, 0.51 * whole)
    farther.tap()
    settled_width(phone, 0.99 * whole, 1.01 * whole)


@BROWSER
def test_a_dot_is_picked_by_a_tap(phone: Page) -> None:
    x, y = phone.evaluate(A_POINT)
    phone.touchscreen.tap(x, y)
    expect(phone.locator("#map-panel")).to_contain_text(wording("en")("map_picked_title"))


@BROWSER
def test_the_buttons_that_magnify_are_named_in_the_language_of_the_map(page: Page) -> None:
    with redrawn(page):
        page.locator("#map-language").get_by_label("Tiếng Việt").check()
    button = page.get_by_role("button", name=wording("vi")("map_closer_button"), exact=True)
    expect(button).to_have_text("+")
    with redrawn(page):
        page.locator("#map-language").get_by_label("English").check()


@BROWSER
@pytest.mark.parametrize(
    ("kind", "starts"), [("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("HTML", b"<!doctype html>")]
)
def test_the_map_can_be_saved(page: Page, kind: str, starts: bytes) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save {kind}").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(starts)
    assert download.value.suggested_filename == f"hs-map.{kind.lower()}"


@BROWSER
def test_a_saved_page_works_alone(page: Page, browser: Browser, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save HTML").click()
    file = tmp_path / "map.html"
    download.value.save_as(file)
    alone = browser.new_page()
    alone.set_default_timeout(PATIENCE_MS)
    alone.goto(file.as_uri())
    alone.wait_for_function("document.querySelector('#map').data?.length >= 3")
    words = wording("en")
    assert alone.title() == f"{words('tab_map')} · {words('app_title')}"
    alone.close()


@BROWSER
def test_classify_leads_to_the_map(page: Page) -> None:
    page.get_by_role("tab", name="Classify").click()
    page.get_by_label("What are the goods?").fill("green tea leaves")
    page.get_by_role("button", name="Find the code").click()
    page.locator("#show-on-map").click()
    expect(page.get_by_role("tab", name="Map")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("Goods to find on the map")).to_have_value("green tea leaves")
    expect(page.get_by_role("region", name="Nearest known goods")).to_be_visible()


def test_locate(map_url: str) -> None:
    client = Client(map_url, verbose=False)
    found = client.predict("绿茶", api_name="/locate")
    assert set(found) == {"text", "language", "x", "y", "spread", "neighbors"}
    assert -1 <= found["x"] <= 1
    assert -1 <= found["y"] <= 1
    assert found["language"] == "zh"
    assert len(found["neighbors"]) == 8
    assert sum(n["weight"] for n in found["neighbors"]) == pytest.approx(1, abs=0.01)
    nowhere = client.predict("123", api_name="/locate")
    assert (nowhere["x"], nowhere["y"], nowhere["neighbors"]) == (None, None, [])
    with pytest.raises(AppError, match="has to be a text"):
        client.predict(None, api_name="/locate")


def test_without_a_map_everything_says_so(
    browser: Browser, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    with running_app(tmp_path / "log.txt", HSCLASSIFY_BUNDLE=str(tiny_bundle_folder)) as url:
        with pytest.raises(AppError, match="python -m pipeline map"):
            Client(url, verbose=False).predict("tea", api_name="/locate")
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("tab", name="Map").click(timeout=PATIENCE_MS)
        expect(page.get_by_text("No map yet")).to_be_visible()
        page.get_by_role("tab", name="Classify").click()
        page.get_by_label("What are the goods?").fill("green tea leaves")
        page.get_by_role("button", name="Find the code").click()
        page.locator("article.hs-answer").wait_for()
        expect(page.locator("#show-on-map")).to_have_count(0)
        page.close()
