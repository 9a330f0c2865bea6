"""What Gradio refuses is said in this app's sentences."""

from __future__ import annotations

import asyncio
from typing import Any

import gradio as gr
import pytest

from hsclassify.ui.blocks import SpokenBlocks
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
