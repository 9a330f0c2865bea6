"""What a generated document holds: line items and fields, with the truth about them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from hsclassify.results import dotted
from hsclassify.text import Language
from pipeline.corpus import Concept
from tests.documents.layouts import Layout
from tests.documents.wording import COUNTRIES, DETAILS, PARTIES, UNITS

_CENT: Final = Decimal("0.01")
_CITIES: Final = {"en": "Rotterdam", "th": "กรุงเทพฯ", "vi": "Hải Phòng", "zh": "上海"}


@dataclass(frozen=True)
class Item:
    """A true line item; ``code`` is what the goods are, ``hs`` what is printed."""

    lines: tuple[str, ...]
    sku: str
    code: str
    hs: str
    origin: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    cartons: int
    net: Decimal
    gross: Decimal

    @property
    def description(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True)
class Content:
    """Everything that a document says."""

    items: tuple[Item, ...]
    number: str
    date: str
    iso_date: str
    seller: tuple[str, str]
    buyer: tuple[str, str]
    email: str
    origin: tuple[str, str]
    destination: tuple[str, str]
    incoterm: str
    total: Decimal
    gross: Decimal
    net: Decimal


def compose(layout: Layout, goods: Sequence[Concept], seed: str) -> Content:
    """Draw the content of a document from *goods*, the same for the same *seed*."""
    rng = random.Random(seed)  # noqa: S311
    items = tuple(_item(layout, g, rng) for g in rng.sample(list(goods), layout.rows))
    lang = layout.language
    seller, buyer = rng.sample(PARTIES[lang], 2)
    day, month, year = rng.randint(1, 28), rng.randint(1, 12), rng.choice((2024, 2025))
    net = sum((i.net for i in items), Decimal(0))
    incoterm = f"{rng.choice(('FOB', 'CIF', 'EXW', 'DAP'))} {_CITIES[lang]}"
    return Content(
        items=items,
        number=f"{rng.choice(('INV', 'EX', 'CI'))}-{year}-{rng.randint(100, 9999):04}",
        date=_date(lang, day, month, year, rng),
        iso_date=f"{year}-{month:02}-{day:02}",
        seller=seller,
        buyer=buyer,
        email=f"sales{rng.randint(1, 99)}@example.com",
        origin=rng.choice(COUNTRIES[lang]),
        destination=rng.choice(COUNTRIES[lang]),
        incoterm=incoterm,
        total=sum((i.amount for i in items), Decimal(0)),
        gross=sum((i.gross for i in items), Decimal(0)),
        net=net,
    )


def _item(layout: Layout, goods: Concept, rng: random.Random) -> Item:
    lang = layout.language
    whole = rng.random() < 0.8
    quantity = Decimal(rng.randint(1, 2400)) if whole else Decimal(rng.randint(10, 9000)) / 10
    scale = 1000 if layout.currency == "VND" else 1
    price = Decimal(rng.randint(20, 90000)) / 100 * scale
    if scale > 1:
        price = price.quantize(Decimal(1))
    net = (quantity * Decimal(rng.randint(1, 30)) / 10).quantize(Decimal("0.1"))
    # Every fifth printed code is another one, as on real invoices.
    code = goods.code if rng.random() < 0.8 else rng.choice(("847130", "620342", "392690"))
    national = rng.choice(("", "", "00", "10"))
    return Item(
        lines=_lines(layout, goods.texts[lang], rng),
        sku=f"{rng.choice('ABKRT')}{rng.randint(100, 9999)}",
        code=goods.code,
        hs=rng.choice((dotted(code), code)) if not national else f"{dotted(code)}.{national}",
        origin=rng.choice(COUNTRIES[lang])[0],
        quantity=quantity,
        unit=rng.choice(UNITS[lang]),
        price=price,
        amount=(quantity * price).quantize(_CENT, ROUND_HALF_UP),
        cartons=rng.randint(1, 60),
        net=net,
        gross=(net * Decimal("1.08")).quantize(Decimal("0.1")),
    )


def _lines(layout: Layout, text: str, rng: random.Random) -> tuple[str, ...]:
    if rng.random() >= layout.details:
        return (text,)
    details = rng.sample(DETAILS[layout.language], rng.randint(1, 2))
    return (text, *(d.format(n=rng.randint(10, 999), m=rng.randint(2, 48)) for d in details))


def _date(lang: Language, day: int, month: int, year: int, rng: random.Random) -> str:
    if lang == "zh":
        return f"{year}年{month}月{day}日"
    if lang == "vi":
        return f"{day:02}/{month:02}/{year}"
    if lang == "th":
        return rng.choice((f"{day:02}/{month:02}/{year + 543}", f"{day:02}/{month:02}/{year}"))
    months = "January February March April May June July August September October November December"
    return rng.choice((f"{day} {months.split()[month - 1]} {year}", f"{year}-{month:02}-{day:02}"))


def truth(layout: Layout, content: Content) -> dict[str, Any]:
    """Return what a reader should find, as the JSON beside a document holds it."""
    shown = set("+".join(layout.columns).split("+"))
    priced = "amount" in shown

    def value(name: str, number: Decimal) -> float | None:
        return float(number) if name in shown else None

    return {
        "language": layout.language,
        "kind": layout.kind,
        "layout": {k: v for k, v in asdict(layout).items() if k not in {"language", "kind"}},
        "items": [
            {
                "description": i.description,
                "quantity": float(i.quantity),
                "unit": i.unit if "unit" in shown else None,
                "unit_price": value("price", i.price),
                "amount": value("amount", i.amount),
                "hs_code": i.hs if "hs" in shown else None,
                "origin": i.origin if "origin" in shown else None,
                "hs6": i.code,
            }
            for i in content.items
        ],
        "fields": {
            "kind": "commercial invoice" if priced else "packing list",
            "number": content.number,
            "date": content.iso_date,
            "seller": content.seller[0],
            "buyer": content.buyer[0],
            "origin": content.origin[1],
            "destination": content.destination[1],
            "incoterm": content.incoterm.split()[0],
            "currency": layout.currency if priced else None,
            "total": float(content.total) if priced else None,
            "gross_weight": float(content.gross),
            "net_weight": float(content.net),
            "email": content.email,
        },
    }
