"""How the rows of a table are read on the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hsclassify import HSClassifier
from hsclassify.formats import Sheets
from hsclassify.tables import Preview, TableResult
from hsclassify.ui.table_html import looked_html, step_html
from hsclassify.ui.table_work import Step, TableWork
from hsclassify.ui.wording import wording


def test_codes_are_dotted_and_probabilities_in_percent(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "goods.csv"
    file.write_text("goods\ngreen tea\n", "utf-8")
    *_, last = TableWork(tiny_classifier).run(str(file), "goods", "", "en", "csv")
    assert last.first is not None
    cells = dict(zip(last.first.columns, last.first.rows[0], strict=True))
    shown = step_html(last, wording("en"))
    assert f">{cells['hs_code'][:4]}.{cells['hs_code'][4:]}<" in shown
    assert cells["hs_code"] not in shown
    assert cells["hs_probability"] not in shown
    assert ":0." not in shown
    assert "%</td>" in shown


def test_alternatives_are_codes_with_percent() -> None:
    first = Preview(("hs_alternatives",), (("030616:0.0213 030695:0.9999",),), None, None)
    step = Step(TableResult("goods", rows=1), Path("made"), first)
    assert "0306.16 2% 0306.95 &gt;99%" in step_html(step, wording("en"))


def test_codes_in_a_question_are_dotted() -> None:
    asked = "How much? (Up to 100000: 090210 090230; more: 090220)"
    step = Step(
        TableResult("goods", rows=1),
        Path("made"),
        Preview(("hs_question",), ((asked,),), None, None),
    )
    assert "(Up to 100000: 0902.10 0902.30; more: 0902.20)" in step_html(step, wording("en"))


def test_numbers_stand_right_with_their_heads_and_codes_left() -> None:
    found = Preview(("n", "code", "goods"), (("12", "090210", "tea"),), "goods", None)
    shown = looked_html(found, wording("en"))
    assert '<th scope="col" class="hs-number">n</th>' in shown
    assert '<td class="hs-number">12</td>' in shown
    assert "<td>090210</td>" in shown
    assert '<th scope="col">goods</th>' in shown


def test_sheets_that_were_not_read_are_named_and_escaped() -> None:
    words = wording("en")
    sheets = Sheets("goods", ("<b>2</b>", *map(str, range(3, 99))))
    first = Preview(("goods",), (("tea",),), "goods", None, sheets)
    for shown in (
        looked_html(first, words),
        step_html(Step(TableResult("goods", rows=1, sheets=sheets), Path("made"), first), words),
    ):
        assert "Sheet “goods” was read, and not: &lt;b&gt;2&lt;/b&gt;, 3, 4, 5, 6, …." in shown
    assert "was read" not in looked_html(replace(first, sheets=None), words)
