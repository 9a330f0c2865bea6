"""Measure a classifier on labelled texts, and on the corpus rows that were held out."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import hsclassify
from hsclassify import HSClassifier, InputError
from hsclassify.bundle import Bundle
from hsclassify.results import Prediction
from hsclassify.text import LANGUAGES, Language
from pipeline.metrics import summary

RESULTS_FILE: Final = Path(hsclassify.__file__).parent / "evaluation.json"
"""Results of the embedded bundle; README, cards and the About tab take their figures from it."""

CASE_COLUMNS: Final = ("text", "hs6", "lang")
_TOP_K: Final = 10


@dataclass(frozen=True)
class Case:
    """A text, its true six-digit code, its language."""

    text: str
    hs6: str
    lang: Language


def read_cases(file: Path) -> list[Case]:
    """Read a CSV with the columns text, hs6, lang.

    Raises:
        InputError: the file is missing, has other columns, or a row is not usable.
    """
    if not file.is_file():
        raise InputError(f"Expected a CSV file with the columns text,hs6,lang, found no {file}.")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if not set(CASE_COLUMNS) <= set(reader.fieldnames or ()):
            raise InputError(
                f"{file.name}: expected the columns {', '.join(CASE_COLUMNS)}, "
                f"found {', '.join(reader.fieldnames or ['none'])}."
            )
        rows = list(reader)
    return [_case(row, file, line) for line, row in enumerate(rows, 2)]


def _case(row: dict[str, str], file: Path, line: int) -> Case:
    code, lang = (row["hs6"] or "").strip(), (row["lang"] or "").strip()
    if not (len(code) == 6 and code.isascii() and code.isdigit()) or lang not in LANGUAGES:
        raise InputError(
            f"{file.name}, row {line}: expected a six-digit code and a language of "
            f"{', '.join(LANGUAGES)}, found {code!r} and {lang!r}."
        )
    return Case(row["text"] or "", code, lang)


def evaluate(classifier: HSClassifier, cases: Sequence[Case]) -> dict[str, Any]:
    """Return the measures of *classifier* on *cases*, whole and by language.

    Keys: n, top1 and top3 (share right by level), ece, answered (share by level,
    precision), by_language (the same for each), texts_per_second.
    """
    started = time.perf_counter()
    predictions = list(classifier.classify_all([c.text for c in cases], top_k=_TOP_K))
    seconds = time.perf_counter() - started
    speed = round(len(cases) / seconds, 1) if seconds else None
    return {**_measures(predictions, cases), "texts_per_second": speed}


def _measures(predictions: Sequence[Prediction], cases: Sequence[Case]) -> dict[str, Any]:
    return {
        **summary(predictions, [c.hs6 for c in cases]),
        "by_language": {
            lang: _of_language(predictions, cases, lang)
            for lang in LANGUAGES
            if any(c.lang == lang for c in cases)
        },
    }


def _of_language(
    predictions: Sequence[Prediction], cases: Sequence[Case], lang: Language
) -> dict[str, Any]:
    picked = [(p, c.hs6) for p, c in zip(predictions, cases, strict=True) if c.lang == lang]
    return summary([p for p, _ in picked], [code for _, code in picked])


def held_out_cases(bundle: Bundle, split: str = "test") -> list[list[Case]]:
    """Return the held-out goods of a split, each as one case a language."""
    concepts = bundle.concepts
    return [
        [Case(concepts.texts[lang][i], concepts.codes[i], lang) for lang in LANGUAGES]
        for i in range(len(concepts))
        if concepts.splits[i] == split
    ]


def evaluate_held_out(bundle: Bundle, split: str = "test") -> dict[str, Any]:
    """Measure on corpus goods that neither trained the encoder nor vote in this run.

    Besides the usual measures: ``same_code``, the share of goods that get one
    leading subheading in all four languages.
    """
    classifier = HSClassifier(bundle, splits=("train",))
    groups = held_out_cases(bundle, split)
    flat = [case for group in groups for case in group]
    predictions = list(classifier.classify_all([c.text for c in flat], top_k=_TOP_K))
    result = _measures(predictions, flat)
    leaders = [p.candidates[0].code if p.candidates else "" for p in predictions]
    width = len(LANGUAGES)
    same = [len(set(leaders[i : i + width])) == 1 for i in range(0, len(leaders), width)]
    result["same_code"] = round(sum(same) / max(1, len(same)), 4)
    return result


def title_reach(classifier: HSClassifier, every: int = 1) -> dict[str, float]:
    """Return by language the share of subheadings whose own title finds them in the first three.

    Only one in *every* subheadings is tried.
    """
    tree = classifier.nomenclature
    codes = tree.codes(6)[::every]
    shares: dict[str, float] = {}
    for lang in LANGUAGES:
        predictions = classifier.classify_all([tree.title(c, lang) for c in codes], top_k=3)
        found = [
            c in {x.code for x in p.candidates} for c, p in zip(codes, predictions, strict=True)
        ]
        shares[lang] = round(sum(found) / len(found), 4)
    return shares


def results(classifier: HSClassifier, files: Sequence[Path], *, held_out: bool) -> dict[str, Any]:
    """Return everything a results file holds: the bundle's digest and the measures by set."""
    values: dict[str, Any] = {
        "bundle": classifier.bundle.manifest.digest,
        "sets": {file.stem: evaluate(classifier, read_cases(file)) for file in files},
    }
    if held_out:
        values["held_out"] = evaluate_held_out(classifier.bundle)
        values["title_reach"] = title_reach(classifier)
    return values


def write_results(values: dict[str, Any], file: Path) -> None:
    """Write a results file; README, cards and the app take their figures from it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values, indent=2, sort_keys=True) + "\n", "utf-8")


def read_results(file: Path = RESULTS_FILE) -> dict[str, Any]:
    """Read a results file.

    Raises:
        InputError: there is none, or it is not one.
    """
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected a results file at {file} ({error}). "
            "Write one with `python -m pipeline evaluate --held-out --results FILE`."
        ) from error
    if not isinstance(values, dict) or not {"bundle", "sets"} <= set(values):
        raise InputError(f"{file} is not a results file of `python -m pipeline evaluate`.")
    return values


def table(values: dict[str, Any]) -> str:
    """Return the measures as aligned text: per set n and top-1 / top-3 at each level."""
    lines = [
        f"{'set':30} {'n':>6}  " + "  ".join(f"{f'at {x}':>13}" for x in (2, 4, 6)) + "     ece"
    ]
    sets = {**values["sets"], **({"held out": values["held_out"]} if "held_out" in values else {})}
    for name, measures in sets.items():
        pairs = "  ".join(
            f"{measures['top1'][x]:>6.1%} {measures['top3'][x]:>6.1%}" for x in ("2", "4", "6")
        )
        lines.append(f"{name:30} {measures['n']:>6}  {pairs}  {measures['ece']:>6.3f}")
    return "\n".join(lines)
