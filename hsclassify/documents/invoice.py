"""A document: read, its line items classified, its printed codes and its sum checked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from hsclassify.documents import numbers
from hsclassify.documents.captions import FieldName
from hsclassify.documents.check import CodeCheck, check_code
from hsclassify.documents.doubts import (
    copied_pages,
    flagged_codes,
    letters_in_codes,
    listed_twice,
    no_items,
    other_total,
    thai_digits,
    too_many_words,
    unclear_digits,
)
from hsclassify.documents.fields import Field, Sheet, find_fields
from hsclassify.documents.grid import Grid
from hsclassify.documents.limits import Deadline, LimitError, Limits
from hsclassify.documents.numbers import Mark, Numeral
from hsclassify.documents.pages import Page, read_pages
from hsclassify.documents.prose import described
from hsclassify.documents.repeats import copies, repeats
from hsclassify.documents.segments import outside_tables, segments
from hsclassify.documents.sums import Sum, as_float, compared, with_totals
from hsclassify.documents.table import PageTables, Row, read_tables
from hsclassify.documents.vocabulary import DISCOUNTS, begins
from hsclassify.documents.words import Shares
from hsclassify.errors import InputError
from hsclassify.results import Prediction
from hsclassify.text import LANGUAGES, Language, language, tidy

if TYPE_CHECKING:
    from hsclassify.classifier import HSClassifier

_TOP_K: Final = 3
_COMMA_LANGUAGES: Final = frozenset({"vi"})
_NUMERIC: Final = frozenset({"quantity", "price", "amount", "net", "gross"})
_UNIT_NOISE = re.compile(r"^[\s/.,:;|]+|(?<![\s/,:;|])[\s/,:;|]+$")
_THAI_DIGITS = re.compile("[๐-๙]")
_REST: Final = 0.1
"""Share of the time that tables and fields get however long reading the pages took."""
_AT_ONCE: Final = 64
"""Lines that are classified before the time is looked at again."""
_MANY_DIGITS: Final = 12
"""Fewer are letters that were misread."""


Values = tuple[Decimal | None, Decimal | None, Decimal | None]
"""Quantity, price and amount of a row."""


@dataclass(frozen=True)
class LineItem:
    """One line of a document.

    Attributes:
        number: from 1 over the whole document.
        description: the goods.
        quantity: how many; None where none was read. Likewise unit_price and amount.
        unit: of the quantity, as printed; "" if none. Likewise hs_code and origin.
        page: number of its page.
        box: its place.
        confidence: of the reading, 0 to 1; 1 for a text layer.
        prediction: the classifier's answer to the description.
        check: the printed code against that answer.
    """

    number: int
    description: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    amount: Decimal | None
    hs_code: str
    origin: str
    page: int
    box: Shares
    confidence: float
    prediction: Prediction
    check: CodeCheck

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys."""
        p = self.prediction
        return {
            "number": self.number,
            "description": self.description,
            "quantity": as_float(self.quantity),
            "unit": self.unit,
            "unit_price": as_float(self.unit_price),
            "amount": as_float(self.amount),
            "hs_code": self.hs_code,
            "origin": self.origin,
            "page": self.page,
            "box": [round(side, 4) for side in self.box],
            "confidence": round(self.confidence, 3),
            "level": p.level,
            "candidates": [c.to_dict() for c in p.candidates],
            "headings": [c.to_dict() for c in p.headings],
            "check": self.check.to_dict(),
        }


@dataclass(frozen=True)
class PageView:
    """A page for showing: its upright picture, and how it was read."""

    number: int
    jpeg: bytes
    source: str
    packs: str


@dataclass(frozen=True)
class Document:
    """What was read of a document.

    Attributes:
        language: most of its text is in.
        fields: by name, each with its place.
        items: the line items, in order.
        sum: the line amounts against the total.
        pages: that were read.
        notes: sentences on how it was read.
    """

    language: Language
    fields: Mapping[FieldName, Field]
    items: tuple[LineItem, ...]
    sum: Sum
    pages: tuple[PageView, ...]
    notes: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on what is missing or doubtful."""
        return tuple(dict.fromkeys((*self.notes, *_doubts(self.items, self.sum))))

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values under stable keys; pictures are left out."""
        return {
            "language": self.language,
            "fields": {name: f.to_dict() for name, f in self.fields.items()},
            "items": [i.to_dict() for i in self.items],
            "sum": self.sum.to_dict(),
            "pages": [
                {"number": p.number, "source": p.source, "packs": p.packs} for p in self.pages
            ],
            "warnings": list(self.warnings),
        }


def read_document(
    data: bytes,
    classifier: HSClassifier,
    limits: Limits | None = None,
    *,
    lang: Language | None = None,
    progress: Callable[[int], object] | None = None,
) -> Document:
    """Read a document and classify its line items.

    Args:
        data: the whole file.
        classifier: answers for each description.
        limits: default: 20 MB, 20 pages, 50 megapixels a page, 60 seconds.
        lang: of the text in pictures; None finds it.
        progress: called with the number of pages read, if given.

    Raises:
        InputError: nothing of the file could be read; says why.
    """
    limits = limits or Limits()
    deadline = Deadline(limits.seconds)
    pages: list[Page] = []
    notes: list[str] = []
    try:
        for page in read_pages(data, limits, deadline, lang):
            pages.append(page)
            if progress:
                progress(len(pages))
    except InputError as error:
        if not pages:
            raise
        # A later page is broken or beyond a limit: what was read is still worth having.
        notes.append(str(error))
    if any(len(page.words) > limits.words for page in pages):
        pages = [replace(page, words=page.words[: limits.words]) for page in pages]
        notes.append(too_many_words(limits.words))
    rest = deadline.for_the_rest(_REST)
    document = _document(pages, classifier, lang, notes, rest)
    return (
        replace(document, notes=(*document.notes, str(rest.passed()))) if rest.stopped else document
    )


def _document(
    pages: Sequence[Page],
    classifier: HSClassifier,
    lang: Language | None,
    notes: list[str],
    deadline: Deadline,
) -> Document:
    whole = not notes
    tables = _tables(pages, deadline)
    lang = lang or main_language(pages)
    printed = [(page, row) for page, found in zip(pages, tables, strict=True) for row in found.rows]
    rows = [(page, _repaired(row) if page.source == "ocr" else row) for page, row in printed]
    decimal = _decimal_mark([row for _, row in rows], lang)
    sheets = [_sheet(page, found) for page, found in zip(pages, tables, strict=True)]
    if not rows:
        rows = described(pages, [sheet.outside for sheet in sheets])
    fields = find_fields(sheets, lang, decimal, deadline)
    values = [_values(row, decimal, exact=page.source == "text") for page, row in rows]
    mended = _all_mended(rows, values, tables)
    items = _items(rows, [mended.get(n, v) for n, v in enumerate(values, 1)], classifier, deadline)
    sums = compared([i.amount for i in items], tables, fields, decimal)
    again = {} if sums.agrees else copies(items)
    if again:
        notes.append(copied_pages(again))
        once = [at for at, page in enumerate(pages) if page.number not in again]
        sheets, tables = [sheets[at] for at in once], [tables[at] for at in once]
        amounts = [i.amount for i in items if i.page not in again]
        sums = compared(amounts, tables, fields, decimal)
    fields = with_totals(fields, sums, sheets, tables, decimal)
    sums = sums if whole and not deadline.stopped else sums.of_a_part()
    unclear = [i.number for i in items if i.number in mended]
    notes += [unclear_digits(unclear)] * bool(unclear)
    lettered = _lettered([row for _, row in printed], items)
    notes += [letters_in_codes(lettered)] * bool(lettered)
    notes += [thai_digits()] * any(map(_has_unreadable_digits, pages))
    views = tuple(PageView(p.number, p.jpeg, p.source, p.packs) for p in pages)
    return Document(lang, fields, items, sums, views, tuple(notes))


def _has_unreadable_digits(page: Page) -> bool:
    found = sum(len(_THAI_DIGITS.findall(word.text)) for word in page.words)
    return page.source == "ocr" and found >= _MANY_DIGITS


def _tables(pages: Sequence[Page], deadline: Deadline) -> list[PageTables]:
    """Read the tables of each page; pages for which no time is left have none."""
    found: list[PageTables] = []
    grid: Grid | None = None
    width = 1.0
    try:
        for page in pages:
            # The pictures of a text layer, a scan and a photo differ in size.
            before = grid.scaled(page.width / width) if grid else None
            tables = read_tables(page.words, page.rulings, page.width, deadline, before)
            grid, width = tables.grid, page.width
            found.append(tables)
    except LimitError:
        found += [PageTables()] * (len(pages) - len(found))
    return found


def _sheet(page: Page, found: PageTables) -> Sheet:
    lines = segments(page.words, page.number)
    outside = outside_tables(lines, found.boxes)
    framing = outside_tables(lines, [row.box for row in found.rows])
    return Sheet(outside, page.words, page.number, page.width, page.height, framing)


def main_language(pages: Sequence[Page]) -> Language:
    """Return the language that most letters of the lines belong to; English only by itself.

    Documents in other languages carry English names and codes along.
    """
    letters: Counter[Language] = Counter()
    for page in pages:
        for word in page.words:
            letters[language(word.text)] += sum(map(str.isalpha, word.text))
    total = sum(letters.values())
    others = [x for x in LANGUAGES if x != "en" and letters[x] > 0.08 * total]
    return max(others, key=lambda x: letters[x]) if others else "en"


def _decimal_mark(rows: Sequence[Row], lang: Language) -> Mark:
    cells = [text for row in rows for role, text in row.cells.items() if role in _NUMERIC]
    triples = [
        (row.cells["quantity"], row.cells["price"], row.cells["amount"])
        for row in rows
        if {"quantity", "price", "amount"} <= set(row.cells)
    ]
    return numbers.decimal_mark(cells, triples, "," if lang in _COMMA_LANGUAGES else ".")


def _items(
    rows: Sequence[tuple[Page, Row]],
    values: Sequence[Values],
    classifier: HSClassifier,
    deadline: Deadline,
) -> tuple[LineItem, ...]:
    """Classify the lines; those that the time is not enough for are left out."""
    texts = [tidy(row.cells["description"]) for _, row in rows]
    predictions: list[Prediction] = []
    while len(predictions) < len(texts) and not (predictions and deadline.over()):
        done = len(predictions)
        predictions += classifier.classify_all(texts[done : done + _AT_ONCE], _TOP_K)
    items = []
    for number, ((page, row), (quantity, price, amount), text, prediction) in enumerate(
        zip(rows, values, texts, predictions, strict=False), 1
    ):
        printed = row.cells.get("hs", "")
        items.append(
            LineItem(
                number=number,
                description=text,
                quantity=quantity,
                unit=_unit(row),
                unit_price=price,
                amount=amount,
                hs_code=printed,
                origin=row.cells.get("origin", ""),
                page=page.number,
                box=row.box.shares(page.width, page.height),
                confidence=row.confidence,
                prediction=prediction,
                check=check_code(printed, prediction, classifier.nomenclature),
            )
        )
    return tuple(items)


def _values(row: Row, decimal: Mark, *, exact: bool) -> Values:
    """Return the numbers of a row; *exact*: from a text layer."""
    quantity, price, amount = (
        _numeral(row.cells.get(role, "")) for role in ("quantity", "price", "amount")
    )
    if quantity and price and amount:
        return numbers.reconciled(quantity, price, amount, decimal, exact=exact)
    values = [n.value(decimal) if n else None for n in (quantity, price, amount)]
    return values[0], values[1], values[2]


def _all_mended(
    rows: Sequence[tuple[Page, Row]], values: Sequence[Values], tables: Iterable[PageTables]
) -> dict[int, Values]:
    """Return by their numbers the rows of pictures in which a misread digit was put right."""
    columns = [column for table in tables if table.grid for column in table.grid.columns]
    if any(begins(column.text, DISCOUNTS) for column in columns):
        return {}  # The amount is not what quantity and price multiply to.
    found = {
        number: _mended(row)
        for number, ((page, _), row) in enumerate(zip(rows, values, strict=True), 1)
        if page.source == "ocr"
    }
    return {number: row for number, row in found.items() if row}


def _mended(values: Values) -> Values | None:
    """Return a row's values with a misread digit put right; None where none was."""
    quantity, price, amount = values
    if quantity is None or price is None or amount is None:
        return None
    return numbers.mended(quantity, price, amount)


def _repaired(row: Row) -> Row:
    """Return a row read from a picture with what looks like digits as digits."""
    cells = {
        role: numbers.repaired(text) if role in _NUMERIC else text
        for role, text in row.cells.items()
    }
    if "hs" in cells:
        cells["hs"] = numbers.repaired_code(cells["hs"])
    return replace(row, cells=cells)


def _lettered(printed: Sequence[Row], items: Sequence[LineItem]) -> list[int]:
    """Return the numbers of the lines in whose codes letters were taken for digits."""
    read = [row.cells.get("hs", "") for row in printed]
    return [i.number for i, code in zip(items, read, strict=False) if i.hs_code != code]


def _numeral(text: str) -> Numeral | None:
    return next(iter(numbers.numerals(text)), None)


def _unit(row: Row) -> str:
    if row.cells.get("unit"):
        return row.cells["unit"]
    text = numbers.settled(row.cells.get("quantity", ""))
    numeral = _numeral(text)
    rest = text[numeral.end :].partition("\n")[0] if numeral else ""
    return _UNIT_NOISE.sub("", rest) if any(map(str.isalpha, rest)) else ""


def _doubts(items: Sequence[LineItem], sums: Sum) -> list[str]:
    if not items:
        return [no_items()]
    flagged = [i.number for i in items if i.check.warning]
    again = repeats(items)
    doubts = [other_total(sums)] if sums.agrees is False else []
    doubts += [listed_twice(again)] * bool(again)
    return doubts + [flagged_codes(flagged)] * bool(flagged)


def reclassified(document: Document, texts: Sequence[str], classifier: HSClassifier) -> Document:
    """Return *document* with the descriptions *texts*; lines that changed are classified again."""
    changed = {
        item.number: tidy(text)
        for item, text in zip(document.items, texts, strict=True)
        if tidy(text) != item.description
    }
    answers = dict(
        zip(changed, classifier.classify_all(list(changed.values()), _TOP_K), strict=True)
    )
    items = tuple(
        replace(
            item,
            description=changed[item.number],
            prediction=answers[item.number],
            check=check_code(item.hs_code, answers[item.number], classifier.nomenclature),
        )
        if item.number in changed
        else item
        for item in document.items
    )
    return replace(document, items=items)
