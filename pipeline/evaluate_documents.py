"""Measure the reading of documents against the truth that lies beside them as JSON."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from hsclassify.classifier import HSClassifier
from hsclassify.documents import Document, Limits, LineItem, read_document
from hsclassify.documents.pages import SUFFIXES
from hsclassify.errors import HSClassifyError, InputError
from hsclassify.text import clean
from pipeline import pages
from pipeline.document_truth import read_truth

BEGIN: Final = (
    "<!-- written by `python -m pipeline evaluate-documents FOLDER --page docs/documents.md` -->"
)
END: Final = "<!-- end of the measures -->"
_ALIKE: Final = 0.7
"""A line counts as found when its description is at least so similar to the true one."""
_UNSPACED: Final = frozenset({"th", "zh"})
_CLOSE: Final = 0.005


@dataclass(frozen=True)
class LineScore:
    """How one true line was read.

    Attributes:
        found: whether a line like it was found; what follows is False or 0 if not.
        errors: wrong characters in the description.
        length: characters of the true description.
        right: by name (quantity, unit_price, amount, hs_code) whether the value is right;
            names that the document does not show are missing.
        heading_rank: 1 for the leading heading and so on, 0 where the right one is not among
            those ranked, None where the truth has no code.
        code_rank: likewise of the code of six digits among the candidates.
    """

    found: bool
    errors: int
    length: int
    right: Mapping[str, bool]
    heading_rank: int | None
    code_rank: int | None


@dataclass(frozen=True)
class DocumentScore:
    """How one document was read."""

    name: str
    group: tuple[str, str]
    lines: tuple[LineScore, ...]
    surplus: int
    fields: Mapping[str, bool]
    pages: int
    seconds: float
    error: str = ""


def evaluate_documents(
    folder: Path, classifier: HSClassifier, names: Sequence[str] = ()
) -> list[DocumentScore]:
    """Read every document of *folder* that has a truth beside it, or those named.

    Raises:
        InputError: there is none, or a truth cannot be used.
    """
    files = [f for f in sorted(folder.glob("*")) if f.suffix.lower() in SUFFIXES]
    chosen = [
        f for f in files if f.with_suffix(".json").is_file() and (not names or f.stem in names)
    ]
    if not chosen:
        raise InputError(
            f"Expected documents with a truth beside them, such as a.pdf and a.json, in {folder}, "
            "found none. Name another folder."
        )
    for file in chosen:  # a mistake in the last truth is told before minutes of reading
        read_truth(file.with_suffix(".json"))
    return [score_file(file, classifier) for file in chosen]


def score_file(file: Path, classifier: HSClassifier) -> DocumentScore:
    """Read *file* and compare it with the JSON of the same name; no time limit applies.

    Raises:
        InputError: the JSON cannot be used.
    """
    truth = read_truth(file.with_suffix(".json"))
    started = time.perf_counter()
    error, document = "", None
    try:
        document = read_document(file.read_bytes(), classifier, Limits(seconds=3600))
    except HSClassifyError as problem:
        error = str(problem)
    seconds = time.perf_counter() - started
    items = document.items if document else ()
    pairs = _matched(truth["items"], items, truth["language"])
    return DocumentScore(
        name=file.stem,
        group=(truth["language"], truth["kind"]),
        lines=tuple(_line(want, got, truth["language"]) for want, got in pairs),
        surplus=len(items) - sum(got is not None for _, got in pairs),
        fields=_fields(truth["fields"], document),
        pages=len(document.pages) if document else 0,
        seconds=seconds,
        error=error,
    )


def _matched(
    wanted: Sequence[Mapping[str, Any]], items: Sequence[LineItem], lang: str
) -> list[tuple[Mapping[str, Any], LineItem | None]]:
    """Pair each true line with the found line that is most like it, one to one."""
    truths = [_comparable(w["description"], lang) for w in wanted]
    texts = [_comparable(i.description, lang) for i in items]
    # Of equal pairs, those at equal places belong together.
    pairs = sorted(
        (
            (_alike(a, b), -abs(i / len(truths) - j / len(texts)), i, j)
            for i, a in enumerate(truths)
            for j, b in enumerate(texts)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for alike, _, i, j in pairs:
        if alike >= _ALIKE and i not in partner and j not in partner.values():
            partner[i] = j
    return [(want, items[partner[i]] if i in partner else None) for i, want in enumerate(wanted)]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, False).ratio()


def _comparable(text: str, lang: str) -> str:
    return clean(text).replace(" ", "") if lang in _UNSPACED else clean(text)


def _line(want: Mapping[str, Any], got: LineItem | None, lang: str) -> LineScore:
    text = _comparable(want["description"], lang)
    names = [n for n in ("quantity", "unit_price", "amount", "hs_code") if want.get(n) is not None]
    if got is None:
        return LineScore(False, 0, len(text), dict.fromkeys(names, False), None, None)
    values = got.to_dict()
    return LineScore(
        found=True,
        errors=edit_distance(text, _comparable(got.description, lang)),
        length=len(text),
        right={n: _same(want[n], values[n]) for n in names},
        heading_rank=_rank(want.get("hs6"), [h.code for h in got.prediction.headings], 4),
        code_rank=_rank(want.get("hs6"), [c.code for c in got.prediction.candidates], 6),
    )


def _same(want: Any, got: Any) -> bool:
    if isinstance(want, str):
        return re.sub(r"\D", "", want) == re.sub(r"\D", "", str(got))
    return got is not None and abs(want - got) <= _CLOSE


def _rank(code: str | None, ranked: Sequence[str], digits: int) -> int | None:
    if not code:
        return None
    wanted = code[:digits]
    return ranked.index(wanted) + 1 if wanted in ranked else 0


def edit_distance(one: str, other: str) -> int:
    """Return how many characters have to be put in, left out or changed (Levenshtein, 1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _fields(truth: Mapping[str, Any], document: Document | None) -> dict[str, bool]:
    found = document.fields if document else {}
    values = {str(name): field.value for name, field in found.items()}
    return {
        name: _field_right(want, values.get(name))
        for name, want in truth.items()
        if want is not None
    }


def _field_right(want: Any, got: str | None) -> bool:
    if got is None:
        return False
    if isinstance(want, str):
        return _comparable(want, "zh").lower() == _comparable(got, "zh").lower()
    try:
        return abs(float(got) - want) <= _CLOSE
    except ValueError:
        return False


def summary(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return the measures of all documents, by language and kind, and of each field."""
    groups: dict[str, list[DocumentScore]] = defaultdict(list)
    for score in scores:
        groups[" ".join(score.group)].append(score)
    return {
        "all": measures(scores),
        "by_group": {name: measures(group) for name, group in sorted(groups.items())},
        "by_kind": {
            kind: measures([s for s in scores if s.group[1] == kind])
            for kind in sorted({s.group[1] for s in scores})
        },
        "fields": {
            name: _share(s.fields[name] for s in scores if name in s.fields)
            for name in sorted({n for s in scores for n in s.fields})
        },
        "errors": {s.name: s.error for s in scores if s.error},
    }


def measures(scores: Sequence[DocumentScore]) -> dict[str, Any]:
    """Return recall, character error rate, shares of right values, and seconds a page."""
    lines = [line for s in scores for line in s.lines]
    found = [line for line in lines if line.found]
    ranks = [line.heading_rank for line in found if line.heading_rank is not None]
    codes = [line.code_rank for line in found if line.code_rank is not None]
    pages = sum(s.pages for s in scores)
    return {
        "documents": len(scores),
        "lines": len(lines),
        "recall": _share(line.found for line in lines),
        "surplus_lines": sum(s.surplus for s in scores),
        "character_error_rate": _ratio(
            sum(line.errors for line in found), sum(line.length for line in found)
        ),
        **{
            f"{name}_right": _share(line.right[name] for line in lines if name in line.right)
            for name in ("quantity", "unit_price", "amount", "hs_code")
        },
        "heading_top1": _share(rank == 1 for rank in ranks),
        "heading_top3": _share(1 <= rank <= 3 for rank in ranks),
        "code_top1": _share(rank == 1 for rank in codes),
        "code_top3": _share(1 <= rank <= 3 for rank in codes),
        "seconds_per_page": _ratio(sum(s.seconds for s in scores), pages),
    }


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return _ratio(sum(listed), len(listed))


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def table(values: Mapping[str, Any]) -> str:
    """Return the measures as aligned text, one line a group."""
    lines = [f"{'group':16} {'docs':>4} {'lines':>5} {'recall':>7} {'extra':>5} {'cer':>6} "
             f"{'qty':>6} {'amount':>6} {'code':>6} {'top3':>6} {'s/page':>7}"]  # fmt: skip
    for name, m in (
        *values["by_group"].items(),
        *values["by_kind"].items(),
        ("all", values["all"]),
    ):
        shares = (
            m[key] for key in ("quantity_right", "amount_right", "hs_code_right", "heading_top3")
        )
        lines.append(
            f"{name:16} {m['documents']:>4} {m['lines']:>5} {_percent(m['recall']):>7} "
            f"{m['surplus_lines']:>5} {_percent(m['character_error_rate']):>6} "
            + " ".join(f"{_percent(s):>6}" for s in shares)
            + f" {m['seconds_per_page'] or 0:>7.2f}"
        )
    lines.append(
        "fields: " + ", ".join(f"{n} {_percent(share)}" for n, share in values["fields"].items())
    )
    lines += [f"{name}: {error}" for name, error in values["errors"].items()]
    return "\n".join(lines)


def fill(page: Path, values: Mapping[str, Any]) -> None:
    """Rewrite the tables between the marks of the Markdown file *page*.

    Raises:
        InputError: the marks are missing.
    """
    pages.fill(page, BEGIN, END, markdown(values))


def markdown(values: Mapping[str, Any]) -> str:
    """Return the measures as a Markdown table by kind, then by language and kind."""
    lines = [
        "| documents | n | lines | recall | extra | CER | quantity | price | amount | printed "
        "code | heading in top 3 | code first | code in top 3 | seconds a page |",
        f"|---|{'---:|' * 13}",
    ]
    groups = (*values["by_kind"].items(), ("**all**", values["all"]), *values["by_group"].items())
    lines += [_row(name, m) for name, m in groups]
    lines += ["", "| field | right |", "|---|---:|"]
    lines += [f"| {name} | {_percent(share)} |" for name, share in values["fields"].items()]
    lines += [f"\n{name}: {error}" for name, error in values["errors"].items()]
    return "\n".join(lines)


def _row(name: str, m: Mapping[str, Any]) -> str:
    shares = (m[f"{x}_right"] for x in ("quantity", "unit_price", "amount", "hs_code"))
    figures = [f"{m['documents']}", f"{m['lines']}", _percent(m["recall"])]
    figures += [f"{m['surplus_lines']}", _percent(m["character_error_rate"])]
    figures += [_percent(share) for share in (*shares, m["heading_top3"])]
    figures += [_percent(m["code_top1"]), _percent(m["code_top3"])]
    figures += [f"{m['seconds_per_page'] or 0:.1f}"]
    return f"| {' | '.join([name, *figures])} |"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"
