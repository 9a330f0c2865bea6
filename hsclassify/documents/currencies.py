"""Which currency a document is in."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from hsclassify.text import Language

CODES: Final = (
    "USD", "EUR", "GBP", "JPY", "CNY", "THB", "VND", "HKD", "TWD", "KRW", "SGD", "MYR", "IDR",
    "INR", "AUD", "NZD", "CAD", "CHF", "AED", "PHP", "SEK", "NOK", "DKK", "RUB", "UAH", "BRL",
)  # fmt: skip
_ALIASES: Final = {
    "RMB": "CNY", "人民币": "CNY", "人民幣": "CNY", "VNĐ": "VND", "บาท": "THB", "美元": "USD",
    "欧元": "EUR", "歐元": "EUR", "日元": "JPY", "日圓": "JPY", "港币": "HKD", "港幣": "HKD",
    "泰铢": "THB",
    "泰銖": "THB", "新台幣": "TWD", "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD",
    "S$": "SGD",
    "C$": "CAD", "đồng": "VND", "ดอลลาร์": "USD",
}  # fmt: skip
_SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "฿": "THB", "₫": "VND", "₩": "KRW", "₹": "INR", "₽": "RUB", "₴": "UAH",
    "$": "USD",
}  # fmt: skip
_CODE = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(CODES)})(?![A-Za-z])")
_ALIAS = re.compile("|".join(re.escape(a) for a in sorted(_ALIASES, key=len, reverse=True)))
_YEN: Final = "¥￥"
_JAPAN = re.compile(r"JPY|Japan|日本|円|ญี่ปุ่น|Nhật", re.IGNORECASE)
_CHINA = re.compile(r"CNY|RMB|China|中国|中國|人民|元|จีน|Trung Quốc", re.IGNORECASE)


def find_currency(text: str, lang: Language) -> str | None:
    """Return the ISO code of the currency that *text* names most often, or None.

    Codes count before symbols. "¥" is the yuan or the yen by what else the text
    speaks of, and by its language.
    """
    named = Counter(_CODE.findall(text))
    named.update(_ALIASES[a] for a in _ALIAS.findall(text))
    if named:
        return named.most_common(1)[0][0]
    shown = Counter(_SYMBOLS[c] for c in text if c in _SYMBOLS)
    if yen := sum(text.count(sign) for sign in _YEN):
        shown[_yen_or_yuan(text, lang)] += yen
    return shown.most_common(1)[0][0] if shown else None


def _yen_or_yuan(text: str, lang: Language) -> str:
    japan, china = len(_JAPAN.findall(text)), len(_CHINA.findall(text))
    if japan != china:
        return "JPY" if japan > china else "CNY"
    return "CNY" if lang == "zh" else "JPY"
