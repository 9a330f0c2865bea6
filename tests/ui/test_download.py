"""What boxes do with the address of a file: fetched from a real server, within bounds."""

from __future__ import annotations

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import gradio as gr
import pytest
from gradio import processing_utils

from hsclassify.ui import download as downloads
from hsclassify.ui import room
from hsclassify.ui.download import bound_downloads, download, unpack
from hsclassify.ui.uploads import Upload

HOST = "papers.example"


class Papers(BaseHTTPRequestHandler):
    """Answers in the ways that a stranger's server may."""

    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        match self.path.partition("?")[0]:
            case "/moved":
                self.answer(302, b"", Location="/files/invoice.pdf")
            case "/round":
                self.answer(302, b"", Location="/round")
            case "/inside":
                self.answer(302, b"", Location="http://169.254.169.254/secrets")
            case "/none":
                self.answer(404, b"nothing")
            case "/large":
                self.answer(200, bytes(300_000))
            case "/endless":
                self.send_response(200)
                self.end_headers()
                self.pour(bytes(1 << 16), 0)
            case "/dripping":
                self.send_response(200)
                self.end_headers()
                self.pour(b"x", 0.05)
            case _:
                self.answer(200, f"paper {self.asked}".encode())

    def answer(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def pour(self, piece: bytes, pause: float) -> None:
        try:
            while True:
                self.wfile.write(piece)
                time.sleep(pause)
        except OSError:
            pass  # the other side has enough

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Papers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a server that passes for one of the public network."""
    usual = downloads.async_validate_url

    async def looked_up(host: str) -> str:
        return "127.0.0.1" if host == HOST else await usual(host)

    monkeypatch.setattr(downloads, "async_validate_url", looked_up)
    with serving() as url:
        yield url


def fetched(url: str, cache: Path) -> Path:
    return Path(asyncio.run(download(url, str(cache))))


def refused(url: str, cache: Path) -> str:
    """What is said; nothing of the file may be left."""
    with pytest.raises(gr.Error) as caught:
        fetched(url, cache)
    assert list(cache.iterdir()) == []
    return str(caught.value.message)


@pytest.mark.parametrize("path", ["/files/invoice.pdf", "/files/invoice.pdf?v=1", "/moved"])
def test_a_file_comes_under_its_name(papers: str, tmp_path: Path, path: str) -> None:
    file = fetched(papers + path, tmp_path)
    assert file.read_bytes().startswith(b"paper ")
    assert file.name == "invoice.pdf" if path != "/moved" else file.name


def test_an_address_that_is_fetched_twice_gives_two_files(papers: str, tmp_path: Path) -> None:
    one, other = (fetched(f"{papers}/invoice.pdf", tmp_path) for _ in range(2))
    assert one.read_bytes() != other.read_bytes()
    assert one.name == other.name == "invoice.pdf"


@pytest.mark.parametrize("path", ["/", "/..", "/%2e%2e", "/.", "/%2Fetc%2Fpasswd"])
def test_a_name_leads_nowhere(papers: str, tmp_path: Path, path: str) -> None:
    file = fetched(papers + path, tmp_path)
    assert file.resolve().parent.parent == tmp_path.resolve()


def test_an_endless_file_is_given_up(
    papers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MAX_FILE_BYTES", 3 << 20)
    assert "delivers more than 3 MB" in refused(f"{papers}/endless", tmp_path)


def test_a_file_that_only_drips_is_given_up(
    papers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "SECONDS", 1.0)
    started = time.monotonic()
    assert "within 1 s" in refused(f"{papers}/dripping", tmp_path)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "status 404"),
        ("/round", "more than 10 times"),
        ("/inside", "one of a public host, got 'http://169.254.169.254/secrets'"),
    ],
)
def test_what_is_no_file_is_told(papers: str, tmp_path: Path, path: str, said: str) -> None:
    assert said in refused(papers + path, tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "192.168.0.1", "localhost"])
def test_no_host_of_a_private_network_is_asked(tmp_path: Path, host: str) -> None:
    Papers.asked = 0
    with serving() as url:
        port = url.rpartition(":")[2]
        assert "public host" in refused(f"http://{host}:{port}/invoice.pdf", tmp_path)
    assert Papers.asked == 0


@pytest.mark.parametrize("url", ["http://", "https:///x", "http://[", "http://a b/"])
def test_an_address_that_is_none_gets_a_sentence(tmp_path: Path, url: str) -> None:
    assert "The address" in refused(url, tmp_path)


@pytest.mark.parametrize("box", [Upload, gr.File])
def test_every_box_fetches_within_the_bounds(
    papers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: type[gr.File]
) -> None:
    """Those that only show results take addresses as well, from whoever calls by number."""
    monkeypatch.setattr(downloads, "MAX_FILE_BYTES", 3 << 20)
    for name in ("async_ssrf_protected_download", "save_base64_to_cache"):
        monkeypatch.setattr(processing_utils, name, getattr(processing_utils, name))
    bound_downloads()
    made = box()
    made.GRADIO_CACHE = str(tmp_path)
    with pytest.raises(gr.Error, match="delivers more than 3 MB"):
        asyncio.run(made.async_move_resource_to_block_cache(f"{papers}/endless"))


def full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_KEPT_BYTES", -1)
    monkeypatch.setattr(room, "ANSWER_SECONDS", 0.0)
    monkeypatch.setattr(room, "_answers", {})


def test_where_there_is_no_room_nothing_is_fetched(
    papers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(monkeypatch)
    Papers.asked = 0
    assert "no room for another file" in refused(f"{papers}/invoice.pdf", tmp_path)
    assert Papers.asked == 0


def test_a_data_address_gets_a_folder_of_its_own_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two visitors with the very same document would else share a file, which is read once."""
    data = "data:text/csv;base64,Z29vZHMKdGVhCg=="
    one, other = (Path(unpack(data, str(tmp_path))) for _ in range(2))
    assert one != other
    assert one.read_bytes() == other.read_bytes() == b"goods\ntea\n"
    full(monkeypatch)
    with pytest.raises(gr.Error, match="no room for another file"):
        unpack(data, str(tmp_path))
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 2


def test_where_the_disk_fills_it_is_said_and_nothing_is_left(
    papers: str, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MIN_FREE_BYTES", 0)
    assert "no room for another file" in refused(f"{papers}/large", full)
    data = f"data:text/csv;base64,{b64encode(bytes(300_000)).decode()}"
    with pytest.raises(gr.Error, match="no room for another file"):
        unpack(data, str(full))
    assert list(full.iterdir()) == []
    assert fetched(f"{papers}/invoice.pdf", full).exists()


def test_gradio_unpacks_data_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("async_ssrf_protected_download", "save_base64_to_cache"):
        monkeypatch.setattr(processing_utils, name, getattr(processing_utils, name))
    bound_downloads()
    assert processing_utils.save_base64_to_cache is unpack
