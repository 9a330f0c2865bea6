"""What one request may bring: over a real server, announced or not."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hsclassify.ui.body_limit import BodyLimit
from tests.served import served

FORM, OTHER = 3 << 20, 1 << 20


async def measure(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = Starlette(routes=[Route("/", measure, methods=["GET", "POST"])])
    app.add_middleware(BodyLimit, form=FORM, other=OTHER)
    with served(app) as address:
        yield f"{address}/"


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it will be."""
    for _ in range(size // 1024):
        yield bytes(1024)


FORMS = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(("headers", "limit"), [({}, OTHER), (FORMS, FORM)])
def test_as_much_as_is_allowed_passes_and_more_gets_a_sentence(
    url: str, announced: bool, headers: dict[str, str], limit: int
) -> None:
    for size, status in ((limit, 200), (limit + 1024, 413), (limit * 3, 413)):
        content = bytes(size) if announced else pieces(size)
        answer = httpx.post(url, content=content, headers=headers)
        assert answer.status_code == status, size
        if status == 413:
            assert f"at most {limit >> 20} MB" in answer.text
        else:
            assert answer.text == str(size)


def test_a_request_without_a_body_passes(url: str) -> None:
    assert httpx.get(url).text == "0"


def test_a_length_that_is_no_number_bounds_nothing_away(url: str) -> None:
    """What the server does of it is its affair; the bytes are counted."""
    answer = httpx.post(url, content=pieces(OTHER * 2), headers={"X-Content-Length": "-1"})
    assert answer.status_code == 413
