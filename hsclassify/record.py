"""The record of an answer: what was asked and answered, with what, and whether it still holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hsclassify.errors import InputError, quoted
from hsclassify.text import clean
from hsclassify.version import __version__

if TYPE_CHECKING:
    from hsclassify.classifier import HSClassifier
    from hsclassify.results import Prediction

RECORD_VERSION: Final = 1
MAX_BYTES: Final = 4_000_000
_TOLERANCE: Final = 0.002
"""How far a number may be off: another processor rounds the encoder's sums differently."""

_LARGEST: Final = 10**9
"""Numbers beyond it are none of an answer, and may be too large to reckon with."""

_KINDS: Final[Mapping[str, type]] = {
    "record_version": int,
    "time": str,
    "version": str,
    "hs_edition": str,
    "bundle": str,
    "dataset_revision": str,
    "text": str,
    "cleaned": str,
    "top_k": int,
    "answer": dict,
}
_LATER: Final[Mapping[str, type]] = {"given": dict, "repo": str, "commit": str}
"""May be missing: records that were written before there were such things have none."""


@dataclass(frozen=True)
class Record:
    """An answer that can be kept and checked later.

    Attributes:
        text: the description as it was typed.
        cleaned: the description as the model read it.
        top_k: how many candidates were asked for.
        given: what questions were answered with, by id; empty where none was.
        answer: the prediction with its neighbours, as :meth:`Prediction.to_dict` gives it.
        bundle: digest of the bundle's manifest.
        repo: Hub repo that the bundle was pulled from; "" for a folder.
        commit: of that repo.
        dataset_revision: of the corpus that the bundle was built from.
        hs_edition: edition of the codes.
        version: of this package.
        time: when it was answered, UTC, ISO 8601.
        record_version: form of the record.
    """

    text: str
    cleaned: str
    top_k: int
    answer: Mapping[str, Any]
    bundle: str
    dataset_revision: str
    hs_edition: str
    version: str = __version__
    time: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    record_version: int = RECORD_VERSION
    given: Mapping[str, str] = field(default_factory=dict)
    repo: str = ""
    commit: str = ""

    @classmethod
    def of(
        cls,
        classifier: HSClassifier,
        text: str,
        prediction: Prediction,
        given: Mapping[str, str] | None = None,
    ) -> Record:
        """Record that *classifier* answered *text* with *prediction*, knowing what was *given*."""
        manifest = classifier.bundle.manifest
        return cls(
            text=text,
            cleaned=prediction.text,
            top_k=max(1, len(prediction.candidates)),
            answer=prediction.to_dict(),
            bundle=manifest.digest,
            dataset_revision=manifest.dataset_revision,
            hs_edition=manifest.hs_edition,
            given=dict(given or {}),
            repo=classifier.bundle.repo,
            commit=classifier.bundle.commit,
        )

    @classmethod
    def read(cls, file: Path) -> Record:
        """Read a record.

        Raises:
            InputError: *file* is missing or holds no record of this version.
        """
        try:
            if file.stat().st_size > MAX_BYTES:
                raise InputError(f"{file} is larger than any record. Name a record in JSON.")
            values = json.loads(file.read_text("utf-8-sig"))  # editors add the mark
        except InputError:
            raise
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(
                f"Expected a record in {file}, but it cannot be read ({error}). "
                "Name a file that was downloaded with an answer or written with --record."
            ) from error
        return cls(**_checked(values, file))

    def write(self, file: Path) -> None:
        """Write the record as JSON."""
        file.write_text(self.to_json(), "utf-8")

    def to_dict(self) -> dict[str, Any]:
        """Return the record as JSON-ready values under stable keys."""
        return {name: getattr(self, name) for name in (*_KINDS, *_LATER)}

    def to_json(self) -> str:
        """Return the record as JSON text with stable keys."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"
        # A lone surrogate has no bytes in UTF-8, but JSON writes it as this very escape.
        return text.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True)
class Verdict:
    """Whether a record holds: no differences, and the same bundle.

    Attributes:
        differences: one sentence for each thing that came out otherwise.
    """

    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """True when nothing came out otherwise."""
        return not self.differences


def verify(record: Record, classifier: HSClassifier) -> Verdict:
    """Compute the answer of *record* again and compare.

    Codes, texts and the level have to be the same, probabilities and similarities
    within 0.002, and so have the bundle, the dataset and the HS edition.
    """
    prediction = classifier.answer(record.text, record.given, record.top_k)
    again = Record.of(classifier, record.text, prediction, record.given)
    origin = ("bundle", "dataset_revision", "hs_edition")
    differences = [
        f"{name}: recorded {getattr(record, name)!r}, here {getattr(again, name)!r}."
        for name in origin
        if getattr(record, name) != getattr(again, name)
    ]
    if record.cleaned != clean(record.text):
        differences.append("cleaned: it is not what the text reads as.")
    differences += _differences("answer", record.answer, again.answer)
    return Verdict(tuple(differences))


def _differences(where: str, recorded: Any, computed: Any) -> Iterator[str]:
    """Yield a sentence for every leaf of two JSON values that differs."""
    if isinstance(recorded, Mapping) and isinstance(computed, Mapping):
        for key in sorted({*recorded, *computed}, key=str):
            yield from _differences(f"{where}.{key}", recorded.get(key), computed.get(key))
    elif isinstance(recorded, list) and isinstance(computed, list):
        if len(recorded) != len(computed):
            yield f"{where}: recorded {len(recorded)} entries, computed {len(computed)}."
        for i, (one, other) in enumerate(zip(recorded, computed, strict=False)):
            yield from _differences(f"{where}[{i}]", one, other)
    elif where.endswith(".reason"):
        # Its figures are those of the probabilities, rounded, so they may tip over.
        if _without_figures(recorded) != _without_figures(computed):
            yield f"{where}: recorded {_short(recorded)}, computed {_short(computed)}."
    elif not _alike(recorded, computed):
        yield f"{where}: recorded {_short(recorded)}, computed {_short(computed)}."


def _alike(recorded: Any, computed: Any) -> bool:
    # JavaScript and jq write 1.0 as 1; a truth value is no number.
    if {type(recorded), type(computed)} <= {int, float}:
        near = -_LARGEST < recorded < _LARGEST and abs(recorded - computed) <= _TOLERANCE
        return recorded == computed or near
    return recorded == computed and type(recorded) is type(computed)


def _without_figures(sentence: Any) -> str:
    # ">99%" and "<1%" are figures as well; releases before wrote them "100%" and "0%".
    return re.sub(r"[<>]?(?<!\d)\d+%", "%", str(sentence))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _checked(values: Any, file: Path) -> dict[str, Any]:
    if not isinstance(values, dict) or values.get("record_version") != RECORD_VERSION:
        raise InputError(
            f"Expected a record of version {RECORD_VERSION} in {file}. "
            "Name a file that was downloaded with an answer or written with --record."
        )
    wrong = [n for n, kind in _KINDS.items() if type(values.get(n)) is not kind]
    wrong += [n for n, kind in _LATER.items() if type(values.get(n, kind())) is not kind]
    given = values.get("given", {})
    if isinstance(given, dict) and not all(isinstance(x, str) for x in given.values()):
        wrong.append("given")
    if wrong or set(values) - {*_KINDS, *_LATER}:
        named = ", ".join(wrong or map(quoted, sorted(set(values) - {*_KINDS, *_LATER})))
        raise InputError(f"The record in {file} is not whole: {named} is missing or wrong.")
    return values
