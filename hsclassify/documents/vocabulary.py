"""The words by which invoices name their columns and fields, in four languages."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Final, Literal

from hsclassify.code_names import CODE_NAMES
from hsclassify.documents.currencies import CODES
from hsclassify.text import clean, fold

Role = Literal[
    "number", "sku", "description", "detail", "hs", "origin", "quantity", "unit", "price",
    "amount", "packages", "net", "gross", "other",
]  # fmt: skip
NUMERIC_ROLES: Final[frozenset[Role]] = frozenset(
    {"quantity", "price", "amount", "packages", "net", "gross"}
)

COLUMNS: Final[Mapping[Role, tuple[str, ...]]] = {
    "number": (
        "no", "no.", "nr", "item", "item no", "line", "line no", "#", "s/n", "sn", "sl no",
        "sr no", "seq", "pos", "ลำดับ", "ลำดับที่", "ที่", "ข้อ", "stt", "tt", "số tt", "số thứ tự",
        "序号", "序號", "项号", "項號", "编号", "編號", "項次", "项次", "行号",
    ),
    "sku": (
        "item code", "part no", "part number", "article", "article no", "sku", "product code",
        "style no", "model", "model no", "material", "material no", "code", "ref", "cat no",
        "item number", "po no", "รหัส", "รหัสสินค้า", "รุ่น", "เลขที่สินค้า", "mã hàng", "mã sp",
        "mã sản phẩm", "mã số", "mã", "model hàng", "货号", "貨號", "商品编号", "商品編號", "型号",
        "型號", "料号", "料號", "款号", "款號", "物料编码", "产品编号", "產品編號", "品番",
    ),
    "description": (
        "description", "descriptions", "description of goods", "goods description",
        "description of goods and services", "product", "products", "product name",
        "product description", "particulars", "commodity", "commodities", "goods", "item name",
        "item description", "name of goods", "name of product", "articles", "details",
        "full description of goods", "commodity description", "contents", "kind of goods",
        "nature of goods", "รายการ", "รายการสินค้า", "รายละเอียด", "รายละเอียดสินค้า",
        "ชื่อสินค้า", "สินค้า", "ชนิดสินค้า", "คำอธิบายสินค้า", "ชนิดของ", "mô tả", "mô tả hàng hóa",
        "mô tả hàng hoá", "tên hàng", "tên hàng hóa", "tên hàng hoá", "tên hàng hóa, dịch vụ",
        "hàng hóa", "hàng hoá", "diễn giải", "tên sản phẩm", "sản phẩm", "nội dung",
        "quy cách hàng hóa", "tên và mô tả hàng hóa", "tên hàng và quy cách", "品名", "品名及规格",
        "品名規格", "品名规格", "货物名称", "貨物名稱", "商品名称", "商品名稱", "货名", "貨名",
        "品名及规格型号",
        "商品名称及规格", "商品名称及规格型号", "货物描述", "貨物描述", "商品描述", "产品名称",
        "產品名稱", "名称", "名稱",
        "描述", "货品名称", "貨品名稱", "物品名称", "货物名称及规格", "项目", "項目", "摘要",
    ),
    "detail": (
        "specification", "specifications", "spec", "specs", "composition", "ข้อกำหนด", "ขนาด",
        "quy cách", "thông số", "规格", "規格", "规格型号", "規格型號", "型号规格", "材质",
        "材質",
    ),
    "hs": CODE_NAMES,
    "origin": (
        "origin", "country of origin", "c/o", "c o", "coo", "made in", "country", "ctry",
        "manufacturing country", "แหล่งกำเนิด", "ประเทศกำเนิด", "ประเทศแหล่งกำเนิด",
        "ประเทศผู้ผลิต", "ถิ่นกำเนิด", "xuất xứ", "nước xuất xứ", "nơi xuất xứ", "nước sx",
        "nước sản xuất", "原产国", "原產國", "原产地", "原產地", "产地", "產地", "原产国别",
        "生产国", "生產國",
    ),
    "quantity": (
        "quantity", "qty", "q'ty", "q ty", "qnty", "quant", "quantities", "no of units",
        "pcs qty", "order qty", "total qty", "total quantity", "total pcs", "total pieces", "shipped qty", "quantity shipped", "จำนวน", "ปริมาณ",
        "จำนวนหน่วย", "จำนวนสินค้า", "จน.", "số lượng", "sl", "s.lượng", "khối lượng", "lượng",
        "总数量", "總數量", "tổng số lượng", "จำนวนรวม", "数量", "數量", "数量及单位", "數量及單位", "件数量",
    ),
    "unit": (
        "unit", "units", "uom", "u/m", "u m", "unit of measure", "measure", "um", "pkg unit",
        "หน่วย", "หน่วยนับ", "หน่วยวัด", "đơn vị tính", "đơn vị", "đvt", "dvt", "đv tính",
        "单位", "單位", "计量单位", "計量單位", "成交单位",
    ),
    "price": (
        "unit price", "price", "rate", "unit cost", "unit value", "price per unit", "price/unit",
        "u/price", "u price", "u.price", "unit rate", "price each", "each", "net price",
        "ราคาต่อหน่วย", "ราคา/หน่วย", "ราคา หน่วย", "หน่วยละ", "ราคา", "ราคาหน่วย", "ราคาต่อชิ้น",
        "ราคาต่อหน่วย (บาท)", "đơn giá", "giá", "giá đơn vị", "đơn giá hđ", "单价", "單價",
        "价格", "價格",
        "单位价格",
    ),
    "amount": (
        "amount", "total price", "total amount", "line total", "value", "total value", "total",
        "ext price", "extended price", "extension", "net amount", "sum", "line amount", "subtotal",
        "total cost", "fob value", "invoice value", "จำนวนเงิน", "มูลค่า", "ราคารวม", "รวมเงิน",
        "ยอดรวม",
        "เป็นเงิน", "รวม", "ยอดเงิน", "จำนวนเงินรวม", "มูลค่ารวม", "thành tiền", "trị giá", "số tiền",
        "tổng tiền", "giá trị", "tổng trị giá", "tổng giá", "cộng", "金额", "金額", "总价",
        "總價", "总值",
        "總值", "价值", "小计", "合计", "总金额", "總金額", "合计金额", "货值", "貨值", "总额",
        "總額", "價值", "小計", "合計",
    ),
    "packages": (
        "cartons", "ctns", "ctn", "no of pkgs", "packages", "pkgs", "no of packages", "boxes",
        "no of cartons", "carton qty", "pallets", "bales", "cases", "จำนวนกล่อง", "หีบห่อ",
        "จำนวนหีบห่อ", "กล่อง", "ลัง", "จำนวนลัง", "số kiện", "số thùng", "kiện", "thùng", "箱数",
        "箱數", "件数", "件數", "包装件数",
    ),
    "net": (
        "total n.w.", "total nw", "total net weight", "total net wt", "总净重", "總淨重",
        "tổng trọng lượng tịnh", "น้ำหนักสุทธิรวม",
        "n.w.", "n w", "nw", "net weight", "net wt", "nett weight", "n.wt", "net", "net kgs",
        "n.w. kg", "น้ำหนักสุทธิ", "นน.สุทธิ", "trọng lượng tịnh", "kl tịnh", "khối lượng tịnh",
        "tl tịnh", "净重", "淨重",
    ),
    "gross": (
        "total g.w.", "total gw", "total gross weight", "total gross wt", "总毛重", "總毛重",
        "tổng trọng lượng cả bì", "g.w.", "g w", "gw", "gross weight", "gross wt", "g.wt", "gross", "gross kgs", "น้ำหนักรวม",
        "นน.รวม", "น้ำหนักทั้งหมด", "trọng lượng cả bì", "kl cả bì", "khối lượng cả bì",
        "trọng lượng", "tl cả bì", "毛重",
    ),
    "other": (
        "discount", "disc", "tax", "vat", "vat rate", "gst", "measurement", "cbm", "volume",
        "marks", "shipping marks", "marks and numbers", "marks & nos", "remarks", "remark", "brand",
        "dimensions", "ส่วนลด", "ภาษี", "หมายเหตุ", "ยี่ห้อ", "เครื่องหมาย", "thuế", "thuế suất",
        "chiết khấu",
        "ghi chú", "nhãn hiệu", "ký mã hiệu", "thể tích", "折扣", "税率", "稅率", "税额", "稅額", "备注", "備註",
        "唛头",
        "嘜頭", "体积", "體積", "品牌", "包装",
    ),
}  # fmt: skip

TOTALS: Final = (
    "total", "grand total", "sub total", "subtotal", "total amount", "totals", "total value",
    "amount due", "total due", "balance due", "net total", "invoice total", "page total",
    "carried forward", "brought forward", "total this page", "say total", "total fob", "total cif",
    "total invoice value", "total quantity",
    "รวม", "รวมทั้งสิ้น", "ยอดรวม", "ยอดรวมทั้งสิ้น", "รวมเงิน", "ยอดรวมย่อย", "รวมเป็นเงิน", "จำนวนเงินรวม",
    "จำนวนเงินรวมทั้งสิ้น", "ยอดยกไป", "ยอดยกมา", "มูลค่ารวม", "รวมราคา", "รวมมูลค่า",
    "tổng", "tổng cộng", "cộng", "tổng số tiền", "tổng tiền", "tổng thanh toán", "cộng nhóm",
    "tổng trị giá", "cộng tiền hàng", "cộng trang", "tổng giá trị", "tổng số",
    "cộng chuyển sang trang sau", "合计", "合計", "总计", "總計", "小计", "小計", "总金额",
    "總金額",
    "共计", "共計", "总额", "總額", "承前页", "过次页", "价税合计", "價稅合計", "累计",
    "累計", "总值", "總值", "本页小计", "本頁小計", "承前頁", "過次頁",
)  # fmt: skip
_LONG_CHARGES: Final = (
    "freight", "ocean freight", "sea freight", "air freight", "freight charge", "freight charges",
    "freight cost", "insurance", "insurance charge", "insurance charges", "insurance premium",
    "shipping cost", "shipping charge", "shipping charges", "vat", "vat amount", "sales tax", "gst",
    "ภาษีมูลค่าเพิ่ม", "ค่าขนส่ง", "ค่าระวาง", "ค่าระวางเรือ", "ค่าประกันภัย", "thuế gtgt",
    "tiền thuế gtgt",
    "cước vận chuyển", "cước phí vận chuyển", "phí vận chuyển", "phí bảo hiểm", "运费", "運費",
    "海运费", "海運費", "保险费", "保險費", "增值税额", "增值稅額", "税额合计",
    "稅額合計",
    "shipping and handling", "shipping & handling", "shipping fee", "handling charge",
    "handling charges", "handling fee", "packing charge", "packing charges", "packing cost",
    "packing fee", "packaging charge", "packaging charges", "packaging cost", "bank charge",
    "bank charges", "bank fee", "bank fees", "courier charge", "courier charges", "delivery charge",
    "delivery charges", "delivery fee", "delivery cost", "documentation fee", "customs duty",
    "import duty", "total tax", "total vat", "tax amount", "value added tax",
    "ค่าจัดส่ง", "ค่าส่ง", "ค่าบรรจุ", "ค่าหีบห่อ", "ค่าธรรมเนียม", "ค่าบริการ", "ค่าดำเนินการ", "ค่าประกัน",
    "ค่าเบี้ยประกัน", "อากรขาเข้า",
    "thuế giá trị gia tăng", "tiền thuế", "thuế vat", "phí đóng gói", "phí bao bì", "phí ngân hàng",
    "phí xử lý", "phí giao hàng", "phí dịch vụ", "phí bốc xếp", "phí chứng từ", "thuế nhập khẩu",
    "chi phí vận chuyển", "cước biển", "cước tàu",
    "增值税", "增值稅", "税额", "稅額", "税金", "稅金", "包装费", "包裝費", "手续费", "手續費",
    "银行手续费", "銀行手續費", "装卸费", "裝卸費", "快递费", "快遞費", "运杂费", "運雜費",
    "空运费", "空運費", "杂费", "雜費", "关税", "關稅",
)  # fmt: skip
_SHORT_CHARGES: Final = (
    "tax", "taxes", "shipping", "handling", "packing", "packaging", "delivery", "courier",
    "postage", "duty", "duties", "crating", "thuế", "bảo hiểm",
)  # fmt: skip
"""Charges where an amount stands alone beside them, else part of goods: "Packing: 25 kg bags"."""
CHARGES: Final = (*_LONG_CHARGES, *_SHORT_CHARGES)
"""What is added to the goods before the last total."""
DISCOUNTS: Final = (
    "discount", "disc", "less discount", "discount allowed", "trade discount", "ส่วนลด", "chiết khấu",
    "giảm giá", "折扣",
)  # fmt: skip
"""What is taken off."""
SUMS: Final = (*TOTALS, *_LONG_CHARGES, *DISCOUNTS)
_BEGIN_GOODS: Final = (
    "total", "freight", "insurance", "vat", "gst", "discount", "รวม", "ส่วนลด", "tổng", "cộng",
    "运费", "運費", "保险费", "保險費", "折扣", "giảm giá",
)  # fmt: skip
"""Terms that names of goods begin with too: freight containers, total stations."""
_BESIDE_SUMS: Final = (
    "amount", "value", "price", "due", "payable", "in", "of", "for", "the", "this", "page", "order",
    "invoice", "group", "lines", "items", "goods", "incl", "including", "excl", "excluding", "tax",
    "charge", "charges", "cost", "us", "dollars", "dollar", "dong", "baht", "yuan",
    "and", "exw", "fca", "fas", "fob", "cfr", "cif", "cpt", "cip", "dap", "dpu", "ddp",
    "trước", "sau", "thuế", "đồng", "บาท", "ทั้งหมด", "人民币", "人民幣", "美元", "元", "大写", "共",
    "总", "總", "大寫", "數", "数",
)  # fmt: skip
"""Words that say more about a sum, next to the names of columns and units."""
_UNITS: Final = (
    "pcs", "pc", "pieces", "sets", "set", "kg", "kgs", "g", "mt", "ton", "tons", "m", "m2", "m3",
    "ltr", "l", "rolls", "pairs", "pallet", "pallets", "carton", "cartons", "ctns", "packages",
    "cái", "bộ", "thùng", "mét", "kiện", "ชิ้น", "ชุด", "กล่อง", "กก", "เมตร", "个", "個", "件", "箱",
    "套", "千克", "公斤", "米", "托",
)  # fmt: skip
_SHORT_UNITS: Final = ("ml", "cl", "cm", "mm", "gr", "bg", "tn", "pr", "st", "doz", "dz")

REMARKS: Final = (
    "remark", "remarks", "note", "notes", "n.b.", "shipping marks", "หมายเหตุ", "ghi chú", "lưu ý",
    "备注", "備註", "注意", "说明", "說明",
)  # fmt: skip

_LATIN_TERM: Final = 5
"""Latin terms of fewer letters have to be spelled right; longer ones may miss a letter."""
_ALIKE: Final = 0.8


_LONGEST: Final = 200
"""Letters of a text that are compared: a term stands near its beginning."""
_KEPT: Final = 4096
"""Texts whose comparison is remembered; without a bound they would all stay in memory."""


def key(text: str) -> str:
    """Return *text* as terms are compared: folded, its words between single spaces."""
    return _key(text[:_LONGEST])


@lru_cache(maxsize=_KEPT)
def _key(text: str) -> str:
    text = fold(clean(text)).replace("'", "")
    kept = "".join(c if unicodedata.category(c)[0] in "LNM#" or c == "#" else " " for c in text)
    return " ".join(kept.split())


@dataclass(frozen=True)
class _Term:
    """A term of a column, with what makes most comparisons with it needless.

    Attributes:
        text: as :func:`key` gives it.
        role: of the column.
        letters: how often it has each character.
    """

    text: str
    role: Role
    letters: Counter[str]

    @property
    def size(self) -> int:
        """How many letters it has."""
        return len(self.text.replace(" ", ""))


@cache
def _terms() -> tuple[_Term, ...]:
    """Return every term, the longest first."""
    pairs = {(key(term), role) for role, terms in COLUMNS.items() for term in terms}
    ordered = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
    return tuple(_Term(text, role, Counter(text)) for text, role in ordered)


@cache
def _spaced_terms() -> Mapping[str, int]:
    """Return the place among all terms of those that are written with spaces around them."""
    places: dict[str, int] = {}
    for place, term in enumerate(_terms()):
        if not _unspaced(term.text):
            places.setdefault(term.text, place)
    return places


@cache
def _unspaced_terms() -> tuple[int, ...]:
    return tuple(i for i, term in enumerate(_terms()) if _unspaced(term.text))


@cache
def _most_words() -> int:
    return max(len(term.split()) for term in _spaced_terms())


def column_term(text: str) -> tuple[Role, int] | None:
    """Return the role that a header text names and how many letters of it say so, or None."""
    return _column_term(key(text))


@lru_cache(maxsize=_KEPT)
def _column_term(wanted: str) -> tuple[Role, int] | None:
    place = min(_places(wanted), default=None)
    if place is None:
        return _nearly(wanted)
    term = _terms()[place]
    return term.role, term.size


def _places(wanted: str) -> Iterator[int]:
    """Yield the places of the terms that *wanted* holds, see :func:`holds`."""
    words, spaced = wanted.split(), _spaced_terms()
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _most_words()) + 1):
            if (place := spaced.get(" ".join(words[start:end]))) is not None:
                yield place
    if _unspaced(wanted):
        yield from (i for i in _unspaced_terms() if holds(wanted, _terms()[i].text))


def _nearly(wanted: str) -> tuple[Role, int] | None:
    """Match a header that OCR misread a little."""
    if len(wanted) < _LATIN_TERM and wanted.isascii():
        return None
    best: tuple[float, _Term] | None = None
    letters = Counter(wanted)
    for term in _terms():
        if abs(len(term.text) - len(wanted)) > max(2, len(wanted) // 4) or len(term.text) < 4:
            continue
        # Comparing in order is slow, and never finds more than the letters in common.
        common = sum(min(n, letters[c]) for c, n in term.letters.items() if c in letters)
        if 2 * common < _ALIKE * (len(term.text) + len(wanted)):
            continue
        ratio = SequenceMatcher(None, wanted, term.text).ratio()
        if ratio >= _ALIKE and (best is None or ratio > best[0]):
            best = ratio, term
    return (best[1].role, best[1].size) if best else None


def holds(text: str, term: str) -> bool:
    """Tell whether *text* holds *term* (both as :func:`key` gives them) as whole words.

    Thai and Chinese write words together, so there any place will do, if the
    term has more than one letter.
    """
    if term.isascii() or not _unspaced(term):
        return f" {term} " in f" {text} "
    return term.replace(" ", "") in text.replace(" ", "") if len(term) > 1 else term == text


def end(text: str, term: str) -> int:
    """Return at which letter the last *term* in *text* ends, spaces not counted; 0 if none does.

    Both are as :func:`key` gives them; see :func:`holds`.
    """
    if not holds(text, term):
        return 0
    if term.isascii() or not _unspaced(term):
        before = f" {text} ".rpartition(f" {term} ")[0]
        return len(f"{before}{term}".replace(" ", ""))
    bare = term.replace(" ", "")
    return text.replace(" ", "").rfind(bare) + len(bare)


def begins(text: str, terms: tuple[str, ...]) -> str | None:
    """Return the longest of *terms* that *text* begins with, or None."""
    found = _begun(key(text), terms)
    return found[0] if found else None


def after(text: str, terms: tuple[str, ...]) -> str:
    """Return what follows the longest of *terms* that *text* begins with; "" without one."""
    found = _begun(key(text), terms)
    return found[1] if found else ""


def _begun(wanted: str, terms: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the longest of *terms* that *wanted* begins with, and what follows it, or None."""
    compact = wanted.replace(" ", "")
    for term in _keys(terms):
        if term.isascii() or not _unspaced(term):
            if f"{wanted} ".startswith(f"{term} "):
                return term, wanted[len(term) + 1 :]
        elif compact.startswith(bare := term.replace(" ", "")):
            return term, compact[len(bare) :]
    return None


def consists_of(text: str, terms: tuple[str, ...]) -> bool:
    """Tell whether *text* says nothing but *terms*, at least one of them."""
    rest = key(text)
    if not rest:
        return False
    while rest:
        found = _begun(rest, terms)
        if found is None:
            return False
        rest = found[1]
    return True


def is_unit(text: str) -> bool:
    """Tell whether *text* is the name of a unit."""
    return key(text) in _keys((*_UNITS, *_SHORT_UNITS))


def is_remark(text: str) -> bool:
    """Tell whether a line begins with the label of a remark: "Note:", but not "Note pads"."""
    label, _, _ = text.replace("：", ":").partition(":")
    return consists_of(label, REMARKS)


def is_sum(text: str, *, surely: bool, alone: bool = False) -> bool:
    """Tell whether a line's *text*, without its numbers, names a total, charge or discount.

    Args:
        text: of the line.
        surely: False where the line looks like no item anyway, so that "Freight to Hamburg"
            may pass; "Freight containers" and "Total stations" are goods.
        alone: True where its one number is an amount, so that "Packing" is a charge, too.
    """
    term = begins(text, (*SUMS, *_SHORT_CHARGES) if alone else SUMS)
    if term is None:
        return False
    if term in _keys(_SHORT_CHARGES) or (surely and term in _keys(_BEGIN_GOODS)):
        label, _, _ = text.replace("：", ":").partition(":")
        return consists_of(label, _said_of_sums())
    return len(key(text).replace(" ", "")) <= 3 * len(term.replace(" ", "")) + 12


@cache
def _said_of_sums() -> tuple[str, ...]:
    roles: tuple[Role, ...] = ("quantity", "unit", "price", "amount", "packages", "net", "gross")
    names = [term for role in roles for term in COLUMNS[role]]
    return (
        *SUMS,
        *_SHORT_CHARGES,
        *_BESIDE_SUMS,
        *_UNITS,
        *names,
        *(code.lower() for code in CODES),
    )


@cache
def _keys(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({key(t) for t in terms}, key=len, reverse=True))


def _unspaced(term: str) -> bool:
    return any("\u0e00" <= c <= "\u0e7f" or c >= "\u3000" for c in term)
