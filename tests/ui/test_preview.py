"""What readers of previews find in the page: Gradio's own, and pages that come in other ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

import gradio as gr
import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.preview import LinkPreview
from hsclassify.ui.wording import wording
from tests.served import served

GRADIOS = '<meta name="twitter:title"\n content="Gradio" /> <meta property="og:title" content="" />'
PAGE = f'<html><head><meta charset="utf-8">{GRADIOS}<script>1</script></head><p>{GRADIOS}ชา</p>'
PIECES = 7
"""Bytes in each part of a page that comes bit by bit."""


async def page(request: Request) -> Response:
    body = PAGE.encode()
    kind = request.query_params.get("kind", "")
    pieces = (body[at : at + PIECES] for at in range(0, len(body), PIECES))
    return {
        "": HTMLResponse(body),
        "streamed": StreamingResponse(pieces, media_type="text/html"),
        "plain": PlainTextResponse(body),
        "encoded": HTMLResponse(body, headers={"Content-Encoding": "identity"}),
        "bare": HTMLResponse("<p>no head</p>"),
    }[kind]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    routes = [Route(path, page, methods=["GET", "HEAD"]) for path in ("/", "/other")]
    with served(Starlette(routes=routes, middleware=[Middleware(LinkPreview)])) as address:
        yield address


@pytest.fixture(scope="module")
def gradios() -> Iterator[str]:
    """Address of a page of Gradio's."""
    with gr.Blocks(title="none of ours", analytics_enabled=False) as blocks:
        gr.Markdown("tea")
    named = {"middleware": [Middleware(LinkPreview)]}
    launched = blocks.launch(
        app_kwargs=named,
        prevent_thread_lock=True,
        quiet=True,
        ssr_mode=False,
        server_name="127.0.0.1",
    )
    yield launched[1].rstrip("/")
    blocks.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_gradios_page_is_named_as_this_app(gradios: str, language: Language) -> None:
    words = wording(language)
    shown = httpx.get(f"{gradios}/", params={"lang": language, "text": "<tea>"}).text
    head = shown[: shown.index("<script")]
    tags = dict(re.findall(r'<meta\s+(?:property|name)="([^"]+)"\s+content="([^"]*)"', head))
    assert tags.pop("viewport").startswith("width=device-width")
    assert tags == {
        "description": words("app_tagline"),
        "og:type": "website",
        "og:title": words("app_title"),
        "og:description": words("app_tagline"),
        "twitter:card": "summary",
    }
    assert f"<title>{words('app_title')}</title>" in head
    assert "Gradio" not in head
    assert "<tea>" not in head


@pytest.mark.parametrize("query", ["", "?lang=", "?lang=xx", "?lang=%ff"])
def test_without_a_language_that_is_known_it_speaks_english(url: str, query: str) -> None:
    assert wording("en")("app_tagline") in httpx.get(f"{url}/{query}").text


@pytest.mark.parametrize("kind", ["", "streamed"])
def test_only_the_head_is_written_anew_however_it_comes(url: str, kind: str) -> None:
    shown = httpx.get(f"{url}/", params={"kind": kind}).text
    head, script, rest = shown.partition("<script>")
    assert head.startswith('<html><head><meta charset="utf-8"><title>')
    assert "Gradio" not in head
    assert script + rest == PAGE[PAGE.index("<script>") :]


def test_the_length_is_told_with_and_without_the_page(url: str) -> None:
    whole, asked = httpx.get(f"{url}/"), httpx.head(f"{url}/")
    assert int(whole.headers["content-length"]) == len(whole.content) != len(PAGE.encode())
    assert asked.headers["content-length"] == whole.headers["content-length"]
    assert asked.content == b""


@pytest.mark.parametrize("place", ["/other", "/?kind=plain", "/?kind=encoded"])
def test_what_is_not_the_page_stays_as_it_is(url: str, place: str) -> None:
    assert httpx.get(f"{url}{place}").text == PAGE


def test_a_page_without_a_head_stays_as_it_is(url: str) -> None:
    assert httpx.get(f"{url}/?kind=bare").text == "<p>no head</p>"
