"""Noise of invoices and listings, put on clean corpus terms so that training sees both.

Every function draws from the generator it is given, so a run is repeatable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from hsclassify.text import Language, fold

Generator = np.random.Generator

_CONSONANTS: Final = "bcdfghjklmnprstvwz"
_VOWELS: Final = "aeiou"
_UNITS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("pcs", "kg", "g", "ml", "L", "cm", "mm", "inch", "pack", "sets", "ctns", "dozen", "W"),
    "th": ("ชิ้น", "กก.", "กรัม", "มล.", "ลิตร", "ซม.", "แพ็ค", "กล่อง", "ชุด", "ถุง", "ขวด"),
    "vi": ("cái", "kg", "gr", "ml", "lít", "cm", "gói", "hộp", "bộ", "chai", "thùng"),
    "zh": ("个", "公斤", "克", "毫升", "升", "厘米", "包", "盒", "套", "箱", "件"),
}
_SALES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "new 100%", "hot sale", "free shipping", "wholesale", "high quality", "for sample",
        "brand new", "OEM", "portable", "for home use", "factory price", "made in China",
        "gift", "best seller", "premium", "for women men", "kids", "outdoor", "DIY",
    ),
    "th": (
        "ของใหม่", "สินค้าใหม่ 100%", "พร้อมส่ง", "ราคาถูก", "คุณภาพดี", "ขายส่ง", "ของแท้",
        "ใช้ในบ้าน", "รุ่นใหม่",
    ),
    "vi": (
        "hàng mới 100%", "mới 100%", "giá rẻ", "chất lượng cao", "chính hãng", "hàng mẫu",
        "dùng trong gia đình", "nsx", "xuất xứ Trung Quốc", "hàng không thanh toán", "hiệu",
    ),
    "zh": ("全新", "厂家直销", "包邮", "高品质", "新款", "批发", "家用", "无牌", "样品"),
}  # fmt: skip
_COLOURS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("black", "white", "red", "blue", "green", "pink", "grey", "gold", "multicolor"),
    "th": ("สีดำ", "สีขาว", "สีแดง", "สีฟ้า", "สีเขียว", "สีชมพู", "สีเทา"),
    "vi": ("màu đen", "màu trắng", "màu đỏ", "màu xanh", "màu hồng", "màu xám"),
    "zh": ("黑色", "白色", "红色", "蓝色", "绿色", "粉色", "灰色"),
}


def noisy(text: str, lang: Language, rng: Generator) -> str:
    """Return *text* with one to three of the habits of invoices and web shops."""
    for _ in range(1 + rng.integers(3)):
        habit = _HABITS[int(rng.choice(len(_HABITS), p=_WEIGHTS))]
        text = habit(text, lang, rng)
    return text


def joined(first: str, second: str, rng: Generator) -> str:
    """Return the same goods named twice, in either order, as bilingual invoices do."""
    pair = (first, second) if rng.random() < 0.5 else (second, first)
    return str(rng.choice([" ", " / ", ", ", " - ", "; "])).join(pair)


def _pick(options: Sequence[str], rng: Generator) -> str:
    return options[int(rng.integers(len(options)))]


def _beside(text: str, addition: str, rng: Generator) -> str:
    draw = rng.random()
    if draw < 0.35:
        return f"{addition} {text}"
    return f"{text}{_pick((' ', ', ', ' - ', ' (', ' | '), rng)}{addition}"


def _brand_word(rng: Generator) -> str:
    syllables = (
        _CONSONANTS[int(rng.integers(len(_CONSONANTS)))] + _VOWELS[int(rng.integers(len(_VOWELS)))]
        for _ in range(2 + rng.integers(2))
    )
    word = "".join(syllables) + (_pick(("x", "n", "r", "s", "k", ""), rng))
    return word.upper() if rng.random() < 0.4 else word.capitalize()


def _model_number(rng: Generator) -> str:
    letters = "".join(chr(65 + int(rng.integers(26))) for _ in range(1 + rng.integers(3)))
    digits = str(rng.integers(10, 99999))
    return f"{letters}{_pick(('', '-', ' '), rng)}{digits}{_pick(('', 'A', 'X', '-2'), rng)}"


def _size(text: str, lang: Language, rng: Generator) -> str:
    amount = _pick((str(rng.integers(1, 30)), str(rng.integers(1, 20) * 50), "0.5", "1.5"), rng)
    joint = "" if lang == "zh" else _pick(("", " "), rng)
    if rng.random() < 0.2:
        dimensions = "x".join(str(rng.integers(2, 200)) for _ in range(2 + rng.integers(2)))
        return _beside(text, f"{dimensions}{_pick(('mm', 'cm', ''), rng)}", rng)
    return _beside(text, f"{amount}{joint}{_pick(_UNITS[lang], rng)}", rng)


def _brand(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _brand_word(rng), rng)


def _model(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _model_number(rng), rng)


def _sales_talk(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _pick(_SALES[lang], rng), rng)


def _colour(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _pick(_COLOURS[lang], rng), rng)


def _capitals(text: str, lang: Language, rng: Generator) -> str:
    return text.upper()


def _word_order(text: str, lang: Language, rng: Generator) -> str:
    words = text.split()
    if len(words) < 3:
        return text
    turn = int(rng.integers(1, len(words)))
    return " ".join(words[turn:] + words[:turn])


def _no_diacritics(text: str, lang: Language, rng: Generator) -> str:
    return fold(text) if lang == "vi" else text


def _typing_error(text: str, lang: Language, rng: Generator) -> str:
    if len(text) < 6:
        return text
    at = int(rng.integers(1, len(text) - 2))
    if rng.random() < 0.5:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _cut_off(text: str, lang: Language, rng: Generator) -> str:
    """Customs forms cut a field at 30 characters or so."""
    return text[: max(12, int(len(text) * 0.7))] if len(text) > 24 else text


def _abbreviated(text: str, lang: Language, rng: Generator) -> str:
    """Till slips and parcel forms shorten words: without vowels, or to their first letters."""
    words = text.split()
    return " ".join(_short(w, rng) if rng.random() < 0.4 else w for w in words)


def _short(word: str, rng: Generator) -> str:
    if not (word.isascii() and word.isalpha() and len(word) > 4):
        return word
    if rng.random() < 0.6:
        return word[0] + "".join(c for c in word[1:] if c not in _VOWELS)
    return word[: 3 + int(rng.integers(3))] + _pick(("", "."), rng)


def _dropped_words(text: str, lang: Language, rng: Generator) -> str:
    words = text.split()
    if len(words) < 4:
        return text
    kept = [w for w in words if rng.random() > 0.2]
    return " ".join(kept) if len(kept) >= 2 else text


_HABITS: Final[tuple[Callable[[str, Language, Generator], str], ...]] = (
    _size, _brand, _model, _sales_talk, _colour, _capitals, _word_order, _no_diacritics,
    _typing_error, _cut_off, _dropped_words, _abbreviated,
)  # fmt: skip
_WEIGHTS: Final = np.array([3, 3, 2, 3, 1, 1, 2, 3, 1, 1, 2, 2], float) / 24
