"""Every sentence that may stand among a document's warnings is told in each language."""

from __future__ import annotations

import ast
import inspect
import shutil
from decimal import Decimal

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import Limits, doubts, read_document, reclassified
from hsclassify.documents.limits import Deadline
from hsclassify.documents.sums import Sum
from hsclassify.text import LANGUAGES, in_script
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import wording
from tests.documents.broken import table_pdf

SENTENCES = (
    doubts.too_many_words(5000),
    doubts.unclear_digits([3]),
    doubts.unclear_digits([1, 3]),
    doubts.listed_twice([6]),
    doubts.listed_twice([6, 7]),
    doubts.copied_pages({2: 1}),
    doubts.copied_pages({3: 1, 4: 2}),
    doubts.letters_in_codes([3]),
    doubts.letters_in_codes([1, 3]),
    doubts.thai_digits(),
    doubts.no_items(),
    doubts.other_total(Sum(Decimal(300), Decimal(310))),
    doubts.other_total(Sum(Decimal(300), Decimal(360), Decimal(50))),
    doubts.flagged_codes([2]),
    doubts.flagged_codes([2, 5]),
    str(Deadline(60).passed()),
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_warning_is_told_in_every_language(sentence: str) -> None:
    assert sentence.endswith(".")
    for language in LANGUAGES[1:]:
        said = translated(sentence, wording(language))
        assert said != sentence
        assert in_script(said, language)


def test_no_sentence_is_missing_above() -> None:
    """Each function of the module makes warnings, a return each; pages add those of limits."""
    tree = ast.parse(inspect.getsource(doubts))
    public = [f for f in tree.body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")]
    made = sum(isinstance(node, ast.Return) for f in public for node in ast.walk(f))
    assert made == len(SENTENCES) - 1


def test_one_line_is_no_lines() -> None:
    assert doubts.flagged_codes([2]).endswith("in line 2.")
    assert doubts.flagged_codes([2, 5]).endswith("in lines 2, 5.")
    assert "in lines 1, 3:" in doubts.unclear_digits([1, 3])
    assert "of line 3:" in doubts.letters_in_codes([3])


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler-utils")
def test_an_edit_says_anew_what_deserves_a_look(tiny_classifier: HSClassifier) -> None:
    rows = [
        ("Description", "HS Code", "Quantity", "Price", "Amount"),
        ("umbrella, folding, of polyester", "6601.91", "100", "2.00", "200.00"),
        ("green tea in bags", "0902.10", "10", "3.00", "30.00"),
    ]
    document = read_document(table_pdf(rows), tiny_classifier, Limits(seconds=120))
    assert len(document.items) == 2
    flagged = doubts.flagged_codes([1])
    texts = [i.description for i in document.items]
    codes = [i.prediction.candidates[0].code[:2] for i in document.items]
    wrong = reclassified(document, [texts[1], texts[1]], tiny_classifier)
    assert wrong.items[0].check.warning is (
        wrong.items[0].prediction.level >= 2 and codes[1] != "66"
    )
    assert (flagged in wrong.warnings) is wrong.items[0].check.warning
    right = reclassified(wrong, texts, tiny_classifier)
    assert right.warnings == document.warnings
