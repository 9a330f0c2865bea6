"""The one text cleaner."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.errors import InputError
from hsclassify.text import MAX_CHARACTERS, clean, fold, has_words, in_script, language


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  frozen\t\nshrimp ", "frozen shrimp"),
        ("ＳＨＲＩＭＰ", "SHRIMP"),
        ("fro\u200bzen\ufeff", "frozen"),
        ("salt &amp; pepper", "salt & pepper"),
        ("⾦属", "金属"),
        ("น้ำมัน", "น้ำมัน"),
        ("cá", "cá"),
        ("a\x00b", "a b"),
        ("x\ud800y", "xy"),
        ("salt &amp;amp; pepper", "salt & pepper"),
        ("&amp;amp;lt;b&amp;amp;gt;", "<b>"),
        ("冷凍蝦 不鏽鋼保溫杯 ABC-1", "冷冻虾 不锈钢保温杯 ABC-1"),
        ("乾燥豬肉", "干燥猪肉"),
        ("凍魟魚", "冻魟鱼"),
        ("", ""),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(st.characters(), max_size=300))
def test_clean_changes_nothing_the_second_time(text: str) -> None:
    once = clean(text)
    if "&" not in once:  # entities may lie in entities any number of times
        assert clean(once) == once


@given(st.text(st.characters(), max_size=300))
def test_clean_leaves_nothing_invisible(text: str) -> None:
    cleaned = clean(text)
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in cleaned)
    assert cleaned == cleaned.strip()


def test_clean_cuts_at_the_stated_length() -> None:
    assert len(clean("shrimp " * 100_000)) <= MAX_CHARACTERS


@pytest.mark.parametrize("wrong", [None, 3, b"shrimp", ["shrimp"]])
def test_clean_refuses_what_is_no_text(wrong: object) -> None:
    with pytest.raises(InputError, match="has to be a text"):
        clean(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("frozen shrimp", "en"),
        ("café crème", "en"),
        ("bánh mì", "vi"),
        ("tủ lạnh Samsung 300L", "vi"),
        ("ข้าวหอมมะลิ 5 กก.", "th"),
        ("สาย USB Type-C", "th"),
        ("Cà phê nhân Robusta chưa rang", "vi"),
        ("不锈钢保温杯", "zh"),
        ("iPhone 15 手机壳", "zh"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert language(text) == lang


def test_fold_takes_diacritics_from_latin_letters_only() -> None:
    assert fold("Cà phê ĐÓNG gói") == "ca phe dong goi"
    assert fold("น้ำ") == "น้ำ"


@pytest.mark.parametrize(
    ("text", "expected"), [("shrimp", True), ("蝦", True), ("🦐 12.5 --", False)]
)
def test_has_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected


def test_in_script() -> None:
    assert in_script("ท่อ PVC", "th")
    assert not in_script("ท่อ", "zh")
    assert not in_script("pipe 管", "en")
    assert not in_script("12", "vi")
