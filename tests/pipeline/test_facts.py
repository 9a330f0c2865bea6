"""The written facts keep their rules, and the checks find what breaks them."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from hsclassify.amounts import within
from hsclassify.errors import CorpusError
from hsclassify.facts import BARE_ANSWERS, Cell, Fact, Facts
from hsclassify.text import LANGUAGES, clean
from pipeline.corpus import CORPUS_FOLDER, read_concepts, read_facts, split_headings
from pipeline.corpus.facts import (
    CHOICES_FILE,
    FACTS_FILE,
    GROUPS_FILE,
    check_facts,
    read_checked_facts,
)
from tests.traded_headings import TRADED_HEADINGS

CODES = sorted(c.code for c in read_concepts() if c.kind == "title" and len(c.code) == 6)
FACTS = read_facts()
FACTS_BY_CODE = Facts(FACTS, CODES)
TRADED = (
    *("02", "03", "04", "07", "08", "09", "10", "16", "20", "22", "30", "33", "39", "40", "42"),
    *("44", "48", "61", "62", "63", "64", "71", "72", "73", "74", "76", "82", "84", "85", "87"),
    *("90", "94", "95", "96"),
)


def test_the_facts_have_no_problem() -> None:
    assert check_facts(FACTS, CODES) == []


def test_they_split_at_least_300_headings_and_every_much_traded_chapter() -> None:
    headings = split_headings(FACTS, CODES)
    assert len(headings) >= 300
    for chapter in TRADED:
        assert [h for h in headings if h.startswith(chapter)], chapter


def test_a_hundred_headings_are_listed() -> None:
    assert len(set(TRADED_HEADINGS)) == 100


@pytest.mark.parametrize("heading", TRADED_HEADINGS)
def test_a_much_traded_heading_is_split_by_more_than_whole_or_parts(heading: str) -> None:
    codes = [code for code in CODES if code.startswith(heading)]
    assert len(codes) > 1
    pairs = list(combinations(codes, 2))
    asked = [f for f in FACTS_BY_CODE.about(codes) if f.id != "whole_or_parts"]
    assert any(FACTS_BY_CODE.tells_apart(f, *pair) for f in asked for pair in pairs)


@pytest.mark.parametrize(
    ("one", "other", "fact"),
    [
        ("854231", "854232", "chip"),
        ("854231", "854233", "chip"),
        ("870830", "870880", "car_part"),
        ("847330", "847340", "office_part"),
        ("841111", "841182", "turbine"),
        ("853222", "853224", "capacitor"),
        ("901310", "901320", "optics"),
        ("848610", "848620", "chip_machine"),
        ("271012", "271019", "oil_kind"),
        ("271111", "271121", "gas_state"),
        ("151110", "151190", "oil_refined"),
        ("270111", "270112", "coal"),
        ("380891", "380892", "pesticide"),
        ("630710", "630790", "textile_article"),
        ("730810", "730890", "steel_structure"),
        ("830210", "830242", "mount"),
        ("848310", "848340", "transmission"),
        ("852351", "852352", "medium"),
        ("880230", "880240", "unladen"),
        ("890110", "890120", "ship"),
        ("902110", "902140", "body_aid"),
    ],
)
def test_codes_of_a_much_traded_heading_are_told_apart(one: str, other: str, fact: str) -> None:
    assert FACTS_BY_CODE.tells_apart(FACTS_BY_CODE[fact], one, other)


def test_goods_have_the_name_in_chinese_that_the_page_gives_them() -> None:
    texts = [t["zh"] for f in FACTS for t in (f.texts, *(c.labels for c in f.choices))]
    assert not [text for text in texts if re.search("货物|货品", text)]


def test_bounds_are_those_of_the_label_and_part_all_figures() -> None:
    for fact in (f for f in FACTS if f.units and f.id != "bulk_choc"):
        for choice in fact.choices:
            limits = re.findall(r"\d+(?:\.\d+)?", choice.figures)
            assert limits == re.findall(r"\d+(?:\.\d+)?", choice.labels["en"]), (fact.id, choice.id)
        for limit in {float(x) for c in fact.choices for x in re.findall(r"[\d.]+", c.figures)}:
            for figure in (limit - 0.001, limit, limit + 0.001):
                assert sum(within(figure, c.figures) for c in fact.choices) == 1, (fact.id, figure)


def test_a_label_gives_its_own_fact_away() -> None:
    for fact in FACTS:
        for choice in fact.choices:
            for lang in LANGUAGES:
                if choice.id not in BARE_ANSWERS:
                    assert fact.given_in(clean(choice.labels[lang])), (fact.id, choice.id, lang)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("polymer", "shopping bags 100 pcs"),
        ("polymer", "pet food bags 1 pc"),
        ("printed", "paper labels in rolls"),
        ("upper", "men's shoes with rubber sole"),
        ("upper", "รองเท้าผู้ชายพื้นยาง"),
        ("upper", "giày nam đế cao su"),
        ("upper", "男鞋 橡胶底"),
        ("tool_set", "claw hammer on a blister card for retail"),
    ],
)
def test_words_that_mean_something_else_give_nothing_away(fact: str, text: str) -> None:
    assert not FACTS_BY_CODE[fact].given_in(clean(text))


@pytest.mark.parametrize(
    ("fact", "text", "choice"),
    [
        ("polymer", "solid PC sheet 3 mm", "pc"),
        ("polymer", "PET bottle preforms", "pet"),
        ("polymer", "PE bags", "pe"),
        ("printed", "nhãn giấy đã in", "yes"),
        ("upper", "men's leather shoes with rubber sole", "leather"),
        ("upper", "ถุงเท้า รองเท้าผ้าใบ พื้นยาง", "textile"),
        ("upper", "EVA clogs, eva outsole", "rubber_plastic"),
        ("tool_set", "108 pcs household tool set in a case", "yes"),
    ],
)
def test_what_stands_beside_them_still_does(fact: str, text: str, choice: str) -> None:
    assert FACTS_BY_CODE[fact].said_in(clean(text)) == {choice}


@pytest.mark.parametrize(
    ("fact", "answer", "code"),
    [
        ("tool_set", "no", "820520"),  # a hammer is one whether packed for retail or not
        ("sweetened", "no", "220210"),  # flavoured water
        ("polymer", "other", "390190"),
        ("polymer", "other", "390290"),
    ],
)
def test_an_answer_leaves_every_code_that_it_may_mean(fact: str, answer: str, code: str) -> None:
    assert FACTS_BY_CODE.likelihoods(fact, answer, [code])[0] > 0


def test_bare_answers_and_plain_goods_give_nothing_away() -> None:
    bare = [
        "Yes",
        "No",
        "Another",
        "ใช่",
        "ไม่",
        "มี",
        "Có",
        "Không",
        "Khác",
        "是",
        "否",
        "有",
        "其他",
    ]
    for text in (*bare, "goods no 5", "สินค้าที่มีคุณภาพ", "hàng hóa khác", "其他商品"):
        assert not [f.id for f in FACTS if f.given_in(clean(text))], text


def test_codes_exist_in_the_official_nomenclature(shared: Path) -> None:
    with (shared / "reference" / "harmonized-system.csv").open(encoding="utf-8") as stream:
        official = {row["hscode"] for row in csv.DictReader(stream)}
    for fact in FACTS:
        assert set(fact.choices_by_code(CODES)) <= official


def test_no_wording_is_copied_from_the_official_nomenclature(shared: Path) -> None:
    with (shared / "reference" / "harmonized-system.csv").open(encoding="utf-8") as stream:
        official = {row["description"].casefold() for row in csv.DictReader(stream)}
    labels = {c.labels["en"].casefold() for f in FACTS for c in f.choices}
    assert not {label for label in labels & official if len(label.split()) > 3}


KNIT = next(f for f in FACTS if f.id == "knit_or_woven")


def choice(**changes: object) -> Callable[[Fact], Fact]:
    return lambda f: replace(f, choices=(replace(f.choices[0], **changes), *f.choices[1:]))


def cells(*cells: Cell) -> Callable[[Fact], Fact]:
    return lambda f: replace(f, groups=(replace(f.groups[0], cells=cells), *f.groups[1:]))


KNITTED = Cell(("knitted",), ("6101",))


@pytest.mark.parametrize(
    ("breaks", "message"),
    [
        (lambda f: replace(f, texts={**f.texts, "th": ""}), "knit_or_woven: no th text"),
        (lambda f: replace(f, texts={**f.texts, "zh": "knit?"}), "zh text is not in its script"),
        (choice(labels=dict.fromkeys(LANGUAGES, "x")), "knitted: the th text is not in its"),
        (choice(labels=KNIT.choices[1].labels), "two choices have the same en label"),
        (choice(id="woven"), "a choice is there twice"),
        (choice(id="crocheted"), "a group names the choice knitted"),
        (choice(id="crocheted"), "no group uses the choice crocheted"),
        (lambda f: replace(f, units=("kg",)), "knit_or_woven: figures need units"),
        (lambda f: replace(f, asides=("rubber sole",)), "'rubber sole' holds no words of a choice"),
        (choice(figures=">1"), "knit_or_woven: figures need units"),
        (choice(figures="10"), "knitted: expected bounds such as >10 <=75, got 10"),
        (lambda f: replace(f, units=("w=x",)), "expected a unit such as kw or w=0.001, got w=x"),
        (cells(KNITTED), "needs at least two cells"),
        (cells(KNITTED, Cell(("woven",), ())), "knit_or_woven/woven: no code"),
        (cells(KNITTED, Cell(("woven",), ("6299",))), "no code begins with 6299"),
        (cells(KNITTED, Cell(("woven",), ("62x",))), "no code begins with 62x"),
        (cells(KNITTED, Cell(("woven",), ("9401",))), "9401 lies outside the group"),
        (cells(KNITTED, Cell(("woven",), ("610120",))), "610120 is already in 61 62"),
    ],
)
def test_what_breaks_a_rule_is_named(breaks: Callable[[Fact], Fact], message: str) -> None:
    facts = [breaks(f) if f is KNIT else f for f in FACTS]
    assert any(message in problem for problem in check_facts(facts, CODES))


def test_an_id_belongs_to_one_fact() -> None:
    assert "knit_or_woven: 2 facts have this id; each needs its own." in check_facts(
        [*FACTS, KNIT], CODES
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (FACTS_FILE, CHOICES_FILE, GROUPS_FILE):
        shutil.copy(CORPUS_FOLDER / name, tmp_path)
    return tmp_path


def test_a_corpus_without_facts_has_none(tmp_path: Path) -> None:
    assert read_checked_facts(CODES, tmp_path) == []


def test_a_choice_without_its_fact_is_refused(folder: Path) -> None:
    file = folder / FACTS_FILE
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(x for x in lines if not x.startswith("ground,")), "utf-8")
    with pytest.raises(CorpusError, match="lacks facts that have choices or groups: ground"):
        read_facts(folder)


def test_a_broken_header_is_refused(folder: Path) -> None:
    file = folder / GROUPS_FILE
    file.write_text(file.read_text("utf-8").replace("scope,fact_id", "heading,fact_id", 1), "utf-8")
    with pytest.raises(CorpusError, match="expected the columns scope, fact_id, choices"):
        read_facts(folder)


def test_a_broken_group_is_refused_by_name(folder: Path) -> None:
    file = folder / GROUPS_FILE
    file.write_text(file.read_text("utf-8").replace("0905,ground,", "0906,ground,"), "utf-8")
    with pytest.raises(CorpusError, match="problems in the facts") as caught:
        read_checked_facts(CODES, folder)
    assert any("lies outside the group" in problem for problem in caught.value.problems)
