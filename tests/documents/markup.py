"""A document as HTML, for the browser to set and print."""

from __future__ import annotations

import html
import random
from decimal import Decimal
from typing import Final

from tests.documents.content import Content, Item
from tests.documents.layouts import Layout
from tests.documents.wording import CLOSING, FIELDS, LABELS, REMARKS

_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "THB": "฿", "VND": "₫"}
_NUMERIC: Final = frozenset(
    {"quantity", "quantity+unit", "price", "amount", "cartons", "net", "gross"}
)
MARGINS: Final = (13, 14)
"""Millimetres at the sides, and at top and bottom."""
_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def written(layout: Layout, number: Decimal, places: int) -> str:
    """Return *number* in the layout's style."""
    thousands, decimal, zero = layout.numbers
    text = f"{number:,.{places}f}".replace(",", "\0").replace(".", decimal)
    text = text.replace("\0", thousands)
    return text.translate(_THAI_DIGITS) if zero == "๐" else text


def page(layout: Layout, content: Content, seed: str) -> str:
    """Return the HTML of the whole document."""
    rng = random.Random(seed)  # noqa: S311
    return (
        f"<!doctype html><html lang={layout.language}><meta charset=utf-8>"
        f"<style>{_style(layout)}</style><body>"
        f"{_heading(layout, content, rng)}{_table(layout, content, rng)}"
        f"{_footer(layout, content, rng)}</body></html>"
    )


def _style(layout: Layout) -> str:
    rules = {
        "grid": "td,th{border:0.75pt solid #222}",
        "rows": "tr{border-bottom:0.6pt solid #555} thead tr{border-top:1.2pt solid #222}",
        "zebra": "tbody tr:nth-child(even){background:#eee}",
        "none": "",
    }[layout.rules]
    dark = "thead th{background:#2b3a55;color:#fff}" if layout.dark_header else ""
    group = "table-header-group" if layout.repeat_header else "table-row-group"
    turned = " landscape" if layout.landscape else ""
    return (
        f"@page{{size:A4{turned};margin:{MARGINS[1]}mm {MARGINS[0]}mm}}"
        f"body{{font:{layout.size}pt/1.3 '{layout.font}';margin:0;"
        "-webkit-print-color-adjust:exact}"
        "table.items{border-collapse:collapse;width:100%;margin:12pt 0}"
        f"thead{{display:{group}}} tr{{break-inside:avoid}}"
        f"td,th{{padding:3pt 5pt;text-align:left}} td{{vertical-align:{layout.align}}}"
        "td.n,th.n{text-align:right} td.n{white-space:nowrap}"
        ".parties{display:flex;gap:30pt}.parties>div{flex:1;margin-bottom:8pt}"
        f"h1{{font-size:17pt;text-align:center;margin:0 0 8pt}}{rules}{dark}"
    )


def _heading(layout: Layout, content: Content, rng: random.Random) -> str:
    words = FIELDS[layout.language]
    kind = "invoice" if "amount" in layout.columns else "packing"
    title = rng.choice(words[kind])
    if layout.language != "en" and layout.header == "both":
        title += " / " + FIELDS["en"][kind][0]

    def line(name: str, value: str) -> str:
        return f"<div>{html.escape(rng.choice(words[name]))}: {html.escape(value)}</div>"

    seller = _party(rng.choice(words["seller"]), content.seller)
    buyer = _party(rng.choice(words["buyer"]), content.buyer)
    facts = [
        line("number", content.number),
        line("date", content.date),
        line("incoterm", content.incoterm),
        line("origin", content.origin[0]),
        line("destination", content.destination[0]),
        line("email", content.email),
    ]
    if kind == "invoice" and not layout.symbol:
        facts.append(line("currency", layout.currency))
    if layout.side_by_side:
        return (
            f"<h1>{title}</h1><div class=parties><div>{seller}</div><div>{buyer}</div></div>"
            f"<div class=parties><div>{''.join(facts[:3])}</div>"
            f"<div>{''.join(facts[3:])}</div></div>"
        )
    return f"<h1>{title}</h1>{''.join(facts[:2])}{seller}{buyer}{''.join(facts[2:])}"


def _party(label: str, party: tuple[str, str]) -> str:
    name, address = map(html.escape, party)
    return f"<div>{html.escape(label)}: {name}</div><div>{address}</div>"


def _table(layout: Layout, content: Content, rng: random.Random) -> str:
    cells = "".join(
        f"<th{_class(column)}>{_header(layout, column, rng)}</th>" for column in layout.columns
    )
    rows = []
    for number, item in enumerate(content.items, 1):
        rows.append(_row(layout, item, number))
        last = number == len(content.items)
        if layout.remarks and rng.random() < 0.2 and not last:
            text = rng.choice(REMARKS[layout.language])
            rows.append(f"<tr><td colspan={len(layout.columns)}>{html.escape(text)}</td></tr>")
        if layout.subtotals and number % 5 == 0 and not last and "amount" in layout.columns:
            rows.append(_sum(layout, "subtotal", content.items[number - 5 : number], rng))
    rows.append(_sum(layout, "total", content.items, rng))
    return (
        f"<table class=items><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _class(column: str) -> str:
    return " class=n" if column in _NUMERIC else ""


def _header(layout: Layout, column: str, rng: random.Random) -> str:
    name = column.split("+")[0]
    text = html.escape(rng.choice(LABELS[layout.language][name]))
    if layout.header == "both":
        return f"{text}<br>{html.escape(LABELS['en'][name][0])}"
    if layout.header == "two" and name in {"price", "amount"}:
        return f"{text}<br>({layout.currency})"
    if layout.header == "two" and layout.language == "en":
        return text.replace(" ", "<br>", 1)
    return text


def _row(layout: Layout, item: Item, number: int) -> str:
    return (
        "<tr class=item>"
        + "".join(
            f"<td{_class(column)}>{_cell(layout, item, column, number)}</td>"
            for column in layout.columns
        )
        + "</tr>"
    )


def _cell(layout: Layout, item: Item, column: str, number: int) -> str:
    places = 0 if layout.currency == "VND" else 2
    quantity = written(layout, item.quantity, 0 if item.quantity == int(item.quantity) else 1)
    symbol = _SYMBOLS[layout.currency] if layout.symbol else ""
    texts = {
        "no": str(number),
        "sku": item.sku,
        "hs": item.hs,
        "origin": item.origin,
        "quantity": quantity,
        "quantity+unit": f"{quantity} {item.unit}",
        "unit": item.unit,
        "price": symbol + written(layout, item.price, places),
        "amount": symbol + written(layout, item.amount, 2 if item.amount % 1 or places else 0),
        "cartons": str(item.cartons),
        "net": written(layout, item.net, 1),
        "gross": written(layout, item.gross, 1),
    }
    if column == "description":
        return "<br>".join(map(html.escape, item.lines))
    return html.escape(texts[column])


def _sum(layout: Layout, name: str, items: tuple[Item, ...], rng: random.Random) -> str:
    label = html.escape(rng.choice(FIELDS[layout.language][name]))
    columns = layout.columns
    if "amount" in columns:
        value = written(layout, sum((i.amount for i in items), Decimal(0)), 2)
        at = columns.index("amount")
        symbol = _SYMBOLS[layout.currency] if layout.symbol else ""
        tail = f"<td class=n>{symbol}{value}</td>" + "<td></td>" * (len(columns) - at - 1)
        return f"<tr><td colspan={at}>{label}</td>{tail}</tr>"
    at = columns.index("net")
    net = written(layout, sum((i.net for i in items), Decimal(0)), 1)
    gross = written(layout, sum((i.gross for i in items), Decimal(0)), 1)
    return f"<tr><td colspan={at}>{label}</td><td class=n>{net}</td><td class=n>{gross}</td></tr>"


def _footer(layout: Layout, content: Content, rng: random.Random) -> str:
    words = FIELDS[layout.language]
    gross = f"{rng.choice(words['gross'])}: {written(layout, content.gross, 1)} KG"
    net = f"{rng.choice(words['net'])}: {written(layout, content.net, 1)} KG"
    closing = rng.choice(CLOSING[layout.language])
    return f"<div>{net}</div><div>{gross}</div><p>{html.escape(closing)}</p>"
