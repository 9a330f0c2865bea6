"""The national tariff beside a bundle in the Hub: nothing about it stops an app."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub import HfApi

from hsclassify import HSClassifier, hub, snapshots
from hsclassify.codes import Codes
from hsclassify.hub import with_tariffs
from hsclassify.settings import Settings
from hsclassify.tariffs import TARIFFS_FILE
from pipeline.publish import model_plan, publish
from pipeline.tariffs import read_plain, read_us, write
from tests.hub.conftest import turn_to
from tests.hub.faults import cutting, refusing_endpoint
from tests.hub.server import HubServer
from tests.tariff_samples import write_samples

REPO = "acme/hsclassify"
SETTINGS = Settings(model_repo=REPO)


@pytest.fixture(autouse=True)
def _long_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "SILENCE_SECONDS", 120.0)


@pytest.fixture
def tariffs_file(tmp_path: Path) -> Path:
    us, plain = write_samples(tmp_path)
    write([read_us(str(us)), read_plain("TH", str(plain))], tmp_path / "some.parquet")
    return tmp_path / "some.parquet"


@pytest.fixture
def published(
    api: HfApi, tiny_bundle_folder: Path, tiny_results: Path, tariffs_file: Path
) -> HfApi:
    """The tiny bundle in the Hub, with a tariff."""
    plan = model_plan(
        tiny_bundle_folder, tiny_results, REPO, "acme/goods", tariffs_file=tariffs_file
    )
    publish(api, plan)
    return api


@pytest.mark.usefixtures("published")
def test_lines_come_with_the_bundle(
    tiny_classifier: HSClassifier, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert loaded.notes == ()
    lines = Codes(tiny_classifier, tariffs).national("090210", "Jasmine tea leaves")
    assert lines[0].line.code == "0902109010"
    turn_to(refusing_endpoint(), home, monkeypatch)
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert loaded.origin.startswith("the Hub's cache")
    assert tariffs is not None
    assert len(tariffs) == 7


@pytest.mark.usefixtures("published")
def test_a_named_file_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.parquet"
    write([read_plain("TH", str(tmp_path / "plain.csv"))], own)
    _, tariffs = with_tariffs(hub.resolve(SETTINGS), str(own))
    assert tariffs is not None
    assert tariffs.countries == ("TH",)


@pytest.mark.usefixtures("published")
def test_a_damaged_copy_is_pulled_again() -> None:
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert tariffs is not None
    file = loaded.bundle.folder / TARIFFS_FILE
    content = bytearray(file.read_bytes())
    content[60] ^= 1  # in the first page
    file.write_bytes(content)
    again, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert again.notes == ()
    assert tariffs is not None
    assert len(tariffs) == 7


@pytest.mark.usefixtures("published")
def test_a_tariff_that_never_arrives_whole_costs_only_itself(
    hub: HubServer, tariffs_file: Path
) -> None:
    from hsclassify.hub import resolve

    content = tariffs_file.read_bytes()
    hub.fault = cutting(TARIFFS_FILE, len(content) // 2, content)
    loaded, tariffs = with_tariffs(resolve(SETTINGS))
    assert tariffs is None
    assert loaded.origin.startswith("Hub")
    assert loaded.notes[0].startswith("National tariffs: ")
    hub.fault = None
    assert with_tariffs(resolve(SETTINGS))[1] is not None


def test_a_tariff_that_is_bad_at_the_hub_or_missing_is_done_without(
    published: HfApi, tmp_path: Path
) -> None:
    published.upload_file(repo_id=REPO, path_or_fileobj=b"PAR1", path_in_repo=TARIFFS_FILE)
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert tariffs is None
    assert "Expected a tariff file" in loaded.notes[0]
    published.delete_file(TARIFFS_FILE, REPO)
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS))
    assert (loaded.notes, tariffs) == ((), None)
    loaded, tariffs = with_tariffs(hub.resolve(SETTINGS), str(tmp_path / "none.parquet"))
    assert tariffs is None
    assert "none.parquet" in loaded.notes[0]
