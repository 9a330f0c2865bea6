"""What the tab and the endpoint share."""

from __future__ import annotations

from pathlib import Path

import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.ui import room, table_work
from hsclassify.ui.table_html import step_html
from hsclassify.ui.table_work import TableWork
from hsclassify.ui.wording import wording


@pytest.fixture
def table(tmp_path: Path) -> str:
    file = tmp_path / "goods.csv"
    file.write_text("goods,declared\n<b>green tea</b>,090210\numbrella,\n", "utf-8")
    return str(file)


def test_the_file_is_there_at_the_last_step_and_gone_after_it(
    tiny_classifier: HSClassifier, table: str
) -> None:
    last = None
    for step in TableWork(tiny_classifier).run(table, "", "declared", "th", "xlsx"):
        last = step
        assert step.file is None or step.file.is_file()
    assert last is not None
    assert last.file is not None
    assert not last.file.exists()
    assert last.to_dict()["done"]
    assert len(last.to_dict()["first_rows"]) == 2


def test_what_a_visitor_wrote_is_escaped(tiny_classifier: HSClassifier, table: str) -> None:
    *_, last = TableWork(tiny_classifier).run(table, "goods", "", "auto", "csv")
    shown = step_html(last, wording("en"))
    assert "&lt;b&gt;green tea" in shown
    assert "<b>" not in shown


def test_a_table_that_is_too_long_is_refused_before_the_work(
    tiny_classifier: HSClassifier, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table_work, "MAX_ROWS", 1)
    with pytest.raises(InputError, match="up to 1 rows"):
        next(TableWork(tiny_classifier).run(table, "", "", "auto", "csv"))


@pytest.mark.parametrize(("bound", "most"), [("MAX_CELLS", 3), ("MAX_CHARACTERS", 20)])
def test_a_table_of_too_many_cells_or_texts_is_refused_before_the_work(
    tiny_classifier: HSClassifier,
    table: str,
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    most: int,
) -> None:
    """Few of its rows may be long, or wide and empty; the result has every cell of them."""
    monkeypatch.setattr(table_work, bound, most)
    with pytest.raises(InputError, match=r"cells and .* characters are classified here"):
        next(TableWork(tiny_classifier).run(table, "", "", "auto", "csv"))
    monkeypatch.setattr(table_work, bound, most + 10)
    assert list(TableWork(tiny_classifier).run(table, "", "", "auto", "csv"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, "", "", "auto", "csv"), "no file came"),
        (("FILE", 7, "", "auto", "csv"), "column has to be the name"),
        (("FILE", "", ["x"], "auto", "csv"), "declared has to be the name"),
        (("FILE", "", "", "fr", "csv"), "language has to be"),
        (("FILE", "", "", "auto", None), "output has to be"),
    ],
)
def test_unusable_arguments_get_a_sentence(
    tiny_classifier: HSClassifier, table: str, arguments: tuple[object, ...], message: str
) -> None:
    given = [table if a == "FILE" else a for a in arguments]
    with pytest.raises(InputError, match=message):
        next(TableWork(tiny_classifier).run(*given))  # type: ignore[arg-type]


def test_the_first_rows_of_a_table_with_columns_of_one_name_are_whole(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("goods,goods\n17,green tea\n18,umbrella\n", "utf-8")
    *_, last = TableWork(tiny_classifier).run(str(file), "", "", "en", "csv")
    told = last.to_dict()
    assert told["column"] == "goods (2)"
    assert told["columns"][:2] == ["goods", "goods (2)"]
    assert [(row["goods"], row["goods (2)"]) for row in told["first_rows"]] == [
        ("17", "green tea"),
        ("18", "umbrella"),
    ]


def test_a_result_that_there_is_no_room_for_is_not_handed_over(
    tiny_classifier: HSClassifier, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ANSWER_SECONDS", 0.0)
    monkeypatch.setattr(room, "_answers", {})
    steps = TableWork(tiny_classifier).run(table, "", "", "auto", "csv")
    assert next(steps).file is None
    monkeypatch.setattr(room, "MAX_KEPT_BYTES", -1)
    with pytest.raises(InputError, match="no room for another file"):
        list(steps)
    with pytest.raises(InputError, match="no room for another file"):
        next(TableWork(tiny_classifier).run(table, "", "", "auto", "csv"))


def test_a_long_table_can_be_stopped_while_it_is_only_counted(
    tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    (tmp_path / "long.csv").write_text("goods\n" + "tea\n" * 12_000, "utf-8")
    steps = TableWork(tiny_classifier).run(str(tmp_path / "long.csv"), "", "", "auto", "csv")
    assert [next(steps).result.column for _ in range(3)] == ["", "", "goods"]
    steps.close()  # type: ignore[attr-defined]
