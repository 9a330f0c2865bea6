"""The name of a party that goes on in the next line, and the address that does not belong to it."""

from __future__ import annotations

import pytest

from hsclassify.documents.fields import Sheet, find_fields
from hsclassify.documents.limits import Deadline
from hsclassify.documents.segments import segments
from hsclassify.documents.words import Box, Word
from hsclassify.text import Language

WIDTH = 1000
SIGN = 10
BESIDE = ("Buyer: Odesa Grain and Metal LLC", "12 Portova Street, Odesa")


def placed(lines: tuple[str, ...], left: float) -> list[Word]:
    """Set lines of text one under another; a sign is 10 pixels wide, Han and Thai ones as well."""
    words = []
    for number, line in enumerate(lines):
        x, y = left, 100.0 + 25 * number
        for text in line.split():
            words.append(Word(text, Box(x, y, x + SIGN * len(text), y + 20)))
            x += SIGN * (len(text) + 1)
    return words


def seller(lines: tuple[str, ...], beside: float, lang: Language = "en") -> str:
    """Return the seller in *lines*, with a buyer that begins *beside* pixels from the left."""
    words = [*placed(lines, 50), *placed(BESIDE, beside)]
    sheet = Sheet(segments(words, 1), words, 1, WIDTH, WIDTH)
    return find_fields([sheet], lang, ".", Deadline(60))["seller"].value


@pytest.mark.parametrize(
    ("lines", "name", "lang"),
    [
        (
            ("Seller: Northgate International Trading", "and Shipping House", "48 Harbour Road"),
            "Northgate International Trading and Shipping House",
            "en",
        ),
        (
            ("Seller: Northgate International", "Company Limited", "48 Harbour Road"),
            "Northgate International Company Limited",
            "en",
        ),
        (
            ("Seller: Harlow &", "Finch", "7 Dock Lane, Fremantle"),
            "Harlow & Finch",
            "en",
        ),
        (
            ("Người bán: Công ty Cổ phần Xuất nhập khẩu", "Cửu Long", "118 Nguyễn Huệ, Quận 1"),
            "Công ty Cổ phần Xuất nhập khẩu Cửu Long",
            "vi",
        ),
        (
            ("ผู้ขาย: บริษัท สยามรุ่งเรืองการค้า", "จำกัด", "99/12 ถนนสุขุมวิท"),
            "บริษัท สยามรุ่งเรืองการค้า จำกัด",
            "th",
        ),
        (
            ("卖方: 宁波海丰进出口", "有限公司", "浙江省宁波市中山东路128号"),
            "宁波海丰进出口有限公司",
            "zh",
        ),
    ],
)
def test_a_name_goes_on(lines: tuple[str, ...], name: str, lang: Language) -> None:
    beside = 50 + SIGN * len(lines[0]) + 80
    assert seller(lines, beside, lang) == name


FULL = "Seller: Northgate International Trading"


@pytest.mark.parametrize(
    "lines",
    [
        (FULL + " Ltd", "Harbour House", "48 Harbour Road"),
        (FULL, "48 Harbour Road, Felixstowe", "United Kingdom"),
        (FULL, "Felixstowe, United Kingdom", "IP11 3SY"),
        (FULL, "Felixstowe"),
        (FULL, "Attn: Mary Finch", "48 Harbour Road"),
        (FULL, "Invoice No. 77", "48 Harbour Road"),
    ],
)
def test_an_address_is_no_part_of_the_name(lines: tuple[str, ...]) -> None:
    beside = 50 + SIGN * len(lines[0]) + 80
    assert seller(lines, beside) == lines[0].removeprefix("Seller: ")


def test_a_name_with_room_behind_it_has_ended() -> None:
    lines = ("Seller: Northgate", "Harbour House", "48 Harbour Road")
    assert seller(lines, beside=600) == "Northgate"
