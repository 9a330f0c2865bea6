"""Codes looked up, found and converted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.codes import Codes
from hsclassify.editions import EDITIONS
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.results import dotted
from hsclassify.text import LANGUAGES


@pytest.fixture(scope="module")
def codes(classifier: HSClassifier) -> Codes:
    return Codes(classifier)


def test_lookup_of_a_subheading(codes: Codes) -> None:
    found = codes.lookup("HS 0306.17.00")
    assert (found.code, found.status, found.level, found.died) == ("030617", "current", 6, None)
    assert [t.code for t in found.path] == ["I", "03", "0306", "030617"]
    assert set(found.titles) == set(LANGUAGES)
    assert found.children == ()
    assert found.editions == (2012, 2017, 2022)
    assert found.predecessors == ("030617",)
    assert all(set(goods) == set(LANGUAGES) for goods in found.goods)
    assert 3 <= len(found.goods) <= 12


def test_lookup_of_a_heading(codes: Codes) -> None:
    found = codes.lookup("66.01")
    assert [t.code for t in found.children] == ["660110", "660191", "660199"]
    assert found.goods == found.predecessors == ()


def test_the_whole_tree_can_be_gone_down_from_its_sections(codes: Codes) -> None:
    """As by hand, from the sections that the docs name to every subheading."""
    sections = codes.tree.codes(1)
    assert (sections[0], sections[-1], len(sections)) == ("I", "XXI", 21)
    found = [codes.lookup(section) for section in sections]
    assert {(x.status, x.level, x.died, len(x.path)) for x in found} == {("current", 1, None, 1)}
    chapters = [child.code for x in found for child in x.children]
    assert tuple(chapters) == codes.tree.codes(2)
    assert codes.lookup("03").path[0].to_dict()["code"] == "I"


@pytest.mark.parametrize("written", ["XVI", "xvi", " Section XVI ", "section xvi", "\uff38VI"])
def test_lookup_of_a_section(codes: Codes, written: str) -> None:
    found = codes.lookup(written).to_dict()
    assert (found["code"], found["dotted"], found["level"]) == ("XVI", "XVI", 1)
    assert found["message"].startswith("XVI is a section of HS 2022: ")
    assert set(found["titles"]) == set(LANGUAGES)
    assert [child["code"] for child in found["children"]] == ["84", "85"]
    assert found["editions"] == found["goods"] == found["predecessors"] == []
    assert codes.national("XVI") == ()


@pytest.mark.parametrize("written", ["XXII", "section", "Section", "IIII", "0", "X V I"])
def test_lookup_of_what_is_no_section(codes: Codes, written: str) -> None:
    with pytest.raises(InputError):
        codes.lookup(written)


def test_lookup_of_a_dead_code(codes: Codes) -> None:
    found = codes.lookup("8517.12")
    assert (found.code, found.status, found.died) == ("851712", "dead", 2022)
    assert [t.code for t in found.successors][:2] == ["851713", "851714"]
    assert found.successors[0].titles["en"] == "Smartphones"
    assert found.path[-1].code == "8517"
    assert "8517.12 was deleted in HS 2022: 8517.13 (Smartphones)" in found.message
    json.dumps(found.to_dict())


@pytest.mark.parametrize(
    ("written", "error", "said"),
    [
        ("0306.18", UnknownCodeError, "nearest code"),
        ("7701", UnknownCodeError, "without 77"),
        ("shrimp", InputError, "use search"),
        ("", InputError, "Expected an HS code"),
    ],
)
def test_lookup_of_what_never_was_a_code(
    codes: Codes, written: str, error: type[InputError], said: str
) -> None:
    with pytest.raises(error, match=said):
        codes.lookup(written)


def test_lookup_has_every_code_of_the_tree(codes: Codes) -> None:
    for level in (2, 4, 6):
        for code in codes.tree.codes(level)[:: 1 + level * level]:
            found = codes.lookup(dotted(code))
            assert found.code == code
            assert found.path[-1].titles == found.titles


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("smartphone", "851713"),
        ("โทรศัพท์มือถือ", "851714"),
        ("ô gấp", "660191"),
        ("保温杯", "961700"),
        ("umbrella", "660191"),
        ("laptop", "847130"),
    ],
)
def test_search_by_words(codes: Codes, query: str, code: str) -> None:
    assert code in [hit.code for hit in codes.search(query, 10)]


def test_what_title_and_meaning_agree_on_comes_first(codes: Codes) -> None:
    hits = codes.search("umbrella", 100)
    assert hits[0].found_by == ("title", "meaning")
    assert {how for hit in hits for how in hit.found_by} == {"title", "meaning"}
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.code for hit in hits}) == len(hits)
    assert "6601" in {hit.code for hit in hits}  # headings come by their titles


def test_search_by_digits(codes: Codes) -> None:
    assert [h.code for h in codes.search("6601")] == ["6601", "660110", "660191", "660199"]
    assert [h.code for h in codes.search("85171")] == ["851711", "851713", "851714", "851718"]
    assert {h.found_by for h in codes.search("HS 66")} == {("code",)}
    assert {h.found_by for h in codes.search("税则号列：66")} == {("code",)}
    dead = codes.search("8517.12")
    assert [h.code for h in dead[:2]] == ["851713", "851714"]
    assert {h.found_by for h in dead} == {("successor",)}
    assert codes.search("7777") == codes.search("!?") == codes.search(" ") == ()


@pytest.mark.parametrize(
    "written", ["\u17e6\u17e6\u17e0\u17e1", "\u0666\u0666\u0660\u0661", "๖๖๐๑"]
)
def test_digits_of_any_script_find_a_code(codes: Codes, written: str) -> None:
    found = codes.lookup(written).code
    assert found == codes.convert(written, 2017).conversion.code == "6601"
    assert [h.code for h in codes.search(written)] == ["6601", "660110", "660191", "660199"]


@pytest.mark.parametrize("code", ["0306170000000", "8517 1200 0000 01", "HS 0306.17.00.00.00.00"])
def test_more_digits_than_any_tariff_has_are_a_code_nowhere(codes: Codes, code: str) -> None:
    """An article number begins like a code, and is none."""
    assert codes.search(code) == ()
    for refuse in (codes.lookup, lambda written: codes.convert(written, 2017)):
        with pytest.raises(UnknownCodeError, match="no tariff has codes that long"):
            refuse(code)


def test_as_many_digits_as_a_tariff_has_are_a_code_everywhere(codes: Codes) -> None:
    code = "030617000000"
    assert codes.lookup(code).code == codes.search(code)[0].code == "030617"
    assert codes.convert(code, 2017).conversion.code == "030617"


@pytest.mark.parametrize("limit", [0, 101, 2.5, True, None, "5"])
def test_search_refuses_limits_beyond_reason(codes: Codes, limit: object) -> None:
    with pytest.raises(InputError, match="from 1 to 100"):
        codes.search("tea", limit)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=15)
@given(query=st.text(max_size=40), limit=st.integers(1, 100))
def test_search_answers_whatever_comes(codes: Codes, query: str, limit: int) -> None:
    hits = codes.search(query, limit)
    assert len(hits) <= limit
    assert all(hit.code in codes.tree for hit in hits)


@pytest.mark.parametrize("edition", [2017, "2017", "HS 2017", " hs2017 ", "2017.0"])
def test_editions_are_read_as_written(codes: Codes, edition: int | str) -> None:
    found = codes.convert("8517.12", edition)
    assert found.to_dict()["relation"] == "split"
    assert found.partners[0].titles["zh"]
    assert "8517.12 of HS 2017 is divided over 8517.13" in found.message


def test_conversion_to_an_old_edition_has_no_titles(codes: Codes) -> None:
    found = codes.convert("851713", 2022, 2017)
    assert [(t.code, dict(t.titles)) for t in found.partners] == [("851712", {})]
    assert found.message == "8517.13 of HS 2022 is 8517.12 in HS 2017."
    assert codes.convert("0306.17", 2017).message.endswith("is the same code in HS 2022.")
    assert "No table says" in codes.convert("3002.19", 2017).message
    assert "covers other goods" in codes.convert("7019.19", 2017).message


@pytest.mark.parametrize("edition", [None, True, "old", "20170", 17, 2017.5, []])
def test_editions_that_never_were(codes: Codes, edition: object) -> None:
    with pytest.raises(InputError, match="Expected an HS edition, one of 1992"):
        codes.convert("8517.12", edition)  # type: ignore[arg-type]


@settings(deadline=None)
@given(
    written=st.text(max_size=20) | st.from_regex(r"[0-9]{2,8}", fullmatch=True),
    source=st.sampled_from(EDITIONS),
    target=st.sampled_from(EDITIONS),
)
def test_convert_answers_or_says_why_not(
    codes: Codes, written: str, source: int, target: int
) -> None:
    try:
        json.dumps(codes.convert(written, source, target).to_dict())
    except InputError as error:
        assert str(error).endswith(".")
