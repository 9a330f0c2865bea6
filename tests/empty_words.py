"""Texts that name no goods: model numbers, invented brands, and words that anything is called."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hsclassify.text import Language

_SEED = 2022
_STARTS = ("b", "br", "d", "f", "gl", "h", "k", "kl", "m", "n", "p", "pr", "qu", "s", "t", "v", "z")
_MIDDLES = ("a", "e", "i", "o", "u", "io", "ai", "ex", "or", "an", "yx")
_ENDS = ("x", "lo", "rn", "tek", "va", "zo", "dyn", "mu", "qor", "ly", "ka", "nt")

EMPTY_WORDS: dict[Language, tuple[str, ...]] = {
    "en": (
        "goods", "samples", "sample", "parts", "spare parts", "accessories", "items", "products",
        "merchandise", "general cargo", "various goods", "articles", "equipment", "materials",
        "supplies", "gift", "personal effects", "miscellaneous", "cargo", "new items 100%",
    ),
    "th": (
        "สินค้า", "ตัวอย่าง", "สินค้าตัวอย่าง", "อะไหล่", "ชิ้นส่วน", "อุปกรณ์", "อุปกรณ์เสริม",
        "ของ", "สิ่งของ", "ผลิตภัณฑ์", "สินค้าทั่วไป", "ของใช้", "ของใช้ส่วนตัว", "วัสดุ", "ของขวัญ",
        "เบ็ดเตล็ด", "สินค้าใหม่", "พัสดุ", "รายการ", "ของตัวอย่าง",
    ),
    "vi": (
        "hàng hóa", "hàng mẫu", "mẫu", "phụ tùng", "linh kiện", "phụ kiện", "thiết bị", "vật tư",
        "sản phẩm", "đồ dùng", "đồ dùng cá nhân", "hàng tạp hóa", "quà tặng", "bưu kiện",
        "hàng mới 100%", "các loại hàng", "mặt hàng", "hàng khác", "vật phẩm", "bộ phận",
    ),
    "zh": (
        "货物", "样品", "商品", "产品", "配件", "零件", "备件", "附件", "物品", "设备", "材料",
        "用品", "个人物品", "杂货", "礼品", "包裹", "其他货物", "全新物品", "各种商品", "部件",
    ),
}  # fmt: skip


FOOLED = frozenset({"PRANKA Veva"})
"""Those that get a code of four digits or more all the same, one of 380: to become none."""


def gibberish(count: int) -> Iterator[str]:
    """Yield model numbers and invented brands, alone and together, the same in every run."""
    rng = random.Random(_SEED)  # noqa: S311 - the same in every run
    for number in range(count):
        kind = number % 4
        if kind == 0:
            yield _model(rng)
        elif kind == 1:
            yield _brand(rng)
        elif kind == 2:
            yield f"{_brand(rng)} {_model(rng)}"
        else:
            yield f"{_brand(rng)} {_brand(rng)}"


def _model(rng: random.Random) -> str:
    # Without vowels, or some would spell goods, such as RUM.
    letters = "".join(rng.choices("BCDFGHJKLMNPQRSTVWXZ", k=rng.randint(1, 4)))
    joint = rng.choice(("", "-", " ", "/"))
    return f"{letters}{joint}{rng.randint(10, 99999)}{rng.choice(('', 'A', '-B', 'X2', '/1'))}"


def _brand(rng: random.Random) -> str:
    parts = [rng.choice(_STARTS) + rng.choice(_MIDDLES) for _ in range(rng.randint(1, 2))]
    word = "".join(parts) + rng.choice(_ENDS)
    return word.upper() if rng.random() < 0.3 else word.capitalize()
