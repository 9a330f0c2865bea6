"""Lines of tables and documents on the map, from the finished file to the table beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.documents import Document
from hsclassify.documents.check import check_code
from hsclassify.documents.invoice import LineItem
from hsclassify.documents.sums import Sum
from hsclassify.errors import InputError
from hsclassify.latent import LatentMap
from hsclassify.results import percent
from hsclassify.tables import TableResult, classify_table
from hsclassify.text import LANGUAGES
from hsclassify.ui.audit import LINES_SHOWN, Audit, Auditor
from hsclassify.ui.document_work import Read
from hsclassify.ui.map_drawing import MapDrawing, Wish
from hsclassify.ui.map_html import audit_html
from hsclassify.ui.wording import wording

DECLARED = "090210"


@pytest.fixture(scope="module")
def latent(mapped_bundle: Bundle) -> LatentMap:
    found = LatentMap.read(mapped_bundle)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def auditor(tiny_classifier: HSClassifier, latent: LatentMap) -> Auditor:
    return Auditor(tiny_classifier, latent)


def finished(
    classifier: HSClassifier,
    folder: Path,
    rows: Sequence[tuple[str, str]],
    declared: str = "hs",
    ending: str = "csv",
) -> tuple[str, TableResult]:
    source, target = folder / "in.csv", folder / f"out.{ending}"
    lines = "".join(f'"{text}",{code}\n' for text, code in rows)
    source.write_text(f"goods,hs\n{lines}", "utf-8")
    return str(target), classify_table(classifier, source, "goods", target, declared=declared)


def answered(classifier: HSClassifier, text: str) -> str:
    return classifier.classify(text).candidates[0].code


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_rows_lie_where_their_texts_do(
    auditor: Auditor,
    tiny_classifier: HSClassifier,
    latent: LatentMap,
    tmp_path: Path,
    ending: str,
) -> None:
    tea, umbrella = "green tea", "umbrella"
    rows = [(tea, answered(tiny_classifier, tea)), ("12345", "0902"), (umbrella, "010121")]
    audit = auditor.table(*finished(tiny_classifier, tmp_path, rows, ending=ending))
    assert [m.number for m in audit.marks] == [3, 1]
    assert (audit.nowhere, audit.lines, audit.left_out) == ((2,), 3, 0)
    for mark, text in zip(audit.marks, (umbrella, tea), strict=True):
        prediction = tiny_classifier.classify(text)
        place = latent.locate(prediction)
        assert place is not None
        # Texts encoded together differ in the last digits from one encoded alone.
        assert (mark.x, mark.y) == pytest.approx((place.x, place.y), abs=0.01)
        assert mark.confidence == pytest.approx(prediction.candidates[0].probability, abs=0.02)
        assert latent.ids[mark.near] == prediction.neighbors[0].concept_id
    assert [m.disagrees for m in audit.marks] == [True, False]


def test_without_declared_codes_nothing_disagrees(
    auditor: Auditor, tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    made = finished(tiny_classifier, tmp_path, [("green tea", "660110")], declared="")
    audit = auditor.table(*made)
    assert [m.disagrees for m in audit.marks] == [False]
    assert "Declared code" not in audit_html(audit, tiny_classifier.bundle, wording("en"))


def test_of_many_rows_those_that_differ_are_shown(
    auditor: Auditor, tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    tea = "green tea"
    same = answered(tiny_classifier, tea)
    rows = [(tea, same)] * LINES_SHOWN + [(tea, "660110")] * 3
    audit = auditor.table(*finished(tiny_classifier, tmp_path, rows))
    assert len(audit.marks) == LINES_SHOWN
    assert audit.left_out == 3
    assert [m.number for m in audit.marks[:3]] == [LINES_SHOWN + i for i in (1, 2, 3)]
    assert [m.disagrees for m in audit.marks].count(True) == 3


def test_a_document_that_disagrees_in_its_last_line_shows_it(
    auditor: Auditor, tiny_classifier: HSClassifier
) -> None:
    said = tiny_classifier.classify("green tea")
    tree = tiny_classifier.nomenclature

    def line(number: int, code: str) -> LineItem:
        check, whole = check_code(code, said, tree), (0.0, 0.0, 1.0, 1.0)
        money = (None, "", None, None)
        return LineItem(number, said.text, *money, code, "", 1, whole, 1.0, said, check)

    lines = [*(line(n, said.candidates[0].code) for n in range(1, 600)), line(600, "660110")]
    audit = auditor.document(Read(b"", Document("en", {}, tuple(lines), Sum(None, None), (), ())))
    assert (audit.lines, audit.left_out) == (600, 600 - LINES_SHOWN)
    assert (audit.marks[0].number, audit.marks[0].disagrees) == (600, True)
    assert sorted(m.number for m in audit.marks[1:]) == list(range(1, LINES_SHOWN))


def test_nothing_to_lay(auditor: Auditor) -> None:
    with pytest.raises(InputError, match="Classify one first"):
        auditor.table(None, None)
    with pytest.raises(InputError, match="Upload one first"):
        auditor.document(None)


@pytest.fixture(scope="module")
def audit(
    auditor: Auditor, tiny_classifier: HSClassifier, tmp_path_factory: pytest.TempPathFactory
) -> Audit:
    rows = [("<b>folding umbrella", "010121"), ("12345", ""), ("umbrella", "")]
    folder = tmp_path_factory.mktemp("table")
    return auditor.table(*finished(tiny_classifier, folder, rows))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_beside_the_map_says_what_the_markers_show(
    audit: Audit, mapped_bundle: Bundle, lang: str
) -> None:
    words = wording(lang)
    page = audit_html(audit, mapped_bundle, words)
    for mark in audit.marks:
        assert percent(mark.confidence).replace(">", "&gt;") in page
        assert mapped_bundle.concepts.texts[lang][mark.near].replace("&", "&amp;") in page
        assert f'aria-label="{words("map_look", number=str(mark.number))}"' in page
    assert "<b>folding" not in page
    assert "&lt;b&gt;folding" in page
    assert "≠\u00a0<b>0101.21</b>" in page
    assert words("map_audit_differing", count="1") in page
    assert words("map_audit_nowhere", numbers="2") in page


def test_the_drawing_holds_the_markers_and_says_so(
    audit: Audit, mapped_bundle: Bundle, latent: LatentMap
) -> None:
    drawing = MapDrawing(mapped_bundle, latent)
    drawn = drawing.drawn(Wish(audit=audit), drawing.audit_view(audit))
    assert '"faint": true' in drawn
    assert drawn.count('"meta": "audit"') == 2
    assert "2 of 3 lines lie over it." in drawn
    assert '"faint": false' in drawing.drawn(Wish())
