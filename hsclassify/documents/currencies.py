"""Which currency a document is in."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from hsclassify.text import Language, language

CODES: Final = (
    "USD", "EUR", "GBP", "JPY", "CNY", "THB", "VND", "HKD", "TWD", "KRW", "SGD", "MYR", "IDR",
    "INR", "AUD", "NZD", "CAD", "CHF", "AED", "PHP", "SEK", "NOK", "DKK", "RUB", "UAH", "BRL",
)  # fmt: skip
_ALIASES: Final = {
    "RMB": "CNY", "人民币": "CNY", "人民幣": "CNY", "VNĐ": "VND", "บาท": "THB", "美元": "USD",
    "欧元": "EUR", "歐元": "EUR", "日元": "JPY", "日圓": "JPY", "港币": "HKD", "港幣": "HKD",
    "泰铢": "THB",
    "泰銖": "THB", "新台幣": "TWD", "新台币": "TWD", "台币": "TWD", "台幣": "TWD", "日圆": "JPY",
    "韩元": "KRW", "韓元": "KRW", "港元": "HKD", "澳元": "AUD", "加元": "CAD", "新加坡元": "SGD",
    "英镑": "GBP", "英鎊": "GBP", "泰国铢": "THB", "越南盾": "VND", "瑞士法郎": "CHF", "卢布": "RUB",
    "ดอลลาร์": "USD",
}  # fmt: skip
_DOLLARS: Final = {
    "US": "USD", "HK": "HKD", "NT": "TWD", "A": "AUD", "AU": "AUD", "S": "SGD", "SG": "SGD",
    "C": "CAD", "CA": "CAD", "CDN": "CAD", "CAN": "CAD", "NZ": "NZD",
}  # fmt: skip
"""What stands before the dollar sign."""
_SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "฿": "THB", "₫": "VND", "₩": "KRW", "₹": "INR", "₽": "RUB", "₴": "UAH",
    "$": "USD",
}  # fmt: skip
_CODE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(CODES)})(?![A-Za-z])")
_ALIAS = re.compile("|".join(re.escape(a) for a in sorted(_ALIASES, key=len, reverse=True)))
_DOLLAR: Final = re.compile(rf"(?<![A-Za-z])({'|'.join(_DOLLARS)})\$")
# Written out, the yuan is a syllable of other words, and the dong one letter, or copper: next to a
# number, in the brackets after the name of a column, or where nothing else is meant.
_SHORT: Final = (
    (re.compile(r"(?<=\d)\s?(?:元|圆|圓)(?:整|(?!\w))|[(（]\s?(?:万?元|圆|圓)\s?[)）]"), "CNY"),
    (
        re.compile(
            r"(?<=\d)\s?(?:đ(?![\w.])|đồng(?=\s*(?:$|[\d.,;/)])))|[(（]\s?(?:đồng|[đĐ])\s?[)）]|^\s*đồng\s*$"
            r"|(?:Việt Nam|VN) đồng|đồng (?:Việt Nam|VN|chẵn)",
            re.IGNORECASE,
        ),
        "VND",
    ),
)
_YEN: Final = "¥￥"
_JAPAN = re.compile(r"JPY|Japan|日本|円|ญี่ปุ่น|Nhật", re.IGNORECASE)
_JAPANESE = re.compile(r"Japan|日本|東京|东京|大阪|株式[会會]社|[\u3040-\u30ff]", re.IGNORECASE)
_CHINA = re.compile(r"CNY|RMB|China|中国|中國|人民|元|จีน|Trung Quốc", re.IGNORECASE)


def find_currency(text: str, lang: Language, seller: str = "") -> str | None:
    """Return the ISO code of the currency that *text* names most often, or None.

    Codes count before symbols. "¥" is the yuan where a document in Chinese names a Chinese
    *seller*, who may well sell goods from Japan; else the yuan or the yen by what else the
    text speaks of, and by its language.
    """
    if named := _named(text):
        return named.most_common(1)[0][0]
    shown = Counter(_SYMBOLS[c] for c in text if c in _SYMBOLS)
    if yen := sum(text.count(sign) for sign in _YEN):
        shown[_yen_or_yuan(text, lang, seller)] += yen
    return shown.most_common(1)[0][0] if shown else None


def shows_currency(text: str, code: str) -> bool:
    """Tell whether *text* has a name or sign of the currency with the ISO *code*."""
    yen = code in {"JPY", "CNY"} and any(sign in text for sign in _YEN)
    return yen or code in _named(text) or any(_SYMBOLS.get(c) == code for c in text)


def _named(text: str) -> Counter[str]:
    """Count the codes and names of currencies in *text*."""
    named = Counter(_CODE.findall(text))
    named.update(_ALIASES[a] for a in _ALIAS.findall(text))
    named.update(_DOLLARS[place] for place in _DOLLAR.findall(text))
    rest = _ALIAS.sub(" ", text)
    for pattern, code in _SHORT:
        if count := len(pattern.findall(rest)):
            named[code] += count
    return named


def _yen_or_yuan(text: str, lang: Language, seller: str) -> str:
    if lang == "zh" and language(seller) == "zh" and not _JAPANESE.search(seller):
        return "CNY"
    japan, china = len(_JAPAN.findall(text)), len(_CHINA.findall(text))
    if japan != china:
        return "JPY" if japan > china else "CNY"
    return "CNY" if lang == "zh" else "JPY"
