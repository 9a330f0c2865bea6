"""The About tab says which bundle is in use and what was tried before it."""

from __future__ import annotations

import pytest

from hsclassify.bundle import Bundle
from hsclassify.hub import Loaded
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.about_html import about_html
from hsclassify.ui.wording import wording


@pytest.mark.parametrize("lang", LANGUAGES)
def test_names_the_bundle(tiny_bundle: Bundle, lang: Language) -> None:
    page = about_html(Loaded(tiny_bundle, "folder <here>"), wording(lang))
    manifest = tiny_bundle.manifest
    for said in (manifest.digest, manifest.hs_edition, "folder &lt;here&gt;", "90%"):
        assert said in page
    assert wording(lang)("count_goods", count=f"{manifest.counts['goods']:,}") in page
    assert wording(lang)("fallback_none") in page


def test_shows_every_fallback(tiny_bundle: Bundle) -> None:
    notes = ("Hub: no <b>answer</b>.", "the Hub's cache: empty.")
    page = about_html(Loaded(tiny_bundle, "embedded", notes), wording("en"))
    assert "Hub: no &lt;b&gt;answer&lt;/b&gt;." in page
    assert "the Hub&#x27;s cache: empty." in page
    assert wording("en")("fallback_none") not in page
