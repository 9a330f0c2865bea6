"""The real processes when they are killed half-way, the disk is full, or the Hub is away."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gradio_client import Client
from huggingface_hub import HfApi

from hsclassify.bundle import Bundle
from hsclassify.manifest import Manifest
from pipeline.build import EncoderChoice, build, put_back
from pipeline.corpus import read_concepts, read_sections
from tests.e2e.conftest import ROOT, app_process, environment, free_port
from tests.hub.faults import cutting, dripping, failing, refusing_endpoint, stalling
from tests.hub.server import HubServer

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
    """Half a file that is left behind is never taken for a whole one.

    That nothing of the killed start keeps the locks is shown by the test after this one:
    here the puller would break off by itself, because nobody reads what it says.
    """
    name = "embeddings.safetensors"
    content = (tiny_bundle_folder / name).read_bytes()
    hub.fault = stalling(name, len(content) // 2, content)
    asked = python("-m", "hsclassify", "green tea", "--json", "--bundle", REPO)
    with subprocess.Popen(asked, cwd=ROOT) as process:
        wait_until(lambda: list(home.rglob("*.incomplete")), "nothing was downloaded")
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    hub.fault = None
    again = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["candidates"]
    pulled = next(home.rglob(f"snapshots/*/{name}"))
    assert pulled.read_bytes() == content


@pytest.mark.usefixtures("published")
def test_a_pull_ends_with_the_process_that_waits_for_it(
    hub: HubServer, home: Path, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    """While the Hub goes on sending, and somebody else still reads what the pull says."""
    name = "embeddings.safetensors"
    content = (tiny_bundle_folder / name).read_bytes()
    hub.fault = dripping(name, content, pause=0.2, piece=1)  # takes hours
    starter = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\n"
        "open('pid', 'w').write(str(p.pid))\n"
        "time.sleep(600)"
    )
    order = json.dumps({"repo_id": REPO, "revision": "main"})
    pulling = python("-P", ROOT / "hsclassify" / "puller.py", order)
    said = (tmp_path / "said").open("w")
    with (
        said,
        subprocess.Popen(python("-c", starter, *pulling), cwd=tmp_path, stdout=said) as waits,
    ):
        wait_until(lambda: list(home.rglob("*.incomplete")), "nothing was downloaded")
        puller = int((tmp_path / "pid").read_text())
        assert is_running(puller)
        waits.kill()
    try:
        wait_until(lambda: not is_running(puller), "the pull outlives the process that started it")
    finally:
        if is_running(puller):
            os.kill(puller, signal.SIGKILL)


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_waits_for_the_hub_can_be_stopped(
    hub: HubServer, home: Path, tiny_bundle_folder: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    """At once, and the pull with it."""
    name = "embeddings.safetensors"
    content = (tiny_bundle_folder / name).read_bytes()
    hub.fault = dripping(name, content, pause=0.2, piece=1)  # takes hours
    variables = environment(HSCLASSIFY_MODEL_REPO=REPO, HSCLASSIFY_PORT=str(free_port()))
    log = tmp_path / "log.txt"
    with (
        log.open("w") as stream,
        subprocess.Popen(python("app.py"), cwd=ROOT, env=variables, stderr=stream) as app,
    ):
        try:
            wait_until(lambda: list(home.rglob("*.incomplete")), "nothing was downloaded")
            (puller,) = children(app.pid)
            time.sleep(5)  # until all is imported, and nothing but the Hub is waited for
            app.send_signal(stop)
            assert app.wait(5) == 0
        finally:
            app.kill()
    wait_until(lambda: not is_running(puller), "the pull outlives the process that started it")
    assert "Traceback" not in log.read_text()


def children(pid: int) -> list[int]:
    """Processes that *pid* started, by any of its threads."""
    told = (f.read_text() for f in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for line in told for child in line.split()]


def is_running(pid: int) -> bool:
    """Tell whether a process of this number does anything; one that waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def building(corpus: Path, encoder: Path, out: Path) -> list[str]:
    """The command that builds a bundle."""
    code = (
        "import sys; from pathlib import Path\n"
        "from pipeline.build import EncoderChoice, build\n"
        "from pipeline.corpus import read_concepts, read_sections\n"
        "corpus, encoder, out = map(Path, sys.argv[1:])\n"
        "build(read_concepts(corpus), read_sections(corpus), EncoderChoice(str(encoder)), out)"
    )
    return python("-c", code, corpus, encoder, out)


def test_killed_while_it_builds_the_next_build_gives_the_same_bundle(
    tiny_corpus: Path, tiny_encoder: Path, built_bundle_folder: Path, tmp_path: Path
) -> None:
    """Another process writes the same bytes, and what it left behind is not built upon."""
    out, part = tmp_path / "bundle", tmp_path / "bundle.part"
    with subprocess.Popen(building(tiny_corpus, tiny_encoder, out), cwd=ROOT) as process:
        wait_until((part / "manifest.json").exists, "nothing was built")
        process.send_signal(signal.SIGKILL)
    assert not out.exists()
    # These two are written once more after the first manifest.
    again = {"manifest.json", "calibration.json"}
    written = [f for f in part.rglob("*") if f.is_file() and f.name not in again]
    assert len(written) > 5
    for file in written:
        usual = built_bundle_folder / file.relative_to(part)
        assert file.read_bytes() == usual.read_bytes(), usual.name
    (part / "left-over").touch()
    concepts, sections = read_concepts(tiny_corpus), read_sections(tiny_corpus)
    build(concepts, sections, EncoderChoice(str(tiny_encoder)), out)
    assert not part.exists()
    assert not (out / "left-over").exists()
    assert Manifest.read(out).digest == Manifest.read(built_bundle_folder).digest


@pytest.mark.parametrize("moment", ["encoder/onnx", "concepts.parquet", "manifest.json"])
def test_killed_while_it_builds_anew_the_older_bundle_stays(
    tiny_corpus: Path, tiny_encoder: Path, tiny_bundle_folder: Path, tmp_path: Path, moment: str
) -> None:
    out, part = tmp_path / "bundle", tmp_path / "bundle.part"
    shutil.copytree(tiny_bundle_folder, out)
    with subprocess.Popen(building(tiny_corpus, tiny_encoder, out), cwd=ROOT) as process:
        wait_until((part / moment).exists, "nothing was built")
        process.send_signal(signal.SIGKILL)
    assert Bundle.load(out).manifest == Manifest.read(tiny_bundle_folder)


@pytest.mark.parametrize("moment", range(6))
def test_killed_while_it_changes_places_one_bundle_is_always_whole(
    tmp_path: Path, moment: int
) -> None:
    """Killed before the first, second, ... step of changing places; the next build mends it."""
    out, part = tmp_path / "bundle", tmp_path / "bundle.part"
    for folder, text in ((out, "old"), (part, "new")):
        folder.mkdir()
        for name in ("one", "two"):
            (folder / name).write_text(text)
    code = (
        "import os, shutil, signal, sys\n"
        "from pathlib import Path\n"
        "from pipeline.build import put_in_place\n"
        "left = int(sys.argv[3])\n"
        "def dying(step):\n"
        "    def do(*arguments, **named):\n"
        "        global left\n"
        "        if not left:\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "        left -= 1\n"
        "        return step(*arguments, **named)\n"
        "    return do\n"
        "for place, name in ((os, 'unlink'), (os, 'rmdir'), (Path, 'replace')):\n"
        "    setattr(place, name, dying(getattr(place, name)))\n"
        "put_in_place(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    ended = subprocess.run(python("-c", code, part, out, str(moment)), cwd=ROOT, check=False)
    assert ended.returncode in (0, -signal.SIGKILL)
    assert moment < 5 or ended.returncode == 0, "there are more steps than are tried"
    put_back(out)
    said = {(out / name).read_text() for name in ("one", "two")}
    assert len(said) == 1
    assert said == {"old"} or moment >= 2
    assert not (tmp_path / "bundle.old").exists()


@pytest.mark.usefixtures("published")
def test_a_full_disk_leaves_the_embedded_bundle(hub: HubServer, full: Path) -> None:
    variables = {
        "HSCLASSIFY_MODEL_REPO": REPO,
        "HF_ENDPOINT": hub.endpoint,
        "HF_HOME": str(full),
        "HF_HUB_DISABLE_XET": "1",
    }
    asked = python("-m", "hsclassify", "green tea", "--json")
    said = subprocess.run(
        asked, cwd=ROOT, env=environment(**variables), capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["candidates"]
    assert "No space left" in said.stderr or "File too large" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.usefixtures("published", "home")
@pytest.mark.parametrize("fault", ["half a file", "wrong digest"])
def test_what_the_hub_delivers_badly_is_not_used(
    hub: HubServer, tiny_bundle_folder: Path, fault: str
) -> None:
    """By a real process, which answers with the embedded bundle and says why; the next recovers."""
    name = "embeddings.safetensors"
    content = (tiny_bundle_folder / name).read_bytes()
    other = content[:-1] + bytes([content[-1] ^ 1])
    faults = {
        "half a file": (cutting(name, len(content) // 2, content), "broke off"),
        "wrong digest": (dripping(name, other, 0, len(other)), f"{name}: expected"),
    }
    hub.fault, reason = faults[fault]
    variables = environment(HSCLASSIFY_MODEL_REPO=REPO)
    asked = python("-m", "hsclassify", "wrist watch", "--json")

    def answer() -> tuple[list[str], str]:
        said = subprocess.run(
            asked, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr
        assert "Traceback" not in said.stderr
        found = json.loads(said.stdout)["candidates"]
        return [c["code"][:2] for c in found], said.stderr

    chapters, said = answer()
    assert chapters[0] == "91"  # that the tiny bundle does not have
    assert reason in said
    hub.fault = None
    chapters, _ = answer()
    assert "91" not in chapters


@pytest.mark.parametrize("status", [None, 404, 401, 503])
def test_while_the_hub_is_away_feedback_is_kept_and_no_secret_told(
    hub: HubServer, tmp_path: Path, status: int | None
) -> None:
    """Neither in the log nor in what the page is made of, About and its notes included."""
    endpoint = hub.endpoint if status else refusing_endpoint()
    hub.fault = failing(status or 0)
    secret = "hf_" + "s3cr3t" * 5
    variables = {
        "HSCLASSIFY_MODEL_REPO": "acme/private",
        "HSCLASSIFY_FEEDBACK_REPO": "acme/feedback",
        "HSCLASSIFY_FEEDBACK_FOLDER": str(tmp_path / "feedback"),
        "HF_ENDPOINT": endpoint.replace("//", f"//user:{secret}@"),
        "HF_HOME": str(tmp_path / "home"),
        "HF_TOKEN": secret,
    }
    log = tmp_path / "log.txt"
    with app_process(log, **variables) as (process, url):
        client = Client(url, verbose=False)
        client.predict("blue umbrella", "wrong", "66.01", "", True, api_name="/feedback")
        page = str(client.config)
        process.terminate()
        assert process.wait(60) == 0
    (file,) = (tmp_path / "feedback").rglob("*.jsonl")
    assert json.loads(file.read_text("utf-8"))["text"] == "blue umbrella"
    assert "acme/private" in page
    assert status is None or str(status) in page
    assert "embedded in the package" in page
    told = log.read_text()
    assert "Traceback" not in told
    assert secret not in page
    assert secret not in told
