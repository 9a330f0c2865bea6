"""How the generated documents differ: columns, rules, header, alignment, number style, fonts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final, Literal

from hsclassify.text import LANGUAGES, Language

Kind = Literal["ruled", "unruled", "long", "scan", "noisy", "photo"]
KINDS: Final[tuple[Kind, ...]] = ("ruled", "unruled", "long", "scan", "noisy", "photo")
VARIANTS: Final = 2

_COLUMNS: Final[tuple[tuple[str, ...], ...]] = (
    ("no", "description", "hs", "origin", "quantity", "unit", "price", "amount"),
    ("no", "hs", "description", "quantity+unit", "price", "amount"),
    ("description", "quantity", "unit", "price", "amount"),
    ("quantity", "unit", "sku", "description", "price", "amount"),
    ("no", "sku", "description", "unit", "quantity", "price", "amount", "hs"),
    ("no", "description", "cartons", "quantity", "unit", "net", "gross"),
    ("hs", "description", "origin", "quantity", "price", "amount"),
)
_FONTS: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("DejaVu Sans", "DejaVu Serif", "Noto Sans", "DejaVu Sans Condensed"),
    "vi": ("DejaVu Sans", "Noto Serif", "Noto Sans", "DejaVu Sans Condensed"),
    "th": ("Garuda", "Loma", "Norasi", "Noto Sans Thai", "Waree"),
    "zh": ("Noto Sans CJK SC", "Noto Serif CJK SC"),
}
# How numbers are written: mark between thousands, decimal mark, digits.
_NUMBERS: Final[dict[Language, tuple[tuple[str, str, str], ...]]] = {
    "en": ((",", ".", "0"), ("", ".", "0")),
    "th": ((",", ".", "0"), (",", ".", "๐")),
    "vi": ((".", ",", "0"), ("\u00a0", ",", "0")),
    "zh": ((",", ".", "0"), ("", ".", "0")),
}
_CURRENCIES: Final[dict[Language, tuple[str, ...]]] = {
    "en": ("USD", "EUR", "GBP"),
    "th": ("THB", "USD"),
    "vi": ("VND", "USD"),
    "zh": ("CNY", "USD"),
}


@dataclass(frozen=True)
class Layout:
    """One way to set an invoice.

    Attributes:
        rules: "grid", "rows" (lines under rows only), "zebra" or "none".
        header: "one" line, "two" lines a cell, or "both" languages a cell.
        align: vertical place of a row's numbers beside a long description.
        numbers: thousands mark, decimal mark, zero digit.
        details: share of the descriptions that go on over more lines.
        rows: number of line items.
    """

    language: Language
    kind: Kind
    columns: tuple[str, ...]
    rules: str
    header: str
    dark_header: bool
    align: str
    numbers: tuple[str, str, str]
    currency: str
    symbol: bool
    font: str
    size: float
    details: float
    remarks: bool
    subtotals: bool
    rows: int
    repeat_header: bool
    side_by_side: bool
    landscape: bool

    @property
    def name(self) -> str:
        return f"{self.language}-{self.kind}"


def layouts() -> dict[str, Layout]:
    """Every layout of the full set under its name, such as ``th-scan-1``."""
    return {
        f"{lang}-{kind}-{variant}": draw(lang, kind, variant)
        for lang in LANGUAGES
        for kind in KINDS
        for variant in range(VARIANTS)
    }


def draw(lang: Language, kind: Kind, variant: int) -> Layout:
    """Draw a layout, the same for the same arguments."""
    rng = random.Random(f"{lang} {kind} {variant}")  # noqa: S311
    columns = _COLUMNS[(KINDS.index(kind) + LANGUAGES.index(lang) * 2 + variant * 3) % 7]
    rules = {
        "ruled": ("grid", "rows"),
        "unruled": ("none", "zebra"),
    }.get(kind, ("grid", "none", "rows", "zebra"))
    return Layout(
        language=lang,
        kind=kind,
        columns=columns,
        rules=rules[variant % 2] if len(rules) == 2 else rng.choice(rules),
        header=rng.choice(("one", "two", "both") if lang != "en" else ("one", "two")),
        dark_header=rng.random() < 0.3,
        align=rng.choice(("top", "middle", "top")),
        numbers=_NUMBERS[lang][variant % 2],
        currency=rng.choice(_CURRENCIES[lang]),
        symbol=rng.random() < 0.3,
        font=rng.choice(_FONTS[lang]),
        size=rng.choice((9, 10, 11)),
        details=rng.choice((0.0, 0.4, 0.8)),
        remarks=rng.random() < 0.4,
        subtotals=rng.random() < 0.3,
        rows={"long": rng.randint(35, 60)}.get(kind, rng.randint(4, 11)),
        repeat_header=rng.random() < 0.6,
        side_by_side=rng.random() < 0.6,
        landscape=rng.random() < 0.15,
    )
