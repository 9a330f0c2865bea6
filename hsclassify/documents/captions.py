"""The labels of a document's fields: what they name, and where their value stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hsclassify.documents.currencies import CODES
from hsclassify.documents.limits import Deadline
from hsclassify.documents.numbers import has_number, numerals
from hsclassify.documents.segments import Segment
from hsclassify.documents.vocabulary import COLUMNS, begins, consists_of, key

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
_BARE: Final[Mapping[FieldName, tuple[str, ...]]] = {
    "number": ("no", "ref no", "เลขที่", "số", "编号", "編號"),
    "seller": ("from",),
    "buyer": ("to",),
}
"""Labels that may mean something else: a house number, the port that a ship leaves from."""
_MORE_OF_LABELS: Final = (
    "name", "names", "address", "details", "company", "party", "country", "port", "reference",
    "ref", "number", "issued", "value", "and", "of", "the", "in", "kg", "kgs", "lb", "lbs",
    "ชื่อ", "ที่อยู่", "ประเทศ", "เมือง", "tên", "địa chỉ", "nước", "và", "名称", "地址", "国家", "及",
    *CODES,
)  # fmt: skip
"""Words between a label and its colon that leave its meaning as it is."""
_ASIDE: Final = "(（[【/／|-–—"
"""Begins what a label says again: "(KGS)", "/ Date"."""
_EACH: Final = re.compile(r"\W{0,4}(?:(?:per|each|mỗi|một)\b|ต่อ|每)", re.IGNORECASE)
_PACKAGES: Final = (
    *COLUMNS["packages"], "carton", "box", "case", "pallet", "bale", "package", "pkg", "bag",
    "drum", "pc", "piece", "unit", "件", "箱", "袋", "托盘",
)  # fmt: skip
_LABEL_SIGNS: Final = 10
_LONGEST_SAID: Final = 30
_LEADING = re.compile(r"^(?:[\s:：.#/]|-(?!\d))+")
_TOKEN: Final = re.compile(r"[\w./#-]+")
_CERTAIN_DIGITS: Final = 4
"""So many digits are no house number."""
_HOUSE: Final = re.compile(r"\d{1,4}/\d{1,4}")
_ADDRESS: Final = re.compile(
    r"\b(?:road|rd|street|st|avenue|ave|lane|drive|boulevard|blvd|building|floor|district|"
    r"industrial|estate|zone|soi|moo|suite|block|đường|phố|phường|quận|huyện|xã|thôn|ngõ|ngách|"
    r"tỉnh|thành phố|tp|tòa nhà|toà nhà|khu công nghiệp|kcn|lô)\b"
    r"|ถนน|ซอย|หมู่|ตำบล|อำเภอ|แขวง|เขต|จังหวัด|อาคาร|ชั้น|路|街|巷|弄|号楼|號樓",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Caption:
    """A label at the beginning of a text.

    Attributes:
        name: of the field.
        term: the label as :func:`hsclassify.documents.vocabulary.key` gives it.
        said: what stands between it and its colon: "(KGS)", a second language.
        rest: what follows; "" where the value stands elsewhere.
    """

    name: FieldName
    term: str
    said: str = ""
    rest: str = ""

    @property
    def bare(self) -> bool:
        """Whether the label may mean something else; a longer one knows better."""
        return self.term in map(key, _BARE.get(self.name, ()))

    @property
    def doubtful(self) -> bool:
        """Whether the label may be another one, such as "Date of shipment"; a plain one counts."""
        said = self.said.lstrip(" .#")
        plain = (
            not key(said)
            or said[0] in _ASIDE
            or consists_of(said, (*LABELS[self.name], *_MORE_OF_LABELS))
            or _script(said) != _script(self.term)
        )
        return self.bare or not plain

    @property
    def of_each(self) -> bool:
        """Whether the label speaks of one package, not of all goods: "per carton"."""
        said = self.said.lstrip(" .")
        over = said[:1] in {"/", "／"} and consists_of(said, _PACKAGES)
        return over or bool(_EACH.match(said))


def find_caption(text: str) -> Caption | None:
    """Return the label that a text begins with, the longest of those that fit, or None."""
    best: Caption | None = None
    for name, terms in LABELS.items():
        term = begins(text, terms)
        if term is None or (best and len(term) <= len(best.term)):
            continue
        best = _captioned(text, name, term) or best
    return best


def is_caption(text: str) -> bool:
    """Tell whether a text begins with the label of a field."""
    return find_caption(text) is not None


def is_code(text: str) -> bool:
    """Tell whether every word of a text has a digit, as no name of a company does."""
    return all(map(has_number, text.split()))


def _script(text: str) -> str:
    """Return the script that a text begins in: Thai, Chinese, or any other."""
    letter = next(filter(str.isalpha, text), "")
    return "thai" if "\u0e00" <= letter <= "\u0e7f" else "han" if letter >= "\u3400" else ""


def is_address(text: str) -> bool:
    """Tell whether a text names a street, a quarter or a building."""
    return bool(_ADDRESS.search(text))


def captioned(
    lines: Sequence[Sequence[Segment]], deadline: Deadline
) -> Iterable[tuple[Caption, Segment]]:
    """Yield the labels among a page's lines, each with where its value may stand.

    Args:
        lines: of the page, in segments.
        deadline: when to stop.
    """
    for i, line in enumerate(lines):
        if deadline.over():
            return
        for j, segment in enumerate(line):
            caption = find_caption(segment.text)
            if caption is None:
                continue
            if caption.rest:
                yield caption, Segment(caption.rest, segment.box, segment.page)
                continue
            for value in _beside_or_below(lines, i, j):
                yield caption, value


def _beside_or_below(lines: Sequence[Sequence[Segment]], i: int, j: int) -> Iterable[Segment]:
    """Yield where the value of a label alone may stand: to the right, then below."""
    segment = lines[i][j]
    if j + 1 < len(lines[i]) and not is_caption(lines[i][j + 1].text):
        beside = lines[i][j + 1]
        yield Segment(_LEADING.sub("", beside.text), beside.box, beside.page)
        return
    if i + 1 < len(lines):
        for below in lines[i + 1]:
            near = below.box.y - segment.box.y < 3 * segment.box.height
            aligned = abs(below.box.left - segment.box.left) < 2 * segment.box.height
            if near and (aligned or below.box.shares_width(segment.box) > 0.5):
                if not is_caption(below.text):
                    yield below
                return


def _captioned(text: str, name: FieldName, term: str) -> Caption | None:
    """Return the label *term* of a text; None where the words go on and it was no label.

    A second name in another language may stand between: "Ngày / Date: 5 May".
    """
    bare = term.replace(" ", "")
    end = next((n for n in _prefixes(text, term) if key(text[:n]).replace(" ", "") == bare), None)
    if end is None:
        return None
    rest = text[end:]
    head, colon, tail = _at_colon(rest)
    if colon and len(head) <= _LONGEST_SAID and not (name == "number" and has_number(head)):
        found = Caption(name, term, head.strip(), _LEADING.sub("", tail))
        return found if _means_it(found) else None
    if not rest.strip(" .#"):
        return Caption(name, term)
    # Without a colon only a number may follow: "Invoice No. 123", "TOTAL USD 5,000".
    found = Caption(name, term, "", _LEADING.sub("", rest))
    return found if numerals(rest) and _means_it(found, colon=False) else None


def _means_it(caption: Caption, *, colon: bool = True) -> bool:
    """Tell whether a label that may mean something else is the one of its field."""
    if not caption.bare:
        return True
    if caption.name != "number":
        return colon
    # "No. of packages:", "Số tài khoản:"
    if key(caption.said) and not consists_of(caption.said, LABELS["number"]):
        return False
    return colon or is_own_number(caption.rest)


def is_own_number(text: str) -> bool:
    """Tell whether a text is the number of a document, and not that of a house."""
    token = _TOKEN.match(text)
    if token is None or _HOUSE.fullmatch(token[0]) or is_address(text):
        return False
    return token[0] == text or sum(map(str.isdigit, token[0])) >= _CERTAIN_DIGITS


def _prefixes(text: str, term: str) -> range:
    """Return the lengths that a printed label may have: spaces and dots come on top."""
    return range(1, min(len(text), 3 * len(term) + _LABEL_SIGNS) + 1)


def _at_colon(text: str) -> tuple[str, str, str]:
    at = min((i for i in (text.find(":"), text.find("：")) if i >= 0), default=-1)
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])
