"""The correspondence of HS editions that the package carries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify.editions import (
    EDITIONS,
    LATEST,
    OLD_EDITIONS,
    WHOLE,
    Editions,
    closest_first,
    editions,
    main_partners,
)
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.nomenclature import Nomenclature

TREE = Nomenclature.read(EMBEDDED_BUNDLE / "nomenclature.parquet")
TABLE = editions()
SUBHEADINGS = {
    edition: sorted(c for c in TABLE.codes(edition) if len(c) == 6) for edition in EDITIONS
}
ON_A_BUSY_MACHINE = settings(deadline=None)
# Pairs of editions that tables convert without a third one between.
DIRECT = [(2012, 2017), *((e, LATEST) for e in OLD_EDITIONS)]


@st.composite
def code_and_direct_pair(draw: st.DrawFn) -> tuple[str, int, int]:
    source, target = draw(st.sampled_from(DIRECT + [(b, a) for a, b in DIRECT]))
    return draw(st.sampled_from(SUBHEADINGS[source])), source, target


@st.composite
def code_and_any_pair(draw: st.DrawFn) -> tuple[str, int, int]:
    source, target = draw(st.sampled_from(EDITIONS)), draw(st.sampled_from(EDITIONS))
    return draw(st.sampled_from(sorted(TABLE.codes(source)))), source, target


def test_the_latest_edition_is_the_nomenclature() -> None:
    assert SUBHEADINGS[LATEST] == sorted(TREE.codes(6))
    assert {c for c in TABLE.codes(LATEST) if len(c) == 4} == set(TREE.codes(4))
    assert {c for c in TABLE.codes(LATEST) if len(c) == 2} == set(TREE.codes(2))


def test_the_issue_s_example() -> None:
    assert TABLE.of("851712") == (2007, 2012, 2017)
    assert TABLE.died("851712") == 2022
    successors = TABLE.successors("851712")
    assert successors[:2] == ("851713", "851714")
    assert main_partners("851712", successors) == ("851713", "851714")
    with pytest.raises(UnknownCodeError) as caught:
        TREE.parse("8517.12.00.50")
    assert caught.value.successors == successors
    assert "8517.12 was deleted in HS 2022: 8517.13 (Smartphones), 8517.14" in str(caught.value)


def test_a_dead_heading_has_successors_too() -> None:
    assert TABLE.successors("8803") == ("8807",)
    with pytest.raises(UnknownCodeError, match=r"88\.03 was deleted in HS 2022: 88\.07"):
        TREE.parse("88.03")


def test_every_dead_code_but_one_leads_somewhere() -> None:
    dead = {c for e in OLD_EDITIONS for c in SUBHEADINGS[e] if TABLE.died(c)}
    assert len(dead) > 700
    assert {c for c in dead if not TABLE.successors(c)} == {"300219"}
    with pytest.raises(UnknownCodeError, match="no table says where"):
        TREE.parse("3002.19")


@ON_A_BUSY_MACHINE
@given(st.sampled_from(SUBHEADINGS[LATEST]))
def test_a_living_code_has_no_successors(code: str) -> None:
    assert TABLE.died(code) is None
    assert TABLE.successors(code) == ()
    assert TREE.parse(code) == code


@ON_A_BUSY_MACHINE
@given(st.sampled_from(sorted({c for e in OLD_EDITIONS for c in SUBHEADINGS[e]})))
def test_parse_knows_every_old_code(code: str) -> None:
    try:
        assert TREE.parse(code) == code
    except UnknownCodeError as error:
        assert error.successors == TABLE.successors(code)
        assert "was deleted in HS" in str(error)


@ON_A_BUSY_MACHINE
@given(code_and_any_pair())
def test_partners_are_codes_of_the_target_at_the_same_level(case: tuple[str, int, int]) -> None:
    code, source, target = case
    found = TABLE.convert(code, source, target)
    assert all(p in TABLE.codes(target) and len(p) == len(code) for p in found.partners)
    assert found.relation in {"same", "moved", "split", "unknown"}
    assert not (found.reused and code in found.partners)
    if source == target:
        assert found.partners == (code,)


@ON_A_BUSY_MACHINE
@given(code_and_direct_pair())
def test_tables_read_the_same_in_both_directions(case: tuple[str, int, int]) -> None:
    code, source, target = case
    for partner in TABLE.convert(code, source, target).partners:
        assert code in TABLE.convert(partner, target, source).partners


def test_a_code_that_was_merged_later_is_itself_in_the_editions_that_had_it() -> None:
    for source, target in ((2007, 2012), (1992, 2007), (2012, 2002)):
        found = TABLE.convert("620111", source, target)
        assert (found.relation, found.partners) == ("same", ("620111",))
    # Other goods under the same digits are none: these go to other codes today.
    assert TABLE.convert("851712", 2007, 2012).relation == "same"
    assert TABLE.convert("620191", 2017, 2022).partners == ("620120",)


@ON_A_BUSY_MACHINE
@given(st.sampled_from(SUBHEADINGS[2007]))
def test_a_code_of_two_old_editions_splits_only_where_its_goods_moved(code: str) -> None:
    if code in SUBHEADINGS[2002]:
        today = {TABLE.convert(code, edition, LATEST).partners for edition in (2002, 2007)}
        assert len(today) > 1 or TABLE.convert(code, 2002, 2007).relation == "same"


def test_only_whole_editions_say_that_a_code_never_was() -> None:
    for edition in EDITIONS:
        whole = edition in WHOLE
        with pytest.raises(InputError, match="is not a code of" if whole else "lack some codes"):
            TABLE.convert("000000", edition, LATEST)
    with pytest.raises(InputError, match=r"has 8507\.40 in HS 2007.*lack.*HS 2012, 2017 had it"):
        TABLE.convert("850740", 2007, 2022)


def test_digits_that_changed_their_meaning_are_pointed_out() -> None:
    found = TABLE.convert("701919", 2017, 2022)
    assert found.partners == ("701913",)
    assert found.reused
    assert found.to_dict() == {
        "code": "701919",
        "from_edition": 2017,
        "to_edition": 2022,
        "relation": "moved",
        "partners": ["701913"],
        "reused": True,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("851712", 2017, 2020), "one of 1992, 1996, 2002, 2007, 2012, 2017, 2022, got 2020"),
        (("851713", 2017, 2022), r"8517\.13 is not a code of HS 2017\. HS 2022 had it"),
        (("000000", 2022, 2017), "No table here has it"),
        (("", 2022, 2017), "is not a code of HS 2022"),
    ],
)
def test_what_cannot_be_converted_is_explained(arguments: tuple[str, int, int], said: str) -> None:
    with pytest.raises(InputError, match=said):
        TABLE.convert(*arguments)


@ON_A_BUSY_MACHINE
@given(st.lists(st.sampled_from(SUBHEADINGS[LATEST])), st.sampled_from(SUBHEADINGS[2017]))
def test_closest_first_keeps_all_and_main_partners_are_some(codes: list[str], code: str) -> None:
    ordered = closest_first(code, codes)
    assert sorted(ordered) == sorted(codes)
    assert set(main_partners(code, ordered)) <= set(codes)
    assert bool(main_partners(code, ordered)) is bool(codes)


def test_a_table_of_another_kind_reads_as_told(tmp_path: Path) -> None:
    file = tmp_path / "editions.csv"
    columns = "code,1992,1996,2002,2007,2012,2017,2012to2017"
    file.write_text(f"{columns}\n010101,,,,,,010102,\n010102,,,,,,,\n010103,,,,,,?,\n", "utf-8")
    table = Editions.read(file)
    assert table.successors("010101") == ("010102",)
    assert table.successors("010103") == ()
    assert table.died("010103") == 2022
    assert table.convert("010102", 2022, 2017).partners == ("010101",)


def test_every_pair_of_the_un_tables_is_there(shared: Path) -> None:
    for name, newer, older in (
        ("hs6_hs5", 2022, 2017),
        ("hs6_hs4", 2022, 2012),
        ("hs5_hs4", 2017, 2012),
    ):
        column = {2022: "HS6_6d", 2017: "HS5_6d", 2012: "HS4_6d"}
        with (shared / f"reference/{name}.csv").open(encoding="utf-8") as stream:
            pairs = [(r[column[newer]], r[column[older]]) for r in csv.DictReader(stream)]
        for new, old in pairs:
            if new != "999999":
                assert old in TABLE.convert(new, newer, older).partners, (new, old)
                assert new in TABLE.convert(old, older, newer).partners, (new, old)
