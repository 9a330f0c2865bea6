"""Files that an endpoint is given the address of: fetched within a size and a time.

Gradio would read the whole answer into memory, however long, for as long as the other
side keeps sending.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import httpx
from gradio import processing_utils
from gradio.processing_utils import PUBLIC_HOSTNAME_WHITELIST
from gradio_client.utils import strip_invalid_filename_characters
from safehttpx import AsyncSecureTransport, async_validate_url, matches_domain_whitelist

from hsclassify.errors import InputError, quoted
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.room import check_room, is_full, no_room, told_when_full

MAX_FILE_BYTES: Final = 100 << 20
"""What a file may have, whether it is uploaded or fetched."""

SECONDS: Final = 60.0
"""What fetching may take in all, with redirects and waiting."""

_REDIRECTS: Final = 10
_TOKEN_BYTES: Final = 16
_UNPACKED: Final = {"Accept-Encoding": "identity"}
_save_data: Final = processing_utils.save_base64_to_cache


def bound_downloads() -> None:
    """Have Gradio fetch addresses with :func:`download` from now on, and :func:`unpack` data."""
    processing_utils.async_ssrf_protected_download = download
    processing_utils.save_base64_to_cache = unpack


async def download(url: str, cache_dir: str) -> str:
    """Fetch *url* into a folder of its own below *cache_dir*, and return the path of the file.

    Raises:
        gr.Error: it cannot be had, is too large or too slow; says what to do.
    """
    folder = Path(cache_dir) / secrets.token_hex(_TOKEN_BYTES)
    try:
        with spoken_errors(as_html=False), told_when_full():
            await asyncio.to_thread(check_room, Path(cache_dir))
            return str(await _in_time(url, folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def unpack(data: str, cache_dir: str, file_name: str | None = None) -> str:
    """Write what a ``data:`` address holds into a folder of its own, and return the file's path.

    Raises:
        gr.Error: there is no room for it.
    """
    folder = Path(cache_dir) / secrets.token_hex(_TOKEN_BYTES)
    with spoken_errors(as_html=False):
        check_room(Path(cache_dir))
    try:
        return _save_data(data, str(folder), file_name)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        if not is_full(error):
            raise
        with spoken_errors(as_html=False):
            raise no_room() from error


async def _in_time(url: str, folder: Path) -> Path:
    try:
        async with asyncio.timeout(SECONDS), _answer(url) as answer:
            return await _saved(answer, folder)
    except TimeoutError as error:
        raise InputError(
            f"The address did not deliver its file within {SECONDS:.0f} s. Send the file itself."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise InputError(
            f"The address cannot be fetched ({type(error).__name__}: {error}). "
            "Check it, or send the file itself."
        ) from error


@asynccontextmanager
async def _answer(url: str) -> AsyncIterator[httpx.Response]:
    """Ask *url*, and where it redirects to; only hosts of the public network are asked."""
    for _ in range(_REDIRECTS):
        transport = await _transport(httpx.URL(url))
        async with (
            httpx.AsyncClient(transport=transport, headers=_UNPACKED) as client,
            client.stream("GET", url) as answer,
        ):
            if not answer.has_redirect_location:
                yield answer
                return
            # Not by the answer's own address, in which the host has become a number.
            url = urljoin(url, answer.headers["Location"])
    raise InputError(
        f"The address leads on to another one more than {_REDIRECTS} times. Send the file itself."
    )


async def _transport(url: httpx.URL) -> AsyncSecureTransport | None:
    """Return what asks the very host that was found to be public; None where any way is right."""
    if matches_domain_whitelist(url.host, PUBLIC_HOSTNAME_WHITELIST):
        return None
    if url.scheme in {"http", "https"} and url.host:
        try:
            return AsyncSecureTransport(await async_validate_url(url.host))
        except ValueError:
            pass  # no such host, or one of a private network
    raise InputError(
        f"The address has to be one of a public host, got {quoted(str(url))}. Send the file itself."
    )


async def _saved(answer: httpx.Response, folder: Path) -> Path:
    if answer.status_code != httpx.codes.OK:
        raise InputError(
            f"The address answers with status {answer.status_code} instead of a file. "
            "Check it, or send the file itself."
        )
    name = strip_invalid_filename_characters(Path(answer.url.path.rstrip("/")).name)
    folder.mkdir(parents=True)
    file, size = folder / (name if name.strip(".") else "file"), 0
    with file.open("wb") as stream:
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise InputError(
                    f"The address delivers more than {MAX_FILE_BYTES >> 20} MB, which is the most "
                    "that is read. Send a smaller file."
                )
            stream.write(piece)
    return file
