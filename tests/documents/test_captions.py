"""Labels of fields, and what looks like one: house numbers, ports, bank accounts."""

from __future__ import annotations

import pytest

from hsclassify.documents.fields import Field, Sheet, find_fields
from hsclassify.documents.limits import Deadline
from hsclassify.documents.segments import segments
from hsclassify.documents.words import Box, Word
from hsclassify.text import Language
from tests.documents.wording import PARTIES

SIDE = 2000


def fields(*lines: str, lang: Language = "en") -> dict[str, Field]:
    """Find the fields of a page that has *lines* one under another."""
    placed = []
    for number, line in enumerate(lines):
        x, y = 50.0, 100.0 + 30 * number
        for text in line.split():
            placed.append(Word(text, Box(x, y, x + 10 * len(text), y + 20)))
            x += 10 * (len(text) + 1)
    sheet = Sheet(segments(placed, 1), placed, 1, SIDE, SIDE)
    return dict(find_fields([sheet], lang, ".", Deadline(60)))


def value(name: str, *lines: str, lang: Language = "en") -> str | None:
    found = fields(*lines, lang=lang)
    return found[name].value if name in found else None


@pytest.mark.parametrize(
    ("line", "term"),
    [
        ("Terms: DDU Hamburg", "DDU"),
        ("Terms of delivery: daf Lao Bao", "DAF"),
        ("Incoterms: C & F Bangkok", "C&F"),
        ("Delivery terms: cip Lyon", "CIP"),
        ("Price is fob Haiphong", "FOB"),
        ("All prices C&F Manila", "C&F"),
        ("Sent to Mr Dat, des Vosges", None),
        ("Abcif and cifra", None),
    ],
)
def test_terms_of_delivery(line: str, term: str | None) -> None:
    assert value("incoterm", line) == term


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("COMMERCIAL INVOICE & PACKING LIST", "commercial invoice"),
        ("Invoice / Packing List", "commercial invoice"),
        ("商业发票及装箱单", "commercial invoice"),
        ("Packing list of invoice INV-7", "packing list"),
        ("装箱单 PACKING LIST", "packing list"),
        ("PHIẾU ĐÓNG GÓI", "packing list"),
        ("ใบกำกับหีบห่อ", "packing list"),
        ("Invoice (pro forma)", "proforma invoice"),
        ("Proforma invoice and packing list", "proforma invoice"),
        ("Certificate of origin", None),
    ],
)
def test_kinds_of_documents(title: str, kind: str | None) -> None:
    assert value("kind", title) == kind


@pytest.mark.parametrize(
    ("address", "lang"),
    [
        ("No. 25, Industrial Road", "en"),
        ("No. 7", "en"),
        ("Số 15, đường Lê Lợi, Hải Phòng", "vi"),
        ("เลขที่ 99/12 ถนนสุขุมวิท แขวงคลองเตย", "th"),
        ("เลขที่ 45 หมู่ 3 ตำบลบางพลี", "th"),
        *((a, lang) for lang, parties in PARTIES.items() for _, a in parties),
    ],
)
def test_an_address_is_no_number_of_a_document(address: str, lang: Language) -> None:
    assert value("number", address, "Invoice No.: INV-7781", lang=lang) == "INV-7781"
    if address != "No. 7":
        assert value("number", address, lang=lang) is None


@pytest.mark.parametrize(
    ("line", "number", "lang"),
    [
        ("No. INV-2025-118", "INV-2025-118", "en"),
        ("No.: 25", "25", "en"),
        ("Invoice No. 5521", "5521", "en"),
        ("Invoice No. 123456 Date: 5 May 2025", "123456", "en"),
        ("เลขที่ IV-6805-0012", "IV-6805-0012", "th"),
        ("เลขที่: 68/0012", "68/0012", "th"),
        ("Số: 00001234", "00001234", "vi"),
        ("Số (No.): 00001234", "00001234", "vi"),
        ("Số 00001234", "00001234", "vi"),
        ("Số tài khoản: 0123456789", None, "vi"),
        ("Số điện thoại: 028 3822 1234", None, "vi"),
        ("No. of packages: 20", None, "en"),
        ("เลขที่บัญชี 123-4-56789-0", None, "th"),
        ("编号：HT-20250311", "HT-20250311", "zh"),
    ],
)
def test_the_number_of_a_document(line: str, number: str | None, lang: Language) -> None:
    assert value("number", line, lang=lang) == number


def test_the_first_of_two_numbers_counts() -> None:
    assert value("number", "No.: INV-1", "Ref No.: PO-7") == "INV-1"


@pytest.mark.parametrize(
    ("lines", "seller"),
    [
        (("From: Shanghai", "To: Rotterdam"), None),
        (("From: Shanghai", "Vessel: Evergreen 12"), None),
        (("From: Northgate Trading Ltd", "48 Harbour Road"), "Northgate Trading Ltd"),
        (("From: Northgate Trading", "48 Harbour Road, Felixstowe"), "Northgate Trading"),
        (("From: Shanghai", "Seller: Harlow and Finch"), "Harlow and Finch"),
    ],
)
def test_a_port_is_no_seller(lines: tuple[str, ...], seller: str | None) -> None:
    assert value("seller", *lines) == seller


@pytest.mark.parametrize(
    ("lines", "seller", "lang"),
    [
        (("NORTHGATE TRADING CO., LTD.", "48 Harbour Road", "INVOICE"), 0, "en"),
        (("บริษัท สยามรุ่งเรืองการค้า จำกัด", "99/12 ถนนสุขุมวิท", "ใบกำกับภาษี"), 0, "th"),
        (("Công ty TNHH Đại Dương Xanh", "60 Bạch Đằng", "HÓA ĐƠN"), 0, "vi"),
        (("宁波海丰进出口有限公司", "浙江省宁波市", "商业发票"), 0, "zh"),
        (("COMMERCIAL INVOICE", "Bluewater Imports Inc."), None, "en"),
        (("Harbour House", "INVOICE"), None, "en"),
        (("Buyer: Bluewater Imports Inc.", "INVOICE"), None, "en"),
    ],
)
def test_a_letterhead_names_the_seller(
    lines: tuple[str, ...], seller: int | None, lang: Language
) -> None:
    assert value("seller", *lines, lang=lang) == (None if seller is None else lines[seller])


@pytest.mark.parametrize(
    ("line", "kilograms"),
    [
        ("Gross weight: 1,200 KGS (1.2 MT)", 1200),
        ("Gross weight: 1.2 MT (1,200 KGS)", 1200),
        ("Gross weight: 850 LBS", 385.554),
        ("Gross weight (LBS): 850", 385.554),
        ("Gross weight: 500 g", 0.5),
        ("Gross weight: 2,500 grams", 2.5),
        ("Gross weight: KGS 640.5", 640.5),
        ("Gross weight: 18 tons", 18_000),
        ("Gross weight: 640.5", 640.5),
        ("G.W.: 640.5 kg", 640.5),
        ("น้ำหนักรวม: 640.5 กก.", 640.5),
        ("น้ำหนักรวม: 3 ตัน", 3000),
        ("Trọng lượng cả bì: 3 tấn", 3000),
        ("毛重: 640.5 千克", 640.5),
        ("毛重: 500 克", 0.5),
        ("毛重: 3 吨", 3000),
    ],
)
def test_weights_are_told_in_kilograms(line: str, kilograms: float) -> None:
    found = value("gross_weight", line)
    assert found is not None
    assert float(found) == kilograms


@pytest.mark.parametrize(
    ("name", "lines", "expected", "lang"),
    [
        ("buyer", ("Customer No.: 10023", "Bill to: Bluewater Inc."), "Bluewater Inc.", "en"),
        ("buyer", ("Customer No.: 10023",), None, "en"),
        ("buyer", ("客户编号：C102", "收货人：南粤贸易"), "南粤贸易", "zh"),
        ("buyer", ("客户编号：C102",), None, "zh"),
        ("buyer", ("客户 No.: C102",), None, "zh"),
        ("seller", ("Exporter Tax ID: 0105551234567", "Seller: Harlow"), "Harlow", "en"),
        ("seller", ("Seller name & address: Harlow", "Shipper: Finch"), "Harlow", "en"),
        ("seller", ("Người bán (Seller): Cửu Long", "Bên bán: Finch"), "Cửu Long", "vi"),
        ("buyer", ("ลูกค้า Customer: Finch", "ผู้ซื้อ: Harlow"), "Finch", "th"),
        ("buyer", ("Customer reference person: Ms Lee", "Buyer: Harlow"), "Harlow", "en"),
        (
            "date",
            ("Date of shipment: 20 March 2025", "Invoice date: 5 March 2025"),
            "2025-03-05",
            "en",
        ),
        (
            "date",
            ("Invoice date: 5 March 2025", "Date of shipment: 20 March 2025"),
            "2025-03-05",
            "en",
        ),
        ("date", ("Ngày / Date: 5 May 2025", "Ngày: 6 May 2025"), "2025-05-05", "vi"),
        ("date", ("Date (Ngày): 5 May 2025", "Date: 6 May 2025"), "2025-05-05", "en"),
        ("date", ("Ngày Date: 5 May 2025", "Ngày: 6 May 2025"), "2025-05-05", "vi"),
        (
            "gross_weight",
            ("Gross weight per carton: 12 kg", "Total gross weight: 240 kg"),
            "240",
            "en",
        ),
        ("gross_weight", ("Gross weight per carton: 12 kg",), None, "en"),
        ("gross_weight", ("Gross weight/ctn: 12 kg",), None, "en"),
        ("gross_weight", ("น้ำหนักรวมต่อกล่อง: 12 kg",), None, "th"),
        ("gross_weight", ("毛重每箱: 12 kg", "毛重: 240 kg"), "240", "zh"),
        ("gross_weight", ("Gross weight / KGS: 240", "Gross weight: 12"), "240", "en"),
        ("gross_weight", ("Gross weight KGS: 240", "Gross weight: 12"), "240", "en"),
    ],
)
def test_a_label_in_other_words_gives_way_to_the_plain_one(
    name: str, lines: tuple[str, ...], expected: str | None, lang: Language
) -> None:
    assert value(name, *lines, lang=lang) == expected


def test_a_country_that_is_not_known_is_shown_as_printed() -> None:
    assert value("origin", "Country of origin: Bohemia") == "Bohemia"
    assert value("origin", "Country of origin: Nepal") == "NP"
