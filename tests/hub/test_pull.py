"""The bundle from the Hub: what is used when the Hub delivers, fails, or delivers badly."""

from __future__ import annotations

import json
import shutil
import socket
import time
from io import StringIO
from pathlib import Path

import pytest
from huggingface_hub import HfApi

from hsclassify import HSClassifier, hub, snapshots
from hsclassify.__main__ import main
from hsclassify.errors import BundleError
from hsclassify.manifest import Manifest
from hsclassify.record import Record
from hsclassify.settings import Settings
from pipeline.build import EncoderChoice, build
from pipeline.corpus import Concept, read_sections
from tests.hub.conftest import turn_to
from tests.hub.faults import (
    cutting,
    dripping,
    failing,
    refusing_endpoint,
    silent_endpoint,
    stalling,
)
from tests.hub.server import HubServer
from tests.test_damage import WRONG_KINDS, say

REPO = "acme/hsclassify"
SETTINGS = Settings(model_repo=REPO)


@pytest.fixture(autouse=True)
def _long_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the Hub answers, a busy machine must not pass for a silent Hub."""
    monkeypatch.setattr(snapshots, "SILENCE_SECONDS", 120.0)


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting as long as the app would is for the walk; here a moment shows as much."""
    monkeypatch.setattr(snapshots, "SILENCE_SECONDS", 5.0)


@pytest.fixture
def published(api: HfApi, tiny_bundle_folder: Path) -> HfApi:
    """The tiny bundle in the Hub, tagged v1."""
    api.create_repo(REPO)
    api.upload_folder(repo_id=REPO, folder_path=tiny_bundle_folder, commit_message="v1")
    api.create_tag(REPO, tag="v1")
    return api


@pytest.fixture
def other_bundle(tiny_bundle_folder: Path, tmp_path: Path) -> Path:
    """The tiny bundle with another digest."""
    folder = Path(shutil.copytree(tiny_bundle_folder, tmp_path / "other"))
    _edit_manifest(folder, dataset_revision="another")
    return folder


def _edit_manifest(folder: Path, **values: object) -> None:
    file = folder / "manifest.json"
    read = json.loads(file.read_text("utf-8"))
    read.pop("sha256", None)  # of what it said before
    file.write_text(json.dumps({**read, **values}), "utf-8")


def _embedded(loaded: hub.Loaded) -> bool:
    return loaded.origin.startswith("embedded")


@pytest.fixture(autouse=True)
def _tiny_is_embedded(tiny_bundle_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the package embeds is of no matter here, and the tiny bundle loads faster."""
    monkeypatch.setattr(hub, "EMBEDDED_BUNDLE", tiny_bundle_folder)


def test_a_python_caller_names_repo_and_revision(published: HfApi, other_bundle: Path) -> None:
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="v2")
    pinned = hub.load(REPO, revision="v1")
    newest = hub.load(REPO)
    assert pinned.bundle.manifest.digest != newest.bundle.manifest.digest
    assert pinned.commit == published.list_repo_refs(REPO).tags[0].target_commit
    assert HSClassifier.load(REPO, revision=pinned.commit).classify("green tea").candidates


@pytest.mark.usefixtures("published")
def test_the_float_weights_stay_at_the_hub(hub: HubServer) -> None:
    HSClassifier.load(REPO)
    assert any("onnx" in path for path in hub.asked)
    assert not any(path.endswith("encoder/model.safetensors") for path in hub.asked)


@pytest.mark.usefixtures("published")
def test_a_second_start_transfers_nothing(hub: HubServer) -> None:
    HSClassifier.load(REPO)
    hub.asked.clear()
    HSClassifier.load(REPO)
    assert not [path for path in hub.asked if "/resolve/" in path]


def test_the_app_says_what_it_uses(published: HfApi) -> None:
    loaded = hub.resolve(SETTINGS)
    assert (loaded.origin, loaded.notes) == (f"Hub: {REPO}@main", ())
    assert loaded.commit == published.model_info(REPO).sha


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("way", ["refused", "silent", "HTTP 500", "token rejected", "rate limited"])
def test_the_last_copy_answers_when_the_hub_does_not(
    way: str, hub: HubServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hsclassify.hub import resolve

    first = resolve(SETTINGS)
    with silent_endpoint() as silent:
        if way == "refused":
            turn_to(refusing_endpoint(), home, monkeypatch)
        elif way == "silent":
            monkeypatch.setattr(snapshots, "SILENCE_SECONDS", 4.0)
            turn_to(silent, home, monkeypatch)
        elif way == "token rejected":
            monkeypatch.setenv("HF_TOKEN", "hf_stale")
        else:
            limited = {"RateLimit": '"api";r=0;t=290', "Retry-After": "290"}
            hub.fault = failing(500) if way == "HTTP 500" else failing(429, headers=limited)
        again = resolve(SETTINGS)
    assert again.commit == first.commit
    assert again.origin == f"the Hub's cache: {REPO}@main"
    assert len(again.notes) == 1
    assert "traceback" not in again.notes[0].lower()


def test_without_any_copy_the_embedded_bundle_answers(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_to(refusing_endpoint(), home, monkeypatch)
    loaded = hub.resolve(SETTINGS)
    assert _embedded(loaded)
    assert [note.split(":")[0] for note in loaded.notes] == [
        "Hub",
        "the Hub's cache",
        "the last good copy",
    ]


@pytest.mark.usefixtures("published")
def test_a_copy_that_must_not_be_read_leaves_the_embedded_bundle(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a cache that another user of the machine has written."""
    plain = Path.read_text

    def refused(self: Path, *rest: str) -> str:
        if self.is_relative_to(home) and self.name == "manifest.json":
            raise PermissionError(13, "Permission denied", str(self))
        return plain(self, *rest)

    monkeypatch.setattr(Path, "read_text", refused)
    loaded = hub.resolve(SETTINGS)
    assert _embedded(loaded)
    assert "Permission denied" in loaded.notes[0]


@pytest.mark.usefixtures("published")
def test_a_revision_that_does_not_exist_is_named() -> None:
    with pytest.raises(BundleError, match="Revision Not Found"):
        hub.load(REPO, revision="v9")


@pytest.mark.usefixtures("published")
def test_a_revision_that_does_not_exist_leaves_the_last_good_copy() -> None:
    first = hub.resolve(SETTINGS)
    loaded = hub.resolve(Settings(model_repo=REPO, model_revision="v9"))
    assert loaded.commit == first.commit
    assert loaded.origin.startswith("the last good copy")


@pytest.mark.usefixtures("home")
def test_a_repo_that_does_not_exist_is_named() -> None:
    with pytest.raises(BundleError, match=r"Repository Not Found.*HF_TOKEN"):
        hub.load("acme/no-such")


def test_an_old_schema_is_refused_and_the_last_good_copy_kept(
    published: HfApi, other_bundle: Path
) -> None:
    first = hub.resolve(SETTINGS)
    _edit_manifest(other_bundle, schema_version=0)
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="old")
    loaded = hub.resolve(SETTINGS)
    assert loaded.commit == first.commit
    assert "schema version 1, found version 0" in loaded.notes[0]
    assert "rebuild" in loaded.notes[0]


def test_a_bundle_that_is_bad_at_the_hub_is_refused(published: HfApi, other_bundle: Path) -> None:
    first = hub.resolve(SETTINGS)
    (other_bundle / "calibration.json").write_text("{}")
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="bad")
    for _ in range(2):
        loaded = hub.resolve(SETTINGS)
        assert loaded.commit == first.commit
        assert "calibration.json: expected" in loaded.notes[0]


@pytest.mark.usefixtures("published")
def test_a_damaged_copy_is_pulled_again() -> None:
    file = hub.resolve(SETTINGS).bundle.folder / "calibration.json"
    file.write_text(file.read_text("utf-8").replace("0", "1"), "utf-8")
    loaded = hub.resolve(SETTINGS)
    assert loaded.origin.startswith("Hub")
    assert not loaded.notes


@pytest.mark.usefixtures("published")
def test_half_a_file_is_never_taken_for_a_whole(hub: HubServer, tiny_bundle_folder: Path) -> None:
    from hsclassify.hub import resolve

    content = (tiny_bundle_folder / "embeddings.safetensors").read_bytes()
    hub.fault = cutting("embeddings.safetensors", len(content) // 2, content)
    loaded = resolve(SETTINGS)
    assert _embedded(loaded)
    assert "broke off" in loaded.notes[0]
    hub.fault = None
    assert resolve(SETTINGS).origin.startswith("Hub")


@pytest.mark.usefixtures("published")
def test_other_bytes_of_the_same_length_are_found(hub: HubServer, tiny_bundle_folder: Path) -> None:
    from hsclassify.hub import resolve

    content = bytearray((tiny_bundle_folder / "embeddings.safetensors").read_bytes())
    content[-1] ^= 1
    hub.fault = dripping("embeddings.safetensors", bytes(content), 0, len(content))
    loaded = resolve(SETTINGS)
    assert _embedded(loaded)
    assert "embeddings.safetensors: expected" in loaded.notes[0]


@pytest.mark.usefixtures("published", "short_patience")
def test_a_hub_that_falls_silent_in_the_middle_is_given_up(
    hub: HubServer, tiny_bundle_folder: Path
) -> None:
    from hsclassify.hub import resolve

    content = (tiny_bundle_folder / "embeddings.safetensors").read_bytes()
    hub.fault = stalling("embeddings.safetensors", 1000, content)
    loaded = resolve(SETTINGS)
    assert _embedded(loaded)
    assert "said nothing for" in loaded.notes[0]


@pytest.mark.usefixtures("published", "short_patience")
def test_a_slow_download_may_take_longer_than_a_silent_hub_may(
    hub: HubServer, tiny_bundle_folder: Path
) -> None:
    from hsclassify.hub import load

    content = (tiny_bundle_folder / "embeddings.safetensors").read_bytes()
    hub.fault = dripping("embeddings.safetensors", content, 0.7, len(content) // 10 + 1)
    assert load(REPO).origin.startswith("Hub")


def test_a_hub_that_only_drips_is_given_up_where_a_good_copy_is_at_hand(
    hub: HubServer,
    published: HfApi,
    other_bundle: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from hsclassify.hub import resolve

    first = resolve(SETTINGS)
    (other_bundle / "notes.bin").write_bytes(bytes(6000))
    Manifest.read(other_bundle).seal(other_bundle)
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="v2")
    monkeypatch.setattr(snapshots, "PULL_SECONDS", 10.0)
    hub.fault = dripping("notes.bin", bytes(6000), 1.0, 10)  # ten minutes
    started = time.monotonic()
    loaded = resolve(SETTINGS)
    assert time.monotonic() - started < 60
    assert loaded.commit == first.commit
    assert "did not come whole within 10 s" in loaded.notes[0]


def test_what_is_no_message_of_the_pull_is_passed_over() -> None:
    said = snapshots._lines(StringIO('a warning\n5\n["alive", null]\n[1]\n'))
    assert [said.get(timeout=30) for _ in range(2)] == [["alive", None], None]


@pytest.mark.usefixtures("published")
def test_a_hub_that_only_drips_is_given_up_where_there_was_no_copy_yet(
    hub: HubServer, tiny_bundle_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Space without a disk of its own has none at any start."""
    from hsclassify.hub import resolve

    content = (tiny_bundle_folder / "embeddings.safetensors").read_bytes()
    monkeypatch.setattr(snapshots, "FIRST_PULL_SECONDS", 10.0)
    hub.fault = dripping("embeddings.safetensors", content, 1.0, len(content) // 600 + 1)
    started = time.monotonic()
    loaded = resolve(SETTINGS)
    assert time.monotonic() - started < 60
    assert _embedded(loaded)
    assert "did not come whole within 10 s" in loaded.notes[0]


def test_an_encoder_named_by_id_is_pulled_pinned_and_cached(
    api: HfApi,
    tiny_encoder: Path,
    tiny_concepts: list[Concept],
    tiny_corpus: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder = "acme/some-encoder"
    api.create_repo(encoder)
    commit = api.upload_folder(repo_id=encoder, folder_path=tiny_encoder / "encoder").oid
    sections = read_sections(tiny_corpus)
    bundle = build(tiny_concepts, sections, EncoderChoice(encoder), tmp_path / "bundle")
    assert (bundle.manifest.encoder.source, bundle.manifest.encoder.revision) == (encoder, commit)
    api.upload_file(repo_id=encoder, path_or_fileobj=b"{}", path_in_repo="config.json")
    turn_to(refusing_endpoint(), home, monkeypatch)
    assert HSClassifier.load(tmp_path / "bundle").classify("green tea").candidates
    met: list[socket.socket] = []
    with silent_endpoint(met) as silent:
        turn_to(silent, home, monkeypatch)
        assert HSClassifier.load(tmp_path / "bundle").classify("green tea").candidates
    assert not met, "a pinned encoder that is here already is not asked for"


@pytest.mark.parametrize(("key", "value"), [WRONG_KINDS[at] for at in (0, 2, 7, 11)])
def test_a_manifest_of_other_kinds_leaves_the_last_good_copy(
    key: str, value: object, published: HfApi, other_bundle: Path
) -> None:
    first = hub.resolve(SETTINGS)
    say(other_bundle, key, value)
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="wrong")
    loaded = hub.resolve(SETTINGS)
    assert loaded.commit == first.commit
    assert "ownload" in loaded.notes[0]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("concepts.parquet", None),
        ("embeddings.safetensors", b"short"),
        ("encoder/onnx/model_int8.onnx", b"graph"),
    ],
)
def test_sound_digests_of_useless_parts_leave_the_last_good_copy(
    part: str, content: bytes | None, published: HfApi, other_bundle: Path
) -> None:
    first = hub.resolve(SETTINGS)
    if content is None:
        (other_bundle / part).unlink()
    else:
        (other_bundle / part).write_bytes(content)
    Manifest.read(other_bundle).seal(other_bundle)
    published.upload_folder(
        repo_id=REPO, folder_path=other_bundle, commit_message="useless", delete_patterns="*"
    )
    loaded = hub.resolve(SETTINGS)
    assert loaded.commit == first.commit
    assert len(loaded.notes) == 1
    assert "again" in loaded.notes[0]


def test_a_record_is_verified_with_the_commit_that_answered(
    published: HfApi, other_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    then = hub.load(REPO, revision="v1")
    classifier = HSClassifier(then.bundle)
    record = Record.of(classifier, "green tea", classifier.classify("green tea"))
    assert (record.repo, record.commit) == (REPO, then.commit)
    file = tmp_path / "record.json"
    record.write(file)
    assert Record.read(file) == record
    published.upload_folder(repo_id=REPO, folder_path=other_bundle, commit_message="v2")
    verifying = ["--verify", str(file)]
    assert main([*verifying, "--bundle", REPO]) == 2
    hint = f"--bundle {REPO} --revision {then.commit}"
    assert hint in capsys.readouterr().out
    assert main([*verifying, *hint.split()]) == 0
    assert main([*verifying, "--revision", "v1"]) == 1
    assert "--bundle NAMESPACE/NAME" in capsys.readouterr().err
