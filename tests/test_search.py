"""Finding rows by a word or a code."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Concepts
from hsclassify.nomenclature import Nomenclature
from hsclassify.search import ConceptSearch
from hsclassify.text import LANGUAGES

ROWS = [
    ("090111", ("Green coffee beans", "เมล็ดกาแฟดิบ", "cà phê nhân xanh", "生咖啡豆")),
    ("090210", ("Green tea", "ชาเขียว", "trà xanh", "绿茶")),
    ("660110", ("Garden umbrellas", "ร่มสนาม", "ô che sân vườn", "花园伞")),
]


@pytest.fixture(scope="module")
def search() -> ConceptSearch:
    texts = {lang: [row[1][i] for row in ROWS] for i, lang in enumerate(LANGUAGES)}
    return ConceptSearch(
        Concepts(["a", "b", "c"], [r[0] for r in ROWS], ["goods"] * 3, texts, ["train"] * 3),
        Nomenclature(()),
    )


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("green", [0, 1]),
        ("GREEN Tea", [1]),
        ("tra xanh", [1]),
        ("trà", [1]),
        ("กาแฟ", [0]),
        ("茶", [1]),
        ("09", [0, 1]),
        ("0901", [0]),
        ("6601.10", [2]),
        ("6601.10.00", [2]),
        ("6601100000", [2]),
        ("66 01", [2]),
        ("HS 6601", [2]),
        ("6601.1", [2]),
        ("9", []),
        ("green umbrellas", []),
        ("tea, (green)", [1]),
        ("绿、茶", [1]),
        ("绿，茶", [1]),
        (", ;", []),
        ("97", []),
    ],
)
def test_finds(search: ConceptSearch, query: str, rows: list[int]) -> None:
    found = search.rows(query)
    assert found is not None
    assert found.tolist() == rows


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("8517.12", {"851713", "851714"}),
        ("HS 8517 12 00", {"851713", "851714"}),
        ("8517.13", {"851713"}),
        ("8517.99", set()),
    ],
)
def test_an_old_code_finds_the_goods_of_its_successors(
    classifier: HSClassifier, query: str, codes: set[str]
) -> None:
    concepts = classifier.bundle.concepts
    found = ConceptSearch(concepts, classifier.nomenclature).rows(query)
    assert found is not None
    assert {concepts.codes[row] for row in found.tolist()} == codes


@pytest.mark.parametrize("query", ["", "   ", "\u200b"])
def test_nothing_asked(search: ConceptSearch, query: str) -> None:
    assert search.rows(query) is None
