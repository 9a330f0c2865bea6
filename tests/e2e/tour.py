"""A walk through the whole page, with a result wherever a tab gives one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotThereError

from hsclassify.ui.wording import Wording

FOLDED = "folding umbrella"
"""Safe to six digits; the sample tariffs have a line of that code."""
LEAD = "leather goods"
"""No level is safe, but one code is likelier right than wrong."""
DEAD = "8517.12"
"""A code of HS 2017 that HS 2022 has no more."""

ROWS = 'goods,HS code\ngreen tea,090210\numbrella,660110\n"frozen shrimp, peeled",09\nparts,\n'

AT_REST_MS = 1_000
MOVED_MS = 5_000
"""From so long on what was to be clicked is taken for gone elsewhere."""
OPENED_SECONDS = 120
DRAWN_MS = 120_000
"""So many points take long on a busy machine."""

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
    """Open a tab; on a phone the last ones are in a menu.

    Gradio moves them there once it has measured them, maybe between a look and a click.
    """
    tab = page.get_by_role("tab", name=title, exact=True)
    more = page.locator(".overflow-menu > button")
    listed = page.locator(".overflow-dropdown").get_by_text(title, exact=True)
    deadline = time.monotonic() + OPENED_SECONDS
    while True:
        expect(tab.or_(more).filter(visible=True).first).to_be_visible()
        try:
            if tab.is_visible():
                tab.click(timeout=MOVED_MS)
            else:
                if not listed.is_visible():
                    more.click(timeout=MOVED_MS)
                listed.click(timeout=MOVED_MS)
            break
        except NotThereError:
            if time.monotonic() > deadline:
                raise
    expect(page.get_by_role("tabpanel")).not_to_be_empty()


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

    def _hint(self, text: str, *said: str) -> None:
        self.page.get_by_label(self.words("text_label")).fill(text)
        self._press("classify_button")
        for part in said:
            expect(self.page.locator("#answer")).to_contain_text(part)

    def _classify(self) -> Iterator[str]:
        self._hint("", self.words("empty_title"))
        yield "classify-empty"
        self._hint(DEAD, self.words("no_words_title"), "8517.13")
        yield "classify-dead-code"
        self._ask("spare parts")
        yield "classify-cannot-tell"
        self._ask(LEAD)
        expect(self.page.locator(".hs-kind")).to_contain_text(self.words("verdict_lead"))
        yield "classify-lead"
        self._ask(FOLDED)
        expect(self.page.locator(".hs-kind")).to_contain_text(self.words("verdict_6"))
        self.page.locator("#answer .hs-national").wait_for()
        yield "classify-six"
        self._ask("fish")
        self.page.locator(".hs-question .hs-choice").first.click()
        self.page.locator(".hs-given").wait_for()
        self._unfold("feedback_title")
        yield "classify-question"
        yield self._judge()

    def _judge(self) -> str:
        """Say that an answer is wrong, and agree to what goes with it."""
        self.page.get_by_label(self.words("feedback_wrong"), exact=True).check()
        self.page.locator("#feedback-code :is(textarea, input)").fill("6601.99")
        self.page.get_by_label(self.words("feedback_consent")).check()
        self._press("feedback_send")
        thanks = self.page.locator("#feedback-thanks")
        expect(thanks).to_contain_text(self.words("feedback_with_text"))
        return "classify-judged"

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
        self.page.locator("#map [data-drawn]").wait_for(timeout=DRAWN_MS)
        self.page.locator("#map-query textarea").fill("garden umbrella")
        self.page.locator("#map-ask").click()
        expect(self.page.locator(".hs-map-status")).to_contain_text("garden umbrella")
        yield "map-text"
        self.page.mouse.click(*self._point_at_rest())
        expect(self.page.locator("#map-panel")).to_contain_text(self.words("map_picked_title"))
        yield "map-point"
        section = self.page.locator(".hs-legend button").first
        section.click()
        expect(section).to_have_attribute("aria-pressed", "false")
        yield "map-section-off"
        open_tab(self.page, self.words("tab_table"))
        self.page.locator("#table-on-map").click()
        expect(self.page.locator("#map-panel")).to_contain_text(self.words("map_audit_title"))
        yield "map-lines"

    def _point_at_rest(self) -> tuple[float, float]:
        """Return where a point is once it stays there: the picture moves on its way to a text."""
        before, now = None, self.page.evaluate(A_POINT)
        while before != now:
            self.page.wait_for_timeout(AT_REST_MS)
            before, now = now, self.page.evaluate(A_POINT)
        return now[0], now[1]

    def _look_up(self, query: str) -> Locator:
        self.page.get_by_label(self.words("codes_label")).fill(query)
        self._press("codes_button")
        return self.page.locator("#codes-view")

    def _codes(self) -> Iterator[str]:
        open_tab(self.page, self.words("tab_codes"))
        yield "codes"
        expect(self._look_up("umbrella").locator("h2")).to_contain_text("umbrella")
        yield "codes-found"
        expect(self._look_up(DEAD)).to_contain_text(self.words("codes_dead", edition="2022"))
        yield "codes-dead"
        expect(self._look_up("0902.10").locator(".hs-national tbody tr")).to_have_count(5)
        yield "codes-national"
        expect(self._look_up("0306.17").locator(".hs-code").first).to_have_text("0306.17")
        self._unfold("convert_title")
        self.page.get_by_label(self.words("convert_code"), exact=True).fill(DEAD)
        self._press("convert_button")
        expect(self.page.locator("#converted")).not_to_be_empty()
        yield "codes-open"
