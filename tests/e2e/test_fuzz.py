"""A short round of the fuzzing of benchmarks/fuzz_endpoints.py, and what it counts as a fault."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from benchmarks.apps import tracebacks
from benchmarks.fuzz_endpoints import call, endpoints, fuzz, nested, proper, refusal, uploaded
from hsclassify.ui.wording import wording
from tests.e2e.conftest import running_app

CALLS = 250
TRACEBACK = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: x\n'
BUG = wording("en")("unexpected_error")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "log.txt"


@pytest.fixture(scope="module")
def fuzzed_url(mapped_bundle_folder: Path, log: Path) -> Iterator[str]:
    own = {
        "HSCLASSIFY_BUNDLE": str(mapped_bundle_folder),
        "HSCLASSIFY_FEEDBACK_FOLDER": str(log.parent / "feedback"),
    }
    with running_app(log, **own) as url:
        yield url


def test_whatever_comes_gets_an_answer_or_a_sentence(fuzzed_url: str, log: Path) -> None:
    faults: list[Any] = []
    counts = fuzz(fuzzed_url, CALLS, seed=7, tell=lambda *fault: faults.append(fault))
    assert faults == []
    assert counts["answered"] + counts["refused"] == CALLS
    assert counts["answered"] > CALLS / 10
    assert tracebacks(log.read_text("utf-8")) == 0


@pytest.mark.parametrize("depth", [60, 300, 900])
@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("/classify", [3, "auto", None, False]),
        ("/classify_table", ["", "", "auto", "csv"]),
        ("/read_document", ["auto"]),
        ("/convert", [2017, 2022]),
    ],
)
def test_what_is_nested_without_end_is_refused(
    fuzzed_url: str, log: Path, name: str, others: list[Any], depth: int
) -> None:
    for at in range(1 + len(others)):
        arguments = ["8517.12", *others]
        arguments[at] = nested(depth, random.Random(depth))  # noqa: S311
        outcome = call(fuzzed_url, name, arguments)
        assert outcome.kind == "refused", (at, outcome)
    assert tracebacks(log.read_text("utf-8")) == 0


def test_every_endpoint_answers_a_call_that_is_whole(app_url: str) -> None:
    """So that what is damaged in it is all that is wrong."""
    chance = random.Random(1)  # noqa: S311
    makers = proper(chance, lambda name, content: uploaded(app_url, name, content))
    assert sorted(makers) == endpoints(app_url)
    for name, maker in makers.items():
        kinds = {call(app_url, name, maker()).kind for _ in range(12)}
        assert "answered" in kinds, name


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("top_k has to be a whole number from 1 to 50, got 0.", "refused"),
        ("9999.99 is not a code of HS 2022. No chapter begins with these digits: chapters run "
         "from 01 to 97 without 77.", "refused"),
        ("1 validation error for FileData\npath\n  Field required", "fault"),
        ("Internal Server Error", "fault"),
        ("maximum recursion depth exceeded while calling a Python object", "fault"),
        ("", "fault"),
        (BUG, "fault"),
        (wording("th")("unexpected_error"), "fault"),
        (f"top_k has to be a whole number from 1 to 50, got 0. {BUG}", "fault"),
        (f"top_k has to be a whole number from 1 to 50, got 0. {TRACEBACK}", "fault"),
    ],
)  # fmt: skip
def test_only_a_sentence_of_this_app_is_a_refusal(said: str, kind: str) -> None:
    assert refusal(said).kind == kind


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
               b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno",
               b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"],
    ids=["nothing", "cut off", "no JSON", "another JSON"],
)  # fmt: skip
def test_a_server_that_breaks_down_is_a_fault(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(answer)

        Thread(target=serve, daemon=True).start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert call(url, "/classify", ["umbrella"]).kind == "fault"


def test_every_traceback_counts() -> None:
    assert tracebacks(f"{TRACEBACK}INFO all is well\n{TRACEBACK}{TRACEBACK}") == 3
    assert tracebacks("INFO all is well\n") == tracebacks("") == 0
