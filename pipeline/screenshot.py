"""The picture of the running app that README shows."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hsclassify.errors import InputError

_START_SECONDS: Final = 120
_WIDTH, _HEIGHT = 1180, 900
_ANSWER_MS: Final = 30_000
_SETTLE_MS: Final = 1500


def take(text: str, file: Path) -> None:
    """Start the app, ask it for *text*, and write what the page then shows to *file* (PNG).

    Raises:
        InputError: there is no Chromium, or the app does not start.
    """
    from playwright.sync_api import sync_playwright

    browser_file = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_file is None:
        raise InputError("Expected Chromium to take a picture with; install the package chromium.")
    with running_app() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_file, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        page.goto(f"{url}/?__theme=light")
        page.locator("#goods textarea, #goods input").first.fill(text)
        page.locator("#ask").click()
        page.locator("article.hs-answer").wait_for(timeout=_ANSWER_MS)
        page.wait_for_timeout(_SETTLE_MS)  # fonts and fades
        page.screenshot(path=str(file))
        browser.close()


@contextmanager
def running_app(**variables: str) -> Iterator[str]:
    """Start the app with *variables* in its environment, and yield its address.

    Raises:
        InputError: it does not start.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        env={**os.environ, **variables, "HSCLASSIFY_PORT": port, "HSCLASSIFY_HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise InputError("The app did not start; run `python app.py` to see why.")
            time.sleep(0.3)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/config", timeout=5):  # noqa: S310 - our own app
            return True
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
