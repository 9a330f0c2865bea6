"""Numbers as four countries print them: 1,234.50 · 1.234,50 · 1 234,50 · ๑,๒๓๔.๕๐ · 1.2万."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from itertools import product
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from hsclassify.documents.currencies import CODES
from hsclassify.text import ascii_digits

Mark = Literal[".", ","]
MAX_DIGITS: Final = 18
"""A run of digits that is longer is an account number or noise, no quantity."""

_MULTIPLIERS: Final = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_MULTIPLIER: Final = re.compile("\\s?([万萬亿億])(?!向)")
"""Behind a number; 万向节 is a joint, not ten thousand."""
_HEADER_FACTOR: Final = re.compile("[(（\\[]\\s*([万萬亿億])|([万萬亿億])\\s?(?:元|美元)")
_NUMERAL = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ '\u2019]\d{3})+(?:[.,]\d{1,6})?(?![\d])"
    r"|(?<![\d])[.]?\d+(?:[.,]\d+)*"
)
# A unit may follow "-5 PCS"; a hyphen after a word or within "A-5" is no minus.
_MINUS = re.compile("[-\u2212\u2013]")
_CURRENCY = re.compile(rf"(?:{'|'.join(CODES)}|US|HK|NT|[$€£¥฿₫₩₹₽])\s*")
_SPLIT_MARK = re.compile(r"(?<=\d)\s*([.,])\s*(?=\d)")
_GAPS = re.compile(r"[ '\u2019]")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_CENT: Final = Decimal("0.01")
_WIDE: Final = Context(prec=100)
"""Holds the quotient of any two numbers of MAX_DIGITS; the usual 28 digits do not."""
# What OCR makes of digits and marks; a letter after the last digit is a unit, as in "10 l".
_LETTER_O = re.compile(r"(?<=[\d.,])[Oo](?=[\d.,]|$)")
_LETTER_L = re.compile(r"(?<![^\W\d_])[lI|](?=[\d.,])")
_MISREAD_MARK = re.compile(r"(?<=\d)(?:[;:][.,]?|[.,][;:])(?=\d{3}(?!\d))")
_CODE_LETTERS: Final = str.maketrans("OolI|", "00111")
_CODE: Final = re.compile(r"\d{2}[\d. ]*")
_LEAST_CODE: Final = 4
"""Digits that a code has at least, the letters among them not counted."""
_BESIDE: Final = 10
"""Letters that may stand beside a number in its cell: "US$", "cartons"."""
_TOLERANCE: Final = Decimal("0.006")
_RATE: Final = Decimal("0.0005")
_EXACT: Final = 1e-9
"""More than numbers lose as floats."""
_MOST_WRONG: Final = 5
"""What may have gone wrong in a row, see :meth:`Numeral.readings`: a mark in one number, or two."""


@dataclass(frozen=True)
class Numeral:
    """A number as it is written.

    Attributes:
        digits: ASCII digits with the marks that were printed.
        multiplier: 10,000 after 万 and so on, else 1.
        start: where it begins in the text given to :func:`numerals`, after :func:`settled`.
        end: where it ends there.
        negative: whether it stands after a minus, before one, or in parentheses.
    """

    digits: str
    multiplier: int
    start: int
    end: int
    negative: bool = False

    @property
    def _factor(self) -> int:
        return -self.multiplier if self.negative else self.multiplier

    @property
    def ambiguous(self) -> bool:
        """Whether ``12.500`` could be twelve and a half or twelve thousand five hundred."""
        return bool(_AMBIGUOUS.fullmatch(self.digits))

    def value(self, decimal: Mark) -> Decimal:
        """Return the number, taking *decimal* for the decimal mark where both would do."""
        at = self._decimal_at(decimal)
        if at is None:
            return Decimal(re.sub(r"[.,]", "", self.digits)) * self._factor
        whole, fraction = self.digits[:at], self.digits[at + 1 :]
        return Decimal(re.sub(r"[.,]", "", whole or "0") + "." + fraction) * self._factor

    def _decimal_at(self, decimal: Mark) -> int | None:
        marks = [i for i, c in enumerate(self.digits) if c in ".,"]
        if not marks:
            return None
        last = marks[-1]
        after = len(self.digits) - last - 1
        if self.ambiguous:
            return last if self.digits[last] == decimal else None
        kinds = {self.digits[i] for i in marks}
        if (
            after == 3
            and len(marks) > 1
            and (len(kinds) == 1 or self.digits.count(self.digits[last]) > 1)
        ):
            return None
        return last

    @property
    def reads_as(self) -> Mark | None:
        """The decimal mark that the numeral gives away, None if it fits both styles."""
        marks = [c for c in self.digits if c in ".,"]
        if not marks or self.ambiguous:
            return None
        at = self._decimal_at(".")
        other: dict[str, Mark] = {".": ",", ",": "."}
        if at is None:
            return other[marks[-1]]
        return "." if self.digits[at] == "." else ","

    def readings(self, decimal: Mark, *, exact: bool = False) -> dict[Decimal, int]:
        """Return what the number may be, with how much has to have gone wrong for it.

        OCR loses marks more often than it makes them up. What is *exact*, from a text layer,
        has the marks that it should have, and only their meaning may be in doubt.
        """
        if exact:
            return {self.value("." if decimal == "," else ","): 1, self.value(decimal): 0}
        bare = Decimal(re.sub(r"[.,]", "", self.digits)) * self._factor
        made_up = 1 if self.ambiguous else 4
        costs = {self.value(decimal): 0}
        for value, cost in ((bare, made_up), (bare / 100, 1), (bare / 10, 2), (bare / 1000, 2)):
            costs.setdefault(value, cost + (0 if self.reads_as is None else 2))
        return costs


def plain(text: str) -> str:
    """Return *text* in NFKC with the digits of every script as ASCII digits."""
    text = unicodedata.normalize("NFKC", text).replace("\u0e4d\u0e32", "\u0e33")
    return ascii_digits(text)


def settled(text: str) -> str:
    """Return *text* as :func:`numerals` counts places in it: plain, no gaps within numbers."""
    return _SPLIT_MARK.sub(r"\1", plain(text))


def numerals(text: str) -> list[Numeral]:
    """Return the numbers in *text*, in order."""
    text = settled(text)
    found = []
    for match in _NUMERAL.finditer(text):
        digits = _GAPS.sub("", match[0])
        if sum(map(str.isdigit, digits)) <= MAX_DIGITS:
            sign = _MULTIPLIER.match(text, match.end())
            end = sign.end() if sign else match.end()
            multiplier = _MULTIPLIERS[sign[1]] if sign else 1
            found.append(Numeral(digits, multiplier, match.start(), end))
    if len(found) == 1 and _is_negative(text[: found[0].start], text[found[0].end :]):
        return [replace(found[0], negative=True)]
    return found


def _is_negative(before: str, after: str) -> bool:
    """Tell by what stands around the one number of a cell whether it is below zero."""
    before, after = (_CURRENCY.sub("", part) for part in (before, after))
    if before.strip() == "(" and after.strip() == ")":
        return True
    if _MINUS.fullmatch(before.strip()):
        return True
    return not before.strip() and bool(_MINUS.match(after)) and not after[1:].strip()


def multiplied(text: str, header: str) -> str:
    """Return the *text* of a cell with the factor that its column's *header* has: 金额（万元）."""
    found = numerals(text)
    factor = _HEADER_FACTOR.search(header)
    if factor is None or not found or found[-1].multiplier > 1:
        return text
    text = settled(text)
    return text[: found[-1].end] + (factor[1] or factor[2]) + text[found[-1].end :]


def has_number(text: str) -> bool:
    """Tell whether *text* holds a number."""
    return bool(numerals(text))


def is_number(text: str) -> bool:
    """Tell whether *text* is a number with little else: a currency, a unit, a sign."""
    found = numerals(text)
    if not found:
        return False
    rest = len(re.sub(r"\s", "", plain(text))) - sum(n.end - n.start for n in found)
    return rest <= _BESIDE


def is_currency(text: str) -> bool:
    """Tell whether *text* is a currency's code or sign and nothing else."""
    return bool(_CURRENCY.fullmatch(text.strip()))


def decimal_mark(texts: Iterable[str], rows: Iterable[tuple[str, str, str]], default: Mark) -> Mark:
    """Return the decimal mark of a document.

    Args:
        texts: all its number cells.
        rows: quantity, unit price and amount of each row, as printed; the mark
            under which more rows multiply out has the first say.
        default: where nothing tells.
    """
    triples = [
        (numerals(q)[0], numerals(p)[0], numerals(a)[0])
        for q, p, a in rows
        if numerals(q) and numerals(p) and numerals(a)
    ]
    marks: tuple[Mark, Mark] = (".", ",")
    fits = {
        m: sum(agrees(q.value(m), p.value(m), a.value(m)) for q, p, a in triples) for m in marks
    }
    votes = dict.fromkeys(marks, 0)
    for text in texts:
        for numeral in numerals(text):
            if numeral.reads_as:
                votes[numeral.reads_as] += 1
    return max(marks, key=lambda m: (fits[m], votes[m], m == default))


def agrees(quantity: Decimal, price: Decimal, amount: Decimal) -> bool:
    """Tell whether quantity times price is the amount, but for its sign and for rounding."""
    return abs(abs(quantity * price) - abs(amount)) <= max(
        _TOLERANCE, abs(quantity) * _TOLERANCE, abs(amount) * _RATE
    )


def agreeing(values: Sequence[Decimal | None]) -> npt.NDArray[np.bool_]:
    """Return which two of n *values* make which third, as :func:`agrees` tells it.

    Returns:
        By quantity, price and amount, shape (n, n, n); false where a value is missing.
    """
    found = np.array([np.nan if v is None else abs(float(v)) for v in values])
    quantity, price, amount = found[:, None, None], found[:, None], found
    slack = np.maximum(quantity, 1) * float(_TOLERANCE) + _EXACT
    off = np.abs(quantity * price - amount)
    return np.asarray(off <= np.maximum(slack, amount * float(_RATE)), np.bool_)


def reconciled(
    quantity: Numeral, price: Numeral, amount: Numeral, decimal: Mark, *, exact: bool = False
) -> tuple[Decimal, Decimal, Decimal]:
    """Return the three values of a row; the readings that multiply out where the first do not.

    Where that takes too much going wrong, the row does not multiply out: it has a discount.
    *exact*: read from a text layer. Signs are as printed: some documents take goods back with
    a minus before the amount only.
    """
    costs = [n.readings(decimal, exact=exact) for n in (quantity, price, amount)]

    def cost(values: tuple[Decimal, ...]) -> int:
        return sum(c[v] for c, v in zip(costs, values, strict=True))

    for q, p, a in sorted(product(*costs), key=cost):
        if cost((q, p, a)) > _MOST_WRONG:
            break
        # With so many readings one fits by chance, unless it has to fit closely.
        if q and p and a and abs(abs(q * p) - abs(a)) <= max(_TOLERANCE, abs(q) * _TOLERANCE):
            return q, p, a
    return quantity.value(decimal), price.value(decimal), amount.value(decimal)


def mended(
    quantity: Decimal, price: Decimal, amount: Decimal
) -> tuple[Decimal, Decimal, Decimal] | None:
    """Return a row's values with the one that was misread by one digit put right.

    The other two say what it has to be. None where they multiply out, where no
    single digit explains why not, or where more than one does.
    """
    if not (quantity and price and amount) or agrees(quantity, price, amount):
        return None
    rows = [
        (quantity, price, _cents(quantity * price)),
        (quantity, _cents(amount / quantity), amount),
        (_cents(amount / price), price, amount),
    ]
    found = [
        row
        for row in rows
        if agrees(*row)
        and all(_one_digit(a, b) for a, b in zip((quantity, price, amount), row, strict=True))
    ]
    return found[0] if len(found) == 1 else None


def _cents(number: Decimal) -> Decimal:
    return number.quantize(_CENT, context=_WIDE)


def _one_digit(read: Decimal, meant: Decimal) -> bool:
    """Tell whether two numbers are equal but for a digit changed, lost or made up."""
    one, other = (str(_cents(n)) for n in (read, meant))
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    same = len(one) == len(other)
    return one[start + same :] == other[start + 1 :] and len(other) - len(one) < 2


def repaired(text: str) -> str:
    """Return the text of a number that was read from a picture, its letters as digits again."""
    text = _LETTER_O.sub("0", _LETTER_L.sub("1", plain(text)))
    return _MISREAD_MARK.sub(",", text)


def repaired_code(text: str) -> str:
    """Return a code that was read from a picture, its letters as digits again: "O901.2l".

    A text that is no code but for these letters stays as it is.
    """
    digits = sum(map(str.isdigit, text))
    code = text.translate(_CODE_LETTERS)
    return code if digits >= _LEAST_CODE and _CODE.fullmatch(code) else text
