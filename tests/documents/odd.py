"""Documents set as the drawn layouts are not, each with its truth; goods and parties are made up.

Its name says what a layout taught the reader.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hsclassify.text import Language

_FONTS: Final = {"en": "DejaVu Sans", "th": "Garuda", "vi": "DejaVu Sans", "zh": "Noto Sans CJK SC"}
_AMOUNT = re.compile(r"-?[\d.,]+%?")
_NO_PRICE: Final = frozenset({"FOC", ""})
Cells = Sequence[str]
"""The cells of a row; "3:TOTAL" is one that takes three columns."""


@dataclass(frozen=True)
class Odd:
    """A document.

    Attributes:
        title: its headline.
        facts: what stands above the table, a line each.
        header: the rows of the table's header; "\\n" ends a line of a cell.
        rows: of the goods; one of a single cell is a headline among them.
        shows: column of each value of an item by its name.
        closing: the rows below the goods.
        foot: what stands below the table.
        grid: whether lines are drawn.
        said: values that the columns do not show, by row.
        fields: what a reader should find.
    """

    language: Language
    title: str
    facts: Sequence[str]
    header: Sequence[Cells]
    rows: Sequence[Cells]
    shows: Mapping[str, int]
    closing: Sequence[Cells] = ()
    foot: str = ""
    grid: bool = True
    said: Sequence[Mapping[str, str]] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


def markup(odd: Odd) -> str:
    """Return a document as HTML."""
    rules = "td,th{border:.75pt solid #222}" if odd.grid else ""
    head = "".join(_row(row, "th") for row in odd.header)
    body = "".join(_row(row, "td") for row in (*odd.rows, *odd.closing))
    facts = "".join(f"<div>{html.escape(fact)}</div>" for fact in odd.facts)
    return (
        f"<!doctype html><html lang={odd.language}><meta charset=utf-8><style>"
        f"@page{{size:A4;margin:14mm}}body{{font:10pt/1.3 '{_FONTS[odd.language]}';margin:0}}"
        "table{border-collapse:collapse;width:100%;margin:12pt 0}"
        "td,th{padding:3pt 5pt;text-align:left;vertical-align:top}"
        f"td.n{{text-align:right;white-space:nowrap}}h1{{text-align:center}}{rules}</style><body>"
        f"<h1>{html.escape(odd.title)}</h1>{facts}<table><thead>{head}</thead>"
        f"<tbody>{body}</tbody></table><p>{html.escape(odd.foot)}</p></body></html>"
    )


def _row(cells: Cells, tag: str) -> str:
    return f"<tr>{''.join(_cell(cell, tag) for cell in cells)}</tr>"


def _cell(cell: str, tag: str) -> str:
    span, colon, text = cell.partition(":")
    wide = span.isdigit() and colon and len(span) == 1
    text = text if wide else cell
    shown = html.escape(text).replace("\n", "<br>")
    right = " class=n" if tag == "td" and _AMOUNT.fullmatch(text) else ""
    return f"<{tag}{right}{f' colspan={span}' if wide else ''}>{shown}</{tag}>"


def truth(odd: Odd, kind: str) -> dict[str, Any]:
    """Return what a reader should find, as the JSON beside a document holds it."""
    goods = [row for row in odd.rows if len(row) > 1]
    said = odd.said or [{}] * len(goods)
    return {
        "language": odd.language,
        "kind": kind,
        "items": [_item(odd, row, more) for row, more in zip(goods, said, strict=True)],
        "fields": dict(odd.fields),
    }


def _item(odd: Odd, row: Cells, said: Mapping[str, str]) -> dict[str, Any]:
    texts = {name: row[column] for name, column in odd.shows.items()} | said
    numbers = {
        name: None if texts.get(name, "") in _NO_PRICE else _number(texts[name], odd.language)
        for name in ("quantity", "unit_price", "amount")
    }
    words = {name: texts.get(name) for name in ("description", "unit", "hs_code", "origin")}
    return {**words, **numbers, "hs6": None}


def _number(text: str, lang: Language) -> float:
    digits = re.sub(r"[^\d.,]", "", text)
    if lang == "vi":
        digits = digits.replace(".", "").replace(",", ".")
    return float(digits.replace(",", ""))


_SELLER: Final = "Northgate Trading Ltd"
_BUYER: Final = "Bluewater Imports Inc."
_PARTIES: Final = {"seller": _SELLER, "buyer": _BUYER}
_FACTS: Final = (f"Seller: {_SELLER}", f"Buyer: {_BUYER}", "Date: 5 May 2025")
_INVOICE: Final = {"kind": "commercial invoice", "date": "2025-05-05", **_PARTIES}

ODD: Final[Mapping[str, Odd]] = {
    "en-odd-description-last": Odd(
        "en", "COMMERCIAL INVOICE", (*_FACTS, "Invoice No.: INV-7781", "Currency: USD"),
        (("Qty", "Unit", "Unit price", "Amount", "HS Code", "Origin", "Description of goods"),),
        (
            ("120", "PCS", "4.50", "540.00", "6109.10", "Viet Nam",
             "Men's knitted cotton T-shirts, round neck, short sleeve, size M to XL"),
            ("35", "CTNS", "18.00", "630.00", "0901.21", "Brazil",
             "Roasted coffee beans in 1 kg bags"),
            ("1,200", "KG", "2.35", "2,820.00", "0306.17", "Thailand",
             "Frozen vannamei shrimp, peeled, IQF, size 31/40, packed 10 x 1 kg"),
            ("8", "SETS", "410.00", "3,280.00", "8414.51", "China",
             "Ceiling fans with remote control"),
        ),
        {"quantity": 0, "unit": 1, "unit_price": 2, "amount": 3, "hs_code": 4, "origin": 5,
         "description": 6},
        (("", "", "Total", "7,270.00", "", "", ""),),
        grid=False,
        fields={**_INVOICE, "number": "INV-7781", "currency": "USD", "total": 7270.0},
    ),
    "en-odd-code-below-goods": Odd(
        "en", "INVOICE", (*_FACTS, "Invoice number: HF-2210"),
        (("Item", "Description", "Quantity", "UOM", "Price (USD)", "Amount (USD)"),),
        (
            ("1", "Roasted coffee beans, whole\nHS Code: 0901.21.00\nCountry of origin: Brazil",
             "40", "BAGS", "85.00", "3,400.00"),
            ("2", "Stainless steel vacuum flasks 500 ml\nHS Code: 9617.00.00 / Origin: China",
             "1,000", "PCS", "3.20", "3,200.00"),
            ("3", "Ball point pens\nHS 9608.10.00", "5,000", "PCS", "0.12", "600.00"),
        ),
        {"description": 1, "quantity": 2, "unit": 3, "unit_price": 4, "amount": 5},
        (("5:TOTAL", "7,200.00"),),
        said=(
            {"description": "Roasted coffee beans, whole", "hs_code": "0901.21.00",
             "origin": "Brazil"},
            {"description": "Stainless steel vacuum flasks 500 ml", "hs_code": "9617.00.00",
             "origin": "China"},
            {"description": "Ball point pens", "hs_code": "9608.10.00"},
        ),
        fields={**_INVOICE, "number": "HF-2210", "currency": "USD", "total": 7200.0},
    ),
    "en-odd-numbers-over-two-lines": Odd(
        "en", "COMMERCIAL INVOICE", (*_FACTS, "Invoice No.: 99-4411"),
        (("Item code", "Product", "Quantity", "Unit Price", "Total Price"),),
        (
            ("KX-100", "Wooden chairs, upholstered", "10 PCS", "USD\n45.00/PC", "USD\n450.00"),
            ("KX-220", "Ceramic floor tiles 60 x 60 cm", "1,250\nSQM", "USD\n6.40/SQM",
             "USD 8,000.00"),
            ("KX-301", "Cotton bed sheets, printed, queen size\nwith two pillow cases",
             "300 SETS", "USD\n12.75/SET", "USD 3,825.00"),
            ("KX-415", "LED lamps E27 9W", "2,000 PCS", "USD 0.85/PC", "USD 1,700.00"),
        ),
        {"description": 1, "quantity": 2, "unit_price": 3, "amount": 4},
        (("", "Grand total", "", "", "USD\n13,975.00"),),
        grid=False,
        said=(
            {"unit": "PCS"}, {"unit": "SQM"},
            {"unit": "SETS", "description": "Cotton bed sheets, printed, queen size with two pillow"
             " cases"},
            {"unit": "PCS"},
        ),
        fields={**_INVOICE, "number": "99-4411", "currency": "USD", "total": 13975.0},
    ),
    "en-odd-item-numbers": Odd(
        "en", "INVOICE", (*_FACTS, "Invoice No.: NT-1002"),
        (("Pos.", "Description of Goods", "Qty", "Unit", "Rate", "Value (EUR)"),),
        (
            ("6:1. Garments",),
            ("1.1", "Men's shirts of cotton, woven", "200", "PCS", "7.25", "1,450.00"),
            ("1.2", "Women's blouses of silk", "80", "PCS", "19.90", "1,592.00"),
            ("6:2. Footwear",),
            ("2.1", "Sports shoes with rubber soles", "150", "PAIRS", "14.00", "2,100.00"),
            ("2.10", "Rubber boots, waterproof", "40", "PAIRS", "9.00", "360.00"),
        ),
        {"description": 1, "quantity": 2, "unit": 3, "unit_price": 4, "amount": 5},
        (("5:Total EUR", "5,502.00"),),
        fields={**_INVOICE, "number": "NT-1002", "currency": "EUR", "total": 5502.0},
    ),
    "en-odd-proforma": Odd(
        "en", "PROFORMA INVOICE", (*_FACTS, "Proforma No.: PI-2025-118", "Terms: CIF Haiphong"),
        (("Description", "HS Code", "Quantity", "Unit", "Unit price\nUSD", "Amount\nUSD"),),
        (
            ("Solar panels 450 W, monocrystalline", "8541.43", "120", "PCS", "98.00", "11,760.00"),
            ("Mounting rails of aluminium, 4.2 m", "7610.90", "240", "PCS", "11.50", "2,760.00"),
            ("Inverters 10 kW, three phase", "8504.40", "12", "SETS", "640.00", "7,680.00"),
        ),
        {"description": 0, "hs_code": 1, "quantity": 2, "unit": 3, "unit_price": 4, "amount": 5},
        (
            ("", "", "", "", "Subtotal", "22,200.00"),
            ("", "", "", "", "Less discount 5%", "-1,110.00"),
            ("", "", "", "", "Ocean freight", "1,850.00"),
            ("", "", "", "", "Insurance", "60.00"),
            ("", "", "", "", "TOTAL CIF HAIPHONG", "23,000.00"),
        ),
        "Bank: Harbour Bank, Fremantle. Account 123 456 789. Validity: 30 days.",
        grid=False,
        fields={**_INVOICE, "kind": "proforma invoice", "number": "PI-2025-118", "currency": "USD",
                "incoterm": "CIF", "total": 23000.0},
    ),
    "en-odd-header-over-columns": Odd(
        "en", "COMMERCIAL INVOICE", (*_FACTS, "Invoice No.: SP-31"),
        (
            ("Marks & Nos", "Description of goods", "HS code", "2:Quantity", "2:USD, FOB Haiphong"),
            ("", "", "", "Cartons", "Pieces", "Unit price", "Amount"),
        ),
        (
            ("N/M", "Cotton T-shirts, printed", "6109.10", "10", "500", "3.20", "1,600.00"),
            ("N/M", "Denim trousers for men", "6203.42", "24", "480", "11.00", "5,280.00"),
            ("N/M", "Knitted gloves of wool", "6116.91", "5", "1,000", "1.45", "1,450.00"),
        ),
        {"description": 1, "hs_code": 2, "quantity": 4, "unit_price": 5, "amount": 6},
        (("", "TOTAL", "", "39", "1,980", "", "8,330.00"),),
        fields={**_INVOICE, "number": "SP-31", "currency": "USD", "incoterm": "FOB",
                "total": 8330.0},
    ),
    "en-odd-discount-column": Odd(
        "en", "INVOICE", (*_FACTS, "Invoice No. 5521"),
        (("#", "Item description", "Qty", "Unit", "Price", "Disc.", "Net amount"),),
        (
            ("1", "Steel bolts M8 x 40, zinc plated", "2,000", "PCS", "0.08", "10%", "144.00"),
            ("2", "Hex nuts M8", "2,000", "PCS", "0.03", "10%", "54.00"),
            ("3", "Cordless drill 18 V with two batteries", "25", "SETS", "89.00", "5%",
             "2,113.75"),
            ("4", "Safety gloves, leather", "120", "PAIRS", "2.90", "0%", "348.00"),
        ),
        {"description": 1, "quantity": 2, "unit": 3, "unit_price": 4, "amount": 6},
        (("6:Total due GBP", "2,659.75"),),
        grid=False,
        fields={**_INVOICE, "number": "5521", "currency": "GBP", "total": 2659.75},
    ),
    "en-odd-free-of-charge": Odd(
        "en", "COMMERCIAL INVOICE", (*_FACTS, "Invoice No.: SN-604"),
        (("Description", "Quantity", "Unit", "Unit Price", "Amount (USD)"),),
        (
            ("Cotton T-shirts, printed", "100", "PCS", "2.00", "200.00"),
            ("Denim trousers for men", "40", "PCS", "11.00", "440.00"),
            ("Freight containers", "2", "PCS", "50.00", "100.00"),
            ("Sample bags of jute, for the\ntrade fair", "100", "PCS", "FOC", "FOC"),
            ("Knitted gloves of wool", "60", "PAIRS", "1.50", "90.00"),
            ("Packing tape", "5", "ROLLS", "FOC", "FOC"),
        ),
        {"description": 0, "quantity": 1, "unit": 2, "unit_price": 3, "amount": 4},
        (
            ("4:Subtotal", "830.00"),
            ("4:Shipping & handling", "45.00"),
            ("4:Tax (7%)", "58.10"),
            ("4:TOTAL", "933.10"),
            ("4:Total G.W.", "850 KG"),
        ),
        grid=False,
        said=(
            {}, {}, {}, {"description": "Sample bags of jute, for the trade fair"}, {}, {},
        ),
        fields={**_INVOICE, "number": "SN-604", "currency": "USD", "total": 933.1},
    ),
    "en-odd-mixed-cartons": Odd(
        "en", "PACKING LIST", (*_FACTS, "Invoice No.: MC-18", "Total packages: 21 CTNS"),
        (("Description of goods", "Qty", "Cartons", "N.W. (KGS)", "G.W. (KGS)"),),
        (
            ("Stainless steel vacuum flasks 500 ml", "1,000", "20", "260.0", "300.0"),
            ("Folding umbrellas of polyester", "30", "1", "18.5", "20.0"),
            ("Ball point pens", "50", "", "", ""),
            ("Cotton towels", "12", "", "", ""),
        ),
        {"description": 0, "quantity": 1},
        (("TOTAL", "1,092", "21", "278.5", "320.0"),),
        fields={**_INVOICE, "kind": "packing list", "number": "MC-18", "net_weight": 278.5,
                "gross_weight": 320.0},
    ),
    "th-odd-tax-invoice": Odd(
        "th", "ใบกำกับภาษี / ใบส่งของ",
        ("ผู้ขาย: บริษัท สยามรุ่งเรืองการค้า จำกัด", "เลขประจำตัวผู้เสียภาษี 0105551234567",
         "ลูกค้า: บริษัท อันดามันส่งออก จำกัด", "เลขที่: IV-6805-0012", "วันที่: 12/05/2568"),
        (("ลำดับ\nNo.", "รายการ\nDescription", "จำนวน\nQuantity", "หน่วย\nUnit",
          "ราคาต่อหน่วย\nUnit Price", "จำนวนเงิน\nAmount"),),
        (
            ("1", "ข้าวหอมมะลิ บรรจุถุง 5 กก.", "200", "ถุง", "185.00", "37,000.00"),
            ("2", "น้ำมันปาล์มบริสุทธิ์ ขวด 1 ลิตร", "480", "ขวด", "42.50", "20,400.00"),
            ("3", "ปลาทูน่าในน้ำเกลือ ขนาด 185 กรัม", "1,200", "ขวด", "28.00", "33,600.00"),
            ("4", "กุ้งแช่แข็งปอกเปลือก", "50", "กก.", "320.00", "16,000.00"),
        ),
        {"description": 1, "quantity": 2, "unit": 3, "unit_price": 4, "amount": 5},
        (
            ("4:ตัวอักษร: หนึ่งแสนสี่พันหกร้อยสี่สิบหกบาทถ้วน", "รวมเป็นเงิน", "107,000.00"),
            ("4:", "ส่วนลด", "9,200.00"),
            ("4:", "ภาษีมูลค่าเพิ่ม 7%", "6,846.00"),
            ("4:", "จำนวนเงินรวมทั้งสิ้น", "104,646.00"),
        ),
        fields={"kind": "commercial invoice", "number": "IV-6805-0012", "date": "2025-05-12",
                "seller": "บริษัท สยามรุ่งเรืองการค้า จำกัด",
                "buyer": "บริษัท อันดามันส่งออก จำกัด", "currency": "THB", "total": 104646.0},
    ),
    "vi-odd-numbered-columns": Odd(
        "vi", "HÓA ĐƠN GIÁ TRỊ GIA TĂNG",
        ("Số: 00001234", "Ngày 12 tháng 05 năm 2025",
         "Đơn vị bán hàng: Công ty TNHH Đại Dương Xanh",
         "Tên đơn vị mua hàng: Công ty TNHH Thương mại Sông Hồng"),
        (("STT", "Tên hàng hóa, dịch vụ", "Đơn vị tính", "Số lượng", "Đơn giá", "Thành tiền"),
         ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)=(4)x(5)")),
        (
            ("1", "Gạo thơm Jasmine đóng bao 25 kg", "bao", "200", "412.500", "82.500.000"),
            ("2", "Cà phê nhân Robusta chưa rang", "kg", "1.500", "98.000", "147.000.000"),
            ("3", "Tôm thẻ chân trắng đông lạnh", "kg", "640,5", "215.000", "137.707.500"),
            ("4", "Áo thun cotton nam", "cái", "350", "86.000", "30.100.000"),
        ),
        {"description": 1, "unit": 2, "quantity": 3, "unit_price": 4, "amount": 5},
        (
            ("5:Cộng tiền hàng:", "397.307.500"),
            ("3:Thuế suất GTGT: 8%", "2:Tiền thuế GTGT:", "31.784.600"),
            ("5:Tổng cộng tiền thanh toán:", "429.092.100"),
        ),
        fields={"kind": "commercial invoice", "number": "00001234", "date": "2025-05-12",
                "seller": "Công ty TNHH Đại Dương Xanh",
                "buyer": "Công ty TNHH Thương mại Sông Hồng", "total": 429092100.0},
    ),
    "zh-odd-carton-ranges": Odd(
        "zh", "装箱单 PACKING LIST",
        ("卖方: 宁波海丰进出口有限公司", f"买方: {_BUYER}", "发票号: NB2025-0311",
         "日期: 2025年3月11日"),
        (("箱号", "品名", "箱数", "数量", "单位", "净重", "毛重", "体积"),
         ("C/NO.", "DESCRIPTION", "CTNS", "QTY", "UNIT", "N.W.(KGS)", "G.W.(KGS)", "MEAS.(CBM)")),
        (
            ("1-20", "不锈钢保温杯", "20", "1,000", "个", "260.0", "300.0", "0.045"),
            ("21-35", "折叠雨伞", "15", "900", "把", "180.0", "202.5", "0.060"),
            ("36-60", "纯棉毛巾", "25", "2,500", "条", "375.0", "412.5", "0.050"),
            ("61", "圆珠笔样品", "1", "50", "支", "1.2", "1.5", "0.010"),
        ),
        {"description": 1, "quantity": 3, "unit": 4},
        (("合计 TOTAL:", "", "61", "4,450", "", "816.2", "916.5", "3.060"),),
        fields={"kind": "packing list", "number": "NB2025-0311", "date": "2025-03-11",
                "seller": "宁波海丰进出口有限公司", "buyer": _BUYER, "net_weight": 816.2,
                "gross_weight": 916.5},
    ),
    "zh-odd-each-and-total": Odd(
        "zh", "装箱单",
        ("发货人: 广州南粤贸易有限公司", f"收货人: {_BUYER}", "发票号码: GZ-8812"),
        (("箱号\nC/No.", "货号\nArt. No.", "品名\nDescription", "每箱数量\nQty/Ctn",
          "总数量\nTotal Qty", "净重/箱\nN.W./Ctn", "总净重\nTotal N.W.", "毛重/箱\nG.W./Ctn",
          "总毛重\nTotal G.W."),),
        (
            ("1-20", "A1001", "不锈钢保温杯 500ml", "50", "1,000", "13.0", "260.0", "15.0",
             "300.0"),
            ("21-35", "A1002", "折叠雨伞 三折", "60", "900", "12.0", "180.0", "13.5", "202.5"),
            ("36-60", "A1003", "纯棉毛巾 34x75cm", "100", "2,500", "15.0", "375.0", "16.5",
             "412.5"),
        ),
        {"description": 2, "quantity": 4},
        (("合计", "", "", "", "4,400", "", "815.0", "", "915.0"),),
        grid=False,
        fields={"kind": "packing list", "number": "GZ-8812", "seller": "广州南粤贸易有限公司",
                "buyer": _BUYER, "net_weight": 815.0, "gross_weight": 915.0},
    ),
    "zh-odd-currency-cells": Odd(
        "zh", "商業發票 COMMERCIAL INVOICE",
        ("賣方: 台北東方貿易有限公司", f"買方: {_BUYER}", "發票號碼: TP-1190",
         "日期: 2025年8月2日"),
        (("項次", "貨物名稱", "稅則號列", "原產國", "數量", "單位", "2:單價", "2:金額"),),
        (
            ("1", "棉制針織T恤衫", "6109.10.00", "中國", "1,000", "件", "US$", "3.20", "US$",
             "3,200.00"),
            ("2", "不鏽鋼保溫瓶", "9617.00.00", "中國", "500", "個", "US$", "4.80", "US$",
             "2,400.00"),
            ("3", "烏龍茶 150克罐裝", "0902.30.00", "臺灣", "240", "罐", "US$", "6.00", "US$",
             "1,440.00"),
        ),
        {"description": 1, "hs_code": 2, "origin": 3, "quantity": 4, "unit": 5, "unit_price": 7,
         "amount": 9},
        (("8:合計", "US$", "7,040.00"),),
        grid=False,
        fields={"kind": "commercial invoice", "number": "TP-1190", "date": "2025-08-02",
                "seller": "台北東方貿易有限公司", "buyer": _BUYER, "currency": "USD",
                "total": 7040.0},
    ),
}  # fmt: skip
