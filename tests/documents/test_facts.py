"""Dates, countries, currencies and labels."""

from __future__ import annotations

import pytest

from hsclassify.documents import countries, vocabulary
from hsclassify.documents.countries import country
from hsclassify.documents.currencies import find_currency
from hsclassify.documents.dates import find_date
from hsclassify.documents.vocabulary import column_term
from hsclassify.text import Language


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("5 May 2024", "2024-05-05"),
        ("May 5, 2024", "2024-05-05"),
        ("2024年3月25日", "2024-03-25"),
        ("25/03/2567", "2024-03-25"),
        ("๒๕ มีนาคม ๒๕๖๗", "2024-03-25"),
        ("ngày 25 tháng 3 năm 2024", "2024-03-25"),
        ("03/25/2024", "2024-03-25"),
        ("25-MAR-24", "2024-03-25"),
        ("5 มกราคม พ.ศ. 2568", "2025-01-05"),
        ("5 ม.ค. 68", "2025-01-05"),
        ("๕ มกราคม ๒๕๖๘", "2025-01-05"),
        ("5 มกราคม ค.ศ. 2025", "2025-01-05"),
        ("民國114年5月12日", "2025-05-12"),
        ("中華民國 99 年 1 月 2 日", "2010-01-02"),
        ("114年5月12日", "2025-05-12"),
        ("31/02/2024", None),
        ("no date", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    assert find_date(text) == iso


@pytest.mark.parametrize(
    ("text", "lang", "iso"),
    [
        ("12/05/68", "th", "2025-05-12"),
        ("12/05/25", "th", "2025-05-12"),
        ("12/05/25", "en", "2025-05-12"),
        ("12-05-68", "th", "2025-05-12"),
    ],
)
def test_short_years_of_thai_documents(text: str, lang: Language, iso: str) -> None:
    assert find_date(text, lang) == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ukraine", "UA"),
        ("Made in the UK", "GB"),
        ("12 Portova Street, Odesa, Ukraine", "UA"),
        ("จีน", "CN"),
        ("Việt Nam", "VN"),
        ("泰国", "TH"),
        ("Niger", "NE"),
        ("New Mexico, USA", "US"),
        ("New Mexico", "US"),
        ("Atlanta, Georgia, USA", "US"),
        ("Georgia", "GE"),
        ("Made in China for USA", "CN"),
        ("Hong Kong, China", "HK"),
        ("中国香港", "HK"),
        ("Taiwan, Province of China", "TW"),
        ("P.R. China", "CN"),
        ("Papua New Guinea", "PG"),
        ("Guinea-Bissau", "GW"),
        ("Korea, Republic of", "KR"),
        ("South Sudan", "SS"),
        ("Kenya", "KE"),
        ("เนปาล", "NP"),
        ("Mông Cổ", "MN"),
        ("厄瓜多尔", "EC"),
        ("Bohemia", None),
        ("anh", None),
        ("DE", "DE"),
        ("dedicated", None),
    ],
)
def test_countries(text: str, code: str | None) -> None:
    assert country(text) == code


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("¥ 1,200", "zh", "CNY"),
        ("¥ 1,200 日本", "zh", "JPY"),
        ("¥ 1,200 Tokyo, Japan", "en", "JPY"),
        ("¥ 1,200 Shanghai, China", "en", "CNY"),
        ("Amount (USD) $5 $6", "en", "USD"),
        ("จำนวนเงิน (บาท)", "th", "THB"),
        ("1.200.000 VNĐ", "vi", "VND"),
        ("nothing", "en", None),
        ("Total CA$ 500", "en", "CAD"),
        ("Total C$500", "en", "CAD"),
        ("AU$ 500", "en", "AUD"),
        ("A$ 500", "en", "AUD"),
        ("NZ$ 500", "en", "NZD"),
        ("SG$ 500", "en", "SGD"),
        ("S$500", "en", "SGD"),
        ("HK$500 NT$", "en", "HKD"),
        ("12 PCS$5", "en", "USD"),
        ("金额（元） 1,200 元", "zh", "CNY"),
        ("单价（元） 1,200", "zh", "CNY"),
        ("金额 1,200元整", "zh", "CNY"),
        ("单价(美元) 500 美元", "zh", "USD"),
        ("1,200日圆", "zh", "JPY"),
        ("新台币 1,200", "zh", "TWD"),
        ("1.200.000 đ", "vi", "VND"),
        ("1.200.000 đồng", "vi", "VND"),
        ("Thành tiền (đồng)", "vi", "VND"),
        ("9101.11 đồng hồ $12", "vi", "USD"),
        ("đồng", "vi", "VND"),
        ("Việt Nam đồng", "vi", "VND"),
        ("dây chuyền đồng mạ $12", "vi", "USD"),
        ("Số 5 đ. Nguyễn Huệ, 12 đèn", "vi", None),
        ("12 元素周期表", "zh", None),
    ],
)
def test_currencies(text: str, lang: str, code: str | None) -> None:
    assert find_currency(text, lang) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seller", "code"),
    [
        ("青岛东方国际商贸有限公司", "CNY"),
        ("日本東方商事", "JPY"),
        ("東方商事株式会社", "JPY"),
        ("Tokyo Trading", "JPY"),
    ],
)
def test_a_chinese_seller_of_japanese_goods_is_paid_in_yuan(seller: str, code: str) -> None:
    assert find_currency(f"{seller} 原产国: 日本 ¥4,882.00", "zh", seller) == code


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Description of Goods", "description"),
        ("Unit Price (USD)", "price"),
        ("Unit", "unit"),
        ("รายการสินค้า", "description"),
        ("รหัส HS", "hs"),
        ("Mã số HS", "hs"),
        ("Đơn giá", "price"),
        ("單價", "price"),
        ("Descriptlon", "description"),
        ("shrimp", None),
    ],
)
def test_headers(text: str, role: str | None) -> None:
    found = column_term(text)
    assert (found[0] if found else None) == role


def test_texts_of_documents_are_not_kept_for_good() -> None:
    for cache in (vocabulary._key, vocabulary._column_term):
        assert cache.cache_info().maxsize is not None
    long = "term " * 1000
    before = vocabulary._key.cache_info().currsize
    assert vocabulary.key(long) == vocabulary.key(long + "and more")
    assert vocabulary._key.cache_info().currsize <= before + 1


def test_every_country_of_iso_3166_is_known() -> None:
    lines = countries._NAMES.strip().splitlines()
    codes = [line.split("|")[0] for line in lines]
    assert len(codes) == len(set(codes)) == 249
    for line in lines:
        code, *names = line.split("|")
        for name in (n.strip() for column in names for n in column.split(",") if n.strip()):
            assert country(name) == code, name
