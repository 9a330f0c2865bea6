"""Dates as four countries write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from hsclassify.documents.numbers import plain
from hsclassify.text import Language, fold

_BUDDHIST_ERA: Final = 543
_BUDDHIST_CENTURY: Final = 2500
_LEAST_BUDDHIST: Final = 50
"""Thai documents of today with this or more for a short year count from the Buddha: 68 is 2568."""
_REPUBLIC: Final = 1911
"""Year before the first of the Republic, from which Taiwan counts."""
_MONTHS: Final = (
    ("jan", "january", "ม.ค.", "มกราคม"),
    ("feb", "february", "ก.พ.", "กุมภาพันธ์"),
    ("mar", "march", "มี.ค.", "มีนาคม"),
    ("apr", "april", "เม.ย.", "เมษายน"),
    ("may", "พ.ค.", "พฤษภาคม"),
    ("jun", "june", "มิ.ย.", "มิถุนายน"),
    ("jul", "july", "ก.ค.", "กรกฎาคม"),
    ("aug", "august", "ส.ค.", "สิงหาคม"),
    ("sep", "sept", "september", "ก.ย.", "กันยายน"),
    ("oct", "october", "ต.ค.", "ตุลาคม"),
    ("nov", "november", "พ.ย.", "พฤศจิกายน"),
    ("dec", "december", "ธ.ค.", "ธันวาคม"),
)
_MONTH_OF: Final = {name: i for i, names in enumerate(_MONTHS, 1) for name in names}
_NAME: Final = "|".join(re.escape(n) for n in sorted(_MONTH_OF, key=len, reverse=True))
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_ERA: Final = r"(?:(?:พ\.?ศ\.?|ค\.?ศ\.?|b\.?e\.?|a\.?d\.?|ปี)\s*)?"
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[\s\-./,]*({_NAME})\.?[\s\-./,]*{_ERA}(\d{{4}}|\d{{2}})"
)
_NAME_FIRST = re.compile(rf"({_NAME})\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?[\s,]+(\d{{4}})")
_REPUBLICAN = re.compile(
    r"(?:民[國国]\s*(\d{1,3})|(?<!\d)(\d{3}))\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})"
)
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_SPOKEN = re.compile(r"(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(\d{4})")


def find_date(text: str, lang: Language = "en") -> str | None:
    """Return the first date in *text* as YYYY-MM-DD, or None.

    Where day and month could be either, the day is first, as everywhere but in the
    United States. Years of the Buddhist era and of the Republic are converted; two digits
    count from the Buddha in Thai, where they cannot be meant otherwise.

    Args:
        text: of the document.
        lang: its language.
    """
    text = fold(plain(text))
    if match := _REPUBLICAN.search(text):
        return _iso(str(int(match[1] or match[2]) + _REPUBLIC), match[3], match[4])
    thai = lang == "th" or bool(_THAI.search(text))
    if match := _YEAR_FIRST.search(text):
        return _iso(match[1], match[2], match[3])
    if match := _SPOKEN.search(text):
        return _iso(match[3], match[2], match[1])
    if match := _NAMED.search(text):
        return _iso(match[3], str(_MONTH_OF[match[2]]), match[1], thai=thai)
    if match := _NAME_FIRST.search(text):
        return _iso(match[3], str(_MONTH_OF[match[1]]), match[2])
    if match := _DAY_FIRST.search(text):
        year, month, day = match[3], match[2], match[1]
        return _iso(year, month, day, thai=thai) or _iso(year, day, month, thai=thai)
    return None


def _iso(year: str, month: str, day: str, *, thai: bool = False) -> str | None:
    number = int(year)
    if number < 100:
        buddhist = thai and number >= _LEAST_BUDDHIST
        number += _BUDDHIST_CENTURY if buddhist else 2000
    if number > 2400:
        number -= _BUDDHIST_ERA
    try:
        return date(number, int(month), int(day)).isoformat()
    except ValueError:
        return None
