"""Ways in which a Hub fails, as faults for :class:`tests.hub.server.HubServer`."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tests.hub.server import Fault


def failing(status: int, part: str = "", headers: dict[str, str] | None = None) -> Fault:
    """Answer *status* wherever the path holds *part*."""

    def fault(request: Request) -> Response | None:
        if part in request.url.path:
            return JSONResponse({"error": "on purpose"}, status, headers)
        return None

    return fault


def cutting(part: str, kept: int, content: bytes) -> Fault:
    """Promise the whole of *content* for a path that holds *part*, and break off after *kept*."""

    async def body() -> AsyncIterator[bytes]:
        yield content[:kept]
        raise ConnectionError("cut on purpose")

    def fault(request: Request) -> Response | None:
        if request.method == "GET" and part in request.url.path:
            return StreamingResponse(body(), headers={"Content-Length": str(len(content))})
        return None

    return fault


def dripping(part: str, content: bytes, pause: float, piece: int) -> Fault:
    """Send *content* for a path that holds *part* in small pieces with pauses between."""
    import asyncio

    async def body() -> AsyncIterator[bytes]:
        for at in range(0, len(content), piece):
            yield content[at : at + piece]
            await asyncio.sleep(pause)

    def fault(request: Request) -> Response | None:
        if request.method == "GET" and part in request.url.path:
            return StreamingResponse(body(), headers={"Content-Length": str(len(content))})
        return None

    return fault


def stalling(part: str, kept: int, content: bytes) -> Fault:
    """Send the first *kept* bytes of *content* for a path that holds *part*, then nothing more."""
    import asyncio

    async def body() -> AsyncIterator[bytes]:
        yield content[:kept]
        await asyncio.sleep(600)

    def fault(request: Request) -> Response | None:
        if request.method == "GET" and part in request.url.path:
            return StreamingResponse(body(), headers={"Content-Length": str(len(content))})
        return None

    return fault


def mute(part: str, met: threading.Event) -> Fault:
    """Never answer where the path holds *part*; *met* is set then."""
    import asyncio

    async def body() -> AsyncIterator[bytes]:
        met.set()
        await asyncio.sleep(600)
        yield b""

    def fault(request: Request) -> Response | None:
        return StreamingResponse(body()) if part in request.url.path else None

    return fault


@contextmanager
def silent_endpoint(accepted: list[socket.socket] | None = None) -> Iterator[str]:
    """A port that accepts every connection, into *accepted*, and never answers."""
    accepted = [] if accepted is None else accepted
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    accepted.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def refusing_endpoint() -> str:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"
