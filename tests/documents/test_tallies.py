"""Totals of packages, weight and pages beside totals of money."""

from __future__ import annotations

import pytest

from hsclassify.documents.tallies import has_unit, is_tally


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Total packages", "12"),
        ("Total number of cartons", "12"),
        ("Total No. of packages", "12"),
        ("Total pages", "3"),
        ("Total G.W.", "850"),
        ("Total net weight", "850"),
        ("TOTAL QTY", "1,980"),
        ("Total volume", "3.06"),
        ("Total", "850 KGS"),
        ("TOTAL", "12 CTNS"),
        ("Total", "3.060 CBM"),
        ("Total", "KGS 850"),
        ("รวมน้ำหนัก", "850"),
        ("รวมจำนวน", "12"),
        ("รวม", "12 กล่อง"),
        ("Tổng số kiện", "12"),
        ("Tổng trọng lượng", "850"),
        ("Tổng cộng", "12 thùng"),
        ("合计件数", "12"),
        ("总计 毛重", "850"),
        ("合 计 数量", "12"),
        ("合计", "850 千克"),
    ],
)
def test_what_counts_or_weighs_goods_is_no_money(label: str, value: str) -> None:
    assert is_tally(label, value)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Total", "300.00"),
        ("Total net", "300.00"),
        ("Total net amount", "300.00"),
        ("Total gross amount", "300.00"),
        ("TOTAL USD", "300.00"),
        ("TOTAL", "USD 300.00"),
        ("Total amount", "12 CTNS USD 300.00"),
        ("Total CIF Haiphong", "300.00"),
        ("Grand total", "300,00 EUR"),
        ("รวมจำนวนเงิน", "300.00"),
        ("รวมทั้งสิ้น", "300.00 บาท"),
        ("Tổng số tiền", "300.000 đ"),
        ("Tổng giá trị", "300.000 VND"),
        ("合计金额", "300.00"),
        ("合计", "300.00 元"),
        ("价税合计", "¥300.00"),
    ],
)
def test_money_is_no_tally(label: str, value: str) -> None:
    assert not is_tally(label, value)


def test_a_unit_stands_beside_its_number() -> None:
    assert has_unit("850 KG (1,874 LBS)")
    assert not has_unit("KG")
