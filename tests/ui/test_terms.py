"""One term for one thing, in each language, and polite orders: what a reader would stumble on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import pytest

from hsclassify.agreement import VERDICTS
from hsclassify.tables import Preview, TableResult
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.sentences import SAID
from hsclassify.ui.table_html import step_html
from hsclassify.ui.table_work import Step
from hsclassify.ui.wording import wording

OTHER_TERMS: Final[Mapping[Language, Mapping[str, str]]] = {
    "en": {"this machine": "the server"},
    "th": {
        "โมเดล": "แบบจำลอง",
        "บรรยาย": "อธิบาย",
        "ความเห็น": "ความคิดเห็น",
        "(?<!เข้า)รหัส(?!ผ่าน)": "พิกัด",
        "ใบบรรจุ": "ใบรายการบรรจุหีบห่อ",
        "เลิกใช้|ไม่ใช้แล้ว": "ยกเลิก",
        "เครื่องนี้": "เซิร์ฟเวอร์",
        "คลังสินค้า|สินค้าในคลัง": "คลังข้อความ",
    },
    "vi": {
        r"\{rows\} hàng|(mọi|những|các) hàng\b|^hàng có": "dòng",
        "kho văn bản": "kho ngữ liệu",
        "bị bỏ(?! qua)|hết dùng|không còn dùng": "bị bãi bỏ",
        r"(?<!tờ )khai\b(?! báo)": "khai báo",
        r"\bmã in\b": "mã trên chứng từ",
        "máy này": "máy chủ",
    },
    "zh": {
        "货物|货品": "商品",
        "单据": "单证",
        "停用|不再使用": "废止",
        "语料(?!库)": "语料库",
        "本机": "服务器",
    },
}
"""Terms that would be a second name, as patterns, and the one that is used for the thing."""

# Values that are Chinese text; all others are digits or Latin letters.
CHINESE_VALUES: Final = r"\{(?:language|what|level|hint|check)\}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_thing_has_one_name(lang: Language) -> None:
    others = OTHER_TERMS[lang]
    found = {
        key: f"{text!r}: write {term}"
        for key, text in wording(lang).texts.items()
        for other, term in others.items()
        if re.search(other, text, re.IGNORECASE)
    }
    assert found == {}


def test_an_order_is_as_polite_in_every_language() -> None:
    vietnamese = wording("vi").texts
    orders = {key for key, text in vietnamese.items() if re.search(r"\bhãy\b", text.lower())}
    assert len(orders) > 40
    for lang, please in (("th", "โปรด"), ("zh", "请")):
        texts = wording(lang).texts
        assert {key for key in orders if please not in texts[key]} == set(), lang


def test_chinese_has_a_space_beside_latin_letters_and_digits() -> None:
    texts = {key: re.sub(CHINESE_VALUES, "字", x) for key, x in wording("zh").texts.items()}
    other = r"[A-Za-z0-9{}%]"
    close = re.compile(rf"[\u4e00-\u9fff]{other}|{other}[\u4e00-\u9fff]")
    assert {key: text for key, text in texts.items() if close.search(text)} == {}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_the_page_and_the_note_of_a_row_say_alike_that_goods_are_not_named(lang: Language) -> None:
    words = wording(lang)
    assert words("no_words_body") == words(f"{SAID}no_words")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_lead_is_more_than_bare_digits(lang: Language) -> None:
    said = wording(lang)("reason_lead", code="03", percent="60%", target="90%")
    assert not said.startswith("03")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_count_and_what_it_counts_read_on(lang: Language) -> None:
    counted = TableResult(
        "goods",
        rows=9,
        levels={6: 4, 4: 3, 2: 1, 0: 1},
        repeated=1,
        noted=2,
        agreements=dict.fromkeys(VERDICTS, 1),
    )
    shown = step_html(Step(counted, first=Preview((), (), None, None)), wording(lang))
    begun = re.findall(r"<li><strong>\d</strong> (\w)", shown)
    assert len(begun) == 4 + len(VERDICTS) + 2
    assert all(letter.islower() for letter in begun)
