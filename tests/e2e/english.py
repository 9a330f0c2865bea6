"""What a page says in English though it speaks another language."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from playwright.sync_api import Page

from hsclassify.text import Language
from hsclassify.ui.wording import NATIVE_NAMES, wording

# What others wrote: a visitor, a document, a table; names of goods in their own language, programs.
QUOTED = ", ".join(
    (
        "#examples",
        ".hs-history-text",
        ".hs-given-question",
        "#table-result td",
        "#table-result th",
        "#document-lines",
        "#map-panel :is(td, th)",
        ".hs-snippet",
        "svg",
    )
)

# Every text that is seen or read aloud, where it stands, in the page's own language.
SAID = """
(quoted) => {
  const said = [];
  const root = document.documentElement;
  const speaks = (e) => e.checkVisibility() && !e.closest(quoted)
    && e.closest('[lang]').lang === root.lang && getComputedStyle(e).fontSize !== '0px';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: e, data } = walker.currentNode;
    if (data.trim() && !e.closest('script, style, template') && speaks(e)) said.push(data);
  }
  for (const name of ['aria-label', 'aria-valuetext', 'placeholder', 'title', 'alt'])
    for (const e of document.querySelectorAll(`body [${name}]`))
      if (speaks(e)) said.push(e.getAttribute(name));
  return said.map((text) => text.trim().replace(/\\s+/g, ' ')).filter((text) => text);
}
"""

WORDS = re.compile(r"[A-Za-z]{2,}(?:[ ,'’]+[A-Za-z]{2,})+")
"""Two Latin words or more, one after the other."""

NAMES = re.compile(r"CSV|XLSX|Hugging Face(?: Hub)?|python -m pipeline \w+|“[^”]*”")
"""What is written in Latin letters in every language: names, commands, and what is quoted."""

GRADIOS = frozenset(
    {
        "Capture from camera",
        "Click to upload or drop files",
        "Copy table data",
        "Drop CSV or TSV files here to import data into dataframe",
        "Drop an image file here to upload",
        "Paste from clipboard",
        "Static column",
        "Table actions",
    }
)
"""Names of Gradio's own that 6.31 has in English only, as README says under its limits."""

FILLED_BY = 2
"""Words that an English text has to have besides its blanks, to be known for one."""


def english_left(page: Page, language: Language) -> set[str]:
    """Return what the page says in English, in texts and in names that are read aloud.

    In Thai and Chinese that is whatever has two Latin words. Vietnamese is Latin too: there it is
    what equals an English text of the interface, whatever its blanks are filled with.
    """
    said = set(page.evaluate(SAID, QUOTED)) - {*NATIVE_NAMES.values(), *GRADIOS}
    if language in ("th", "zh"):
        said = {text for text in said if WORDS.search(NAMES.sub("", text))}
    else:
        said = {text for text in said if _english(language).fullmatch(text)}
    return said


@cache
def _english(language: Language) -> re.Pattern[str]:
    """Return what finds the English texts that are worded otherwise in *language*."""
    own = wording(language).texts
    texts = (text for key, text in wording("en").texts.items() if text != own[key])
    return re.compile("|".join(pattern for text in texts if (pattern := _pattern(text))))


def _pattern(text: str) -> str:
    parts = list(Formatter().parse(text))
    words = re.findall(r"\w{2,}", " ".join(part for part, *_ in parts))
    if len(parts) > 1 and len(words) < FILLED_BY:
        return ""
    return "".join(re.escape(part) + (".*" if name else "") for part, name, *_ in parts)
