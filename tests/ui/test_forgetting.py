"""What a page was given and showed is not kept by the server."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from gradio.routes import App
from gradio.state_holder import SessionState

from hsclassify.ui.forgetting import keep_no_values

SECRET = "two crates of gold watches"  # noqa: S105
VISIT = "a-visit"


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = SessionState._update_value_in_config
    monkeypatch.setattr(SessionState, "_update_value_in_config", kept)  # as it is in the end
    keep_no_values()


def remembered() -> tuple[str, Any]:
    """Ask an app for something, and return what its session then holds, and its state."""
    with gr.Blocks() as blocks:
        box, shown, state = gr.Textbox(), gr.HTML(), gr.State("")
        answer = (lambda text: (f"<b>{text}</b>", "kept"), box, [shown, state])
        gr.Button().click(*answer, api_name="ask", queue=False)
    app = App.create_app(blocks)
    with TestClient(app) as client:
        body = {"data": [SECRET], "session_hash": VISIT}
        answer = client.post("/gradio_api/run/ask", json=body)
        assert SECRET in answer.text
        session = app.state_holder[VISIT]
        return str(session.config_values), session[state._id]


@pytest.mark.usefixtures("forgetful")
def test_only_the_state_of_a_visit_is_kept() -> None:
    values, state = remembered()
    assert SECRET not in values
    assert state == "kept"


def test_gradio_by_itself_would_keep_it() -> None:
    assert SECRET in remembered()[0]
