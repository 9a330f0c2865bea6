"""Printed codes as Tesseract reads them."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier
from hsclassify.documents import doubts, invoice, read_document
from hsclassify.documents.pages import Page
from hsclassify.documents.rulings import Rulings
from tests.documents.test_tables import GOODS, HEADER, PAGE, words

MISREAD = [(n, d, h.replace("0", "O", 1).replace("1", "l", 1), *rest) for n, d, h, *rest in GOODS]


@pytest.mark.parametrize(
    ("source", "codes"),
    [("ocr", ["0901.21", "620520", "7318.15"]), ("text", [row[2] for row in MISREAD])],
)
def test_letters_in_the_codes_of_a_picture_become_digits(
    tiny_classifier: HSClassifier, monkeypatch: pytest.MonkeyPatch, source: str, codes: list[str]
) -> None:
    side = round(PAGE)
    page = Page(1, side, side, tuple(words([HEADER, *MISREAD])), Rulings(), b"", source)  # type: ignore[arg-type]
    monkeypatch.setattr(invoice, "read_pages", lambda *_: [page])
    document = read_document(b"", tiny_classifier)
    assert [item.hs_code for item in document.items] == codes
    said = doubts.letters_in_codes([1, 2, 3]) in document.warnings
    assert said is (source == "ocr")
