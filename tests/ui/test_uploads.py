"""What the upload boxes hand over, and what an upload that does not come whole leaves."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import gradio as gr
import httpx
import pytest
from gradio import route_utils, routes
from gradio.data_classes import FileData, ImageData
from gradio.routes import App

from hsclassify.ui import room
from hsclassify.ui.body_limit import BodyLimit
from hsclassify.ui.uploads import MAX_FILES, Upload, UploadedPhoto, keep_uploads_apart
from tests.served import served

FORM_BYTES = 1 << 20


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


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads go, taken as the app takes them."""
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(route_utils, "GradioUploadFile", route_utils.GradioUploadFile)
    for module in (route_utils, routes):
        monkeypatch.setattr(module, "GradioMultiPartParser", module.GradioMultiPartParser)
    keep_uploads_apart()
    return tmp_path


@contextmanager
def serving() -> Iterator[str]:
    """An app that takes uploads where GRADIO_TEMP_DIR says."""
    with gr.Blocks() as page:
        gr.Markdown("tea")
    page.max_file_size = None  # as launch() sets it
    app = App.create_app(page)
    app.add_middleware(BodyLimit, form=FORM_BYTES)
    with served(app) as address:
        yield address


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    assert folder.is_dir()
    with serving() as address:
        yield address


def sent(url: str, files: int) -> httpx.Response:
    form = [("files", (f"{n}.csv", b"goods\ntea\n")) for n in range(files)]
    return httpx.post(f"{url}/gradio_api/upload", files=form, timeout=60)


def kept(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_form_of_a_few_files_is_taken_and_one_of_a_thousand_is_not(
    url: str, folder: Path
) -> None:
    assert len(sent(url, MAX_FILES).json()) == len(kept(folder)) == MAX_FILES
    refused = sent(url, 1000)
    assert refused.status_code == 400
    assert "Too many files" in refused.text
    assert len(kept(folder)) == MAX_FILES


def test_others_are_answered_while_the_room_is_looked_at(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for all who ask, however many files there are, and in a thread."""
    asked: list[float] = []

    def slow(_: Path) -> bool:
        asked.append(time.monotonic())
        time.sleep(3)
        return True

    monkeypatch.setattr(room, "has_room", slow)
    httpx.get(f"{url}/config")
    senders = [threading.Thread(target=sent, args=(url, 1000)) for _ in range(3)]
    for sender in senders:
        sender.start()
    while not asked:
        time.sleep(0.02)
    assert httpx.get(f"{url}/config").status_code == 200
    assert time.monotonic() - asked[0] < 2
    for sender in senders:
        sender.join()
    assert len(asked) == 1


PART = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'


def leaves(url: str, boundary: bytes) -> None:
    """Begin a file and hang up."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as line:
        head = (
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n"
            b"Content-Type: multipart/form-data; boundary=%s\r\n\r\n"
        )
        line.sendall(head % boundary + PART % boundary + bytes(5000))
        time.sleep(0.5)


def brings_too_much(url: str, boundary: bytes) -> None:
    def body() -> Iterator[bytes]:
        yield PART % boundary
        for _ in range(FORM_BYTES // 1024 + 1):
            yield bytes(1024)

    headers = {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"}
    answer = httpx.post(f"{url}/gradio_api/upload", content=body(), headers=headers)
    assert answer.status_code == 413


def finds_no_room(url: str, _: bytes) -> None:
    with patch.object(room, "MAX_KEPT_BYTES", -1):
        assert sent(url, 1).status_code == 507


@pytest.mark.parametrize("fails", [leaves, brings_too_much, finds_no_room])
def test_an_upload_that_does_not_come_whole_leaves_nothing(
    url: str, folder: Path, fails: Callable[[str, bytes], None]
) -> None:
    fails(url, b"xyz")
    until = time.monotonic() + 10
    while kept(folder) and time.monotonic() < until:
        time.sleep(0.05)
    assert kept(folder) == []


def test_where_the_disk_fills_the_sender_reads_so(
    full: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """While a file comes, so that no look before it can tell."""
    assert folder != full
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(full))
    monkeypatch.setattr(room, "MIN_FREE_BYTES", 0)
    with serving() as url:
        for size in (300_000, 120_000):
            form = {"files": ("a.csv", bytes(size))}
            answer = httpx.post(f"{url}/gradio_api/upload", files=form, timeout=60)
            assert answer.status_code == 507
            assert "Try again in a quarter of an hour" in answer.text
        assert kept(full) == []
        assert sent(url, 1).status_code == 200
