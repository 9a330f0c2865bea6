"""Building bundles: ours, someone else's encoder, and the same twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.bundle import Bundle
from hsclassify.encoder import TOKENIZER_FILE
from pipeline.build import EncoderChoice, build, corpus_digest, with_facts
from pipeline.corpus import Concept, read_facts, read_sections


def test_the_same_sources_give_the_same_digests(
    tiny_bundle: Bundle,
    tiny_concepts: list[Concept],
    tiny_corpus: Path,
    tiny_encoder: Path,
    tmp_path: Path,
) -> None:
    again = build(
        tiny_concepts,
        read_sections(tiny_corpus),
        EncoderChoice(str(tiny_encoder)),
        tmp_path / "again",
    )
    # The tiny bundle's calibration is set by hand; that two are the same, test_build_twice shows.
    one, other = (
        {f.path: f.sha256 for f in bundle.manifest.files if f.path != "calibration.json"}
        for bundle in (again, tiny_bundle)
    )
    assert one == other


def test_the_embedded_form_leaves_out_the_float_weights(
    tiny_concepts: list[Concept], tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path
) -> None:
    bundle = build(
        tiny_concepts,
        read_sections(tiny_corpus),
        EncoderChoice(str(tiny_encoder)),
        tmp_path / "embedded",
        embedded=True,
    )
    assert not list(bundle.folder.rglob("model.safetensors"))
    assert HSClassifier(bundle).classify("green tea").candidates


def test_the_tokenizer_is_served_as_it_was_without_its_line_breaks(
    tiny_encoder: Path, tiny_bundle_folder: Path
) -> None:
    trained = (tiny_encoder / "encoder" / TOKENIZER_FILE).read_text("utf-8")
    served = (tiny_bundle_folder / "encoder" / TOKENIZER_FILE).read_text("utf-8")
    assert json.loads(served) == json.loads(trained)
    assert "\n" not in served.strip()


def test_any_sentence_transformer_serves_as_encoder(
    tiny_concepts: list[Concept], tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path
) -> None:
    choice = EncoderChoice(str(tiny_encoder / "encoder"), prompt="query: ")
    assert not choice.is_student
    bundle = build(tiny_concepts, read_sections(tiny_corpus), choice, tmp_path / "other")
    info = bundle.manifest.encoder
    assert (info.kind, info.source, info.prompt) == (
        "sentence-transformers", choice.source, "query: ",
    )  # fmt: skip
    p = HSClassifier.load(bundle.folder).classify("Umbrellas and sun umbrellas")
    assert p.candidates[0].code.startswith("66")


def test_other_files_are_never_overwritten(
    tiny_concepts: list[Concept], tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.docx").write_text("three years of work")
    with pytest.raises(InputError, match="found other files"):
        build(tiny_concepts, read_sections(tiny_corpus), EncoderChoice(str(tiny_encoder)), tmp_path)
    assert (tmp_path / "thesis.docx").exists()


def test_the_corpus_digest_names_the_rows(tiny_concepts: list[Concept]) -> None:
    assert corpus_digest(tiny_concepts) == corpus_digest(list(tiny_concepts))
    assert corpus_digest(tiny_concepts) != corpus_digest(tiny_concepts[1:])


def test_other_facts_leave_all_else_as_it_is(tiny_bundle: Bundle, tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    shutil.copytree(tiny_bundle.folder, target)
    before = {f.path: f.sha256 for f in tiny_bundle.manifest.files}
    written = with_facts(target, read_facts()[:3])
    assert list(written.facts) == read_facts()[:3]
    after = {f.path: f.sha256 for f in written.manifest.files}
    assert {path for path in before if before[path] != after[path]} == {"facts.json"}
    assert written.manifest.metrics == tiny_bundle.manifest.metrics
    assert not list(tmp_path.glob("bundle.*"))
