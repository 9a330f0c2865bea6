"""Measure a classifier on labelled texts, and on the corpus rows that were held out."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import hsclassify
from hsclassify import HSClassifier, InputError
from hsclassify.bundle import FLOAT_WEIGHTS, Bundle
from hsclassify.encoder import SentenceTransformerEncoder
from hsclassify.parallel import pieces_of
from hsclassify.results import Prediction
from hsclassify.text import LANGUAGES, Language, clean
from pipeline.metrics import LEVELS, accuracy, reliability, summary
from pipeline.outputs import writing

RESULTS_FILE: Final = Path(hsclassify.__file__).parent / "evaluation.json"
"""Results of the embedded bundle; README, cards and the About tab take their figures from it."""

CASE_COLUMNS: Final = ("text", "hs6", "lang")
NOTHING: Final = "–"
"""What a table shows where there was nothing to measure, or an older release did not measure."""

_TOP_K: Final = 10


@dataclass(frozen=True)
class Case:
    """A text, its true six-digit code, its language."""

    text: str
    hs6: str
    lang: Language


def read_cases(file: Path, codes: Collection[str] | None = None) -> list[Case]:
    """Read a CSV with the columns text, hs6, lang.

    Args:
        file: the CSV.
        codes: the subheadings that there are; None takes any six digits for one.

    Raises:
        InputError: the file is missing, has other columns or no row, or a row is not usable.
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
    if not rows:
        raise InputError(
            f"{file.name}: expected at least one row to measure on, found none. "
            f"Add rows with {', '.join(CASE_COLUMNS)}."
        )
    return [_case(row, file, line, codes) for line, row in enumerate(rows, 2)]


def _case(row: dict[str, str], file: Path, line: int, codes: Collection[str] | None) -> Case:
    code, lang = (row["hs6"] or "").strip(), (row["lang"] or "").strip()
    if not (len(code) == 6 and code.isascii() and code.isdigit()) or lang not in LANGUAGES:
        raise InputError(
            f"{file.name}, row {line}: expected a six-digit code and a language of "
            f"{', '.join(LANGUAGES)}, found {code!r} and {lang!r}."
        )
    if codes is not None and code not in codes:
        raise InputError(
            f"{file.name}, row {line}: expected a subheading of the bundle's nomenclature, "
            f"found {code}. Give the code of HS 2022, or leave the row out."
        )
    return Case(row["text"] or "", code, lang)


def evaluate(
    classifier: HSClassifier, cases: Sequence[Case], known: Collection[str] | None = None
) -> dict[str, Any]:
    """Return the measures of *classifier* on *cases*, whole and by language.

    Keys: n, top1 and top3 (share right by level), ece, answered (share by level,
    precision), by_language (the same for each), reliability, texts_per_second. With *known*,
    from :func:`corpus_keys`, also seen (how many texts the corpus has) and unseen (n, top1
    and top3 of the others).
    """
    started = time.perf_counter()
    predictions = list(classifier.classify_all([c.text for c in cases], top_k=_TOP_K))
    seconds = time.perf_counter() - started
    speed = round(len(cases) / seconds, 1) if seconds else None
    measures = {**_measures(predictions, cases), "texts_per_second": speed}
    if known is not None:
        seen = [_key(case.text) in known for case in cases]
        measures |= _unseen(predictions, cases, seen)
        for lang, own in measures["by_language"].items():
            own["seen"] = sum(s for s, case in zip(seen, cases, strict=True) if case.lang == lang)
    return measures


def corpus_keys(bundle: Bundle) -> frozenset[str]:
    """Return the texts of a bundle's corpus in all languages, as :func:`_key` writes them."""
    return frozenset(_key(text) for texts in bundle.concepts.texts.values() for text in texts)


def _key(text: str) -> str:
    """Return what a text has in common with those that read the same: cleaned, no capitals."""
    return clean(text).casefold()


def _unseen(
    predictions: Sequence[Prediction], cases: Sequence[Case], seen: Sequence[bool]
) -> dict[str, Any]:
    """Return how many texts were *seen*, and how often the first codes are right for the rest."""
    others = [p for p, s in zip(predictions, seen, strict=True) if not s]
    codes = [c.hs6 for c, s in zip(cases, seen, strict=True) if not s]
    return {
        "seen": sum(seen),
        "unseen": {
            "n": len(others),
            "top1": accuracy(others, codes, 1),
            "top3": accuracy(others, codes, 3),
        },
    }


def _measures(predictions: Sequence[Prediction], cases: Sequence[Case]) -> dict[str, Any]:
    codes = [c.hs6 for c in cases]
    return {
        **summary(predictions, codes),
        "reliability": reliability(predictions, codes),
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


def evaluate_held_out(
    bundle: Bundle, split: str = "test", kind: type[HSClassifier] = HSClassifier
) -> dict[str, Any]:
    """Measure on corpus goods that neither trained the encoder nor vote in this run.

    A classifier of *kind* does it. Besides the usual measures: ``same_code``, the share of
    goods that get one leading subheading in all four languages, and ``same_right``, the share
    that get the right one in all four.
    """
    classifier = kind(bundle, splits=("train",))
    groups = held_out_cases(bundle, split)
    flat = [case for group in groups for case in group]
    predictions = list(classifier.classify_all([c.text for c in flat], top_k=_TOP_K))
    result = _measures(predictions, flat)
    leaders = [p.candidates[0].code if p.candidates else "" for p in predictions]
    width = len(LANGUAGES)
    found = [set(codes) for codes in pieces_of(leaders, width)]
    right = [codes == {group[0].hs6} for codes, group in zip(found, groups, strict=True)]
    result["same_code"] = round(sum(len(codes) == 1 for codes in found) / max(1, len(found)), 4)
    result["same_right"] = round(sum(right) / max(1, len(right)), 4)
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


def in_floats(bundle: Bundle, folder: Path) -> Bundle:
    """Return *bundle* with an encoder that was not quantised, to see what int8 costs.

    Args:
        bundle: its rows and prototypes stay as they are.
        folder: of ``python -m pipeline encoder``, or of a bundle that has the float weights.

    Raises:
        InputError: *folder* has no float weights.
    """
    weights = folder / FLOAT_WEIGHTS
    if not weights.is_file():
        raise InputError(
            f"Expected the float weights of an encoder at {weights}, found none. Name the folder "
            "of `python -m pipeline encoder`, or of a bundle that was built without --embedded."
        )
    return replace(bundle, encoder=SentenceTransformerEncoder(str(weights.parent)))


def results(classifier: HSClassifier, files: Sequence[Path], *, held_out: bool) -> dict[str, Any]:
    """Return everything a results file holds: the bundle's digest and the measures by set."""
    codes = frozenset(classifier.nomenclature.codes(6))
    sets = {file.stem: read_cases(file, codes) for file in files}
    known = corpus_keys(classifier.bundle)
    values: dict[str, Any] = {
        "bundle": classifier.bundle.manifest.digest,
        "sets": {name: evaluate(classifier, cases, known) for name, cases in sets.items()},
    }
    if held_out:
        values["held_out"] = evaluate_held_out(classifier.bundle)
        values["title_reach"] = title_reach(classifier)
    return values


def write_results(values: dict[str, Any], file: Path) -> None:
    """Write a results file; README, cards and the app take their figures from it.

    Raises:
        InputError: it cannot be written.
    """
    with writing(file):
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


def table(values: Mapping[str, Any]) -> str:
    """Return the measures as aligned text.

    Per set: n, how many of its texts the corpus has (seen), top-1 / top-3 at each level, ECE,
    the share answered at a safe level, and the share of these answers that is right.
    """
    levels = "  ".join(f"{f'at {x}':>13}" for x in LEVELS)
    lines = [f"{'set':30} {'n':>6} {'seen':>5}  {levels}  {'ece':>6}  {'answered':>8} {'right':>6}"]
    sets = {**values["sets"], **({"held out": values["held_out"]} if "held_out" in values else {})}
    lines += [_line(name, measures) for name, measures in sets.items()]
    return "\n".join([*lines, *_same(values)])


def _line(name: str, measures: Mapping[str, Any]) -> str:
    pairs = "  ".join(
        f"{measures['top1'][str(x)]:>6.1%} {measures['top3'][str(x)]:>6.1%}" for x in LEVELS
    )
    ece, right = measures["ece"], measures["answered"]["precision"]
    return (
        f"{name:30} {measures['n']:>6} {measures.get('seen', NOTHING):>5}  {pairs}  "
        f"{NOTHING if ece is None else format(ece, '.3f'):>6}  {share_answered(measures):>8.1%} "
        f"{NOTHING if right is None else format(right, '.1%'):>6}"
    )


def share_answered(measures: Mapping[str, Any]) -> float:
    """Return the share of the texts of a set, 0 to 1, that get a safe answer at any level."""
    return sum(float(measures["answered"][str(level)]) for level in LEVELS)


def _same(values: Mapping[str, Any]) -> list[str]:
    """Return what is said of the same goods in four languages, where it was measured."""
    if "held_out" not in values:
        return []
    held_out = values["held_out"]
    right = ", ".join(
        f"{lang} {measures['top1']['6']:.1%}" for lang, measures in held_out["by_language"].items()
    )
    all_right = f"{held_out['same_right']:.1%}" if "same_right" in held_out else NOTHING
    return [
        f"held out, one leading code in all languages: {held_out['same_code']:.1%}, "
        f"the right one in all: {all_right}, in each: {right}"
    ]
