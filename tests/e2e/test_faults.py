"""The running app when something around it is missing, broken or ends it."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image, ImageDraw

from .conftest import app_process, running_app

END_SECONDS = 30


def test_stopped_in_the_middle_of_a_table_it_ends_cleanly(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    table, files = tmp_path / "long.csv", tmp_path / "files"
    table.write_text("goods\n" + "".join(f"green tea no. {i}\n" for i in range(150_000)), "utf-8")
    files.mkdir()
    variables = {"HSCLASSIFY_BUNDLE": str(tiny_bundle_folder), "TMPDIR": str(files)}
    log = tmp_path / "log.txt"
    with app_process(log, **variables) as (process, url):
        client = Client(url, verbose=False)
        job = client.submit(handle_file(str(table)), api_name="/classify_table")
        deadline = time.monotonic() + 60
        while not job.outputs() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert job.outputs(), "the table was not begun"
        assert list(files.glob("hsclassify-*/*.partial"))
        process.send_signal(signal.SIGTERM)
        assert process.wait(END_SECONDS) == 0
    assert "Traceback" not in log.read_text()
    assert not list(files.glob("hsclassify-*"))


def test_without_tesseract_pictures_are_refused_and_the_rest_works(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("pdftotext", "pdftoppm", "pdfinfo"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    picture = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(picture).text((20, 80), "INVOICE 10 PCS UMBRELLA 25.00", fill=0)
    picture.save(tmp_path / "invoice.png")
    variables = {"HSCLASSIFY_BUNDLE": str(tiny_bundle_folder), "PATH": str(programs)}
    with running_app(tmp_path / "log.txt", **variables) as url:
        client = Client(url, verbose=False)
        with pytest.raises(AppError, match=r"Tesseract is not installed\. Install"):
            client.predict(handle_file(str(tmp_path / "invoice.png")), api_name="/read_document")
        assert client.predict("green tea", api_name="/classify")["candidates"]
