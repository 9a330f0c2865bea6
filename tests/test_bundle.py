"""Saving, verifying and loading bundles."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.errors import BundleError
from hsclassify.manifest import Manifest


@pytest.fixture
def copy(tiny_bundle_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_bundle_folder, tmp_path / "copy"))


def test_a_bundle_knows_its_parts(tiny_bundle: Bundle) -> None:
    assert len(tiny_bundle.concepts) == len(tiny_bundle.vectors)
    assert tiny_bundle.manifest.encoder.dim == tiny_bundle.encoder.dimension == 64
    assert set(tiny_bundle.manifest.metrics["held_out"]["top1"]) == {"2", "4", "6"}
    np.testing.assert_allclose(np.linalg.norm(tiny_bundle.vectors.floats(), axis=1), 1, atol=1e-5)


def test_no_file_is_a_pickle(tiny_bundle_folder: Path) -> None:
    suffixes = {f.suffix for f in tiny_bundle_folder.rglob("*") if f.is_file()}
    assert suffixes <= {".json", ".parquet", ".safetensors", ".onnx", ".txt"}


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None
)
@given(data=st.data())
def test_a_flipped_byte_anywhere_is_found(copy: Path, data: st.DataObject) -> None:
    files = [row.path for row in Manifest.read(copy).files]
    file = copy / data.draw(st.sampled_from(files))
    content = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= 1 + data.draw(st.integers(0, 254))
    original = file.read_bytes()
    file.write_bytes(content)
    try:
        with pytest.raises(BundleError, match=r"expected .* found SHA-256"):
            Bundle.load(copy)
    finally:
        file.write_bytes(original)


@pytest.mark.parametrize(
    "part",
    ["concepts.parquet", "nomenclature.parquet", "embeddings.safetensors", "calibration.json"],
)
def test_a_manifest_has_to_name_what_no_bundle_can_do_without(copy: Path, part: str) -> None:
    (copy / part).unlink()
    Manifest.read(copy).seal(copy)
    with pytest.raises(BundleError, match=rf"does not name {re.escape(part)}.*again"):
        Bundle.load(copy)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("embeddings.safetensors", b"short"),
        ("concepts.parquet", b"PAR1PAR1"),
        ("nomenclature.parquet", b""),
        ("calibration.json", b"[]"),
        ("facts.json", b"[1]"),
        ("encoder/onnx/model_int8.onnx", b"graph"),
        ("encoder/tokenizer.json", b"{}"),
    ],
)
def test_a_useless_part_is_refused_though_its_digest_is_sound(
    copy: Path, part: str, content: bytes
) -> None:
    (copy / part).write_bytes(content)
    Manifest.read(copy).seal(copy)
    with pytest.raises(BundleError, match="again"):
        Bundle.load(copy)


def test_a_cut_file_is_found(copy: Path) -> None:
    file = copy / "embeddings.safetensors"
    file.write_bytes(file.read_bytes()[:-10])
    with pytest.raises(BundleError, match="bytes with SHA-256"):
        Bundle.load(copy)


def test_a_missing_file_is_found(copy: Path) -> None:
    (copy / "calibration.json").unlink()
    with pytest.raises(BundleError, match="no such file"):
        Bundle.load(copy)


def test_another_schema_version_is_refused_with_what_to_do(copy: Path) -> None:
    file = copy / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "schema_version": 99}))
    with pytest.raises(BundleError, match=r"schema version 1, found version 99.*rebuild"):
        Bundle.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema_version": 1}', '"text"'])
def test_a_broken_manifest_is_refused(copy: Path, content: str) -> None:
    (copy / "manifest.json").write_text(content)
    with pytest.raises(BundleError, match="manifest"):
        Bundle.load(copy)


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "I/O error")]
)
def test_a_manifest_that_cannot_be_read_is_refused(
    copy: Path, error: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise error

    monkeypatch.setattr(Path, "read_text", fail)
    with pytest.raises(BundleError, match=f"not a readable manifest.*{error.strerror}"):
        Bundle.load(copy)


def test_a_folder_without_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="found none"):
        HSClassifier.load(tmp_path)


def test_a_path_out_of_the_bundle_is_refused(copy: Path) -> None:
    file = copy / "manifest.json"
    values = json.loads(file.read_text("utf-8"))
    del values["sha256"]
    values["files"][0]["path"] = "../../secret"
    file.write_text(json.dumps(values))
    with pytest.raises(BundleError, match="outside"):
        Bundle.load(copy)


def test_the_encoder_folder_loads_as_a_sentence_transformer(tiny_bundle: Bundle) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["roasted coffee beans", "ร่ม", "ô che mưa", "竹篮"]
    model = SentenceTransformer(str(tiny_bundle.folder / "encoder"), device="cpu")
    expected = model.encode(texts, normalize_embeddings=True)
    served = tiny_bundle.encoder.encode(texts)
    assert (expected * served).sum(axis=1).min() > 0.97
