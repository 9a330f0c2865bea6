"""A short round of the fuzzing of benchmarks/fuzz_endpoints.py; the fixture checks the log."""

from __future__ import annotations

import socket
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from benchmarks.apps import ROOT, tracebacks
from benchmarks.fuzz_endpoints import call, fuzz

CALLS = 150


def test_whatever_comes_gets_an_answer_or_a_sentence(app_url: str) -> None:
    faults: list[Any] = []
    counts = fuzz(app_url, CALLS, seed=7, tell=lambda *fault: faults.append(fault))
    assert faults == []
    assert counts["answered"] > 0
    assert counts["refused"] > 0
    assert counts.total() == CALLS


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


def test_only_tracebacks_through_our_own_code_count(tmp_path: Path) -> None:
    def trace(file: Path) -> str:
        return f'Traceback (most recent call last):\n  File "{file}", line 1\nValueError: x\n'

    ours, gradios = trace(ROOT / "hsclassify" / "text.py"), trace(tmp_path / "gradio" / "x.py")
    assert tracebacks(f"{ours}INFO all is well\n{gradios}{ours}") == 2
    assert tracebacks(gradios) == tracebacks("") == 0
