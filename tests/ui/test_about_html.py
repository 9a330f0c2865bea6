"""The About tab says which bundle is in use and what was tried before it."""

from __future__ import annotations

import pytest

from hsclassify.bundle import Bundle
from hsclassify.errors import BundleError
from hsclassify.hub import Loaded, last_good
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.about_html import about_html
from hsclassify.ui.wording import wording


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_the_bundle(tiny_bundle: Bundle, lang: Language) -> None:
    page = about_html(Loaded(tiny_bundle, "folder <here>"), wording(lang))
    manifest = tiny_bundle.manifest
    for said in (manifest.digest, manifest.hs_edition, "&lt;here&gt;", "90%"):
        assert said in page
    assert wording(lang)("count_goods", count=f"{manifest.counts['goods']:,}") in page
    assert wording(lang)("fallback_none") in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_says_how_often_answers_of_a_confidence_were_right(
    tiny_bundle: Bundle, lang: Language
) -> None:
    words = wording(lang)
    rows = [
        {"from": 0.7, "to": 0.8, "n": 5, "confidence": 0.75, "right": 0.2},
        {"from": 0.8, "to": 0.9, "n": 100, "confidence": 0.85, "right": 0.87},
    ]
    measures = {"n": 4321, "top1": {"2": 0.9, "4": 0.8, "6": 0.7}, "reliability": rows}
    others = {"reliability": [{**rows[1], "n": 300, "right": 0.65}]}
    figures = {"held_out": measures, "sets": {"a": measures, "b": others, "c": {}}}
    loaded = Loaded(tiny_bundle, "embedded")
    page = about_html(loaded, words, figures)
    said = words(
        "about_measured", low="80%", high="90%", right="87%", count="100", sets_right="70%",
        sets_count="400",
    )  # fmt: skip
    assert said in page
    assert words.count(4321) in page
    start = words.texts["about_measured"].split("{")[0]
    assert start in page
    assert start not in about_html(loaded, words)
    assert start not in about_html(loaded, words, {"held_out": measures, "sets": {}})


def test_shows_every_fallback(tiny_bundle: Bundle) -> None:
    notes = ("Hub: no <b>answer</b>.", "the Hub's cache: empty.")
    page = about_html(Loaded(tiny_bundle, "embedded", notes), wording("en"))
    assert "Hub: no &lt;b&gt;answer&lt;/b&gt;." in page
    assert "the Hub&#x27;s cache: empty." in page
    assert wording("en")("fallback_none") not in page


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_says_where_it_looked_in_the_language_of_the_page(
    tiny_bundle: Bundle, lang: Language
) -> None:
    with pytest.raises(BundleError) as caught:
        last_good("acme/none-such", "main")
    notes = (
        f"the last good copy: {caught.value}",
        "the Hub's cache: Expected acme/x@main from the Hub, but it said nothing for 30 s. "
        "Try again later, or name a folder with HSCLASSIFY_BUNDLE.",
    )
    page = about_html(Loaded(tiny_bundle, "embedded in the package", notes), wording(lang))
    for english in ("embedded in", "last good", "the Hub&#x27;s", "Expected", "student of", "Try"):
        assert english not in page
    assert "acme/none-such" in page
    assert wording(lang)("said_place_embedded") in page


def test_accuracy_is_rounded_as_help_and_readme_round_it(tiny_bundle: Bundle) -> None:
    held_out = {"n": 1234, "top1": {"2": 0.879, "4": 0.5, "6": 0.25}}
    figures = {"held_out": held_out, "sets": {}}
    page = about_html(Loaded(tiny_bundle, "here"), wording("en"), figures)
    assert "25% at six digits, 50% at four and 88% at two" in page
