"""Noise of invoices and listings, put on clean corpus terms so that training sees both.

Every function draws from the generator it is given, so a run is repeatable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from hsclassify.text import LANGUAGES, Language, fold

Generator = np.random.Generator
Habit = Callable[[str, Language, Generator], str]
Shares = npt.NDArray[np.float64]

_CONSONANTS: Final = "bcdfghjklmnprstvwz"
_VOWELS: Final = "aeiou"
_NAME_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "th": (
        "ไทย", "สยาม", "ทอง", "ชัย", "เจริญ", "รุ่งเรือง", "ศรี", "มงคล", "วัฒนา", "พัฒนา", "สุข", "เพชร",
        "บูรพา", "ทรัพย์", "กิจ", "ไพศาล", "นคร", "มั่นคง", "อุดม", "สมบูรณ์",
    ),
    "vi": (
        "Minh", "Hòa", "Thịnh", "Phát", "Vượng", "Tân", "Đại", "Hưng", "Long", "Khánh", "An",
        "Việt", "Quốc", "Bảo", "Phúc", "Lộc", "Thành", "Đức", "Hải", "Nam", "Á", "Châu", "Tiến",
    ),
    "zh": (
        *"嘉瑞鼎泰丰华盛达宏远博雅思源清扬卓凡星辰皓月尚品优创",
        *"恒信德隆兴旺佳美康乐永安金百利亚晨曦",
    ),
}  # fmt: skip
"""What companies and brands are called in the languages that do not borrow Latin names for it."""

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
_TITLE_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "fashion", "cute", "luxury", "vintage", "trendy", "upgraded", "2 in 1", "multifunctional",
        "creative", "style", "set", "kit", "accessories", "supplies", "tool", "decor", "holder",
        "men", "women", "girls", "boys", "baby", "family", "summer", "winter", "party", "travel",
        "office", "Christmas", "birthday present", "one size", "S M L XL XXL", "random color",
        "drop shipping", "in stock", "limited offer", "fast delivery",
    ),
    "th": (
        "แฟชั่น", "น่ารัก", "สไตล์เกาหลี", "อเนกประสงค์", "ชุด", "อุปกรณ์", "ของใช้", "ของแต่งบ้าน",
        "ผู้ชาย", "ผู้หญิง", "เด็ก", "ครอบครัว", "ของขวัญ", "เดินทาง", "สำนักงาน", "ฟรีไซซ์", "คละสี",
        "ส่งฟรี", "ส่งไว", "เก็บเงินปลายทาง", "ลดราคา", "ขายดี", "มีของพร้อมส่ง",
    ),
    "vi": (
        "thời trang", "dễ thương", "cao cấp", "đa năng", "phong cách Hàn Quốc", "bộ", "phụ kiện",
        "đồ dùng", "trang trí", "nam", "nữ", "trẻ em", "gia đình", "quà tặng", "du lịch",
        "văn phòng", "freesize", "nhiều màu", "miễn phí vận chuyển", "giao nhanh", "giảm giá",
        "bán chạy", "hàng có sẵn",
    ),
    "zh": (
        "时尚", "可爱", "高档", "多功能", "韩版", "套装", "配件", "用品", "装饰",
        "男士", "女士", "儿童", "家庭", "礼品", "旅行", "办公", "均码", "颜色随机",
        "爆款", "热卖", "现货", "特价", "网红",
    ),
}  # fmt: skip
"""What web shops stuff the title of anything with; none of it says what the goods are."""

_STUFFING: Final = (3, 8)
"""Least words of a stuffed title, and one above the most."""
_YEARS: Final = (2015, 2028)
_FIELDS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(LANGUAGES, (26, 37)),
    "zh": (13, 19),
}
"""Characters that a field of a form has room for, the second excluded; a Chinese one takes two."""

_LEAST_WORDS: Final = 3
_TONE_MARKS: Final = re.compile(r"[\u0e48-\u0e4b]")
_THAI_LETTER: Final = re.compile(r"[\u0e01-\u0e2e]")
_PIECES: Final[dict[str, re.Pattern[str]]] = {
    # A Thai syllable begins at a vowel that is written before its consonant, and ends after some
    # signs. That misses many ends of words, but seldom cuts within a syllable.
    "th": re.compile(
        r"[^\u0e00-\u0e7f]+|[\u0e40-\u0e44]?[\u0e00-\u0e3f\u0e45-\u0e7f]*?"
        r"(?:[\u0e30\u0e33\u0e46\u0e4c]+|(?=[\u0e40-\u0e44]|[^\u0e00-\u0e7f]|$))"
    ),
    # Most Chinese words have two characters.
    "zh": re.compile(r"[\u3400-\u9fff]{1,2}|[^\u3400-\u9fff]+"),
}


def noisy(text: str, lang: Language, rng: Generator) -> str:
    """Return *text* with one to three of the habits of invoices and web shops."""
    habits, weights = _HABITS[lang]
    for _ in range(1 + rng.integers(3)):
        habit = habits[int(rng.choice(len(habits), p=weights))]
        text = habit(text, lang, rng) or text
    return text


def joined(first: str, second: str, rng: Generator) -> str:
    """Return the same goods named twice, in either order, as bilingual invoices do."""
    pair = (first, second) if rng.random() < 0.5 else (second, first)
    return str(rng.choice([" ", " / ", ", ", " - ", "; "])).join(pair)


def shortened(text: str, lang: Language, rng: Generator) -> str:
    """Return some of the words of *text*, one at least, as they stand side by side in it."""
    words, joint = _cut_up(text, lang)
    if len(words) < 2:
        return text
    count = int(rng.integers(1, len(words)))
    at = int(rng.integers(0, len(words) - count + 1))
    return joint.join(words[at : at + count]).strip() or text


def pieces(text: str, lang: Language) -> list[str]:
    """Return what stands for the words of *text*.

    Thai and Chinese write none apart: theirs are cut by guess, and joined give the text again.
    """
    cut = _PIECES.get(lang)
    return [p for p in cut.findall(text) if p] if cut else text.split()


def _words(text: str, lang: Language) -> tuple[list[str], str]:
    """Return the words of *text* and what stands between them."""
    words = text.split()
    return (words, " ") if len(words) >= _LEAST_WORDS else _cut_up(text, lang)


def _cut_up(text: str, lang: Language) -> tuple[list[str], str]:
    """Return the :func:`pieces` of *text* and what stands between them."""
    return pieces(text, lang), "" if lang in _PIECES else " "


def _pick(options: Sequence[str], rng: Generator) -> str:
    return options[int(rng.integers(len(options)))]


def _beside(text: str, addition: str, rng: Generator) -> str:
    draw = rng.random()
    if draw < 0.35:
        return f"{addition} {text}"
    return f"{text}{_pick((' ', ', ', ' - ', ' (', ' | '), rng)}{addition}"


def _brand_name(lang: Language, rng: Generator) -> str:
    """Return an invented name, in half of the cases one of the language's own."""
    parts = _NAME_PARTS.get(lang)
    if not parts or rng.random() < 0.5:
        return _brand_word(rng)
    joint = " " if lang == "vi" else ""
    name = joint.join(_pick(parts, rng) for _ in range(2 + rng.integers(2)))
    return name + _pick(("牌", "", ""), rng) if lang == "zh" else name


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
    return _beside(text, _brand_name(lang, rng), rng)


def _model(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _model_number(rng), rng)


def _sales_talk(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _pick(_SALES[lang], rng), rng)


def _colour(text: str, lang: Language, rng: Generator) -> str:
    return _beside(text, _pick(_COLOURS[lang], rng), rng)


def _capitals(text: str, lang: Language, rng: Generator) -> str:
    return text.upper()


def _stuffed(text: str, lang: Language, rng: Generator) -> str:
    """Web shops put whatever anyone might search for around the name of the goods."""
    options = (*_TITLE_WORDS[lang], *_SALES[lang], *_COLOURS[lang])
    chosen = rng.choice(len(options), int(rng.integers(*_STUFFING)), replace=False)
    words = [options[i] for i in chosen.tolist()]
    if rng.random() < 0.4:
        words.append(str(rng.integers(*_YEARS)))
    at = int(rng.integers(len(words) + 1))
    joint = _pick(("", " "), rng) if lang == "zh" else " "
    return joint.join([*words[:at], text, *words[at:]])


def _word_order(text: str, lang: Language, rng: Generator) -> str:
    words, joint = _words(text, lang)
    if len(words) < _LEAST_WORDS:
        return text
    turn = int(rng.integers(1, len(words)))
    return joint.join(words[turn:] + words[:turn]).strip()


def _spaced(text: str, lang: Language, rng: Generator) -> str:
    """Forms and typists put spaces where Thai and Chinese have none."""
    return " ".join(pieces(text, lang))


def _no_diacritics(text: str, lang: Language, rng: Generator) -> str:
    return fold(text)


def _no_tone_marks(text: str, lang: Language, rng: Generator) -> str:
    return _TONE_MARKS.sub("", text)


def _typing_error(text: str, lang: Language, rng: Generator) -> str:
    if len(text) < (4 if lang == "zh" else 6):
        return text
    at = int(rng.integers(1, len(text) - 2))
    if rng.random() < 0.5:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _cut_off(text: str, lang: Language, rng: Generator) -> str:
    """Customs forms cut a field at about 30 characters, half of that in Chinese."""
    return text[: int(rng.integers(*_FIELDS[lang]))].rstrip()


def _abbreviated(text: str, lang: Language, rng: Generator) -> str:
    """Till slips and parcel forms shorten words, each language in its way."""
    words, joint = _cut_up(text, lang)
    return joint.join(_short(w, lang, rng) if rng.random() < 0.4 else w for w in words)


def _short(word: str, lang: Language, rng: Generator) -> str:
    """Return a word without vowels or by its first letters; a Chinese one by its first."""
    if lang == "zh" and len(word) == 2 and not word.isascii():
        return word[0]
    if lang == "th" and len(word) > 3 and (letter := _THAI_LETTER.search(word)):
        return f"{letter[0]}."
    if not (word.isalpha() and len(word) > (3 if lang == "vi" else 4)):
        return word
    if lang == "vi" or rng.random() < 0.6:
        plain = fold(word) if lang == "vi" else word
        return plain[0] + "".join(c for c in plain[1:] if c not in _VOWELS)
    return word[: 3 + int(rng.integers(3))] + _pick(("", "."), rng)


def _dropped_words(text: str, lang: Language, rng: Generator) -> str:
    words, joint = _words(text, lang)
    if len(words) <= _LEAST_WORDS:
        return text
    kept = [w for w in words if rng.random() > 0.2]
    return joint.join(kept).strip() if len(kept) >= 2 else text


_EVERYWHERE: Final[tuple[tuple[Habit, int], ...]] = (
    (_size, 3), (_brand, 3), (_model, 2), (_sales_talk, 2), (_stuffed, 2), (_colour, 1),
    (_word_order, 2), (_typing_error, 1), (_cut_off, 1), (_dropped_words, 2), (_abbreviated, 2),
)  # fmt: skip
_OF_LANGUAGE: Final[dict[Language, tuple[tuple[Habit, int], ...]]] = {
    "en": ((_capitals, 1),),
    "th": ((_no_tone_marks, 2), (_spaced, 1)),
    "vi": ((_capitals, 1), (_no_diacritics, 3)),
    "zh": ((_spaced, 2),),
}


def _weighted(habits: Sequence[tuple[Habit, int]]) -> tuple[tuple[Habit, ...], Shares]:
    weights = np.array([weight for _, weight in habits], float)
    return tuple(habit for habit, _ in habits), weights / weights.sum()


_HABITS: Final = {lang: _weighted((*_EVERYWHERE, *own)) for lang, own in _OF_LANGUAGE.items()}
"""By language the habits and how likely each is. The width of letters is no habit: what training
and serving read was brought to one by :func:`hsclassify.text.clean`."""
