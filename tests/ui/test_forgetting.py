"""What a page was given and showed is not kept by the server."""

from __future__ import annotations

from typing import Any

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from gradio.routes import App
from gradio.state_holder import SessionState, StateHolder

from hsclassify.ui.forgetting import (
    MOST_SESSIONS,
    forget_calls_first,
    keep_few_times,
    keep_no_values,
)

SECRET = "two crates of gold watches"  # noqa: S105
VISIT = "a-visit"


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_update_value_in_config", "__init__"):
        monkeypatch.setattr(SessionState, name, getattr(SessionState, name))  # so in the end
    monkeypatch.setattr(StateHolder, "update", StateHolder.update)
    keep_no_values()
    keep_no_values()  # once more changes nothing
    forget_calls_first()


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


def holder(capacity: int) -> tuple[StateHolder, gr.State]:
    """Return what holds the sessions of a page with a state."""
    with gr.Blocks() as blocks:
        gr.Textbox(label="goods")
        state = gr.State("")
    blocks.state_session_capacity = capacity
    holder = StateHolder()
    holder.set_blocks(blocks)
    return holder, state


@pytest.mark.usefixtures("forgetful")
def test_a_session_describes_no_box_and_has_its_state() -> None:
    sessions, state = holder(10)
    session = sessions[VISIT]
    assert session.config_values == {}
    assert session[state._id] == ""
    session[state._id] = "kept"
    assert sessions[VISIT][state._id] == "kept"


def test_gradio_by_itself_would_describe_each() -> None:
    assert len(holder(10)[0][VISIT].config_values) >= 2


def asked_by_a_program(sessions: StateHolder, calls: int) -> None:
    for number in range(calls):
        assert sessions[f"call {number}"].state_data == {}


@pytest.mark.usefixtures("forgetful")
def test_a_visitor_is_remembered_while_a_program_asks() -> None:
    sessions, state = holder(5)
    sessions[VISIT][state._id] = "kept"
    asked_by_a_program(sessions, 50)
    assert len(sessions.session_data) == len(sessions.time_last_used) == 5
    assert sessions[VISIT][state._id] == "kept"
    for number in range(50):
        sessions[f"page {number}"][state._id] = "another"
    assert len(sessions.session_data) == 5
    assert VISIT not in sessions


def test_gradio_by_itself_would_forget_the_visitor() -> None:
    sessions, state = holder(5)
    sessions[VISIT][state._id] = "kept"
    asked_by_a_program(sessions, 50)
    assert VISIT not in sessions


def test_few_times_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_MAX_EVENTS", "")  # so in the end
    monkeypatch.delenv("GRADIO_ANALYTICS_MAX_EVENTS")
    keep_few_times()
    with gr.Blocks() as blocks:
        gr.Textbox()
    assert blocks.queue()._queue.ANALYTICS_MAX_EVENTS == MOST_SESSIONS
