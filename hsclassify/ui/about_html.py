"""The About tab as HTML: what this is, how to read it, which model is in use. Pure functions."""

from __future__ import annotations

from typing import Final

from hsclassify.hub import Loaded
from hsclassify.manifest import EncoderInfo, Manifest
from hsclassify.ui.explain import percent
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.sentences import translated
from hsclassify.ui.wording import Wording

_SECTIONS: Final = ("about_what", "about_read", "about_limits")
_LEVELS: Final = {"six": "6", "four": "4", "two": "2"}
_STUDENT: Final = "student of "
_COUNTS: Final = ("goods", "subheadings", "headings", "chapters")


def about_html(loaded: Loaded, words: Wording) -> Html:
    """Return the whole tab."""
    bundle = loaded.bundle
    values = {
        "subheadings": words.count(len(bundle.nomenclature.codes(6))),
        "edition": bundle.manifest.hs_edition,
        "target": percent(bundle.calibration.target_precision),
    }
    return tag(
        "article",
        *(
            tag("section", tag("h2", words(f"{key}_title")), tag("p", words(key, **values)))
            for key in _SECTIONS
        ),
        tag(
            "section",
            tag("h2", words("about_bundle_title")),
            facts_html(loaded, words),
        ),
        fallback_html(loaded.notes, words),
        class_="hs-about",
    )


def facts_html(loaded: Loaded, words: Wording) -> Html:
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
        "bundle_accuracy": _accuracy(manifest, words),
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


def _accuracy(manifest: Manifest, words: Wording) -> str:
    held_out = manifest.metrics.get("held_out")
    if not held_out:
        return ""
    shares = {name: percent(held_out["top1"][level]) for name, level in _LEVELS.items()}
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
