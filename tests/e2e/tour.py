"""A walk through the whole page, with a result wherever a tab gives one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from hsclassify.text import Language
from hsclassify.ui.wording import NATIVE_NAMES, Wording, wording

ROWS = 'goods,HS code\ngreen tea,090210\numbrella,660110\n"frozen shrimp, peeled",09\nparts,\n'

# Where the picture has a point, in pixels of the window, not too near its edge.
A_POINT = """
() => {
  const plot = document.querySelector('.hs-map-plot');
  plot.scrollIntoView({block: 'center'});
  const { xaxis: x, yaxis: y } = plot._fullLayout;
  const { left, top } = plot.getBoundingClientRect();
  for (const { customdata, x: xs, y: ys } of plot.data)
    for (let i = 0; customdata && i < xs.length; i++) {
      const [a, b] = [x.l2p(xs[i]), y.l2p(ys[i])];
      if (a > 40 && a < x._length - 40 && b > 40 && b < y._length - 40)
        return [left + x._offset + a, top + y._offset + b];
    }
}
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


def english_left(page: Page, language: Language) -> set[str]:
    """Return the lines on the page that are English texts of the interface."""
    own = wording(language).texts
    english = {x for key, x in wording("en").texts.items() if x != own[key]}
    return set(page.locator("body").inner_text().split("\n")) & (
        english - set(NATIVE_NAMES.values())
    )


@dataclass(frozen=True)
class Tour:
    """What a visitor does who tries everything.

    Attributes:
        page: the app's, speaking the language of *words*.
        words: texts of the interface.
        table: a CSV file to classify.
        invoice: a document to read.
    """

    page: Page
    words: Wording
    table: Path
    invoice: Path

    def stops(self) -> Iterator[str]:
        """Do one thing after the other, and yield a name whenever something new stands there."""
        yield "classify-first"
        yield from self._classify()
        yield self._classify_table()
        yield self._read_document()
        yield from self._codes()
        for name in ("help", "about"):
            open_tab(self.page, self.words(f"tab_{name}"))
            yield name
        yield from self._map()  # last: so many points slow down whatever comes after

    def _press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.words(key), exact=True).click()

    def _unfold(self, key: str) -> None:
        self.page.get_by_role("button", name=self.words(key)).click()

    def _ask(self, text: str) -> None:
        self.page.get_by_label(self.words("text_label")).fill(text)
        self._press("classify_button")
        self.page.locator(f"article[data-text='{text}']").wait_for()

    def _classify(self) -> Iterator[str]:
        self._ask("spare parts")
        yield "classify-cannot-tell"
        self._ask("fish")
        self.page.locator(".hs-question .hs-choice").first.click()
        self.page.locator(".hs-given").wait_for()
        self._unfold("feedback_title")
        yield "classify-question"

    def _classify_table(self) -> str:
        open_tab(self.page, self.words("tab_table"))
        self.page.locator("#table-file input[type=file]").set_input_files(self.table)
        expect(self.page.locator("#table-result")).to_contain_text(self.words("table_looked_title"))
        self._press("table_run")
        self.page.locator("#table-on-map").wait_for()
        return "table"

    def _read_document(self) -> str:
        open_tab(self.page, self.words("tab_documents"))
        self.page.locator("#document-file input[type=file]").set_input_files(self.invoice)
        self.page.locator("#document-on-map").wait_for()
        return "documents"

    def _map(self) -> Iterator[str]:
        open_tab(self.page, self.words("tab_map"))
        self.page.locator("#map [data-drawn]").wait_for()
        self.page.locator("#map-query textarea").fill("garden umbrella")
        self.page.locator("#map-ask").click()
        expect(self.page.locator(".hs-map-status")).to_contain_text("garden umbrella")
        yield "map-text"
        self.page.mouse.click(*self.page.evaluate(A_POINT))
        expect(self.page.locator("#map-panel")).to_contain_text(self.words("map_picked_title"))
        yield "map-point"

    def _codes(self) -> Iterator[str]:
        open_tab(self.page, self.words("tab_codes"))
        yield "codes"
        self.page.get_by_label(self.words("codes_label")).fill("0306.17")
        self._press("codes_button")
        expect(self.page.locator("#codes-view .hs-code").first).to_have_text(re.compile("0306.17"))
        self._unfold("convert_title")
        self.page.get_by_label(self.words("convert_code"), exact=True).fill("8517.12")
        self._press("convert_button")
        expect(self.page.locator("#converted")).not_to_be_empty()
        yield "codes-open"
