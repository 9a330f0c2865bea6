"""The descriptions to try."""

from __future__ import annotations

import pytest

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.examples import EXAMPLES, examples_script
from hsclassify.ui.wording import wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_are_named_as_the_language_writes_it(language: Language) -> None:
    labels = [x.label(wording(language)) for x in EXAMPLES]
    assert all(x.text in label for x, label in zip(EXAMPLES, labels, strict=True))
    assert sum("：" in label for label in labels) == (3 if language == "zh" else 0)


def test_there_is_one_in_each_language_that_is_read_in_it() -> None:
    assert {x.language for x in EXAMPLES} == set(LANGUAGES)
    assert examples_script().startswith('const spoken = [null, null, null, "th", "vi", "zh"];\n')
