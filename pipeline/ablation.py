"""What each part of the classifier gives: the same bundle measured with a part left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle, Concepts
from hsclassify.encoder import Encoder
from hsclassify.neighbors import Rows, normalised
from hsclassify.text import LANGUAGES
from pipeline.calibration import calibrated
from pipeline.evaluate import evaluate, evaluate_held_out, read_cases

Vectors = npt.NDArray[np.float32]

_SMALLER: Final = 256
BEGIN: Final = "<!-- ablation: written by `python -m pipeline ablate` -->"
END: Final = "<!-- end of ablation -->"


@dataclass(frozen=True)
class Variant:
    """A change to a bundle, or to what classifies with it, in a few words."""

    name: str
    change: Callable[[Bundle], Bundle]
    classifier: type[HSClassifier] = HSClassifier


class WholeTexts(HSClassifier):
    """A classifier that reads long descriptions as a whole only."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the unit-norm vectors of cleaned descriptions, shape (q, d)."""
        return self.bundle.encoder.encode(texts)


@dataclass(frozen=True)
class Projected:
    """An encoder whose vectors are turned and cut to the leading directions *axes*, (d, k)."""

    encoder: Encoder
    axes: Vectors

    @property
    def dimension(self) -> int:
        """Length k of a vector."""
        return self.axes.shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit-norm vectors of *texts*, shape (n, k)."""
        return normalised(self.encoder.encode(texts) @ self.axes)


def variants() -> list[Variant]:
    """Return what is tried.

    Where a number of the votes is set, the others are chosen anew, or what is left would have
    weights and a sharpness that are made for the whole.
    """
    return [
        Variant("as served", lambda b: b),
        Variant("without spelling", lambda b: _chosen(b, lexical_weight=0.0)),
        Variant(
            "without spelling, one vector a text",
            lambda b: _chosen(_by_text(b), lexical_weight=0.0),
        ),
        Variant("long texts as a whole only", lambda b: b, WholeTexts),
        Variant("without prototypes", lambda b: _chosen(b, prototype_weight=0.0)),
        Variant("prototypes alone", lambda b: _chosen(b, prototype_weight=1.0)),
        Variant("without the headings' prototypes", lambda b: _chosen(b, heading_weight=0.0)),
        Variant("8 neighbours instead of 64", lambda b: _chosen(b, neighbors=8)),
        Variant(f"{_SMALLER} dimensions instead of 384", lambda b: smaller(b, _SMALLER)),
    ]


def ablation(
    bundle: Bundle, tried: Sequence[Variant], files: Sequence[Path], *, held_out: bool = False
) -> dict[str, Any]:
    """Return for each variant the mean over *files* of top-1 and top-3 by level, and of the ECE.

    With *held_out* also ``same_code``, see :func:`~pipeline.evaluate.evaluate_held_out`.
    """
    cases = [read_cases(file) for file in files]
    rows = {}
    for variant in tried:
        classifier = variant.classifier(variant.change(bundle))
        measured = [evaluate(classifier, c) for c in cases]
        rows[variant.name] = {
            **{
                kind: {x: _mean([m[kind][x] for m in measured]) for x in ("2", "4", "6")}
                for kind in ("top1", "top3")
            },
            "ece": _mean([m["ece"] for m in measured]),
        }
        if held_out:
            own = evaluate_held_out(classifier.bundle, kind=variant.classifier)
            rows[variant.name]["same_code"] = own["same_code"]
    return {"bundle": bundle.manifest.digest, "sets": len(files), "variants": rows}


def table(values: Mapping[str, Any]) -> str:
    """Return the ablation as a Markdown table, in per cent."""
    lines = ["| variant | 2 digits | 4 digits | 6 digits | ECE |", "|---|---:|---:|---:|---:|"]
    if any("same_code" in row for row in values["variants"].values()):
        lines = [f"{lines[0]} one code in four languages |", f"{lines[1]}---:|"]
    for name, row in values["variants"].items():
        pairs = " | ".join(
            f"{row['top1'][x] * 100:.1f} / {row['top3'][x] * 100:.1f}" for x in ("2", "4", "6")
        )
        same = f" {row['same_code'] * 100:.1f} |" if "same_code" in row else ""
        lines.append(f"| {name} | {pairs} | {row['ece']:.2f} |{same}")
    return "\n".join(lines)


def _chosen(bundle: Bundle, **fixed: float) -> Bundle:
    """Return *bundle* with its votes' numbers chosen anew around those that are *fixed*."""
    return replace(bundle, calibration=calibrated(bundle, **fixed))


def _by_text(bundle: Bundle) -> Bundle:
    """Return *bundle* with four voting rows a concept, one a language, instead of their mean."""
    own = bundle.concepts
    many = len(LANGUAGES)
    texts = [t for lang in LANGUAGES for t in own.texts[lang]]
    concepts = Concepts(
        [*own.ids] * many,
        [*own.codes] * many,
        [*own.kinds] * many,
        {lang: [*own.texts[lang]] * many for lang in LANGUAGES},
        [*own.splits] * many,
    )
    return replace(bundle, concepts=concepts, vectors=Rows.of(bundle.encoder.encode(texts)))


def smaller(bundle: Bundle, dimensions: int) -> Bundle:
    """Return *bundle* in so many leading directions of its concepts' vectors."""
    vectors = bundle.vectors.floats()
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    axes = np.ascontiguousarray(directions[:, ::-1][:, :dimensions])
    return replace(
        bundle,
        encoder=Projected(bundle.encoder, axes),
        vectors=Rows.of(normalised(vectors @ axes)),
        prototypes={
            level: Rows.of(normalised(p.floats() @ axes)) for level, p in bundle.prototypes.items()
        },
    )


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 4)
