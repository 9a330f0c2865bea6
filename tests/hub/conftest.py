"""Fixtures: a Hub that runs, and clients with an empty home that know no other Hub."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import HfApi, close_session, constants

from hsclassify import HSClassifier
from pipeline.corpus import read_concepts, read_sections
from pipeline.dataset import build_dataset
from pipeline.evaluate import results, write_results
from tests.e2e import conftest as app_process
from tests.hub.server import TOKEN, HubServer


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that pulls its bundle may take a while to start on a busy machine."""
    monkeypatch.setattr(app_process, "START_SECONDS", 500)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """A running Hub without any repo."""
    with HubServer().running() as server:
        yield server


@pytest.fixture
def home(hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the clients, in this process and in those it starts."""
    folder = tmp_path / "home"
    turn_to(hub.endpoint, folder, monkeypatch)
    return folder


@pytest.fixture
def api(hub: HubServer, home: Path) -> HfApi:  # noqa: ARG001 - an empty home, too
    """The real client, with the token that the Hub knows."""
    return HfApi(endpoint=hub.endpoint, token=TOKEN)


def turn_to(endpoint: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let huggingface_hub use *endpoint* and *home*, here and in processes started later.

    The library reads its environment once, at import, which some other test has done.
    """
    names = {"HF_ENDPOINT": endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    for name, value in {**names, "HF_HUB_DISABLE_PROGRESS_BARS": "1"}.items():
        monkeypatch.setenv(name, value)
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HF_HUB_CACHE"):
        monkeypatch.delenv(name, raising=False)
    resolve = "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", endpoint + resolve)
    monkeypatch.setattr(constants, "HF_HOME", str(home))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(home / "hub"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    close_session()


@pytest.fixture(scope="session")
def tiny_dataset(tiny_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the tiny corpus."""
    folder = tmp_path_factory.mktemp("dataset") / "tiny"
    build_dataset(read_concepts(tiny_corpus), read_sections(tiny_corpus), folder)
    return folder


@pytest.fixture(scope="session")
def tiny_results(tiny_classifier: HSClassifier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results file of the tiny bundle."""
    file = tmp_path_factory.mktemp("results") / "results.json"
    write_results(results(tiny_classifier, [], held_out=True), file)
    return file
