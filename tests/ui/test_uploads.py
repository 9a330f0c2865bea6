"""What the upload boxes hand over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from gradio import processing_utils
from gradio.data_classes import FileData, ImageData

from hsclassify.ui.uploads import Upload, UploadedPhoto

ADDRESS = "https://example.com/papers/invoice.pdf"


def test_what_is_no_picture_comes_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "photo.png"
    file.write_bytes(b"no picture at all")
    assert UploadedPhoto().preprocess(ImageData(path=str(file))) == str(file)
    assert UploadedPhoto().preprocess(None) is None


def test_any_ending_comes_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "goods.html"
    file.write_bytes(b"<html>")
    box = Upload(file_types=[".pdf"])
    assert box.preprocess(FileData(path=str(file))) == str(file)
    assert box.preprocess(None) is None
    assert [p.name for p in tmp_path.iterdir()] == ["goods.html"]


def fetched(cache: Path, *answers: bytes | None) -> list[Path]:
    """What a box is handed for one address, whose file is *answers* in turn; None: it fails."""
    waiting = list(answers)

    async def fetch(_: str) -> httpx.Response:
        answer = waiting.pop(0)
        return httpx.Response(200 if answer is not None else 404, content=answer)

    async def ask() -> list[str | None]:
        box = Upload()
        box.GRADIO_CACHE = str(cache)
        return [await box.async_move_resource_to_block_cache(ADDRESS) for _ in answers]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processing_utils, "async_ssrf_protected_get", fetch)
        return [Path(str(path)) for path in asyncio.run(ask())]


def test_an_address_that_is_fetched_twice_gives_two_files(tmp_path: Path) -> None:
    one, other = fetched(tmp_path, b"one", b"other")
    assert (one.read_bytes(), other.read_bytes()) == (b"one", b"other")
    assert one.name == other.name == "invoice.pdf"


def test_an_address_that_cannot_be_fetched_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="404"):
        fetched(tmp_path, None)
    assert list(tmp_path.iterdir()) == []
