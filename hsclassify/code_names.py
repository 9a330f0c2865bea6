"""What trade calls an HS code: names of columns on invoices and in tables, words before a code."""

from __future__ import annotations

from typing import Final

CODE_NAMES: Final = (
    "hs code", "hs", "h.s. code", "h.s.", "h s code", "hts", "hts code", "tariff", "tariff no",
    "tariff code", "tariff number", "hs no", "hs number", "customs code", "commodity code",
    "customs tariff", "hscode", "harmonized code", "schedule b", "hsn", "hsn code", "taric",
    "taric code", "cn8", "cn code",
    "พิกัด", "พิกัดศุลกากร", "พิกัดอัตราศุลกากร", "รหัส hs", "รหัสพิกัด", "ประเภทพิกัด",
    "mã hs", "mã số hs", "mã hs code", "mã số hàng hóa", "mã số thuế hs",
    "hs编码", "hs編碼", "hs代码", "hs代碼", "hs號", "hs号", "商品编码", "商品編碼", "海关编码",
    "海關編碼", "海关商品编码", "税号", "稅號", "hs税号", "税则号", "稅則號", "税则号列",
    "稅則號列", "稅則號別", "税则", "稅則",
)  # fmt: skip
"""In English, Thai, Vietnamese and Chinese, as people write them, without regard to case."""
