"""What Gradio refuses is said in this app's sentences."""

from __future__ import annotations

import asyncio
from typing import Any

import gradio as gr
import pytest
from fastapi import Request
from gradio.data_classes import PredictBodyInternal

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.blocks import SpokenBlocks
from hsclassify.ui.speech import SWITCH
from hsclassify.ui.uploads import Upload
from hsclassify.ui.wording import wording


@pytest.fixture(scope="module")
def page() -> SpokenBlocks:
    with SpokenBlocks() as blocks:
        file, text = Upload(visible=False), gr.Textbox(visible=False)
        gr.Button().click(lambda file, _: file, [file, text], text)
    return blocks


@pytest.mark.parametrize(
    "arguments",
    [
        ["x", "text"],
        [{}, "text"],
        [{"path": "x"}, "text"],
        [{"path": "a" * 100_000, "meta": {"_type": "gradio.FileData"}}, "text"],
        [None],
    ],
)
def test_arguments_that_cannot_be_taken(page: SpokenBlocks, arguments: list[Any]) -> None:
    function = next(iter(page.fns.values()))
    with pytest.raises(gr.Error) as caught:
        asyncio.run(page.preprocess_data(function, arguments, None))
    assert caught.value.message == wording("en")("bad_argument")
    assert caught.value.print_exception is False


@pytest.mark.parametrize(
    ("accepted", "query", "data", "language"),
    [
        ("", "", ["tea"], "en"),
        ("th", "", ["tea"], "th"),
        ("th", "lang=zh", ["tea", "none"], "zh"),
        ("th", "lang=zh", ["tea", "vi"], "vi"),
        ("vi", "", [{}, ["th"]], "vi"),
    ],
)
def test_a_full_queue_is_told_in_the_language_of_the_page(
    accepted: str, query: str, data: list[Any], language: Language
) -> None:
    with SpokenBlocks() as blocks:
        text, switch = gr.Textbox(), gr.Radio(LANGUAGES, elem_id=SWITCH)
        gr.Button().click(lambda text, _: text, [text, switch], text)
    blocks.queue(max_size=0)
    for caller, state, said in (("app", "error", language), ("api", "queue_full", "en")):
        headers = [(b"accept-language", accepted.encode()), (b"x-gradio-user", caller.encode())]
        request = Request({"type": "http", "headers": headers, "query_string": query.encode()})
        body = PredictBodyInternal(data=data, fn_index=0, request=request)
        pushed = blocks._queue.push(body=body, request=request, username=None)
        full = wording(said)("queue_full", count="0")
        assert asyncio.run(pushed) == (False, full, state)
