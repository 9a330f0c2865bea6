"""How the app starts, and how it refuses to."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from gradio_client import Client, handle_file

from hsclassify.ui.wording import wording
from tests.documents.broken import small_pdf

from .conftest import ROOT, app_process, environment, free_port, running_app


def refusal(**variables: str) -> str:
    """What the app says when it cannot start."""
    ended = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"HSCLASSIFY_PORT": "http"}, "HSCLASSIFY_PORT has to be a number"),
        ({"HSCLASSIFY_BUNDLE": "/nowhere"}, "Expected a bundle"),
    ],
)
def test_says_which_setting_is_wrong(variables: dict[str, str], said: str) -> None:
    assert said in refusal(**variables)


def test_says_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refusal(HSCLASSIFY_PORT=str(taken.getsockname()[1]))
    assert "choose another one with HSCLASSIFY_PORT" in said


def test_unreachable_hub_is_passed_over_and_shown(tmp_path: Path) -> None:
    variables = {
        "HSCLASSIFY_MODEL_REPO": "nobody/nothing",
        "HF_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "HF_HOME": str(tmp_path / "hub"),
    }
    with running_app(tmp_path / "log.txt", **variables) as url:
        client = Client(url, verbose=False)
        assert client.predict("umbrella", api_name="/classify")["candidates"]
        about = str(client.config)
    assert "embedded in the package" in about
    assert len(re.findall("nobody/nothing@main", about)) >= 2
    assert wording("en")("fallback_none") not in about


def test_no_library_for_training_is_ever_loaded(mapped_bundle_folder: Path, tmp_path: Path) -> None:
    """Whatever was asked of the app: told by what its process has in memory, not by Python."""
    table, paper = tmp_path / "goods.csv", tmp_path / "invoice.pdf"
    table.write_text("goods,code\ngreen tea,0902.10\n", "utf-8")
    paper.write_bytes(small_pdf("Description of goods: green tea"))
    variables = {
        "HSCLASSIFY_BUNDLE": str(mapped_bundle_folder),
        "HSCLASSIFY_FEEDBACK_FOLDER": str(tmp_path / "feedback"),
    }
    with app_process(tmp_path / "log.txt", **variables) as (process, url):
        client = Client(url, verbose=False)
        asked: dict[str, tuple[object, ...]] = {
            "/classify": ("green tea",),
            "/locate": ("green tea",),
            "/lookup": ("0902.10",),
            "/search": ("tea",),
            "/convert": ("0902.10", "2017", "2022"),
            "/feedback": ("green tea", "right"),
            "/classify_table": (handle_file(table), "goods", "code", "auto", "xlsx"),
            "/read_document": (handle_file(paper),),
        }
        named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        assert set(asked) == set(named)
        for endpoint, values in asked.items():
            client.predict(*values, api_name=endpoint)
        loaded = Path(f"/proc/{process.pid}/maps").read_text()
    assert "/onnxruntime/" in loaded
    for name in ("torch", "sentence_transformers", "sklearn", "scipy", "numba", "umap"):
        assert f"/{name}/" not in loaded
