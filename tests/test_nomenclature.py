"""The tree of codes, on the real nomenclature of the embedded bundle."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.code_names import CODE_NAMES
from hsclassify.errors import InputError, UnknownCodeError
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import dotted
from hsclassify.text import clean, fold

TREE = Nomenclature.read(EMBEDDED_BUNDLE / "nomenclature.parquet")


@pytest.mark.parametrize(
    "written",
    ["0306.17", "030617", "0306.17.00", "HS 0306 17", "hs: 0306.17", "HS code 0306-17", " 0306 17 ",
     "税则号列：0306.17", "税则 0306.17", "商品编号：0306.17", "海关商品编号0306170090",
     "稅則號列：0306.17", "稅號 0306.17", "商品編號：0306.17", "HS代码：0306.17", "HSN 0306.17",
     "HSN Code: 0306.17", "Tariff number 0306.17", "customs code: 0306 17", "Subheading 0306.17",
     "Mã số hàng hóa: 0306.17", "พิกัดอัตราศุลกากร 0306.17", "รหัสHS 0306.17", "0306170090",
     "0306170", "0306.17.0", "03061700901", "๐๓๐๖๑๗", "０３０６１７"],
)  # fmt: skip
def test_parse_takes_every_usual_way_of_writing(written: str) -> None:
    assert TREE.parse(written) == "030617"


@given(st.sampled_from(TREE.codes(2) + TREE.codes(4) + TREE.codes(6)))
def test_every_code_parses_in_both_forms(code: str) -> None:
    assert TREE.parse(code) == code
    assert TREE.parse(dotted(code)) == code


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "๐", "\u0ed0", "\u1040", "\u17e0", "\uff10"])
@pytest.mark.parametrize("written", ["0306.17", "030617", "HS 0306 17", "พิกัด 0306.17.00"])
def test_digits_of_every_script_count(written: str, zero: str) -> None:
    """Arabic, Persian, Thai, Lao, Burmese, Khmer and wide ones, also among others."""
    other = str.maketrans({str(n): chr(ord(zero) + n) for n in range(10)})
    assert TREE.parse(written.translate(other)) == "030617"
    assert TREE.parse(f"0306.1{'7'.translate(other)}") == "030617"


@given(st.lists(st.characters(categories=["Nd"]), min_size=1, max_size=12).map("".join))
def test_no_digit_is_lost(written: str) -> None:
    assert TREE.digits(written) == "".join(str(int(c)) for c in written)


@given(st.text(max_size=60))
def test_parse_answers_or_says_what_is_wrong(text: str) -> None:
    try:
        assert TREE.parse(text) in TREE
    except InputError as error:
        assert str(error).endswith(".")


def test_unknown_code_names_the_nearest_parent() -> None:
    with pytest.raises(
        UnknownCodeError, match=r"0306\.18 is not a code of HS 2022.*03\.06"
    ) as caught:
        TREE.parse("0306.18")
    assert caught.value.nearest == "0306"
    with pytest.raises(UnknownCodeError, match="without 77"):
        TREE.parse("7701")
    with pytest.raises(UnknownCodeError, match="3 digits"):
        TREE.parse("030")


@pytest.mark.parametrize("wrong", ["shrimp", "", "03a6", "1" * 60, "---"])
def test_parse_refuses_what_is_no_code(wrong: str) -> None:
    with pytest.raises(InputError, match="Expected an HS code"):
        TREE.parse(wrong)


def test_parse_refuses_numbers_because_they_lose_the_zero() -> None:
    with pytest.raises(InputError, match="leading zero"):
        TREE.parse(30617)  # type: ignore[arg-type]


def test_the_tree_is_whole() -> None:
    assert [len(TREE.codes(level)) for level in (1, 2, 4, 6)] == [21, 96, 1228, 5612]
    for level in (2, 4, 6):
        for code in TREE.codes(level):
            assert code in TREE.children(TREE.parent(code))
            assert all(TREE.title(code, lang) for lang in ("en", "th", "vi", "zh"))
    assert TREE.path("030617") == ("I", "03", "0306", "030617")
    with pytest.raises(InputError, match="level"):
        TREE.codes(3)


def test_search_by_words_in_any_language() -> None:
    for query in ("vacuum flask", "FLASK vacuum", "phích chân không"):
        assert any(code.startswith("9617") for code in TREE.search(query)), query
    titles = [fold(TREE.title(code, "vi")) for code in TREE.search("ca phe", limit=8)]
    assert len(titles) == 8
    assert sum("ca phe" in title for title in titles) >= 6
    assert TREE.search("qqqqq") == () == TREE.search("  ")
    assert len(TREE.search("other", limit=3)) <= 3


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("vegetables, frozen", "vegetables frozen"),
        ("tea (green); packed", "tea green packed"),
        ("cà phê, rang", "cà phê rang"),
        ("蔬菜、水果", "蔬菜 水果"),
        ("蔬菜，水果", "蔬菜 水果"),
    ],
)
def test_commas_and_brackets_change_no_search(written: str, plain: str) -> None:
    assert TREE.search(written) == TREE.search(plain) != ()


@pytest.mark.parametrize("name", CODE_NAMES)
@pytest.mark.parametrize("between", ["", " ", ": ", "：", " no. "])
def test_an_old_code_is_seen_after_every_name_of_codes(name: str, between: str) -> None:
    for text in (f"手机，{name}{between}851712", f"MOBILE PHONE {name.upper()}{between}8517120099"):
        found = TREE.old_code_in(clean(text))
        assert found is not None, text
        assert found.code[:6] == "851712"
        assert found.successors[0] == "851713"


@pytest.mark.parametrize(
    "text",
    ["手机 HS编码：851712", "手机HS851712", "手機HS編碼851712", "手机商品编码8517120099",
     "มือถือ พิกัด 851712", "มือถือพิกัดศุลกากร๘๕๑๗๑๒", "phone, HTS 8517120050",
     "phone, HS No. 851712", "phone (HS# 851712)",
     "điện thoại, mã HS 851712", "điện thoại mã số HS: 8517.12.00", "phone, CN8 85171200"],
)  # fmt: skip
def test_an_old_code_is_seen_as_trade_writes_it(text: str) -> None:
    found = TREE.old_code_in(clean(text))
    assert found is not None
    assert found.code[:6] == "851712"


@pytest.mark.parametrize(
    "text",
    ["phone 851712", "手机851712", "มือถือ 851712", "phone, chs 851712", "phone, HS 8517121",
     "phone, HS code of the seller 851712", "phone, tariffs 851712", "phone, HS 851713",
     "phone 8517.12,50 EUR", "phone"],
)  # fmt: skip
def test_other_figures_are_no_old_code(text: str) -> None:
    assert TREE.old_code_in(clean(text)) is None


def test_codes_and_parents_are_the_official_ones(shared: Path) -> None:
    with (shared / "reference/harmonized-system.csv").open(encoding="utf-8") as stream:
        official = {
            r["hscode"]: (r["parent"], r["section"])
            for r in csv.DictReader(stream)
            if r["hscode"].isdigit() and not r["hscode"].startswith("99")
        }
    assert set(official) == {*TREE.codes(2), *TREE.codes(4), *TREE.codes(6)}
    for code, (parent, section) in official.items():
        assert TREE.parent(code) == (section if len(code) == 2 else parent)
