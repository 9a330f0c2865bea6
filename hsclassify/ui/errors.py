"""Where errors meet the visitor: a sentence that says what to do, never a traceback."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import gradio as gr

from hsclassify.errors import HSClassifyError
from hsclassify.ui.wording import INTERFACE, wording

log = logging.getLogger(__name__)

_SECONDS_SHOWN: Final = 10


@contextmanager
def spoken_errors(*, as_html: bool) -> Iterator[None]:
    """Turn what goes wrong inside into :class:`gr.Error`.

    The project's own errors say what to do and pass as they are. Anything else is a
    bug: it is logged in full, and the visitor reads only what to do next.

    Args:
        as_html: escape the message, because the page shows it as HTML; callers of an
            endpoint read it as text.
    """
    try:
        yield
    except HSClassifyError as error:
        raise _spoken(str(error), as_html) from error
    except Exception as error:
        log.exception("unexpected error while answering")
        raise _spoken(wording(INTERFACE)("unexpected_error"), as_html) from error


def _spoken(message: str, as_html: bool) -> gr.Error:
    return gr.Error(
        html.escape(message) if as_html else message,
        duration=_SECONDS_SHOWN,
        print_exception=False,
    )
