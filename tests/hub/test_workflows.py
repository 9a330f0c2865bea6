"""The scripts behind the GitHub workflows, and that the workflows call them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import gradio as gr
import pytest
import yaml
from huggingface_hub import HfApi

from tests.e2e.conftest import free_port
from tests.hub.faults import silent_endpoint
from tests.hub.server import TOKEN, HubServer

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / ".github" / "scripts"
SPACE = "acme/hsclassify"


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPTS / script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("workflow", "script"), [("deploy-space", "deploy_space"), ("health", "check_space")]
)
def test_a_workflow_runs_its_script(workflow: str, script: str) -> None:
    text = (ROOT / ".github" / "workflows" / f"{workflow}.yml").read_text("utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    commands = " ".join(step.get("run", "") for step in job["steps"])
    assert f"python .github/scripts/{script}.py" in commands
    assert (SCRIPTS / f"{script}.py").is_file()
    assert "git push" not in commands


def test_actions_are_pinned_to_commits() -> None:
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        used = re.findall(r"uses: (\S+)", file.read_text("utf-8"))
        assert used
        assert [u for u in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", u)] == []


def health_steps() -> dict[str, dict[str, str]]:
    text = (ROOT / ".github" / "workflows" / "health.yml").read_text("utf-8")
    return {step["name"]: step for step in yaml.safe_load(text)["jobs"]["ask"]["steps"]
            if "name" in step}  # fmt: skip


def github(folder: Path, open_issues: int) -> Path:
    """Put a command ``gh`` into *folder* that knows of issues and writes down what it is told."""
    told = folder / "told.txt"
    file = folder / "gh"
    file.write_text(
        f'#!/bin/sh\necho "$@" >> "{told}"\n[ "$1 $2" = "issue list" ] && echo {open_issues}\n'
        f'[ "$1 $2" != "issue create" ] || cat body.txt >> "{told}"\n'
    )
    file.chmod(0o755)
    return told


@pytest.mark.parametrize("open_issues", [0, 1])
def test_a_failed_health_check_opens_one_issue(open_issues: int, tmp_path: Path) -> None:
    """The two steps as GitHub runs them: ``bash -e``, and the second because the first failed."""
    told = github(tmp_path, open_issues)
    steps = health_steps()
    ask, report = steps["Ask"], steps["Open an issue, unless one is open"]
    assert report["if"] == "failure() && steps.ask.outcome == 'failure'"
    path = f"{tmp_path}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    known = {"PATH": path, "HF_SPACE": "http://127.0.0.1:9", "RUN": "https://example.org/run/7"}

    def run_step(script: str) -> int:
        command = ["bash", "-e", "-c", script]
        return subprocess.run(command, cwd=tmp_path, env=known, check=False).returncode

    # One try instead of five with a minute between each.
    script = ask["run"].replace('"$HF_SPACE"', '"$HF_SPACE" 1')
    assert run_step(script.replace(".github/scripts", str(SCRIPTS))) != 0
    assert run_step(report["run"]) == 0
    said = told.read_text("utf-8")
    assert ("issue create" in said) is (open_issues == 0)
    if open_issues == 0:
        assert "does not answer: " in said
        assert "https://example.org/run/7" in said


def test_deploying_is_one_commit_of_what_the_space_runs_on(
    api: HfApi, hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    api.create_repo(SPACE, repo_type="space", space_sdk="gradio")
    api.upload_file(repo_id=SPACE, repo_type="space", path_or_fileobj=b"old", path_in_repo="old.py")
    said = run("deploy_space.py", SPACE, "v1.2.3")
    assert said.returncode == 0, said.stderr
    commits = hub.repo(SPACE, "space").commits
    assert [c.title for c in commits][2:] == ["Deploy v1.2.3"]
    files = set(commits[-1].files) - {".gitattributes"}
    assert {"app.py", "requirements.txt", "packages.txt", "hsclassify/hub.py"} <= files
    assert "hsclassify/ui/build.py" in files
    assert not [f for f in files if f.startswith(("tests/", "pipeline/", ".")) or ".pyc" in f]
    assert "old.py" not in files


def test_the_health_check_fails_where_nothing_answers() -> None:
    said = run("check_space.py", "http://127.0.0.1:9", "1")
    assert said.returncode == 1
    assert "does not answer" in said.stdout
    assert "Traceback" not in said.stderr


def test_the_health_check_gives_up_a_place_that_accepts_and_is_silent() -> None:
    with silent_endpoint() as silent:
        said = run("check_space.py", silent, "1", "2")
    assert said.returncode == 1
    assert "does not answer" in said.stdout


def test_the_health_check_gives_up_an_app_whose_answer_never_comes() -> None:
    answered = threading.Event()

    def classify(text: str, top_k: int, language: str) -> str:
        answered.wait()
        return f"{text} {top_k} {language}"

    with gr.Blocks() as app:
        gr.api(classify, api_name="classify")
    try:
        _, url, _ = app.launch(prevent_thread_lock=True, quiet=True, server_port=free_port())
        said = run("check_space.py", url, "1", "4")
    finally:
        answered.set()
        app.close()
    assert said.returncode == 1
    assert "does not answer: TimeoutError" in said.stdout


def test_the_health_check_ends_before_its_job_is_cancelled() -> None:
    text = (ROOT / ".github" / "workflows" / "health.yml").read_text("utf-8")
    job = yaml.safe_load(text)["jobs"]["ask"]
    (ask,) = (step for step in job["steps"] if step.get("id") == "ask")
    assert ask["timeout-minutes"] < job["timeout-minutes"]


def test_the_space_runs_the_versions_that_are_tested() -> None:
    readme = ROOT / "README.md"
    if not readme.is_file():
        pytest.skip("needs README.md, whose head configures the Space")
    head = yaml.safe_load(readme.read_text("utf-8").split("---\n")[1])
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    assert head["sdk"] == "gradio"
    assert f"gradio[mcp]=={head['sdk_version']}\n" in pinned
    assert (ROOT / head["app_file"]).is_file()
    assert head["license"] == "mit"
