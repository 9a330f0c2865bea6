"""Long descriptions read in windows."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.text import clean
from hsclassify.windows import WORDS, query_vectors, windows

LONG = {
    "en": "Women's knitted pullover of 60% cotton and 40% polyester, with long sleeves and a round "
    "neckline, ribbed at cuffs and hem, one embroidered flower on the left of the chest, put up "
    "in a polybag of one piece, twelve in a carton, for sale in shops of the importer",
    "th": "เสื้อสวมศีรษะถักสำหรับสตรี ทำด้วยฝ้ายร้อยละหกสิบและโพลีเอสเตอร์ร้อยละสี่สิบ แขนยาวคอกลม "
    "ปลายแขนและชายเสื้อเป็นลายริบ ปักดอกไม้เล็กที่อกซ้ายหนึ่งดอก บรรจุถุงพลาสติกถุงละหนึ่งตัว กล่องละสิบสองตัว "
    "สำหรับวางขายในร้านของผู้นำเข้า",
    "vi": "Áo chui đầu dệt kim dùng cho phụ nữ, 60% bông và 40% polyester, dài tay, cổ tròn, cổ "
    "tay và gấu áo dệt gân, ngực trái thêu một bông hoa nhỏ, mỗi túi nhựa đựng một chiếc, mười "
    "hai chiếc một thùng, để bán tại cửa hàng của nhà nhập khẩu",
    "zh": "女式针织套头衫，百分之六十棉，百分之四十聚酯纤维，长袖圆领，袖口和下摆为罗纹，"
    "左胸绣有一朵小花，每件装入一个塑料袋，每箱十二件，供进口商的商店零售使用，有多种颜色和尺码。",
}


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=90))
def test_windows_hold_all_words_in_order(words: list[str]) -> None:
    text = clean(" ".join(words))
    cut = windows(text)
    assert "".join(cut).replace(" ", "") == (text.replace(" ", "") if cut else "")


@pytest.mark.parametrize("lang", LONG)
def test_a_long_text_is_cut_evenly(lang: str) -> None:
    cut = windows(LONG[lang])
    assert len(cut) > 1
    if lang in ("en", "vi"):
        counts = [len(part.split()) for part in cut]
        assert max(counts) - min(counts) <= 1
        assert abs(np.mean(counts) - WORDS) < WORDS / 2


def test_a_window_of_thai_begins_with_a_letter() -> None:
    assert all(not unicodedata.combining(part[0]) for part in windows(LONG["th"]))


@pytest.mark.parametrize("text", ["", "frozen shrimp", "กุ้งแช่แข็ง", "不锈钢保温杯 500ml"])
def test_a_short_text_is_left_whole(text: str) -> None:
    assert windows(text) == []


def test_short_texts_keep_their_vectors_and_long_ones_lean_to_their_beginning(
    classifier: HSClassifier,
) -> None:
    encoder = classifier.bundle.encoder
    texts = ["frozen shrimp", *LONG.values(), "cà phê rang"]
    vectors, whole = query_vectors(encoder, texts), encoder.encode(texts)
    np.testing.assert_array_equal(vectors[[0, -1]], whole[[0, -1]])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for row in range(1, 1 + len(LONG)):
        first = encoder.encode(windows(texts[row])[:1])[0]
        assert vectors[row] @ first > whole[row] @ first
        # Alone, a text has the vector that it has among others.
        np.testing.assert_array_equal(query_vectors(encoder, [texts[row]])[0], vectors[row])
