"""The descriptions that a newcomer can try: what range there is, in one row of buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from hsclassify.text import Language
from hsclassify.ui.scripts import script
from hsclassify.ui.wording import Wording


@dataclass(frozen=True)
class Example:
    """A description to try.

    Attributes:
        text: the description.
        language: of the text.
        kind: key of the words that say what kind it is; "" for none.
    """

    text: str
    language: Language
    kind: str = ""

    def label(self, words: Wording) -> str:
        """Return what stands on its button."""
        return words(self.kind, text=self.text) if self.kind else self.text


EXAMPLES: Final = (
    Example("electric toothbrush", "en", "example_word"),
    Example("20 CTNS MENS COTTON KNITTED T-SHIRTS", "en", "example_invoice"),
    Example("spare parts", "en", "example_vague"),
    Example("ข้าวหอมมะลิ 5 กก.", "th"),
    Example("Cà phê nhân Robusta chưa rang", "vi"),
    Example("不锈钢保温杯 500ml", "zh"),
)


def examples_script() -> str:
    """Return what lets the browser read each text aloud in its own language.

    Those with words beside them are of two languages, and stay in the page's.
    """
    spoken = [None if x.kind else x.language for x in EXAMPLES]
    return f"const spoken = {json.dumps(spoken)};\n{script('examples')}"
