"""The real processes when they are killed half-way, the disk is full, or the Hub is away."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gradio_client import Client
from huggingface_hub import HfApi

from hsclassify.manifest import Manifest
from tests.e2e.conftest import ROOT, app_process, running_app
from tests.hub.faults import refusing_endpoint, stalling
from tests.hub.server import TOKEN, HubServer

REPO = "acme/hsclassify"
WAIT_SECONDS = 120


@pytest.fixture
def published(api: HfApi, tiny_bundle_folder: Path) -> HfApi:
    api.create_repo(REPO)
    api.upload_folder(repo_id=REPO, folder_path=tiny_bundle_folder)
    return api


def wait_until(happened: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def python(*arguments: str | Path) -> list[str]:
    return [sys.executable, *map(str, arguments)]


@pytest.mark.usefixtures("published")
def test_killed_while_it_downloads_the_next_start_gets_the_bundle(
    hub: HubServer, home: Path, tiny_bundle_folder: Path
) -> None:
    name = "embeddings.safetensors"
    content = (tiny_bundle_folder / name).read_bytes()
    hub.fault = stalling(name, len(content) // 2, content)
    asked = python("-m", "hsclassify", "green tea", "--json", "--bundle", REPO)
    with subprocess.Popen(asked, cwd=ROOT) as process:
        wait_until(lambda: list(home.rglob("*.incomplete")), "nothing was downloaded")
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    hub.fault = None
    # At once: what the killed process started must not keep its locks.
    again = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["candidates"]
    pulled = next(home.rglob(f"snapshots/*/{name}"))
    assert pulled.read_bytes() == content


def test_killed_while_it_builds_the_next_build_gives_the_same_bundle(
    tiny_bundle_folder: Path, tiny_corpus: Path, tiny_encoder: Path, tmp_path: Path
) -> None:
    """The same as in another folder, by another process, that nobody killed."""
    code = (
        "import sys; from pathlib import Path\n"
        "from pipeline.build import EncoderChoice, build\n"
        "from pipeline.corpus import read_concepts, read_sections\n"
        "corpus, encoder, out = map(Path, sys.argv[1:])\n"
        "build(read_concepts(corpus), read_sections(corpus), EncoderChoice(str(encoder)), out)"
    )
    out, part = tmp_path / "bundle", tmp_path / "bundle.part"
    building = python("-c", code, tiny_corpus, tiny_encoder, out)
    with subprocess.Popen(building, cwd=ROOT) as process:
        wait_until((part / "manifest.json").exists, "nothing was built")
        process.send_signal(signal.SIGKILL)
    assert not out.exists()
    subprocess.run(building, cwd=ROOT, check=True)
    assert not part.exists()
    assert Manifest.read(out).digest == Manifest.read(tiny_bundle_folder).digest


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


@pytest.mark.usefixtures("published")
def test_a_full_disk_leaves_the_embedded_bundle(hub: HubServer, full: Path, tmp_path: Path) -> None:
    variables = {
        "HSCLASSIFY_MODEL_REPO": REPO,
        "HF_ENDPOINT": hub.endpoint,
        "HF_HOME": str(full),
        "HF_HUB_DISABLE_XET": "1",
    }
    with running_app(tmp_path / "log.txt", **variables) as url:
        client = Client(url, verbose=False)
        assert client.predict("green tea", api_name="/classify")["candidates"]
        about = str(client.config)
    assert "embedded in the package" in about
    assert "No space left" in about or "File too large" in about


def test_feedback_is_kept_while_its_repo_is_out_of_reach(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    variables = {
        "HSCLASSIFY_BUNDLE": str(tiny_bundle_folder),
        "HSCLASSIFY_FEEDBACK_REPO": "acme/feedback",
        "HSCLASSIFY_FEEDBACK_FOLDER": str(tmp_path / "feedback"),
        "HF_ENDPOINT": refusing_endpoint(),
        "HF_HOME": str(tmp_path / "home"),
        "HF_TOKEN": TOKEN,
    }
    log = tmp_path / "log.txt"
    with app_process(log, **variables) as (process, url):
        client = Client(url, verbose=False)
        client.predict("blue umbrella", "wrong", "66.01", "", True, api_name="/feedback")
        process.terminate()
        assert process.wait(60) == 0
    (file,) = (tmp_path / "feedback").rglob("*.jsonl")
    assert json.loads(file.read_text("utf-8"))["text"] == "blue umbrella"
    told = log.read_text()
    assert "Traceback" not in told
    assert TOKEN not in told


def test_no_secret_is_told(tmp_path: Path) -> None:
    """Neither in the log nor in what the page is made of, About and its notes included."""
    secret = "hf_" + "s3cr3t" * 5
    variables = {
        "HSCLASSIFY_MODEL_REPO": "acme/private",
        "HSCLASSIFY_FEEDBACK_REPO": "acme/feedback",
        "HF_ENDPOINT": refusing_endpoint().replace("//", f"//user:{secret}@"),
        "HF_HOME": str(tmp_path / "home"),
        "HF_TOKEN": secret,
    }
    log = tmp_path / "log.txt"
    with running_app(log, **variables) as url:
        page = str(Client(url, verbose=False).config)
    assert "acme/private" in page
    assert secret not in page
    assert secret not in log.read_text()
