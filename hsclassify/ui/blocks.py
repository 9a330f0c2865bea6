"""The page as Gradio's, which refuses what it cannot take in sentences of this app."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, Final
from unittest.mock import patch

import gradio as gr
from fastapi import Request, Response
from fastapi.responses import JSONResponse
from gradio import queueing
from gradio.block_function import BlockFunction
from gradio.data_classes import PredictBodyInternal

from hsclassify.text import Language, named_language
from hsclassify.ui.speech import SWITCH, visitors_language
from hsclassify.ui.wording import INTERFACE, wording

log = logging.getLogger(__name__)

_CALL: Final = re.compile(r"/(?:call|queue)/")
_CALLER: Final = "x-gradio-user"
"""Header of calls, "app" where the page makes them."""


class SpokenQueue(queueing.Queue):
    """A queue that tells whom it has no room for what to do."""

    async def push(self, body: PredictBodyInternal, *arguments: Any, **named: Any) -> Any:
        """Take a call, or return why not: to a page in its language, to others in English."""
        taken, told, state = await super().push(body, *arguments, **named)
        if state != "queue_full":
            return taken, told, state
        at_page = body.request is not None and body.request.headers.get(_CALLER) == "app"
        spoken = _language(body, self.blocks.fns.get(body.fn_index)) if at_page else INTERFACE
        told = wording(spoken)("queue_full", count=str(self.max_size))
        # At a full queue's own status the page shows an English text of Gradio's, whatever is told.
        return taken, told, "error" if at_page else state


class SpokenBlocks(gr.Blocks):
    """A page whose callers read a sentence where Gradio would give out its own exceptions."""

    def queue(self, *arguments: Any, **named: Any) -> gr.Blocks:
        """Make the queue, as Gradio does."""
        with patch.object(queueing, "Queue", SpokenQueue):
            return super().queue(*arguments, **named)

    async def preprocess_data(self, *arguments: Any, **named: Any) -> list[Any]:
        """Return the arguments of a call as its function takes them.

        Raises:
            gr.Error: one cannot be taken: a file that was not uploaded or is none, too few
                arguments, or one that is nested without end.
        """
        try:
            return await super().preprocess_data(*arguments, **named)
        except gr.Error:
            raise
        # Gradio's own code and pydantic's, which fail on hostile arguments in many ways.
        except Exception as error:
            log.info("arguments refused: %s", type(error).__name__)
            words = wording(INTERFACE)
            raise gr.Error(
                words("bad_argument"), title=words("error_title"), print_exception=False
            ) from error


def _language(body: PredictBodyInternal, called: BlockFunction | None) -> Language:
    """Return the language of the page that calls, by its switch if that is among the arguments."""
    sent = zip(called.inputs, body.data, strict=False) if called else ()
    for block, value in sent:
        if block.elem_id == SWITCH and (known := named_language(value)):
            return known
    return visitors_language(body.request) if body.request else INTERFACE


def refusals() -> dict[type[Exception], Callable[[Request, Exception], Response]]:
    """Return what the server answers to a call that breaks before it is in the queue."""
    return dict.fromkeys((ValueError, RecursionError), _refused)


def _refused(request: Request, error: Exception) -> Response:
    """Refuse arguments that are nested deeper than pydantic writes them; raise anything else."""
    if not _CALL.search(request.url.path):
        raise error
    log.info("a call refused: %s", type(error).__name__)
    return JSONResponse({"detail": wording(INTERFACE)("bad_argument")}, 400)
