"""From users' feedback to a table that a person reviews before anything enters the corpus."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from hsclassify.feedback import Feedback
from hsclassify.formats.delimited import defused
from hsclassify.text import LANGUAGES, Language, clean
from pipeline.corpus import Concept
from pipeline.dataset import text_key

COLUMNS: Final = (
    "accept", "code", "title", *LANGUAGES, "predicted", "right", "wrong", "known_as", "remarks",
    "last",
)  # fmt: skip
_TYPES: Final = {"probability": (int, float), "right": (bool,)}


@dataclass(frozen=True)
class Feedbacks:
    """Feedback read from files: the entries that can be used, and how many lines cannot."""

    entries: tuple[Feedback, ...]
    unreadable: int


def read_feedback(folder: Path) -> Feedbacks:
    """Read every ``*.jsonl`` below *folder*; an entry that comes twice counts once.

    Raises:
        InputError: there is no such file.
    """
    files = sorted(folder.rglob("*.jsonl"))
    if not files:
        raise InputError(
            f"Expected feedback as *.jsonl below {folder}, found none. Name the folder that the "
            "app keeps it in (HSCLASSIFY_FEEDBACK_FOLDER), or the Hub dataset with --repo."
        )
    lines = [line for file in files for line in file.read_bytes().splitlines() if line.strip()]
    entries = [_entry(line) for line in lines]
    by_id = {entry.id: entry for entry in entries if entry}
    return Feedbacks(tuple(by_id.values()), sum(entry is None for entry in entries))


def review_rows(
    feedback: Sequence[Feedback], concepts: Sequence[Concept]
) -> list[dict[str, str | int]]:
    """Return a row for each description and code that users named, what most named first.

    Args:
        feedback: entries; those without a description or a code cannot be reviewed and are
            left out.
        concepts: the corpus; it tells which codes exist and which texts are known.
    """
    titles = {c.code: c.texts["en"] for c in concepts if c.kind == "title"}
    known = {(lang, text_key(c.texts[lang])): c for c in concepts for lang in LANGUAGES}
    groups: dict[tuple[Language, str, str], list[Feedback]] = defaultdict(list)
    for entry in feedback:
        if entry.text and entry.code in titles:
            groups[entry.language, text_key(entry.text), entry.code].append(entry)
    rows = [_row(group, titles, known.get((lang, key))) for (lang, key, _), group in groups.items()]
    return sorted(rows, key=lambda r: (-(int(r["right"]) + int(r["wrong"])), str(r["code"])))


def write_review(rows: Sequence[Mapping[str, str | int]], file: Path) -> None:
    """Write the rows as CSV; a text that a spreadsheet would run as a formula is quoted."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)


def _entry(line: bytes) -> Feedback | None:
    """Return the entry in *line*; whoever can write to the repo can write anything into it."""
    try:
        values = json.loads(line)
    except ValueError:
        return None
    names = [f.name for f in fields(Feedback)]
    if not isinstance(values, dict) or set(values) != set(names):
        return None
    if not all(isinstance(values[n], _TYPES.get(n, (str,))) for n in names):
        return None
    if values["language"] not in LANGUAGES:
        return None
    return Feedback(**{**values, "text": clean(values["text"]), "remark": clean(values["remark"])})


def _row(
    group: Sequence[Feedback], titles: Mapping[str, str], known: Concept | None
) -> dict[str, str | int]:
    first = group[0]
    return {
        "accept": "",
        "code": first.code,
        "title": titles[first.code],
        **{lang: first.text if lang == first.language else "" for lang in LANGUAGES},
        "predicted": " ".join(sorted({e.predicted for e in group})),
        "right": sum(e.right for e in group),
        "wrong": sum(not e.right for e in group),
        "known_as": known.concept_id if known else "",
        "remarks": " | ".join(_distinct(e.remark for e in group)),
        "last": max(e.date for e in group),
    }


def _distinct(texts: Iterator[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]


def _harmless(value: Any) -> Any:
    return defused(value) if isinstance(value, str) else value
