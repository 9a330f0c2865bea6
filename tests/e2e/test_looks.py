"""Every tab in every language, on a phone and on a wide screen: nothing is cut off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import wording

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000
TABS = ("classify", "table", "documents", "map", "codes", "help", "about")
WIDTHS = (1280, 390)
FOLDER_VARIABLE = "SCREENSHOTS"
"""Names a folder to keep a picture of each in, for a look by eye."""

# Buttons in sight whose text is wider than they are, and hidden where it is.
CUT = """
() => [...document.querySelectorAll('button')]
  .filter((b) => b.checkVisibility() && b.innerText.trim())
  .filter((b) => getComputedStyle(b).overflowX !== 'visible')
  .filter((b) => b.scrollWidth > b.clientWidth + 1)
  .map((b) => b.innerText.trim())
"""


def open_tab(page: Page, title: str) -> None:
    """Open a tab; on a phone the last ones are in a menu."""
    tab = page.get_by_role("tab", name=title, exact=True)
    more = page.locator(".overflow-menu > button")
    expect(tab.or_(more).filter(visible=True).first).to_be_visible()
    if tab.is_visible():
        tab.click()
    else:
        more.click()
        page.locator(".overflow-dropdown").get_by_text(title, exact=True).click()
    expect(page.get_by_role("tabpanel")).not_to_be_empty()


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get(FOLDER_VARIABLE):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off(browser: Browser, app_url: str, language: Language) -> None:
    words = wording(language)
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{app_url}/?lang={language}&text=fish")
    page.locator(f"article.hs-answer[lang={language}]").wait_for()
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for name in TABS:
            open_tab(page, words(f"tab_{name}"))
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            cut = page.evaluate(CUT)
            keep(page, f"{language}-{width}-{name}")
            found += [f"{name} at {width}: {wider} px too wide"] if wider > 0 else []
            found += [f"{name} at {width}: {text!r} is cut" for text in cut]
    page.close()
    assert found == []
