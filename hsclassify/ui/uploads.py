"""Boxes that hand an upload over as it came: as a path, and with no other file on disk.

Gradio's own leave an empty file behind for each upload, and open pictures and judge
suffixes before our code runs: what they refuse stays on disk, in an English sentence
or none. And it names the folder of a file by what is in it, or by the address that it
is fetched from: two visitors with the very same document would share one file, and the
first answer deletes it before the second is read.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio import route_utils, routes
from gradio.blocks import Block
from gradio.utils import get_upload_folder
from gradio_client.utils import is_http_url_like
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from hsclassify.errors import InputError
from hsclassify.ui.download import download
from hsclassify.ui.quick_start import no_stubs
from hsclassify.ui.room import check_room, told_when_full

_TOKEN_BYTES: Final = 16
MAX_FILES: Final = 10
"""How many files a form may bring; the page and Gradio's clients send one."""


class SingleUpload(route_utils.GradioUploadFile):
    """A file while it is uploaded, whose folder no other upload has."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.sha.update(secrets.token_bytes(_TOKEN_BYTES))


class CarefulForm(route_utils.GradioMultiPartParser):
    """A form with a few files, none of which stays on disk where it does not come whole."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        most = min(MAX_FILES, named.pop("max_files", MAX_FILES))
        super().__init__(*arguments, max_files=most, **named)

    async def parse(self) -> FormData:
        """Read the form.

        Raises:
            HTTPException: there is no room for another file (507), or the request brings too
                much (413).
            MultiPartException: it is no form as it has to be.
        """
        try:
            with told_when_full():
                # In a thread: there may be thousands of files to look at, and others ask meanwhile.
                await asyncio.to_thread(check_room, Path(get_upload_folder()))
                return await self._whole()
        except InputError as error:
            raise HTTPException(507, str(error)) from error

    async def _whole(self) -> FormData:
        try:
            return await super().parse()
        except BaseException:  # a visitor who leaves cancels it
            for file in self._files_to_close_on_error:
                with suppress(OSError):  # what is not written yet does not fit on a full disk
                    file.close()
                with suppress(OSError):  # Gradio has deleted it
                    Path(file.name).unlink()
            raise


def keep_uploads_apart() -> None:
    """Make apps take uploads as :class:`SingleUpload` in a :class:`CarefulForm` from now on."""
    route_utils.GradioUploadFile = SingleUpload
    route_utils.GradioMultiPartParser = routes.GradioMultiPartParser = CarefulForm


async def _moved(box: Block, url_or_file_path: str | Path | None) -> str | None:
    """Return the path of what a box was given; fetch what lies on the network."""
    if not (isinstance(url_or_file_path, str) and is_http_url_like(url_or_file_path)):
        return await Block.async_move_resource_to_block_cache(box, url_or_file_path)
    path = await download(url_or_file_path, box.GRADIO_CACHE)
    box.temp_files.add(path)
    return path


with no_stubs():

    class Upload(gr.File):
        """A file; the functions of its events get its path, or None where there is none."""

        is_template = True  # The browser shows the box that it knows from Gradio.
        async_move_resource_to_block_cache = _moved

        def preprocess(self, payload: Any) -> str | None:
            """Return the path of what was uploaded, whatever it is."""
            return payload.path if payload else None

    class UploadedPhoto(gr.Image):
        """A picture; the functions of its events get its path, or None where there is none."""

        is_template = True
        async_move_resource_to_block_cache = _moved

        def preprocess(self, payload: Any) -> str | None:
            """Return the path of what was uploaded, which need not be a picture."""
            return payload.path if payload else None
