"""Feedback in the running app: from the endpoint and the page to the Hub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from hsclassify.feedback import Feedback, FeedbackStore
from hsclassify.ui.feedback import FeedbackDesk, thanks_html
from hsclassify.ui.wording import wording
from tests.e2e.conftest import running_app
from tests.hub.server import TOKEN, HubServer

REPO = "acme/feedback"


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


def test_what_the_page_says_is_escaped_and_true(tiny_classifier, tmp_path: Path) -> None:
    words = wording("en")
    store = FeedbackStore(tmp_path, "acme/<b>")
    desk = FeedbackDesk(tiny_classifier, store)
    said = Feedback.on(tiny_classifier, "green tea", right=True)
    page = thanks_html(desk, said, words)
    assert "<b>" not in page
    assert words("feedback_without_text") in page
    assert words("feedback_noted_right", code=f"{said.code[:4]}.{said.code[4:]}") in page
