"""Feedback in the running app: from the endpoint and the page to the Hub."""

from __future__ import annotations

import json
import signal
import threading
import time
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from playwright.sync_api import expect, sync_playwright

from app import STOP_SECONDS
from hsclassify.feedback import Feedback, FeedbackStore
from hsclassify.ui.feedback import FeedbackDesk, thanks_html
from hsclassify.ui.wording import wording
from tests.e2e.conftest import app_process, running_app
from tests.hub.faults import mute
from tests.hub.server import TOKEN, HubServer

REPO = "acme/feedback"
PATIENCE_MS = 60_000


def test_the_endpoint_keeps_checks_and_pushes_when_the_app_is_stopped(
    hub: HubServer, home: Path, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    variables = {
        "HSCLASSIFY_BUNDLE": str(tiny_bundle_folder),
        "HSCLASSIFY_FEEDBACK_REPO": REPO,
        "HSCLASSIFY_FEEDBACK_FOLDER": str(home / "feedback"),
        "HF_TOKEN": TOKEN,
    }
    with running_app(tmp_path / "log.txt", **variables) as url:
        client = Client(url, verbose=False)
        said = client.predict("blue umbrella", "wrong", "66.01", "", True, api_name="/feedback")
        assert said["feedback"]["code"] == "6601"
        assert REPO in said["message"]
        with pytest.raises(AppError, match=r"99.*not a code of HS 2022|No chapter"):
            client.predict("blue umbrella", "wrong", "9999", "", True, api_name="/feedback")
        with pytest.raises(AppError, match="'right' or 'wrong'"):
            client.predict("blue umbrella", "maybe", "", "", False, api_name="/feedback")
    files = hub.repo(REPO, "dataset").at("main").files
    (lines,) = (entry.content for path, entry in files.items() if path.endswith(".jsonl"))
    assert [json.loads(line)["text"] for line in lines.splitlines()] == ["blue umbrella"]


def test_a_hub_that_falls_silent_keeps_no_app_from_ending(
    hub: HubServer, home: Path, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    """What waits to be pushed stays in its folder, for the next start or for a person."""
    kept = home / "feedback"
    variables = {
        "HSCLASSIFY_BUNDLE": str(tiny_bundle_folder),
        "HSCLASSIFY_FEEDBACK_REPO": REPO,
        "HSCLASSIFY_FEEDBACK_FOLDER": str(kept),
        "HF_TOKEN": TOKEN,
    }
    met = threading.Event()
    with app_process(tmp_path / "log.txt", **variables) as (process, url):
        client = Client(url, verbose=False)
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while ("dataset", REPO) not in hub.repos and time.monotonic() < deadline:
            time.sleep(0.1)
        hub.fault = mute("", met)
        client.predict("blue umbrella", "right", api_name="/feedback")
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(60) == 0
    assert met.is_set(), "nothing was pushed, so that nothing was waited for"
    assert time.monotonic() - started < STOP_SECONDS + 10
    (file,) = kept.rglob("*.jsonl")
    assert json.loads(file.read_text("utf-8"))["predicted"]


@pytest.mark.browser
def test_the_page_asks_for_consent_checks_the_code_and_says_where_it_is_kept(
    tiny_bundle_folder: Path, chromium: str, tmp_path: Path
) -> None:
    words, kept = wording("en"), tmp_path / "kept"
    variables = {
        "HSCLASSIFY_BUNDLE": str(tiny_bundle_folder),
        "HSCLASSIFY_FEEDBACK_FOLDER": str(kept),
    }
    with running_app(tmp_path / "log.txt", **variables) as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(url)
        page.get_by_label("What are the goods?").fill("blue umbrella")
        page.locator("#ask").click()
        expect(page.locator("#answer h2, #answer h3").first).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name=words("feedback_title")).click()
        form, thanks = page.locator("#feedback"), page.locator("#feedback-thanks")
        consent = form.get_by_label(words("feedback_consent"))
        expect(consent).not_to_be_checked()
        expect(form.get_by_text(words("feedback_consent_here"))).to_be_visible(timeout=PATIENCE_MS)

        send = form.get_by_role("button", name=words("feedback_send"))
        send.click()
        expect(page.get_by_text(words("feedback_choose"))).to_be_visible(timeout=PATIENCE_MS)
        form.get_by_label(words("feedback_wrong"), exact=True).check()
        form.get_by_label(words("feedback_code")).fill("9999")
        send.click()
        expect(page.get_by_text("not a code of HS 2022").or_(
            page.get_by_text("No chapter"))).to_be_visible(timeout=PATIENCE_MS)  # fmt: skip
        assert not list(kept.rglob("*.jsonl"))

        form.get_by_label(words("feedback_code")).fill("66.01")
        send.click()
        expect(thanks).to_contain_text(
            words("feedback_noted_code", code="66.01"), timeout=PATIENCE_MS
        )
        expect(thanks).to_contain_text(words("feedback_without_text"), timeout=PATIENCE_MS)
        expect(thanks).to_contain_text(words("feedback_kept_here"), timeout=PATIENCE_MS)
        form.get_by_label(words("feedback_wrong"), exact=True).check()  # blank once it was sent
        form.get_by_label(words("feedback_code")).fill("66.01")
        consent.check()
        send.click()
        expect(thanks).to_contain_text(words("feedback_with_text"), timeout=PATIENCE_MS)
        browser.close()
    (file,) = kept.rglob("*.jsonl")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(x["code"], x["text"]) for x in lines] == [("6601", ""), ("6601", "blue umbrella")]


def test_what_the_page_says_is_escaped_and_true(tiny_classifier, tmp_path: Path) -> None:
    words = wording("en")
    store = FeedbackStore(tmp_path, "acme/<b>")
    desk = FeedbackDesk(tiny_classifier, store)
    said = Feedback.on(tiny_classifier, "green tea", right=True)
    page = thanks_html(desk, said, words)
    assert "<b>" not in page
    assert words("feedback_without_text") in page
    assert words("feedback_noted_right", code=f"{said.code[:4]}.{said.code[4:]}") in page
