"""Every tab in every language, with its results, on a phone and on a wide screen.

Nothing is cut off, and nothing is left in English.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as StillWrong

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import wording
from tests.e2e.conftest import Walk
from tests.e2e.english import english_left

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
FOLDER_VARIABLE = "SCREENSHOTS"
"""Names a folder to keep a picture of each in, in the light and the dark, for a look by eye."""

# What is in sight and has a text that is wider than its place, and hidden where it is. Of a box
# with nothing in it that is its placeholder, which no layout tells of: it is measured by letters.
CUT = """
() => {
  const pen = document.createElement('canvas').getContext('2d');
  const seen = (selector) =>
    [...document.querySelectorAll(selector)].filter((b) => b.checkVisibility());
  const named = seen('button, label, legend, th, .gallery-item')
    .filter((b) => b.innerText.trim())
    .filter((b) => getComputedStyle(b).overflowX !== 'visible')
    .filter((b) => b.scrollWidth > b.clientWidth + 1)
    .map((b) => b.innerText.trim());
  const filled = seen('input:not([type=radio], [type=checkbox], [type=file])')
    .filter((b) => b.value && b.scrollWidth > b.clientWidth + 1)
    .map((b) => b.value);
  const hinted = seen('input[placeholder], textarea[placeholder]').filter((b) => {
    const look = getComputedStyle(b);
    const room = b.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
    pen.font = look.font;
    return !b.value && !(b.rows > 1) && pen.measureText(b.placeholder).width > room;
  }).map((b) => b.placeholder);
  return [...named, ...filled, ...hinted];
}
"""

# What reaches beyond the window at a side, where nothing around it scrolls: a page that hides what
# is too wide tells nothing of it.
BEYOND = """
() => {
  const scrolls = (e) => e && (["auto", "scroll"].includes(getComputedStyle(e).overflowX)
    ? e !== document.body && e !== document.documentElement : scrolls(e.parentElement));
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]'))
    .filter((e) => e.innerText?.trim() && !scrolls(e.parentElement))
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
    .map((e) => e.innerText.trim().slice(0, 40));
}
"""


SETTLED_MS = 3_000


def settled(page: Page, wrong: str) -> list[str]:
    """Return what is *wrong* once the page has settled at its width, as tabs and plots do late."""
    try:
        page.wait_for_function(f"!({wrong})().length", timeout=SETTLED_MS)
    except StillWrong:
        return list(page.evaluate(wrong))
    return []


def keep(page: Page, name: str) -> None:
    folder = os.environ.get(FOLDER_VARIABLE)
    for theme in ("light", "dark") if folder else ():
        page.evaluate("dark => document.body.classList.toggle('dark', dark)", theme == "dark")
        page.screenshot(path=Path(str(folder)) / f"{name}-{theme}.png", full_page=True)
    if folder:
        page.evaluate("document.body.classList.remove('dark')")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off_or_left_in_english(
    browser: Browser, walk: Walk, language: Language
) -> None:
    found: list[str] = []
    with walk(browser, wording(language)) as tour:
        for stop in tour.stops():
            found += [f"{stop}: {text!r} is English" for text in english_left(tour.page, language)]
            for width in WIDTHS:
                tour.page.set_viewport_size({"width": width, "height": 900})
                wider = tour.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                cut = settled(tour.page, CUT)
                beyond = settled(tour.page, BEYOND)
                keep(tour.page, f"{language}-{width}-{stop}")
                found += [f"{stop} at {width}: {wider} px too wide"] if wider > 0 else []
                found += [f"{stop} at {width}: {text!r} is cut" for text in cut]
                found += [f"{stop} at {width}: {text!r} reaches beyond" for text in beyond]
    assert not found, "\n".join(found)
