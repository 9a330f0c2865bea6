"""A bound on what one request may bring, whatever it is: Gradio bounds files of forms only."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hsclassify.ui.download import MAX_FILE_BYTES

MAX_FORM_BYTES: Final = MAX_FILE_BYTES + (10 << 20)
"""A form with a file; Gradio's own bound on the file comes first, where there is one only."""

MAX_JSON_BYTES: Final = 32 << 20
"""Anything else. It is held in memory several times over. A document of 20 MB fits, written as
text in a ``data:`` address."""

_DRAINED: Final = 4
"""So many times its bound of a body is read and dropped, so that the sender gets to read why."""


class BodyLimit:
    """Answers 413 with a sentence where a request's body is too large."""

    def __init__(
        self, app: ASGIApp, form: int = MAX_FORM_BYTES, other: int = MAX_JSON_BYTES
    ) -> None:
        self._app, self._form, self._other = app, form, other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting its body, or refuse it by the length that it announces."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        limit = self._form if is_form else self._other
        announced = headers.get("content-length", "0")
        if announced.isdecimal() and int(announced) > limit:
            await _drain(receive, limit * _DRAINED)
            said = {"error": _too_large(limit), "detail": _too_large(limit)}
            await JSONResponse(said, 413)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    """Return *receive* that raises where more than *limit* bytes came of a body."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return counted


async def _drain(receive: Receive, most: int) -> None:
    dropped = 0
    while dropped < most:
        message = await receive()
        dropped += len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _too_large(limit: int) -> str:
    return (
        f"A request may bring at most {limit >> 20} MB, and this one brings more. "
        "Send a smaller file, or upload it as a form instead of a data: address."
    )
