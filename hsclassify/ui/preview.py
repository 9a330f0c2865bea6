"""What a link to the page shows where it is posted, for readers that run no script of it.

Gradio's page names Gradio there, with a picture of its own.
"""

from __future__ import annotations

import html
import re
from typing import Final

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hsclassify.text import named_language
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.wording import INTERFACE, Wording, wording

_GRADIOS: Final = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')

_SCRIPT: Final = b"<script"
"""What ends the part of the page in which it is named; Gradio's tags stand before it."""


class LinkPreview:
    """Names this app in the head of the page, as it is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what comes back for the page itself is named anew."""
        if _is_page(scope):
            send = _renamed(send, preview_html(_asked_for(scope)).encode())
        await self._app(scope, receive, send)


def preview_html(words: Wording) -> Html:
    """Return the title of the page, and the tags that a preview of a link to it is made of."""
    title, said = words("app_title"), words("app_tagline")
    return join(
        tag("title", title),
        _meta("name", "description", said),
        _meta("property", "og:type", "website"),
        _meta("property", "og:title", title),
        _meta("property", "og:description", said),
        _meta("name", "twitter:card", "summary"),
    )


def _meta(kind: str, name: str, content: str) -> Html:
    return Html(f'<meta {kind}="{name}" content="{html.escape(content)}">')


def _is_page(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    path = str(scope["path"])
    return path.removeprefix(scope.get("root_path", "")) in {"", "/"}


def _asked_for(scope: Scope) -> Wording:
    """Return the language that a link names (``?lang=th``), else that of the interface."""
    wanted = QueryParams(scope["query_string"]).get("lang")
    return wording(named_language(wanted) or INTERFACE)


def _renamed(send: Send, preview: bytes) -> Send:
    """Return *send* that waits for the head of a page and passes it on with *preview*."""
    start: Message | None = None
    read = b""

    async def sent(message: Message) -> None:
        nonlocal start, read
        if message["type"] == "http.response.start" and _is_plain_html(message):
            start = message  # the length of the page comes before it
        elif start is None:
            await send(message)
        else:
            read += message.get("body", b"")
            if message.get("more_body") and _SCRIPT not in read:
                return
            page = _with_preview(read, preview)
            await send(_longer(start, len(page) - len(read)))
            start = None
            await send({**message, "body": page})

    return sent


def _is_plain_html(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    kind = headers.get("content-type", "")
    return kind.startswith("text/html") and "content-encoding" not in headers


def _with_preview(read: bytes, preview: bytes) -> bytes:
    head, script, rest = read.partition(_SCRIPT)
    return _GRADIOS.sub(b"", head) + preview + script + rest if script else read


def _longer(start: Message, by: int) -> Message:
    """Return the start of a response whose body has so many bytes more, or fewer."""
    headers = MutableHeaders(raw=list(start["headers"]))
    if "content-length" in headers:
        headers["content-length"] = str(int(headers["content-length"]) + by)
    return {**start, "headers": headers.raw}
