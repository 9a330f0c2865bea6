"""What a document says besides its line items: number, date, parties, terms, weights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Literal

from hsclassify.documents.countries import country
from hsclassify.documents.currencies import find_currency, shows_currency
from hsclassify.documents.dates import find_date
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import Mark, numerals, plain
from hsclassify.documents.parties import whole_name
from hsclassify.documents.segments import Segment
from hsclassify.documents.vocabulary import begins, key
from hsclassify.documents.words import Box, Shares, Word, join, lines
from hsclassify.text import Language

FieldName = Literal[
    "kind", "number", "date", "seller", "buyer", "origin", "destination", "incoterm", "currency",
    "total", "gross_weight", "net_weight", "email",
]  # fmt: skip

LABELS: Final[Mapping[FieldName, tuple[str, ...]]] = {
    "number": (
        "invoice no", "invoice number", "inv no", "invoice", "proforma no", "proforma invoice no",
        "pi no", "document no", "no", "ref no",
        "packing list no", "invoice ref", "เลขที่", "เลขที่ใบกำกับสินค้า", "เลขที่ใบแจ้งหนี้", "ใบกำกับเลขที่",
        "เลขที่เอกสาร", "số hóa đơn", "hóa đơn số", "số", "số invoice", "số chứng từ", "发票号",
        "发票号码",
        "發票號碼", "發票號", "发票编号", "编号", "单据号", "合同发票号", "發票編號", "編號", "單據號",
    ),
    "date": (
        "date", "invoice date", "dated", "date of issue", "issue date", "inv date",
        "date of invoice",
        "วันที่", "วันที่ออก", "ลงวันที่", "ngày", "ngày lập", "ngày hóa đơn", "ngày phát hành", "日期",
        "开票日期", "發票日期", "发票日期", "開票日期", "单据日期",
        "開立日期", "單據日期",
    ),
    "seller": (
        "seller", "exporter", "shipper", "vendor", "supplier", "from", "shipper/exporter",
        "sold by",
        "seller name", "beneficiary", "ผู้ขาย", "ผู้ส่งออก", "ผู้ส่งสินค้า", "ผู้ออกใบกำกับ", "người bán",
        "đơn vị bán hàng", "tên đơn vị bán hàng", "tên người bán", "bên bán", "người xuất khẩu", "nhà xuất khẩu", "卖方", "賣方", "发货人",
        "發貨人", "出口商", "销售方", "卖方名称", "出口人", "供应商", "供應商", "銷售方",
    ),
    "buyer": (
        "buyer", "consignee", "bill to", "sold to", "importer", "customer", "ship to", "messrs",
        "invoice to", "to", "buyer name", "ผู้ซื้อ", "ผู้รับสินค้า", "ลูกค้า", "ผู้นำเข้า", "người mua",
        "bên mua", "khách hàng", "đơn vị mua hàng", "tên đơn vị mua hàng", "tên người mua", "người nhập khẩu", "nhà nhập khẩu",
        "người nhận hàng",
        "买方", "買方", "收货人", "收貨人", "客户", "客戶", "进口商", "購買方", "购买方", "抬头",
        "抬頭", "進口商", "買受人",
    ),
    "origin": (
        "country of origin", "origin", "origin of goods", "country of origin of goods",
        "goods origin", "made in", "ประเทศกำเนิด", "ประเทศกำเนิดสินค้า", "แหล่งกำเนิด", "แหล่งกำเนิดสินค้า",
        "nước xuất xứ", "xuất xứ", "xuất xứ hàng hóa", "原产国", "原產國", "原产地", "原產地",
        "产地",
        "原产国别",
    ),
    "destination": (
        "destination", "final destination", "country of destination",
        "country of final destination",
        "port of discharge", "place of delivery", "ประเทศปลายทาง", "ปลายทาง", "จุดหมายปลายทาง",
        "nơi đến",
        "nước nhập khẩu", "nước đến", "cảng đến", "目的国", "目的國", "目的地", "目的港",
        "运抵国", "運抵國", "最终目的国", "最終目的國",
    ),
    "incoterm": (
        "incoterms", "incoterm", "terms of delivery", "delivery terms", "terms of sale",
        "price term",
        "trade terms", "terms", "เงื่อนไขการส่งมอบ", "เงื่อนไขราคา", "điều kiện giao hàng",
        "điều kiện thương mại",
        "成交方式", "贸易条款", "貿易條款", "价格条款", "交货条款", "贸易方式", "價格條款",
        "交貨條款", "交貨條件", "貿易方式",
    ),
    "currency": (
        "currency", "payment currency", "invoice currency", "สกุลเงิน", "đồng tiền thanh toán",
        "loại tiền",
        "đơn vị tiền tệ", "币种", "幣種", "幣別", "货币", "貨幣", "币制", "幣制",
    ),
    "total": (
        "total", "grand total", "total amount", "invoice total", "total value", "total due",
        "amount due", "total invoice value", "รวมทั้งสิ้น", "ยอดรวมทั้งสิ้น", "รวมเงิน", "ยอดรวม", "รวม",
        "จำนวนเงินรวมทั้งสิ้น", "รวมเป็นเงิน", "tổng cộng", "tổng số tiền", "tổng thanh toán", "tổng tiền",
        "tổng trị giá", "cộng", "合计", "合計", "总计", "總計", "总金额", "總金額", "总值",
        "价税合计", "價稅合計", "总额", "總額", "總值",
    ),
    "gross_weight": (
        "gross weight", "total gross weight", "gross wt", "g w", "gw", "total g w", "total gw",
        "น้ำหนักรวมทั้งหมด", "น้ำหนักรวม", "น้ำหนักรวมหีบห่อ", "tổng trọng lượng cả bì", "trọng lượng cả bì",
        "tổng kl cả bì", "khối lượng cả bì", "总毛重", "總毛重", "毛重",
    ),
    "net_weight": (
        "net weight", "total net weight", "net wt", "n w", "nw", "total n w", "total nw",
        "น้ำหนักสุทธิทั้งหมด", "น้ำหนักสุทธิ", "tổng trọng lượng tịnh", "trọng lượng tịnh", "khối lượng tịnh",
        "总净重", "總淨重", "净重", "淨重",
    ),
    "email": ("e mail", "email", "mail", "อีเมล", "thư điện tử", "电子邮箱", "邮箱", "電子郵件", "電子郵箱", "電子信箱"),
}  # fmt: skip
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "proforma invoice": (
        "proforma", "pro forma", "pro-forma", "形式发票", "形式發票", "hóa đơn chiếu lệ",
    ),
    "packing list": (
        "packing list", "ใบรายการบรรจุหีบห่อ", "ใบบรรจุหีบห่อ", "ใบกำกับหีบห่อ",
        "phiếu đóng gói", "bảng kê chi tiết đóng gói", "装箱单", "裝箱單",
    ),
    "commercial invoice": (
        "invoice", "ใบกำกับสินค้า", "ใบแจ้งหนี้", "บัญชีราคาสินค้า", "ใบกำกับภาษี", "hóa đơn",
        "hoá đơn", "发票", "發票",
    ),
}  # fmt: skip
_PARTIES: Final = frozenset({"seller", "buyer"})
_TITLE_LINES: Final = 12
_LABEL_SIGNS: Final = 10
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_INCOTERM = re.compile(
    r"(?<![A-Za-z])(EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DDP|DAT|CNF)(?![A-Za-z])"
)
_NUMBER = re.compile(r"(?=[\w./-]{0,64}\d)[A-Za-z0-9][\w./-]*")
_LEADING = re.compile(r"^(?:[\s:：.#/]|-(?!\d))+")
_TONNES = re.compile(r"\b(?:mt|t|ton|tons|tonnes|tấn)\b|ตัน|吨|噸", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """A value with the place it was found at.

    Attributes:
        value: ISO date, ISO country or currency code, plain number, or text.
        text: as it is printed.
        page: number of the page, from 1.
        box: its place as shares of the page's width and height: left, top, right, bottom.
    """

    value: str
    text: str
    page: int
    box: Shares

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "value": self.value,
            "text": self.text,
            "page": self.page,
            "box": [round(side, 4) for side in self.box],
        }


@dataclass(frozen=True)
class Sheet:
    """A page as fields are looked for on it.

    Attributes:
        outside: its lines in segments, without the tables.
        words: everything on it, tables included.
        number: from 1.
        width: in the pixels of the boxes.
        height: likewise.
    """

    outside: Sequence[Sequence[Segment]]
    words: Sequence[Word]
    number: int
    width: float
    height: float

    def field(self, value: str, text: str, box: Box) -> Field:
        """Return a field found at *box*."""
        return Field(value, text, self.number, box.shares(self.width, self.height))


def find_fields(
    sheets: Sequence[Sheet], lang: Language, decimal: Mark, deadline: Deadline
) -> dict[FieldName, Field]:
    """Return the fields that a document states; those found so far when the time is over.

    Args:
        sheets: its pages.
        lang: the document's language.
        decimal: its decimal mark.
        deadline: when to stop.
    """
    found: dict[FieldName, Field] = {}
    readers = _readers(lang, decimal)
    for sheet in sheets:
        for name, value in _labelled(sheet.outside, deadline):
            if name in found or name not in readers:
                continue
            if name in _PARTIES:
                value = whole_name(value, sheet.outside, _named)
            read = readers[name](value.text)
            if read:
                found[name] = sheet.field(read, value.text, value.box)
    _add(found, "kind", sheets, _kind, _TITLE_LINES)
    _add(found, "email", sheets, lambda t: _first(_EMAIL, t))
    _add(found, "incoterm", sheets, lambda t: _first(_INCOTERM, t))
    if "currency" not in found and (currency := _currency(sheets, lang, found)):
        found["currency"] = currency
    return found


def _currency(
    sheets: Sequence[Sheet], lang: Language, known: Mapping[FieldName, Field]
) -> Field | None:
    """Return the currency that the whole document names most often, where it first does."""
    seller = known["seller"].value if "seller" in known else ""
    code = find_currency(" ".join(join(sheet.words) for sheet in sheets), lang, seller)
    if code is None:
        return None
    for sheet in sheets:
        for line in lines(sheet.words):
            for word in line:
                if shows_currency(word.text, code):
                    return sheet.field(code, word.text, word.box)
            # A name may be of two words, or follow its number.
            if shows_currency(text := join(line), code):
                return sheet.field(code, text, Box.around(w.box for w in line))
    return None


def _readers(lang: Language, decimal: Mark) -> dict[FieldName, Callable[[str], str | None]]:
    return {
        "number": _number,
        "date": find_date,
        "seller": lambda t: t or None,
        "buyer": lambda t: t or None,
        "origin": country,
        "destination": lambda t: country(t) or t or None,
        "incoterm": lambda t: _first(_INCOTERM, t),
        "currency": lambda t: find_currency(t, lang),
        "total": lambda t: _amount(t, decimal),
        "gross_weight": lambda t: _weight(t, decimal),
        "net_weight": lambda t: _weight(t, decimal),
        "email": lambda t: _first(_EMAIL, t),
    }


def _number(text: str) -> str | None:
    found = _first(_NUMBER, plain(text))
    # Among capitals, a small L is a capital I that OCR misread.
    if found and {c for c in found if c.islower()} == {"l"} and any(map(str.isupper, found)):
        return found.replace("l", "I")
    return found


def _add(
    found: dict[FieldName, Field],
    name: FieldName,
    sheets: Sequence[Sheet],
    read: Callable[[str], str | None],
    most: int | None = None,
) -> None:
    """Add what needs no label, unless its label was found; look at *most* segments, or all."""
    if name in found:
        return
    places = ((sheet, s) for sheet in sheets for line in sheet.outside for s in line)
    for sheet, segment in islice(places, most):
        if value := read(segment.text):
            found[name] = sheet.field(value, segment.text, segment.box)
            return


def _labelled(
    lines_: Sequence[Sequence[Segment]], deadline: Deadline
) -> Iterable[tuple[FieldName, Segment]]:
    for i, line in enumerate(lines_):
        if deadline.over():
            return
        for j, segment in enumerate(line):
            label = _label(segment.text)
            if label is None:
                continue
            name, rest = label
            if rest:
                yield name, Segment(rest, segment.box, segment.page)
                continue
            for value in _beside_or_below(lines_, i, j):
                yield name, value


def _beside_or_below(lines_: Sequence[Sequence[Segment]], i: int, j: int) -> Iterable[Segment]:
    """Yield where the value of a bare label may stand: to the right, then below."""
    segment = lines_[i][j]
    if j + 1 < len(lines_[i]) and _label(lines_[i][j + 1].text) is None:
        beside = lines_[i][j + 1]
        yield Segment(_LEADING.sub("", beside.text), beside.box, beside.page)
        return
    if i + 1 < len(lines_):
        for below in lines_[i + 1]:
            near = below.box.y - segment.box.y < 3 * segment.box.height
            aligned = abs(below.box.left - segment.box.left) < 2 * segment.box.height
            if near and (aligned or below.box.shares_width(segment.box) > 0.5):
                if _label(below.text) is None:
                    yield below
                return


def _label(text: str) -> tuple[FieldName, str] | None:
    """Return the field that a text begins to name, and the text after the label."""
    best: tuple[int, FieldName, str] | None = None
    for name, terms in LABELS.items():
        term = begins(text, terms)
        if term is None or (best and len(term) <= best[0]):
            continue
        rest = _after(text, term)
        if rest is not None:
            best = len(term), name, rest
    return (best[1], best[2]) if best else None


def _named(text: str) -> bool:
    """Tell whether a text begins with the label of a field."""
    return _label(text) is not None


def _after(text: str, term: str) -> str | None:
    """Return what follows a label; None where the words go on and it was no label.

    A second name in another language may stand between: "Ngày / Date: 5 May".
    """
    bare = term.replace(" ", "")
    end = next((n for n in _prefixes(text, term) if key(text[:n]).replace(" ", "") == bare), None)
    if end is None:
        return None
    rest = text[end:]
    head, colon, tail = _at_colon(rest)
    if colon and len(head) <= 30:
        return _LEADING.sub("", tail)
    if not rest.strip():
        return ""
    # Without a colon only a number may follow: "Invoice No. 123", "TOTAL USD 5,000".
    return _LEADING.sub("", rest) if numerals(rest) else None


def _prefixes(text: str, term: str) -> range:
    """Return the lengths that a printed label may have: spaces and dots come on top."""
    return range(1, min(len(text), 3 * len(term) + _LABEL_SIGNS) + 1)


def _at_colon(text: str) -> tuple[str, str, str]:
    at = min((i for i in (text.find(":"), text.find("：")) if i >= 0), default=-1)
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


def _kind(text: str) -> str | None:
    folded = key(text)
    for kind, terms in _KINDS.items():
        for term in map(key, terms):
            if term.isascii() and f" {term} " in f" {folded} ":
                return kind
            if not term.isascii() and term in folded:
                return kind
    return None


def _amount(text: str, decimal: Mark) -> str | None:
    found = numerals(text)
    return str(found[-1].value(decimal)) if found else None


def _weight(text: str, decimal: Mark) -> str | None:
    found = numerals(text)
    if not found:
        return None
    value = found[0].value(decimal)
    return str(value * 1000 if _TONNES.search(text) else value)


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[0] if match else None
