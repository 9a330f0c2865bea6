"""Building bundles: ours, someone else's encoder, and the same twice."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from hsclassify import HSClassifier, InputError
from hsclassify.bundle import FLOAT_WEIGHTS, PROTOTYPE_LEVELS, Bundle, Layout
from hsclassify.encoder import TOKENIZER_FILE
from hsclassify.errors import BundleError
from hsclassify.text import LANGUAGES
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


@pytest.mark.parametrize("embedded", [False, True])
def test_the_encoder_of_a_bundle_serves_for_more_goods(
    built_bundle_folder: Path,
    tiny_concepts: list[Concept],
    tiny_corpus: Path,
    tmp_path: Path,
    embedded: bool,
) -> None:
    """Also where the new bundle takes the place of the one that it is made from."""
    target = tmp_path / "bundle"
    shutil.copytree(built_bundle_folder, target)
    one = next(c for c in tiny_concepts if c.kind == "goods" and c.split == "train")
    # Meaning nothing to the encoder, it is found for its spelling.
    fresh = replace(one, concept_id=f"{one.code}.999999", texts=dict.fromkeys(LANGUAGES, "zyxwv"))
    assert fresh.split == "train"
    choice = EncoderChoice(str(target))
    concepts, sections = [*tiny_concepts, fresh], read_sections(tiny_corpus)
    before = Bundle.load(built_bundle_folder)
    after = build(concepts, sections, choice, target, embedded=embedded)
    assert after.manifest.encoder == before.manifest.encoder
    assert len(after.concepts) == len(before.concepts) + 1
    tensors = [load_file(Layout(bundle.folder).embeddings) for bundle in (before, after)]
    for name in PROTOTYPE_LEVELS.values():
        assert np.array_equal(*(stored[name] for stored in tensors))
    served, whole = _encoder_files(after), _encoder_files(before)
    assert whole.items() >= served.items()
    assert (FLOAT_WEIGHTS in served) is not embedded
    assert HSClassifier(after).classify("zyxwv").candidates[0].code == one.code
    assert HSClassifier(before).classify("zyxwv").candidates[0].code != one.code


def _encoder_files(bundle: Bundle) -> dict[str, str]:
    rows = bundle.manifest.files
    return {row.path: row.sha256 for row in rows if row.path.startswith("encoder/")}


def test_the_encoder_of_a_bundle_with_other_codes_is_refused(
    built_bundle_folder: Path, tiny_concepts: list[Concept], tiny_corpus: Path, tmp_path: Path
) -> None:
    fewer = [c for c in tiny_concepts if not c.code.startswith("66")]
    choice = EncoderChoice(str(built_bundle_folder))
    with pytest.raises(InputError, match=r"6 are in only one of the two, such as 660110\."):
        build(fewer, read_sections(tiny_corpus), choice, tmp_path / "bundle")


def test_the_encoder_of_a_damaged_bundle_is_refused(
    built_bundle_folder: Path, tiny_concepts: list[Concept], tiny_corpus: Path, tmp_path: Path
) -> None:
    damaged, target = tmp_path / "damaged", tmp_path / "bundle"
    shutil.copytree(built_bundle_folder, damaged)
    (damaged / "encoder" / TOKENIZER_FILE).write_text("{}")
    with pytest.raises(BundleError, match=r"tokenizer\.json"):
        build(tiny_concepts, read_sections(tiny_corpus), EncoderChoice(str(damaged)), target)
    assert not target.exists()


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
