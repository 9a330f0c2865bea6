"""What the generated documents say besides the goods: labels, parties, remarks, by language."""

from __future__ import annotations

from typing import Final

LABELS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "no": ("No.", "Item", "#", "S/N"),
        "sku": ("Item code", "Part No.", "Article"),
        "description": ("Description of Goods", "Description", "Product", "Particulars"),
        "hs": ("HS Code", "Tariff No.", "H.S. code"),
        "origin": ("Origin", "Country of origin", "C/O"),
        "quantity": ("Quantity", "Qty", "Q'ty"),
        "unit": ("Unit", "UOM"),
        "price": ("Unit Price", "Price", "Rate"),
        "amount": ("Amount", "Total Price", "Line total", "Value"),
        "cartons": ("Cartons", "No. of pkgs"),
        "net": ("N.W. (kg)", "Net weight"),
        "gross": ("G.W. (kg)", "Gross weight"),
    },
    "th": {
        "no": ("ลำดับ", "ที่", "ลำดับที่"),
        "sku": ("รหัสสินค้า", "รหัส"),
        "description": ("รายการ", "รายการสินค้า", "รายละเอียดสินค้า"),
        "hs": ("พิกัดศุลกากร", "รหัส HS", "พิกัด"),
        "origin": ("ประเทศกำเนิด", "แหล่งกำเนิด"),
        "quantity": ("จำนวน", "ปริมาณ"),
        "unit": ("หน่วย", "หน่วยนับ"),
        "price": ("ราคาต่อหน่วย", "ราคา/หน่วย", "หน่วยละ"),
        "amount": ("จำนวนเงิน", "มูลค่า", "ราคารวม"),
        "cartons": ("จำนวนกล่อง", "หีบห่อ"),
        "net": ("น้ำหนักสุทธิ",),
        "gross": ("น้ำหนักรวม",),
    },
    "vi": {
        "no": ("STT", "TT", "Số TT"),
        "sku": ("Mã hàng", "Mã SP"),
        "description": ("Mô tả hàng hóa", "Tên hàng", "Tên hàng hóa, dịch vụ"),
        "hs": ("Mã HS", "Mã số HS"),
        "origin": ("Xuất xứ", "Nước xuất xứ"),
        "quantity": ("Số lượng", "SL"),
        "unit": ("Đơn vị tính", "ĐVT"),
        "price": ("Đơn giá",),
        "amount": ("Thành tiền", "Trị giá", "Số tiền"),
        "cartons": ("Số kiện", "Số thùng"),
        "net": ("Trọng lượng tịnh", "KL tịnh"),
        "gross": ("Trọng lượng cả bì", "KL cả bì"),
    },
    "zh": {
        "no": ("序号", "项号"),
        "sku": ("货号", "商品编号"),
        "description": ("品名", "货物名称", "商品名称及规格"),
        "hs": ("HS编码", "商品编码", "税则号列"),
        "origin": ("原产国", "产地"),
        "quantity": ("数量",),
        "unit": ("单位", "计量单位"),
        "price": ("单价",),
        "amount": ("金额", "总价", "总值"),
        "cartons": ("箱数", "件数"),
        "net": ("净重",),
        "gross": ("毛重",),
    },
}

FIELDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "invoice": ("COMMERCIAL INVOICE", "INVOICE"),
        "packing": ("PACKING LIST",),
        "number": ("Invoice No.", "Invoice number", "Inv. No."),
        "date": ("Date", "Invoice date"),
        "seller": ("Seller", "Exporter", "Shipper"),
        "buyer": ("Buyer", "Consignee", "Bill to"),
        "origin": ("Country of origin", "Origin of goods"),
        "destination": ("Destination", "Final destination", "Country of destination"),
        "incoterm": ("Incoterms", "Terms of delivery", "Delivery terms"),
        "total": ("TOTAL", "Grand total", "Total amount"),
        "subtotal": ("Subtotal", "Sub-total"),
        "gross": ("Gross weight", "Total gross weight"),
        "net": ("Net weight", "Total net weight"),
        "email": ("E-mail", "Email"),
        "currency": ("Currency",),
    },
    "th": {
        "invoice": ("ใบกำกับสินค้า", "ใบแจ้งหนี้"),
        "packing": ("ใบรายการบรรจุหีบห่อ",),
        "number": ("เลขที่ใบกำกับสินค้า", "เลขที่"),
        "date": ("วันที่",),
        "seller": ("ผู้ขาย", "ผู้ส่งออก"),
        "buyer": ("ผู้ซื้อ", "ผู้รับสินค้า", "ลูกค้า"),
        "origin": ("ประเทศกำเนิดสินค้า",),
        "destination": ("ประเทศปลายทาง",),
        "incoterm": ("เงื่อนไขการส่งมอบ",),
        "total": ("รวมทั้งสิ้น", "ยอดรวมทั้งสิ้น", "รวมเงิน"),
        "subtotal": ("ยอดรวมย่อย",),
        "gross": ("น้ำหนักรวมทั้งหมด",),
        "net": ("น้ำหนักสุทธิทั้งหมด",),
        "email": ("อีเมล",),
        "currency": ("สกุลเงิน",),
    },
    "vi": {
        "invoice": ("HÓA ĐƠN THƯƠNG MẠI",),
        "packing": ("PHIẾU ĐÓNG GÓI",),
        "number": ("Số hóa đơn", "Hóa đơn số"),
        "date": ("Ngày", "Ngày lập"),
        "seller": ("Người bán", "Đơn vị bán hàng", "Bên bán"),
        "buyer": ("Người mua", "Bên mua", "Khách hàng"),
        "origin": ("Nước xuất xứ",),
        "destination": ("Nơi đến", "Nước nhập khẩu"),
        "incoterm": ("Điều kiện giao hàng",),
        "total": ("Tổng cộng", "Tổng số tiền", "Tổng thanh toán"),
        "subtotal": ("Cộng nhóm",),
        "gross": ("Tổng trọng lượng cả bì",),
        "net": ("Tổng trọng lượng tịnh",),
        "email": ("Email",),
        "currency": ("Đồng tiền thanh toán",),
    },
    "zh": {
        "invoice": ("商业发票", "发票"),
        "packing": ("装箱单",),
        "number": ("发票号码", "发票号"),
        "date": ("日期", "开票日期"),
        "seller": ("卖方", "发货人", "出口商"),
        "buyer": ("买方", "收货人", "客户"),
        "origin": ("原产国",),
        "destination": ("目的国", "目的地"),
        "incoterm": ("成交方式", "贸易条款"),
        "total": ("合计", "总计", "总金额"),
        "subtotal": ("小计",),
        "gross": ("总毛重",),
        "net": ("总净重",),
        "email": ("电子邮箱", "邮箱"),
        "currency": ("币种",),
    },
}

PARTIES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (
        ("Northgate Trading Ltd", "No. 48, Harbour Road, Felixstowe, United Kingdom"),
        ("Odesa Grain and Metal LLC", "12 Portova Street, Odesa, Ukraine"),
        ("Bluewater Imports Inc.", "2200 Pier Avenue, Long Beach, CA 90802, USA"),
        ("Harlow and Finch Pty Ltd", "7 Dock Lane, Fremantle WA 6160, Australia"),
    ),
    "th": (
        ("บริษัท สยามรุ่งเรืองการค้า จำกัด", "เลขที่ 99/12 ถนนสุขุมวิท แขวงคลองเตย กรุงเทพฯ 10110"),
        ("บริษัท อันดามันส่งออก จำกัด", "45 หมู่ 3 ถนนเทพกระษัตรี อำเภอเมือง ภูเก็ต 83000"),
        ("ห้างหุ้นส่วนจำกัด ล้านนาพาณิชย์", "8 ถนนช้างคลาน อำเภอเมือง เชียงใหม่ 50100"),
    ),
    "vi": (
        (
            "Công ty TNHH Thương mại Sông Hồng",
            "Số 25, đường Lý Thường Kiệt, Hoàn Kiếm, Hà Nội, Việt Nam",
        ),
        ("Công ty Cổ phần Xuất nhập khẩu Cửu Long", "118 Nguyễn Huệ, Quận 1, TP. Hồ Chí Minh"),
        ("Công ty TNHH Đại Dương Xanh", "60 Bạch Đằng, Hải Châu, Đà Nẵng"),
    ),
    "zh": (
        ("宁波海丰进出口有限公司", "浙江省宁波市鄞州区中山东路128号"),
        ("广州南粤贸易有限公司", "广东省广州市天河区体育西路56号"),
        ("青岛东方国际商贸有限公司", "山东省青岛市市南区香港中路9号"),
    ),
}

COUNTRIES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "en": (("Thailand", "TH"), ("Viet Nam", "VN"), ("China", "CN"), ("Ukraine", "UA"),
           ("Germany", "DE"), ("Japan", "JP"), ("United Kingdom", "GB"), ("India", "IN")),
    "th": (("ไทย", "TH"), ("จีน", "CN"), ("ญี่ปุ่น", "JP"), ("เวียดนาม", "VN"), ("เยอรมนี", "DE")),
    "vi": (("Việt Nam", "VN"), ("Trung Quốc", "CN"), ("Thái Lan", "TH"), ("Nhật Bản", "JP")),
    "zh": (("中国", "CN"), ("泰国", "TH"), ("越南", "VN"), ("日本", "JP"), ("德国", "DE")),
}  # fmt: skip

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("PCS", "KG", "SETS", "CTNS", "M", "LTR"),
    "th": ("ชิ้น", "กก.", "ชุด", "กล่อง", "เมตร"),
    "vi": ("cái", "kg", "bộ", "thùng", "mét"),
    "zh": ("个", "千克", "套", "箱", "米"),
}

DETAILS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Model KX-{n}", "Lot {n}", "Size {n} mm, brand Toreva", "Packed {m} per carton"),
    "th": ("รุ่น KX-{n}", "ล็อต {n}", "ขนาด {n} มม. ยี่ห้อ Toreva", "บรรจุ {m} ชิ้นต่อกล่อง"),
    "vi": ("Model KX-{n}", "Lô {n}", "kích thước {n} mm, hiệu Toreva", "đóng {m} cái một thùng"),
    "zh": ("型号KX-{n}", "批号{n}", "规格{n}mm，Toreva牌", "每箱{m}件"),
}

REMARKS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Remark: the goods above are packed on pallets 1-4",
        "Note: goods below ship separately",
    ),
    "th": ("หมายเหตุ: สินค้าข้างต้นบรรจุบนพาเลท 1-4",),
    "vi": ("Ghi chú: hàng trên được đóng trên pallet 1-4",),
    "zh": ("备注：以上货物装于1-4号托盘",),
}

CLOSING: Final[dict[str, tuple[str, ...]]] = {
    "en": ("We certify that the above is true and correct. Payment by T/T within 30 days.",),
    "th": ("ขอรับรองว่าข้อความข้างต้นถูกต้องทุกประการ ชำระเงินภายใน 30 วัน",),
    "vi": ("Chúng tôi cam đoan nội dung trên là đúng. Thanh toán trong vòng 30 ngày.",),
    "zh": ("兹证明以上内容真实无误。请于30天内付款。",),
}
