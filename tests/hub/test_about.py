"""What the About tab says of a bundle from the Hub."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hsclassify.bundle import Bundle
from hsclassify.hub import Loaded
from hsclassify.manifest import EncoderInfo
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.about_html import about_html
from hsclassify.ui.wording import wording


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_names_revision_commit_digest_dataset_and_accuracy(
    lang: Language, tiny_bundle: Bundle
) -> None:
    named = EncoderInfo("sentence-transformers", "acme/encoder", "beef01", 64, "query: ")
    manifest = replace(tiny_bundle.manifest, encoder=named)
    bundle = replace(tiny_bundle, manifest=manifest)
    loaded = Loaded(bundle, "Hub: acme/x@v1", ("Hub: <late>",), "acme/x", "v1", "c0ffee")
    page = about_html(loaded, wording(lang))
    for fact in ("acme/x@v1", "v1 · c0ffee", manifest.digest, manifest.dataset_revision,
                 "acme/encoder@beef01"):  # fmt: skip
        assert fact in page
    assert f"{manifest.metrics['held_out']['n']:,}" in page
    assert "&lt;late&gt;" in page
    assert "{" not in page
