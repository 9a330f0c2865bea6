"""What is asked, in which order, and what an answer does."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier, InputError, Question
from hsclassify.bundle import Bundle
from hsclassify.errors import BundleError
from hsclassify.facts import JOINT, Facts, write_facts
from hsclassify.manifest import Manifest
from hsclassify.nomenclature import Entry, Nomenclature
from hsclassify.questions import KIND, KINDS, LEADING, Ranks, questions, translated
from hsclassify.results import Candidate
from hsclassify.text import LANGUAGES, Language, clean, in_script
from pipeline.corpus import codes_of, read_concepts, read_facts

CONCEPTS = read_concepts()
CODES = tuple(codes_of(CONCEPTS, 6))
FACTS = Facts(read_facts(), CODES)
TITLES = {c.code: c.texts for c in CONCEPTS if c.kind == "title"}

COTTON_SHIRTS = {"620520": 0.3, "610510": 0.3, "620530": 0.2, "610520": 0.15}


@pytest.fixture(scope="module")
def tree() -> Nomenclature:
    return Nomenclature(
        Entry(code, len(code), code[:-2], titles) for code, titles in TITLES.items()
    )


@pytest.fixture(scope="module")
def asking(tiny_bundle: Bundle) -> HSClassifier:
    """The tiny classifier with the written facts."""
    return HSClassifier(
        replace(tiny_bundle, facts=Facts(read_facts(), tiny_bundle.nomenclature.codes(6)))
    )


@pytest.fixture(scope="module")
def titled(tiny_bundle: Bundle) -> HSClassifier:
    """The tiny classifier without facts, which asks for titles alone."""
    return HSClassifier(replace(tiny_bundle, facts=Facts((), tiny_bundle.nomenclature.codes(6))))


def ranks(shares: dict[str, float]) -> Ranks:
    """Return rankings that add up, as the classifier makes them."""

    def level(digits: int) -> list[Candidate]:
        sums: dict[str, float] = {}
        for code, share in shares.items():
            sums[code[:digits]] = sums.get(code[:digits], 0) + share
        ranked = sorted(sums.items(), key=lambda item: -item[1])
        return [Candidate(code, share, TITLES[code]) for code, share in ranked]

    return {6: level(6), 4: level(4), 2: level(2)}


def ask(
    text: str, shares: dict[str, float], language: Language = "en", facts: Facts = FACTS
) -> dict[str, Question]:
    return {q.id: q for q in questions(text, language, ranks(shares), facts)}


def test_the_fact_that_splits_the_leaders_is_asked_with_the_codes_it_leads_to() -> None:
    asked = ask("shirt", COTTON_SHIRTS)
    by_choice = {c.id: set(c.codes) for c in asked["knit_or_woven"].choices}
    assert by_choice == {"knitted": {"610510", "610520"}, "woven": {"620520", "620530"}}
    assert asked["fibre"].choices[0].codes == ("620520", "610510")


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_and_choices_speak_the_language_of_the_text(language: Language) -> None:
    for shares in (COTTON_SHIRTS, {"030313": 0.5, "030314": 0.4}):
        for question in ask("?", shares, language).values():
            for text in (question.text, *(c.label for c in question.choices)):
                assert in_script(text, language), text


@pytest.mark.parametrize(
    ("text", "given", "leader"),
    [
        ("Knitted shirt", "knit_or_woven", "610510"),
        ("WOVEN shirts, 100pct", "knit_or_woven", "620520"),
        ("เสื้อเชิ้ตผ้าทอ", "knit_or_woven", "620520"),
        ("áo sơ mi dệt kim", "knit_or_woven", "610510"),
        ("ao so mi det kim", "knit_or_woven", "610510"),
        ("针织衬衫", "knit_or_woven", "610510"),
        ("shirt, 65% polyester", "fibre", "620530"),
        ("เสื้อเชิ้ตผ้าฝ้าย", "fibre", "620520"),
        ("sơ mi cotton", "fibre", "620520"),
        ("纯棉衬衫", "fibre", "620520"),
    ],
)
def test_what_the_text_says_is_not_asked(text: str, given: str, leader: str) -> None:
    shares = {**COTTON_SHIRTS, leader: 0.31}
    assert given in ask("shirt", shares)
    assert given not in ask(text, shares)


@pytest.mark.parametrize(
    ("text", "leader"),
    [
        ("knitted shirt", "620520"),
        ("áo sơ mi dệt kim", "620520"),
        ("针织衬衫", "620520"),
        ("woven shirt", "610510"),
    ],
)
def test_what_the_leading_code_contradicts_is_asked(text: str, leader: str) -> None:
    assert "knit_or_woven" in ask(text, {**COTTON_SHIRTS, leader: 0.31})


@pytest.mark.parametrize(
    "text",
    [
        "shirt, not knitted",
        "shirt, not knitted or crocheted",
        "non-knitted shirt",
        "áo sơ mi không dệt kim",
        "非针织衬衫",
    ],
)
def test_what_the_text_denies_is_not_said(text: str) -> None:
    assert not FACTS["knit_or_woven"].given_in(text)
    assert "knit_or_woven" in ask(text, COTTON_SHIRTS)


def test_a_denial_that_names_a_choice_says_it() -> None:
    assert FACTS["reinforcement"].said_in("hose, not reinforced") == {"none"}
    assert FACTS["shell"].said_in("未去壳花生") == {"in_shell"}
    assert FACTS["cut"].said_in("เนื้อวัวไม่มีกระดูก") == {"boneless"}
    assert FACTS["knit_or_woven"].said_in("knitted and woven") == {"knitted", "woven"}


WASHERS = {"845011": 0.5, "845020": 0.4}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("washing machine", "r0"),
        ("washing machine 8kg", "r0"),
        ("washing machine 12 KG drum", "r1"),
        ("เครื่องซักผ้า 12 กก.", "r1"),
        ("máy giặt 12,5 kg", "r1"),
        ("洗衣机 12公斤", "r1"),
        ("washing machine, carton 70 kgs", "r1"),
        ("washing machine model 12", "r0"),
        ("washing machine 12 kgx", "r0"),
    ],
)
def test_what_a_figure_suggests_is_asked_first(text: str, first: str) -> None:
    """It may be what a carton weighs, so it settles nothing."""
    asked = ask(text, WASHERS)
    assert asked["washer_kg"].choices[0].id == first
    assert {c.id for c in asked["washer_kg"].choices} == {"r0", "r1"}


@pytest.mark.parametrize(
    ("fact", "text", "suggested"),
    [
        ("milk_fat", "milk, 3.5% fat", {"r1"}),
        ("milk_fat", "sữa 3,5 %", {"r1"}),
        ("milk_fat", "new 100%", set()),
        ("milk_fat", "hàng mới 100%", set()),
        ("cotton_share", "hàng mới 100%", set()),
        ("tile_absorption", "gạch, hàng mới 100%", set()),
        ("wine_pack", "wine 12 x 750 ml", {"r0"}),
        ("wine_pack", "wine 5l and 750ml", {"r0", "r1"}),
        ("motor_kw", "motor 1,500 W", {"r1"}),
        ("motor_kw", "motor 0,5 kW", {"r0"}),
        ("motor_kw", "motor 100 hp", {"r1"}),
        ("switch_volts", "switch 12 kV", {"r1"}),
        ("knit_or_woven", "shirt 12 kg", set()),
    ],
)
def test_a_figure_suggests_the_choice_it_fits(fact: str, text: str, suggested: set[str]) -> None:
    assert FACTS[fact].suggested_in(clean(text)) == suggested
    assert not FACTS[fact].given_in(clean(text))


@pytest.mark.parametrize(
    ("text", "shares", "asked"),
    [
        ("milk, new 100%", {"040110": 0.5, "040120": 0.4}, "milk_fat"),
        ("gạch, hàng mới 100%", {"690721": 0.5, "690723": 0.4}, "tile_absorption"),
        ("fabric, new 100%", {"520811": 0.5, "521011": 0.4}, "cotton_share"),
    ],
)
def test_what_is_new_to_100_percent_answers_nothing(
    text: str, shares: dict[str, float], asked: str
) -> None:
    assert asked in ask(text, shares)


@pytest.mark.parametrize("figure", [0.01, 0.3, 1, 3, 8, 20, 100, 700, 5000])
def test_split_leaders_with_a_figure_get_a_question(figure: float) -> None:
    for fact in (f for f in FACTS if f.units):
        one, *others = [c for c in CODES if FACTS.choices(fact, c)]
        other = next((c for c in others if FACTS.tells_apart(fact, one, c)), others[-1])
        for unit in fact.units:
            text = f"goods {figure}{unit.partition('=')[0]}"
            assert ask(text, {one: 0.5, other: 0.4}), (fact.id, text)


def test_a_word_inside_another_word_gives_nothing_away() -> None:
    assert "wearer" in ask("garment", {"610510": 0.5, "610610": 0.4})
    assert "wearer" not in ask("women's garment", {"610510": 0.4, "610610": 0.5})


@pytest.mark.parametrize(
    "shares",
    [
        {},
        {"620520": 0.97, "610510": 0.02},
        dict.fromkeys(CODES[::90], 0.01),
        {"620520": 0.06, "610510": 0.05, "620530": 0.04},
    ],
)
def test_nothing_is_asked_where_nothing_real_competes(shares: dict[str, float]) -> None:
    assert ask("shirt", shares) == {}


@pytest.mark.parametrize(
    ("shares", "asked"),
    [
        ({"620640": 0.8, "620630": 0.06, "620620": 0.05, "620690": 0.03}, True),
        ({"620640": 0.9, "620630": 0.03, "620620": 0.02, "620690": 0.01}, False),
        # Nearly as far apart, but all of it may be something else.
        ({"620640": 0.3, "620630": 0.06, "620620": 0.05, "620690": 0.03}, False),
    ],
)
def test_small_shares_are_asked_about_where_they_are_a_real_one_together(
    shares: dict[str, float], asked: bool
) -> None:
    assert ("fibre" in ask("blouse", shares)) is asked
    assert "fibre" not in ask("polyester blouse", shares)


def test_where_no_fact_fits_the_titles_are_the_choices() -> None:
    (question,) = ask("cá hồi", {"030313": 0.5, "030314": 0.4}, "vi").values()
    assert question.id == "kind6"
    assert [(c.id, c.label) for c in question.choices] == [
        (code, TITLES[code]["vi"]) for code in ("030313", "030314")
    ]


def test_titles_of_headings_are_offered_where_no_subheading_stands_out() -> None:
    shares = {code: 0.05 for code in CODES if code.startswith(("9018", "9506"))}
    shares = dict(list(shares.items())[:7] + list(shares.items())[-7:])
    asked = ask("apparatus", shares, facts=Facts((), CODES))
    assert [c.codes for c in asked["kind4"].choices] == [("9018",), ("9506",)]


def test_titles_do_not_ask_again_what_the_text_gives() -> None:
    shares = {"090411": 0.5, "090412": 0.4}
    assert list(ask("pepper", shares)) == ["ground"]
    assert ask("whole pepper", shares) == {}
    assert list(ask("ground pepper", shares)) == ["ground"]


def test_a_question_reads_the_same_in_every_language(tree: Nomenclature) -> None:
    for shares in (COTTON_SHIRTS, {"030313": 0.5, "030314": 0.4}):
        for language in LANGUAGES:
            spoken = ask("?", shares, language)
            for question in ask("?", shares).values():
                assert translated(question, language, FACTS, tree) == spoken[question.id]


def entropy(shares: Sequence[float]) -> float:
    total = sum(shares)
    return -sum(s / total * math.log2(s / total) for s in shares if s > 0)


def gain(question: Question, shares: dict[str, float]) -> float:
    """Bits that an answer is worth, by the definition: entropy before less entropy after.

    Of a code that several choices leave, each is as likely to be the answer; a code
    the question does not touch may come with any.
    """
    touched = {code for choice in question.choices for code in choice.codes}
    ways = {
        code: [i for i, c in enumerate(question.choices) if code in c.codes or code not in touched]
        for code in shares
    }
    after = 0.0
    for i in range(len(question.choices)):
        left = [share / len(ways[code]) for code, share in shares.items() if i in ways[code]]
        after += sum(left) / sum(shares.values()) * entropy(left)
    return entropy(list(shares.values())) - after


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_most_telling_questions_come_first(data: st.DataObject) -> None:
    start = data.draw(st.sampled_from(range(0, len(CODES) - LEADING[6], 7)))
    weights = data.draw(st.lists(st.floats(0.02, 1), min_size=2, max_size=LEADING[6]))
    shares = {CODES[start + i]: w / sum(weights) for i, w in enumerate(weights)}
    shares = {code: s for code, s in shares.items() if s >= 0.01}
    asked = questions("goods", "en", ranks(shares), FACTS)
    assert len(asked) <= 3
    for question in asked:
        assert len({c.id for c in question.choices}) == len(question.choices) >= 2
        assert len({c.codes for c in question.choices}) == len(question.choices)
        for choice in question.choices:
            assert choice.label
            assert all(any(x.startswith(code) for x in shares) for code in choice.codes)
        real = [sum(shares.get(x, 0) for x in c.codes) for c in question.choices]
        assert question.id in KINDS or sum(share >= 0.08 for share in real) >= 2
    gains = [gain(q, shares) for q in asked if q.id not in KINDS]
    assert all(later <= sooner + 1e-9 for sooner, later in pairwise(gains))
    assert all(g >= 0.1 - 1e-9 for g in gains)


def test_the_classifier_asks_and_takes_answers(asking: HSClassifier) -> None:
    unsure = next(
        p
        for p in asking.classify(["pepper", "spice", "cloves", "nutmeg", "cardamom", "mace"])
        if any(q.id == "ground" for q in p.questions)
    )
    assert unsure.level < 6
    question = next(q for q in unsure.questions if q.id == "ground")
    for choice in question.choices:
        answered = asking.answer(unsure.text, {"ground": choice.id}, top_k=50)
        assert answered.candidates[0].code not in {
            code for other in question.choices if other != choice for code in other.codes
        }
        assert "ground" not in {q.id for q in answered.questions}


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_answer_rules_out_and_the_rest_adds_up(
    asking: HSClassifier, data: st.DataObject
) -> None:
    facts = asking.bundle.facts
    codes = asking.nomenclature.codes(6)
    usable = [f for f in facts if any(facts.choices(f, c) for c in codes)]
    chosen = data.draw(st.lists(st.sampled_from(usable), max_size=3, unique_by=lambda f: f.id))
    answers = {f.id: data.draw(st.sampled_from(f.choices)).id for f in chosen}
    text = data.draw(st.sampled_from(["tea", "coffee", "umbrella", "ตะกร้า", "篮子", "x1"]))
    p = asking.answer(text, answers, top_k=50)
    for fact_id, choice in answers.items():
        assert all(facts.likelihoods(fact_id, choice, [c.code for c in p.candidates]))
    assert sum(c.probability for c in p.chapters) == pytest.approx(1, abs=1e-4)
    headings = {c.code: c.probability for c in p.headings}
    for heading in headings:
        below = [c.probability for c in p.candidates if c.code[:4] == heading]
        assert sum(below) <= headings[heading] + 1e-5
    assert len(p.questions) <= 3
    json.dumps(p.to_dict())


def test_an_answer_tells_for_the_codes_it_names() -> None:
    codes = ("030617", "030636", "660110")  # frozen shrimp, fresh shrimp, and an umbrella
    count = len(FACTS["preservation"].choices)
    assert FACTS.likelihoods("preservation", "frozen", codes) == [1, 0, 1 / count]
    joined = JOINT.join(("dried", "salted", "smoked"))
    assert FACTS.likelihoods("preservation", joined, codes) == [0, 0, 1 / (count - 2)]


def test_without_answers_nothing_changes(asking: HSClassifier) -> None:
    for text in ("tea", "  ", "ร่ม"):
        assert asking.answer(text, {}) == asking.classify(text)


def test_the_kind_keeps_what_lies_under_its_code(asking: HSClassifier) -> None:
    heading = asking.answer("tea", {KIND: "0904"}, top_k=50)
    assert {c.code for c in heading.headings} == {"0904"}
    assert heading.level >= 4
    code = asking.answer("tea", {KIND: "090411"})
    assert [c.code for c in code.candidates] == ["090411"]
    assert (code.level, code.questions) == (6, ())


def test_a_kind_within_a_kind_is_a_question_of_its_own(titled: HSClassifier) -> None:
    given: dict[str, str] = {}
    for kind in ("kind4", "kind6"):
        asked = {q.id: q for q in titled.answer("plant", given).questions}
        given[kind] = asked[kind].choices[0].id
    assert given["kind6"].startswith(given["kind4"])
    narrow = titled.answer("plant", given)
    assert narrow == titled.answer("plant", {KIND: given["kind6"]})  # as older links have it
    assert (narrow.level, narrow.questions) == (6, ())


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"colour": "red"}, "no question with the id 'colour'"),
        ({"ground": "red"}, r"has the choices ground, whole, got 'red'"),
        ({"ground": ""}, "has the choices"),
        ({KIND: "0999"}, "is not a code"),
        ({KIND: "090411", "ground": "ground"}, "No subheading fits all"),
    ],
)
def test_answers_that_cannot_be_are_refused(
    asking: HSClassifier, answers: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        asking.answer("pepper", answers)


def test_a_safe_answer_asks_nothing(asking: HSClassifier) -> None:
    calibration = replace(asking.calibration, target_precision=0.2)
    bold = HSClassifier(replace(asking.bundle, calibration=calibration))
    predictions = bold.classify([bold.nomenclature.title(c) for c in bold.nomenclature.codes(6)])
    assert any(p.level == 6 for p in predictions)
    assert all(p.questions == () for p in predictions if p.level == 6)


def test_facts_survive_the_bundle(tmp_path: Path) -> None:
    written = read_facts()
    write_facts(written, tmp_path / "facts.json")
    assert list(Facts.read(tmp_path / "facts.json", CODES)) == written


def test_a_bundle_without_facts_offers_titles(tiny_bundle_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bundle_folder, tmp_path / "copy"))
    (folder / "facts.json").unlink()
    manifest = Manifest.read(folder)
    rows = tuple(row for row in manifest.files if row.path != "facts.json")
    replace(manifest, files=rows).write(folder)
    classifier = HSClassifier.load(folder)
    assert len(classifier.bundle.facts) == 0
    asked = [q for p in classifier.classify(["pepper", "tea", "spice"]) for q in p.questions]
    assert {q.id for q in asked} <= KINDS


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"id": "x"}]', '{"a": 1}'])
def test_broken_facts_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "facts.json").write_text(content)
    with pytest.raises(BundleError, match="does not hold facts"):
        Facts.read(tmp_path / "facts.json", CODES)
