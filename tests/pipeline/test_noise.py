"""Noise keeps a text a text, and can be repeated."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsclassify.text import LANGUAGES, Language, clean
from pipeline.corpus import read_concepts
from pipeline.student import noise
from pipeline.student.noise import joined, noisy, pieces, shortened


@given(st.text(min_size=1, max_size=60), st.sampled_from(LANGUAGES), st.integers(0, 2**32 - 1))
def test_the_same_generator_gives_the_same_noise(text: str, lang: str, seed: int) -> None:
    once, again = (noisy(text, lang, np.random.default_rng(seed)) for _ in range(2))  # type: ignore[arg-type]
    assert once == again
    assert once


def test_noise_changes_most_texts_and_drops_vietnamese_diacritics_from_some() -> None:
    rng = np.random.default_rng(1)
    texts = [noisy("cà phê nhân chưa rang", "vi", rng) for _ in range(400)]
    assert sum(t != "cà phê nhân chưa rang" for t in texts) > 350
    assert any("ca phe nhan chua rang" in t for t in texts)


@given(st.text(min_size=1, max_size=60), st.sampled_from(LANGUAGES), st.integers(0, 2**32 - 1))
def test_a_shortened_text_is_a_part_of_it(text: str, lang: Language, seed: int) -> None:
    kept = shortened(" ".join(text.split()), lang, np.random.default_rng(seed))
    assert kept in text or kept in " ".join(text.split())
    assert bool(kept) is bool(text.split())


@pytest.mark.parametrize(
    ("lang", "goods", "word"),
    [
        ("en", "frozen peeled shrimp", "shrimp"),
        ("th", "กุ้งแกะเปลือกแช่แข็ง", "แช่แข็ง"),
        ("vi", "tôm bóc vỏ đông lạnh", "tôm"),
        ("zh", "去壳冷冻虾", "冷冻"),
    ],
)
def test_any_of_the_words_may_be_what_is_left(lang: Language, goods: str, word: str) -> None:
    rng = np.random.default_rng(6)
    texts = {shortened(goods, lang, rng) for _ in range(200)}
    assert goods not in texts
    assert len(texts) >= 4
    assert any(word in text for text in texts)


def test_a_single_word_stays() -> None:
    assert shortened("shrimp", "en", np.random.default_rng(0)) == "shrimp"


def test_joined_holds_both() -> None:
    both = joined("tea", "ชา", np.random.default_rng(0))
    assert "tea" in both and "ชา" in both


@pytest.mark.parametrize(
    ("lang", "goods"), [("th", "กุ้งแช่แข็ง"), ("vi", "tôm đông lạnh"), ("zh", "冷冻虾")]
)
def test_brands_are_of_the_language_or_latin(lang: Language, goods: str) -> None:
    rng = np.random.default_rng(4)
    names = {noise._brand(goods, lang, rng).replace(goods, "").strip(" ,-(|") for _ in range(200)}
    latin = {name for name in names if name.isascii()}
    assert 60 < len(latin) < len(names) - 60


def test_words_are_shortened_as_on_till_slips() -> None:
    rng = np.random.default_rng(5)
    texts = {noisy("waterproof mascara", "en", rng) for _ in range(400)}
    assert "waterproof mscr" in texts
    assert any(t.startswith(("wat. ", "wate. ", "water. ")) for t in texts)


GOODS = [c for c in read_concepts() if c.kind == "goods"][::400]
SELDOM = {"_cut_off": 0.03, "_abbreviated": 0.2, "_dropped_words": 0.2}
"""What leaves short names alone, and how many of the corpus' goods it changes at least."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_habit_of_a_language_changes_its_texts(lang: Language) -> None:
    rng = np.random.default_rng(3)
    for habit, weight in zip(*noise._HABITS[lang], strict=True):
        changed = [clean(habit(c.texts[lang], lang, rng)) != clean(c.texts[lang]) for c in GOODS]
        share = sum(changed) / len(changed)
        assert weight > 0
        assert share >= SELDOM.get(habit.__name__, 0.4), (habit.__name__, share)


@given(st.text(max_size=40), st.sampled_from(("th", "zh")))
def test_pieces_of_thai_and_chinese_give_the_text_again(text: str, lang: Language) -> None:
    assert "".join(pieces(text, lang)) == text


@pytest.mark.parametrize(
    ("text", "lang", "cut"),
    [
        ("ข้าวหอมมะลิ", "th", ["ข้าวหอมมะ", "ลิ"]),
        ("กุ้งแช่แข็ง IQF", "th", ["กุ้ง", "แช่", "แข็ง", " IQF"]),
        ("คอมพิวเตอร์พกพา", "th", ["คอมพิว", "เตอร์", "พกพา"]),
        ("不锈钢保温杯500ml", "zh", ["不锈", "钢保", "温杯", "500ml"]),
        ("frozen  shrimp", "en", ["frozen", "shrimp"]),
    ],
)
def test_words_are_cut_where_none_stand_apart(text: str, lang: Language, cut: list[str]) -> None:
    assert pieces(text, lang) == cut


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("th", "เครื่องปั่นน้ำผลไม้ไฟฟ้า", "เครืองปันนำผลไมไฟฟา"),  # no tone marks
        ("th", "กุ้งแช่แข็ง", "กุ้ง แช่ แข็ง"),
        ("zh", "空气调节器", "空调器"),
        ("zh", "保温水杯", "水杯保温"),
        ("vi", "thước cuộn", "thc cn"),
    ],
)
def test_thai_chinese_and_vietnamese_have_habits_of_their_own(
    lang: Language, text: str, wanted: str
) -> None:
    rng = np.random.default_rng(11)
    assert any(wanted in noisy(text, lang, rng) for _ in range(3000))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_are_stuffed_as_in_web_shops(lang: Language) -> None:
    rng = np.random.default_rng(4)
    stuffed = [noise._stuffed("X7", lang, rng) for _ in range(200)]
    words = noise._TITLE_WORDS[lang]
    assert all("X7" in title for title in stuffed)
    assert all(any(w in title for title in stuffed) for w in words)
    assert any(title.startswith("X7") for title in stuffed)
    assert any(title.endswith("X7") for title in stuffed)


@pytest.mark.parametrize(("lang", "room"), [("en", 36), ("zh", 18)])
def test_a_field_has_room_for_thirty_characters(lang: Language, room: int) -> None:
    rng = np.random.default_rng(5)
    cut = [len(noise._cut_off("x" * 99, lang, rng)) for _ in range(300)]
    assert (min(cut), max(cut)) == (room - (10 if lang == "en" else 5), room)


def test_stuffing_names_no_goods_of_the_corpus() -> None:
    """A word that is a good in itself would teach that it says nothing."""
    texts = {lang: {clean(c.texts[lang]).casefold() for c in read_concepts()} for lang in LANGUAGES}
    for lang, words in noise._TITLE_WORDS.items():
        assert [w for w in words if w.casefold() in texts[lang]] == []
