"""The table of editions, rebuilt from conversion tables."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hsclassify.editions import EDITIONS_FILE, editions
from hsclassify.errors import InputError
from pipeline.__main__ import main
from pipeline.editions import SUPPLEMENT, build


def table(folder: Path, name: str, columns: str, *rows: str) -> None:
    (folder / f"{name}.csv").write_text("\n".join([columns, *rows]) + "\n", "utf-8")


@pytest.fixture
def small_tables(tmp_path: Path) -> Path:
    """A code that stays, one that splits, one that nothing picks, one dead since 2017."""
    table(tmp_path, "hs6_hs5", "HS6_6d,HS5_6d", "010101,010101", "010103,010102", "010104,010102",
          "999999,999999")  # fmt: skip
    table(tmp_path, "hs6_hs4", "HS6_6d,HS4_6d", "010101,010101", "010103,010101", "010104,010101")
    table(tmp_path, "hs5_hs4", "HS5_6d,HS4_6d", "010101,010101", "010102,010105", "010106,010105")
    table(tmp_path, "old_to_2022", "old_edition,old_hs6,hs6_2022", "1992,010107,010101|010104")
    return tmp_path


def test_all_partners_are_named_and_none_is_lost(small_tables: Path) -> None:
    rows = {row["code"]: row for row in build(small_tables)}
    assert rows["010101"]["2017"] == "="
    assert rows["010102"]["2017"] == "010103 010104"
    assert rows["010101"]["2012"] == "010101 010103 010104"
    assert rows["010105"]["2012"] == "010103 010104"  # by way of 2017: no 2022 code picked it
    assert rows["010105"]["2012to2017"] == "010102 010106"
    assert rows["010106"]["2017"] == "?"
    assert rows["010107"]["1992"] == "010101 010104"
    assert rows["010107"]["2017"] == ""


def test_the_verb_writes_the_table(
    small_tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    assert main(["editions", str(small_tables), "--out", str(out)]) == 0
    assert "codes in" in capsys.readouterr().out
    assert out.read_text("utf-8").startswith("code,1992,")


def test_a_place_that_cannot_be_written_gets_a_sentence(
    small_tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["editions", str(small_tables), "--out", str(small_tables)]) == 1
    assert f"Expected to write {small_tables}" in capsys.readouterr().err


def test_a_missing_table_is_named(small_tables: Path) -> None:
    (small_tables / "hs5_hs4.csv").unlink()
    with pytest.raises(InputError, match=r"hs5_hs4\.csv"):
        build(small_tables)


def test_a_missing_column_is_named(small_tables: Path) -> None:
    table(small_tables, "hs5_hs4", "HS5_6d,partner", "010101,010101")
    with pytest.raises(InputError, match="HS4_6d"):
        build(small_tables)


def test_the_table_in_the_package_is_what_the_un_tables_give(shared: Path) -> None:
    with EDITIONS_FILE.open(encoding="utf-8", newline="") as stream:
        assert build(shared / "reference") == list(csv.DictReader(stream))


def column(folder: Path, name: str, column: str) -> set[str]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig") as stream:
        return {row[column] for row in csv.DictReader(stream)}


def test_no_table_says_where_the_codes_of_the_supplement_went(shared: Path) -> None:
    """So these pairs are ours; each goes to codes of HS 2022, and says why."""
    folder = shared / "reference"
    told = column(folder, "hs6_hs5", "HS5_6d") | column(folder, "old_to_2022", "old_hs6")
    # Nor does the table from 2012, for those that had the same digits there.
    told |= column(folder, "hs6_hs4", "HS4_6d")
    had_in_2017 = column(folder, "hs5_hs4", "HS5_6d")
    ours = supplement()
    assert len(ours) == 25
    for code, row in ours.items():
        assert code in had_in_2017 - told
        assert set(row["successors"].split()) <= editions().codes(2022)
        assert row["why"]


def test_the_supplement_leaves_one_code_open(shared: Path) -> None:
    folder = shared / "reference"
    untold = column(folder, "hs5_hs4", "HS5_6d") - column(folder, "hs6_hs5", "HS5_6d")
    assert untold - {"999999"} - set(supplement()) == {"300219"}


def test_pairs_of_ours_keep_to_the_chapter_but_for_one() -> None:
    away = {
        code
        for code, row in supplement().items()
        if any(heir[:2] != code[:2] for heir in row["successors"].split())
    }
    assert away == {"251830"}  # dolomite ramming mix went to the refractory cements


def supplement() -> dict[str, dict[str, str]]:
    with SUPPLEMENT.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row for row in csv.DictReader(stream)}
