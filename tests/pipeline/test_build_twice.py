"""Two builds in processes of their own, and what they are compared by."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.build_twice import compared, main
from hsclassify.bundle import Bundle
from hsclassify.manifest import Manifest
from pipeline.corpus import CORPUS_FOLDER
from pipeline.corpus.reader import chapter_files, read_chapter, write_chapter
from tests.conftest import TINY_CHAPTERS


@pytest.fixture(scope="module")
def small_corpus(tiny_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What passes the checks of a corpus: all titles, and the goods of three small chapters."""
    folder = tmp_path_factory.mktemp("small")
    for name in ("sections", "facts", "fact_choices", "fact_groups"):
        shutil.copy(CORPUS_FOLDER / f"{name}.csv", folder)
    shutil.copy(tiny_corpus / "glossary.csv", folder)
    for file in chapter_files():
        goods = file.stem in TINY_CHAPTERS
        kept = [c for c in read_chapter(file) if goods or c.kind == "title"]
        write_chapter(folder / file.name, kept)
    return folder


def test_the_build_verb_twice_gives_the_same(
    small_corpus: Path, tiny_encoder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = ["--encoder", str(tiny_encoder), "--corpus", str(small_corpus)]
    assert main([*sources, "--no-map", "--embedded", "--keep", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["same"], told["differing"]) == (True, [])
    assert (told["embedded"], told["mapped"]) == (True, False)
    manifests = [Manifest.read(tmp_path / str(n)) for n in (1, 2)]
    assert told["bundles"] == [manifest.digest for manifest in manifests]
    assert not list(tmp_path.rglob("model.safetensors"))
    assert Bundle.load(tmp_path / "2").nomenclature.title("660191", "en")


def test_two_builds_of_one_content_are_the_same(tiny_bundle: Bundle) -> None:
    found = compared(tiny_bundle.manifest, tiny_bundle.manifest)
    assert found["same"]
    assert found["files"] == len(tiny_bundle.manifest.files)
    assert len(set(found["bundles"])) == 1


def test_a_file_that_differs_or_is_missing_is_named(tiny_bundle: Bundle) -> None:
    manifest = tiny_bundle.manifest
    first, *others = manifest.files
    other = replace(manifest, files=(replace(first, sha256="0" * 64), *others[1:]))
    found = compared(manifest, other)
    assert not found["same"]
    assert found["differing"] == sorted([first.path, others[0].path])


def test_other_metrics_differ_as_well(tiny_bundle: Bundle) -> None:
    found = compared(tiny_bundle.manifest, replace(tiny_bundle.manifest, metrics={"n": 1}))
    assert found["differing"] == ["manifest.json"]
