"""Pictures of the running app: the one that README shows, and one that moves."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hsclassify.errors import InputError

if TYPE_CHECKING:
    from playwright.sync_api import Page

_START_SECONDS: Final = 120
_WIDTH, _HEIGHT = 1180, 900
_ANSWER_MS: Final = 30_000
_SETTLE_MS: Final = 1500
_SHOWS: Final = "text => document.querySelector('article.hs-answer')?.dataset.text === text"
_STEP_MS: Final = 2200
_SHADES: Final = 64
"""Colours of a moving picture. The page has few, and each of them costs."""


def take(text: str, file: Path) -> None:
    """Start the app, ask it for *text*, and write what the page then shows to *file* (PNG).

    Raises:
        InputError: there is no Chromium, or the app does not start.
    """
    with _open_page() as page:
        file.write_bytes(answered(page, text))


def take_moving(text: str, file: Path) -> None:
    """Start the app, ask it for *text*, choose an answer to its question, and write it as a GIF.

    Raises:
        InputError: there is no Chromium, the app does not start, or asks nothing about *text*.
    """
    with _open_page() as page:
        write_moving([answered(page, text), narrowed(page, text)], file)


def answered(page: Page, text: str) -> bytes:
    """Ask for *text* and return what the page then shows (PNG)."""
    page.locator("#goods textarea, #goods input").first.fill(text)
    page.locator("#ask").click()
    page.wait_for_function(_SHOWS, arg=text, timeout=_ANSWER_MS)
    return _settled(page)


def narrowed(page: Page, text: str) -> bytes:
    """Choose the first answer to the question about *text*; return what the page shows (PNG).

    Raises:
        InputError: there is no question.
    """
    choices = page.locator(".hs-question .hs-choice")
    if not choices.count():
        raise InputError(f"Expected a question about {text!r}, got none; take a vaguer text.")
    choices.first.click()
    page.locator(".hs-given").wait_for(timeout=_ANSWER_MS)
    page.evaluate("window.scrollTo(0, 0)")
    return _settled(page)


def write_moving(pictures: Sequence[bytes], file: Path) -> None:
    """Write *pictures* (PNG) one after the other, over and over, as a GIF."""
    from PIL import Image

    first, *others = (
        Image.open(BytesIO(x)).convert("RGB").quantize(_SHADES, dither=Image.Dither.NONE)
        for x in pictures
    )
    first.save(
        file, "GIF", save_all=True, append_images=others, duration=_STEP_MS, loop=0, optimize=True
    )


def _settled(page: Page) -> bytes:
    page.wait_for_timeout(_SETTLE_MS)  # fonts and fades
    return page.screenshot()


@contextmanager
def _open_page() -> Iterator[Page]:
    """Start the app and open its page, in English and in the light."""
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
        yield page
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
