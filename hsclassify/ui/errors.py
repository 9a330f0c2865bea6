"""Where errors meet the visitor: a sentence that says what to do, never a traceback."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import gradio as gr

from hsclassify.errors import HSClassifyError
from hsclassify.text import Language
from hsclassify.ui.sentences import told
from hsclassify.ui.wording import INTERFACE, Wording, wording

log = logging.getLogger(__name__)

_SECONDS_SHOWN: Final = 10


@contextmanager
def spoken_errors(*, as_html: bool, language: Language = INTERFACE) -> Iterator[None]:
    """Turn what goes wrong inside into :class:`gr.Error`.

    The project's own errors say what to do and pass, in *language*. Anything else is a
    bug: it is logged in full, and the visitor reads only what to do next.

    Args:
        as_html: say it as the page does, and escape it, because the page shows it as HTML;
            callers of an endpoint read the library's own sentence as text.
        language: of the page; callers of an endpoint read English.
    """
    words = wording(language)
    try:
        yield
    except HSClassifyError as error:
        said = told(error, words) if as_html else str(error)
        raise _spoken(said, words, as_html) from error
    except Exception as error:
        log.exception("unexpected error while answering")
        raise _spoken(words("unexpected_error"), words, as_html) from error


def _spoken(message: str, words: Wording, as_html: bool) -> gr.Error:
    return gr.Error(
        html.escape(message) if as_html else message,
        title=words("error_title"),
        duration=_SECONDS_SHOWN,
        print_exception=False,
    )
