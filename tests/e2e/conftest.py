"""The real app in a process of its own, and a browser where there is one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from hsclassify.tariffs import TARIFFS_FILE
from hsclassify.text import LANGUAGES
from hsclassify.ui.wording import Wording
from pipeline.tariffs import read_plain, read_us, write
from tests.documents.generator import render
from tests.e2e.tour import ROWS, Tour
from tests.programs import need
from tests.tariff_samples import write_samples

ROOT = Path(__file__).parents[2]
START_SECONDS = 120
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)  # a busy machine is no wrong page


Walk = Callable[[Browser, Wording], AbstractContextManager[Tour]]
"""Opens the page in a language, ready for a tour, and closes it; nothing may have failed there."""

_STILL = "*, *::before, *::after { transition: none !important; animation: none !important }"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return True
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def environment(**variables: str) -> dict[str, str]:
    """The process's environment without what would change the app, and with *variables*."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("HSCLASSIFY_", "GRADIO_"))}
    return {**plain, "HSCLASSIFY_HOST": "127.0.0.1", **variables}


@contextmanager
def app_process(log: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the app with *variables*, yield its process, once it answers, and its address."""
    port = str(free_port())
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(HSCLASSIFY_PORT=port, **variables),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(process, f"http://127.0.0.1:{port}/config", log)
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def running_app(log: Path, **variables: str) -> Iterator[str]:
    """Start the app with *variables*, yield its address. No traceback of ours may be in its log.

    Gradio logs one of its own for a file argument that is none.
    """
    with app_process(log, **variables) as (_, url):
        yield url
    assert f'File "{ROOT / "hsclassify"}' not in log.read_text(), (
        "a traceback of ours is in the log"
    )


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the app with the embedded bundle."""
    folder = tmp_path_factory.mktemp("app")
    feedback = {"HSCLASSIFY_FEEDBACK_FOLDER": str(folder / "feedback")}
    with running_app(folder / "log.txt", **feedback) as url:
        yield url


@pytest.fixture(scope="session")
def tariff_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an app with the embedded bundle and two small tariffs."""
    folder = tmp_path_factory.mktemp("tariffs")
    us, plain = write_samples(folder)
    sources = [read_us(str(us), as_of="2026-07-01"), read_plain("TH", str(plain))]
    write(sources, folder / TARIFFS_FILE)
    variables = {
        "HSCLASSIFY_TARIFFS": str(folder / TARIFFS_FILE),
        "HSCLASSIFY_FEEDBACK_FOLDER": str(folder / "feedback"),
    }
    with running_app(folder / "log.txt", **variables) as url:
        yield url


def wait_for(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the app did not start:\n{log.read_text()}")
        time.sleep(0.2)


def upload(url: str, name: str, content: bytes) -> list[str]:
    """Post a file as the page does, without what the page checks; return its paths there."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    body = f"{head}Content-Type: text/csv\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
    request = urllib.request.Request(  # noqa: S310
        f"{url}/gradio_api/upload", body, {"Content-Type": "multipart/form-data; boundary=x"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return list(json.load(answer))


_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium for the tests of a module; a module with other wishes has its own."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def invoices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An invoice in each language."""
    need("chromium", "pdftotext")
    names = [f"{language}-ruled-0" for language in LANGUAGES]
    return dict(zip(LANGUAGES, render(tmp_path_factory.mktemp("invoices"), names), strict=True))


@pytest.fixture
def walk(tariff_url: str, invoices: dict[str, Path], tmp_path: Path) -> Walk:
    """What opens the page for a tour, in a browser of the page's language."""
    table = tmp_path / "goods.csv"
    table.write_text(ROWS, "utf-8")

    @contextmanager
    def opened(browser: Browser, words: Wording) -> Iterator[Tour]:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale=words.language)
        page.set_default_timeout(PATIENCE_MS)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{tariff_url}/?lang={words.language}")
        page.add_style_tag(content=_STILL)  # a colour on its way to another is no finding
        expect(page.get_by_label(words("text_label"))).to_be_visible()
        yield Tour(page, words, table, invoices[words.language])
        page.close()
        assert errors == []

    return opened
