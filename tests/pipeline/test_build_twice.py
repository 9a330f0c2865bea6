"""Two builds in processes of their own, and what they are compared by."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.build_twice import compared, main
from hsclassify.bundle import Bundle
from hsclassify.manifest import Manifest


def test_the_build_verb_twice_gives_the_same(
    tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sources = ["--encoder", str(tiny_encoder), "--corpus", str(tiny_corpus), "--part"]
    assert main([*sources, "--no-map", "--embedded", "--keep", str(tmp_path)]) == 0
    told = json.loads(capfd.readouterr().out)
    assert (told["same"], told["differing"]) == (True, [])
    assert (told["embedded"], told["mapped"]) == (True, False)
    manifests = [Manifest.read(tmp_path / str(n)) for n in (1, 2)]
    assert told["bundles"] == [manifest.digest for manifest in manifests]
    assert not list(tmp_path.rglob("model.safetensors"))
    assert Bundle.load(tmp_path / "2").nomenclature.title("660191", "en")


def test_a_bundle_that_is_there_is_built_anew_once(
    tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sources = ["--encoder", str(tiny_encoder), "--corpus", str(tiny_corpus), "--part", "--no-map"]
    assert main([*sources, "--keep", str(tmp_path)]) == 0
    capfd.readouterr()
    again = tmp_path / "again"
    assert main([*sources, "--first", str(tmp_path / "1"), "--keep", str(again)]) == 0
    assert json.loads(capfd.readouterr().out)["same"]
    assert [folder.name for folder in again.iterdir()] == ["2"]
    assert main([*sources, "--embedded", "--first", str(tmp_path / "1")]) == 1
    assert "model.safetensors" in str(json.loads(capfd.readouterr().out)["differing"])


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
