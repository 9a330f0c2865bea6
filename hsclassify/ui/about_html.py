"""The About tab as HTML: what this is, how to read it, which model is in use. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hsclassify.hub import Loaded
from hsclassify.manifest import EncoderInfo
from hsclassify.results import percent
from hsclassify.ui.explain import rounded
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import Wording

_SECTIONS: Final = ("about_what", "about_read", "about_limits")
_LEVELS: Final = {"six": "6", "four": "4", "two": "2"}
_STUDENT: Final = "student of "
_COUNTS: Final = ("goods", "subheadings", "headings", "chapters")
_EXAMPLE: Final = 0.8
"""The confidence of which the tab says how often such answers were right."""


def about_html(loaded: Loaded, words: Wording, figures: Mapping[str, Any] | None = None) -> Html:
    """Return the whole tab.

    Args:
        loaded: the bundle in use.
        words: in the language of the page.
        figures: what :func:`hsclassify.ui.help_html.read_figures` returns for the bundle.
    """
    bundle, figures = loaded.bundle, figures or {}
    more = {"about_read": _reliability(figures, words)}
    values = {
        "subheadings": words.count(len(bundle.nomenclature.codes(6))),
        "edition": bundle.manifest.hs_edition,
        "target": percent(bundle.calibration.target_precision),
    }
    return tag(
        "article",
        *(
            tag(
                "section",
                tag("h2", words(f"{key}_title")),
                tag("p", words(key, **values)),
                *more.get(key, ()),
            )
            for key in _SECTIONS
        ),
        tag(
            "section",
            tag("h2", words("about_bundle_title")),
            facts_html(loaded, words, figures),
        ),
        fallback_html(loaded.notes, words),
        class_="hs-about",
    )


def _reliability(figures: Mapping[str, Any], words: Wording) -> tuple[Html, ...]:
    """Return how often answers of a confidence were right, as a paragraph; none if not measured."""
    held_out = _rows_at(_EXAMPLE, [figures.get("held_out", {})])
    sets = _rows_at(_EXAMPLE, figures.get("sets", {}).values())
    if not held_out or not sets:
        return ()
    said = words(
        "about_measured",
        low=percent(held_out[0]["from"]),
        high=percent(held_out[0]["to"]),
        right=percent(_share_right(held_out)),
        count=words.count(held_out[0]["n"]),
        sets_right=percent(_share_right(sets)),
        sets_count=words.count(sum(row["n"] for row in sets)),
    )
    return (tag("p", said),)


def _rows_at(confidence: float, measured: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return of each of some sets the row of its reliability that a confidence falls in."""
    rows = (row for measures in measured for row in measures.get("reliability", ()))
    return [row for row in rows if row["from"] <= confidence < row["to"]]


def _share_right(rows: Iterable[Mapping[str, Any]]) -> float:
    counted = [(row["n"], row["right"]) for row in rows]
    return float(sum(n * right for n, right in counted) / sum(n for n, _ in counted))


def facts_html(loaded: Loaded, words: Wording, figures: Mapping[str, Any]) -> Html:
    """Return what identifies the bundle and how good it is, as a list of terms and values."""
    manifest = loaded.bundle.manifest
    facts = {
        "bundle_origin": _placed(loaded.origin, words),
        "bundle_commit": " · ".join(filter(None, (loaded.revision, loaded.commit))),
        "bundle_digest": manifest.digest,
        "bundle_edition": manifest.hs_edition,
        "bundle_languages": ", ".join(words(f"language_{lang}") for lang in manifest.languages),
        "bundle_counts": " · ".join(
            words(f"count_{name}", count=words.count(manifest.counts[name]))
            for name in _COUNTS
            if name in manifest.counts
        ),
        "bundle_encoder": _encoder(manifest.encoder, words),
        "bundle_dataset": manifest.dataset_revision,
        "bundle_accuracy": _accuracy(figures if "held_out" in figures else manifest.metrics, words),
        "bundle_version": f"hsclassify {manifest.package_version}",
    }
    return tag(
        "dl",
        *(join(tag("dt", words(key)), tag("dd", value)) for key, value in facts.items() if value),
        class_="hs-facts",
    )


def _placed(said: str, words: Wording) -> str:
    """Return what a place is or says, such as "Hub: acme/hs@v1", in the language of *words*."""
    place, colon, rest = said.partition(": ")
    return translated(place, words) + colon + translated(rest, words)


def _encoder(encoder: EncoderInfo, words: Wording) -> str:
    teacher = encoder.source.removeprefix(_STUDENT)
    name = words("encoder_student", teacher=teacher) if teacher != encoder.source else teacher
    source = f"{name}@{encoder.revision}" if encoder.revision else name
    return f"{source} ({encoder.kind}, d = {encoder.dim})"


def _accuracy(figures: Mapping[str, Any], words: Wording) -> str:
    held_out = figures.get("held_out")
    if not held_out:
        return ""
    shares = {name: rounded(held_out["top1"][level]) for name, level in _LEVELS.items()}
    return words("accuracy_value", count=words.count(held_out["n"]), **shares)


def fallback_html(notes: tuple[str, ...], words: Wording) -> Html:
    """Return what was tried before this bundle, or that nothing else was."""
    return tag(
        "section",
        tag("h2", words("fallback_title")),
        tag("ul", *(tag("li", _placed(note, words)) for note in notes), class_="hs-notes")
        if notes
        else tag("p", words("fallback_none")),
    )
