"""What is said of an answer, and what is refused before it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.feedback import FeedbackStore
from hsclassify.ui.answers import Asked
from hsclassify.ui.feedback import FeedbackDesk


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(tmp_path)


@pytest.fixture
def desk(tiny_classifier: HSClassifier, store: FeedbackStore) -> FeedbackDesk:
    return FeedbackDesk(tiny_classifier, store)


@pytest.mark.parametrize("nothing", ["", None])
def test_code_and_remark_may_be_left_out(desk: FeedbackDesk, nothing: str | None) -> None:
    said = desk.take(Asked("blue umbrella"), "wrong", nothing, nothing, consent=True)
    assert (said.code, said.remark, said.text) == ("", "", "blue umbrella")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"code": 660199}, "code has to be a text, got 660199"),
        ({"code": True}, "code has to be a text, got True"),
        ({"code": ["x"]}, "code has to be a text, got ['x']"),
        ({"code": 0}, "code has to be a text, got 0"),
        ({"verdict": "right", "code": 660199}, "code has to be a text"),
        ({"remark": 5}, "remark has to be a text, got 5"),
        ({"remark": {}}, "remark has to be a text, got {}"),
        ({"consent": "yes"}, "consent has to be true or false, got 'yes'"),
        ({"consent": 1}, "consent has to be true or false, got 1"),
        ({"consent": None}, "consent has to be true or false, got None"),
        ({"verdict": "maybe"}, "'right' or 'wrong'; got 'maybe'"),
        ({"verdict": ["right"]}, "'right' or 'wrong'; got ['right']"),
        ({"verdict": None}, "'right' or 'wrong'; got None"),
        ({"text": ["umbrella"]}, "A description has to be a text"),
        ({"text": None}, "A description has to be a text"),
    ],
)
def test_arguments_of_other_types_are_refused_in_a_sentence(
    desk: FeedbackDesk,
    store: FeedbackStore,
    arguments: dict[str, Any],
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = {"text": "blue umbrella", "verdict": "wrong", "remark": "folds", "consent": True}
    with pytest.raises(gr.Error) as caught:
        desk.feedback(**whole | arguments)
    assert said in caught.value.message
    assert isinstance(caught.value.__cause__, InputError)
    assert caplog.text == ""
    assert not store.file.exists()
