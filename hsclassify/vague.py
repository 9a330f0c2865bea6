"""Words that anything is called, such as "samples": they tell nothing of the goods."""

from __future__ import annotations

from typing import Final

VAGUE: Final = frozenset(
    "|".join(
        (
            "goods|good|sample|samples|sample goods|samples of no value|spare|spares|spare part"
            "|spare parts|part|parts|accessory|accessories|item|items|article|articles|product"
            "|products|merchandise|commodity|commodities|cargo|general cargo|general goods"
            "|various goods|mixed goods|other goods|material|materials|supplies|equipment|gift"
            "|gifts|present|personal effects|personal items|personal belongings|miscellaneous"
            "|sundries|parcel|package|shipment|consignment|stuff|things|new goods|used goods",
            "สินค้า|สินค้าทั่วไป|สินค้าอื่น ๆ|สินค้าใหม่|สินค้าตัวอย่าง|ตัวอย่าง|ตัวอย่างสินค้า|ของตัวอย่าง|อะไหล่"
            "|ชิ้นส่วน|ส่วนประกอบ|อุปกรณ์|อุปกรณ์เสริม|อุปกรณ์ต่าง ๆ|ของ|สิ่งของ|ของใช้|ของใช้ส่วนตัว"
            "|ของขวัญ|ของฝาก|ของอื่น ๆ|ผลิตภัณฑ์|วัสดุ|วัสดุอุปกรณ์|เบ็ดเตล็ด|พัสดุ|พัสดุภัณฑ์|รายการ",
            "hàng|hàng hóa|hàng hoá|hàng mẫu|mẫu|mẫu hàng|phụ tùng|phụ tùng thay thế|linh kiện"
            "|phụ kiện|bộ phận|thiết bị|vật tư|vật liệu|vật phẩm|sản phẩm|mặt hàng|đồ|đồ dùng"
            "|đồ dùng cá nhân|hành lý|hàng tạp hóa|hàng khác|hàng mới|các loại hàng|quà|quà tặng"
            "|quà biếu|bưu kiện",
            "货物|货品|商品|产品|物品|东西|样品|样本|样货|配件|零件|备件|零配件|部件|附件|设备|器材|材料|物料|用品"
            "|个人物品|私人物品|杂货|杂项|百货|礼品|礼物|包裹|其他货物|各种商品|新货物",
        )
    ).split("|")
)

_EDGES: Final = " .,;:!*-–()[]\"'。，、；：（）"


def says_nothing(text: str) -> bool:
    """Tell whether all of a cleaned *text* is a word that anything is called."""
    return text.casefold().strip(_EDGES) in VAGUE
