"""Fixtures: a tiny corpus and a tiny real bundle, and the real ones where they are at hand."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle, Layout
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from hsclassify.votes import Calibration
from pipeline.build import EncoderChoice, build
from pipeline.corpus import CORPUS_FOLDER, Concept, read_concepts, read_sections
from pipeline.projection import framed, held_out_predictions, taken_for, write_map
from tests import programs
from tests.programs import need

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
TINY_CHAPTERS = ("09", "46", "66")


def pytest_configure(config: pytest.Config) -> None:
    """Give each of several processes that share the tests a folder of its own for what passes.

    Tests look at what an app leaves there, and would see the files of another's.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        config.add_cleanup(folder.cleanup)
        os.environ["TMPDIR"] = tempfile.tempdir = folder.name


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the developer's own settings, and none reaches for a Hub."""
    for name in [name for name in os.environ if name.startswith("HSCLASSIFY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data beside the checkout; a newcomer's clone has none."""
    if not SHARED.is_dir():
        pytest.skip("needs the reference data in ../shared, which this clone does not have")
    return SHARED


@pytest.fixture(scope="session")
def tiny_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small chapters of the real corpus, with glossary and sections, in a folder."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in (*TINY_CHAPTERS, "sections"):
        shutil.copy(CORPUS_FOLDER / f"{name}.csv", folder)
    lines = (CORPUS_FOLDER / "glossary.csv").read_text("utf-8").splitlines()[:200]
    (folder / "glossary.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def tiny_concepts(tiny_corpus: Path) -> list[Concept]:
    return read_concepts(tiny_corpus)


@pytest.fixture(scope="session")
def tiny_encoder(tiny_concepts: list[Concept], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as ``python -m pipeline encoder`` writes it, with small random layers."""
    import torch
    from transformers import BertConfig, BertModel

    from pipeline.student.build import save_student, teacher_folder
    from pipeline.student.model import Codes, SplitEmbedding, Student
    from pipeline.student.vocabulary import build_tokenizer, new_pieces, teacher_pieces

    torch.manual_seed(0)
    known = teacher_pieces(teacher_folder() / "tokenizer.json")
    pieces = [*known, *new_pieces([c.texts for c in tiny_concepts], known)]
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
    )
    codes = Codes.of([c.code for c in tiny_concepts if len(c.code) == 6])
    student = Student(
        BertModel(config, add_pooling_layer=False),
        SplitEmbedding(torch.randn(len(known), 64), torch.randn(len(pieces) - len(known), 64)),
        [torch.randn(len(level), 64) for level in codes.levels()],
    )
    folder = tmp_path_factory.mktemp("encoder")
    save_student(student.eval(), build_tokenizer(pieces), folder)
    return folder


@pytest.fixture(scope="session")
def built_bundle_folder(
    tiny_corpus: Path,
    tiny_concepts: list[Concept],
    tiny_encoder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A whole bundle over the tiny corpus, as the real pipeline built it."""
    folder = tmp_path_factory.mktemp("built") / "tiny"
    build(tiny_concepts, read_sections(tiny_corpus), EncoderChoice(str(tiny_encoder)), folder)
    return folder


@pytest.fixture(scope="session")
def tiny_bundle_folder(built_bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same bundle, as sure of its answers as tests know it."""
    folder = tmp_path_factory.mktemp("bundles") / "tiny"
    shutil.copytree(built_bundle_folder, folder)
    # It is to stay so, however the pipeline chooses that.
    file = Layout(folder).calibration
    replace(Calibration.read(file), sharpness=2.2, sharpness_slope=2.5).write(file)
    Manifest.read(folder).seal(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_bundle(tiny_bundle_folder: Path) -> Bundle:
    return Bundle.load(tiny_bundle_folder)


@pytest.fixture(scope="session")
def tiny_classifier(tiny_bundle: Bundle) -> HSClassifier:
    return HSClassifier(tiny_bundle)


@pytest.fixture(scope="session")
def classifier() -> HSClassifier:
    """The real classifier on the embedded bundle."""
    return HSClassifier.load(EMBEDDED_BUNDLE)


@pytest.fixture(scope="session")
def mapped_bundle_folder(
    tiny_bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The tiny bundle with a map: its vectors' two widest directions, without UMAP's wait."""
    folder = tmp_path_factory.mktemp("mapped") / "bundle"
    shutil.copytree(tiny_bundle_folder, folder)
    bundle = Bundle.load(folder)
    points = framed(bundle.vectors.floats()[:, :2].astype("float64"))
    taken = taken_for(bundle, list(held_out_predictions(bundle)))
    write_map(bundle.concepts.ids, points, taken, Layout(folder).map)
    bundle.manifest.seal(folder)
    return folder


@pytest.fixture(scope="session")
def mapped_bundle(mapped_bundle_folder: Path) -> Bundle:
    return Bundle.load(mapped_bundle_folder)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser."""
    need("chromium")
    return programs.chromium() or ""


@pytest.fixture(params=["small disk", "quota"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder in which nothing of size can be written: a tiny file system, or a limit on files."""
    folder = tmp_path / "full"
    folder.mkdir()
    if request.param == "quota":
        usual = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, usual[1]))
        yield folder
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here; the quota is tested")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)
