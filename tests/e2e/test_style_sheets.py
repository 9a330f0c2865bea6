"""A browser and Gradio take every rule of the style sheets: neither says what it leaves out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

import hsclassify.ui

pytestmark = pytest.mark.browser

SHEETS: Final = sorted(Path(hsclassify.ui.__file__).parent.glob("*.css"))
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
NO_TYPES: Final = re.compile(r'"[^"]*"|\[[^]]*\]|:(?:nth-[\w-]+|lang)\([^)]*\)')
TYPE: Final = re.compile(r"(?:^|[\s>+~,(])([a-z][\w-]*)")

# The rules that a browser reads in a text, each with its kind and that of the rule around it.
READ = """
(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const read = (rules, around) => [...rules].flatMap((rule) => [
    { kind: rule.constructor.name, around, selector: rule.selectorText ?? '', name: rule.name },
    ...read(rule.cssRules ?? [], rule.constructor.name),
  ]);
  return read(sheet.cssRules, '');
}
"""

# Those of some names that no element has. One with a hyphen could be anybody's own.
NO_ELEMENTS = """
(names) => names.filter((name) => name.includes('-') || (
  document.createElement(name) instanceof HTMLUnknownElement
  && document.createElementNS('http://www.w3.org/2000/svg', name).constructor === SVGElement))
"""

MOTIONS = """
() => [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  .filter((rule) => rule instanceof CSSKeyframesRule).map((rule) => rule.name)
"""


def rules(browser: Browser, css: str) -> list[dict[str, Any]]:
    """Return the rules that a browser reads in *css*, outer ones first."""
    page = browser.new_page()
    found: list[dict[str, Any]] = page.evaluate(READ, css)
    page.close()
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_browser_reads_every_rule(browser: Browser, sheet: Path) -> None:
    css = COMMENT.sub("", sheet.read_text("utf-8"))
    found = rules(browser, css)
    assert len(found) == css.count("{")
    types = {x for rule in found for x in TYPE.findall(NO_TYPES.sub("", rule["selector"]))}
    page = browser.new_page()
    assert page.evaluate(NO_ELEMENTS, sorted(types)) == []
    page.close()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_gradio_keeps_every_rule(browser: Browser, sheet: Path) -> None:
    """It takes within a rule for some screens only plain ones, and parts them at any comma."""
    kept = {
        "CSSStyleRule": {"", "CSSMediaRule"},
        "CSSMediaRule": {""},
        "CSSKeyframesRule": {""},
        "CSSKeyframeRule": {"CSSKeyframesRule"},
    }
    for rule in rules(browser, sheet.read_text("utf-8")):
        assert rule["around"] in kept[rule["kind"]], rule
        if rule["around"] == "CSSMediaRule":
            assert not re.search(r"\([^)]*,", rule["selector"]), rule


def test_every_motion_reaches_the_page(browser: Browser, app_url: str) -> None:
    css = "".join(sheet.read_text("utf-8") for sheet in SHEETS)
    named = {rule["name"] for rule in rules(browser, css) if rule["kind"] == "CSSKeyframesRule"}
    page = browser.new_page()
    page.goto(app_url)
    expect(page.locator("#goods textarea")).to_be_visible()
    assert named
    assert named <= set(page.evaluate(MOTIONS))
    page.close()
