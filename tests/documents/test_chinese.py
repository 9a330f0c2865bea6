"""Pictures of Chinese pages: which of the two packs reads them."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Final

import pytest
from PIL import Image, ImageDraw, ImageFont

from hsclassify import HSClassifier
from hsclassify.documents import Limits, read_document
from hsclassify.documents.limits import Deadline
from hsclassify.documents.pages import read_pages
from hsclassify.documents.vocabulary import column_term
from hsclassify.text import Language

_FONT: Final = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_FACES: Final = {"simplified": 2, "traditional": 3}
"""Places of the faces in the font's file."""
pytestmark = pytest.mark.skipif(
    not shutil.which("tesseract") or not _FONT.exists(),
    reason="needs tesseract-ocr and the fonts of packages-test.txt",
)

TRADITIONAL: Final = """商業發票
發票號碼：INV-77
賣方：海豐貿易有限公司
原產國：越南
項次|品名|數量|單位|單價|金額
1|冷凍蝦仁|215|公斤|2.00|430.00
總額|||||430.00
總毛重：180.5 公斤
總淨重：160.0 公斤"""
SIMPLIFIED: Final = """商业发票
发票号码：INV-77
卖方：海丰贸易有限公司
原产国：越南
项次|品名|数量|单位|单价|金额
1|冷冻虾仁|215|公斤|2.00|430.00
总额|||||430.00
总毛重：180.5 公斤
总净重：160.0 公斤"""
_LEFT: Final = (100, 210, 620, 780, 920, 1080)


def picture(text: str, face: str) -> bytes:
    """Return a scanned page that says *text*, the cells of its table between bars."""
    font = ImageFont.truetype(str(_FONT), 34, index=_FACES[face])
    sheet = Image.new("RGB", (1300, 1000), "white")
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(text.splitlines()):
        for left, cell in zip(_LEFT, line.split("|"), strict=False):
            draw.text((left, 80 + 80 * number), cell, "black", font=font)
    stream = io.BytesIO()
    sheet.save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize("lang", [None, "zh"])
@pytest.mark.parametrize(
    ("text", "face", "packs"),
    [(TRADITIONAL, "traditional", "chi_tra"), (SIMPLIFIED, "simplified", "chi_sim")],
)
def test_a_chinese_page_is_read_in_its_own_signs(
    text: str, face: str, packs: str, lang: Language | None
) -> None:
    pages = read_pages(picture(text, face), Limits(), Deadline(600), lang)
    assert [page.packs for page in pages] == [packs]


def test_a_traditional_page_has_lines_fields_and_a_total(tiny_classifier: HSClassifier) -> None:
    data = picture(TRADITIONAL, "traditional")
    document = read_document(data, tiny_classifier, Limits(seconds=600))
    assert [item.description for item in document.items] == ["冷凍蝦仁"]
    values = {name: field.value for name, field in document.fields.items()}
    assert values["number"] == "INV-77"
    assert values["origin"] == "VN"
    assert values["gross_weight"] == "180.5"
    assert values["net_weight"] == "160"
    assert document.sum.total == 430
    assert document.sum.agrees


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("品名", "description"),
        ("數量", "quantity"),
        ("單價", "price"),
        ("金額", "amount"),
        ("總額", "amount"),
        ("合計", "amount"),
        ("生產國", "origin"),
        ("材質", "detail"),
        ("淨重", "net"),
    ],
)
def test_headers_in_traditional_signs(text: str, role: str) -> None:
    found = column_term(text)
    assert found is not None
    assert found[0] == role
