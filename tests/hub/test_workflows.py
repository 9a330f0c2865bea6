"""The scripts behind the GitHub workflows, and that the workflows call them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from email.message import Message
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace

import gradio as gr
import pytest
import yaml
from huggingface_hub import HfApi
from packaging.utils import canonicalize_name

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


def script(name: str) -> ModuleType:
    """A script of the workflows as a module."""
    spec = spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    assert {"app.py", "pyproject.toml", "requirements.txt", "packages.txt"} <= files
    assert "hsclassify/hub.py" in files
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


def test_the_space_installs_versions_that_are_all_written_down() -> None:
    """It reads requirements.txt alone: what that needs in turn has to be pinned there as well."""
    lock = script("lock")
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pinned = {
        canonicalize_name(n) for n in re.findall(r"^([\w.-]+)(?:\[\w+\])?==", text, re.MULTILINE)
    }
    assert len(re.findall(r"^[^#\n]", text, re.MULTILINE)) == len(pinned), "a line is no pin"
    assert set(lock.needed(lock.named(ROOT / "requirements.txt"))) <= pinned


def test_the_lock_has_the_same_versions_and_nothing_that_nobody_needs() -> None:
    lock = script("lock")
    locked = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    names = {canonicalize_name(line.partition("==")[0]) for line in locked}
    assert names == set(lock.needed(lock.named(ROOT / "requirements-dev.txt")))
    pins = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    plain = {line.replace("[mcp]", "") for line in pins if "==" in line}
    assert {canonicalize_name(x) for x in plain} <= {canonicalize_name(x) for x in locked}


AUDITED = {"name": "tea", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "own", "skip_reason": "Dependency not found on PyPI"}
HOLE = {"id": "CVE-1", "fix_versions": ["1.1"], "aliases": [], "description": ""}


@pytest.mark.parametrize(
    ("found", "errors", "status", "said"),
    [
        ([AUDITED], "", 0, "1 of 1 packages were checked\nno known hole"),
        ([AUDITED, {**AUDITED, "vulns": [HOLE]}], "", 1, "error: tea 1.0: CVE-1, mended in 1.1"),
        ([{**AUDITED, "vulns": [{**HOLE, "fix_versions": []}]}], "", 1, "mended in no version yet"),
        ([AUDITED, UNKNOWN], "", 0, "1 of 2 packages were checked\nwarning: not known"),
        ([UNKNOWN], "", 0, "warning: the database knows none"),
        (None, "ERROR: Could not connect to PyPI's vulnerability feed", 0, "warning: no database"),
        (None, "ERROR: invalid requirement: tea=1", 1, "error: pip-audit did not check anything"),
        (None, "", 1, "pip-audit said nothing"),
    ],
)
def test_a_known_hole_fails_and_a_missing_network_warns(
    found: list[dict[str, object]] | None, errors: str, status: int, said: str
) -> None:
    out = "" if found is None else json.dumps({"dependencies": found, "fixes": []})
    ended, told = script("audit").verdict(out, errors)
    assert (ended, said in told) == (status, True), told


def test_make_audit_ends_as_the_audit_does() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\naudit:")[2].partition("\n\n")[0]
    assert ".github/scripts/audit.py" in recipe
    assert "||" not in recipe


def test_the_licence_of_every_package_is_listed() -> None:
    said = run("licences.py")
    assert said.returncode == 0, said.stderr
    lines = {line[2:].split(" ")[0]: line for line in said.stdout.splitlines()}
    assert lines["numpy"].startswith("* numpy")
    assert "BSD" in lines["numpy"]
    assert lines["pytest"].startswith("  pytest")
    assert "MIT" in lines["pytest"]
    direct = {r.name for r in script("lock").named(ROOT / "requirements.txt")}
    ours = {name for name, line in lines.items() if line.startswith("*")}
    assert ours == {canonicalize_name(name) for name in direct}
    assert [line for line in lines.values() if re.search(r": .*\b(AGPL|GPL-3|SSPL)", line)] == []


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"License-Expression": "MIT", "License": "other"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, "BSD License"),
        ({"License": "Apache 2.0\nwith a long text below"}, "Apache 2.0"),
        ({}, "not said"),
    ],
)
def test_a_licence_is_read_from_wherever_it_is_said(about: dict[str, str], said: str) -> None:
    metadata = Message()
    for name, value in about.items():
        metadata[name] = value
    assert script("licences").licence(SimpleNamespace(metadata=metadata)) == said
