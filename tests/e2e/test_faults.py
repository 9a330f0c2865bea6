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

from .conftest import app_process

PATIENCE_SECONDS = 60


def test_without_tesseract_the_rest_works_and_a_stop_in_a_table_is_clean(
    tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    """Two faults of one process: it lacks Tesseract, and later gets SIGTERM at work."""
    programs, files = tmp_path / "bin", tmp_path / "files"
    programs.mkdir()
    files.mkdir()
    for name in ("pdftotext", "pdftoppm", "pdfinfo"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    variables = {
        "HSCLASSIFY_BUNDLE": str(tiny_bundle_folder),
        "PATH": str(programs),
        "TMPDIR": str(files),
    }
    log = tmp_path / "log.txt"
    with app_process(log, **variables) as (process, url):
        client = Client(url, verbose=False)
        with pytest.raises(AppError, match=r"Tesseract is not installed\. Install"):
            client.predict(handle_file(picture(tmp_path)), api_name="/read_document")
        assert client.predict("green tea", api_name="/classify")["candidates"]
        job = client.submit(handle_file(long_table(tmp_path)), api_name="/classify_table")
        deadline = time.monotonic() + PATIENCE_SECONDS
        # The first outputs count the rows; the result is begun after that.
        while not list(files.glob("hsclassify-*/*.partial")) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert list(files.glob("hsclassify-*/*.partial")), "the table was not begun"
        assert job.outputs()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
    assert "Traceback" not in log.read_text()
    assert not list(files.glob("hsclassify-*"))


def picture(folder: Path) -> str:
    drawn = Image.new("L", (600, 200), 255)
    ImageDraw.Draw(drawn).text((20, 80), "INVOICE 10 PCS UMBRELLA 25.00", fill=0)
    drawn.save(folder / "invoice.png")
    return str(folder / "invoice.png")


def long_table(folder: Path) -> str:
    table = folder / "long.csv"
    table.write_text("goods\n" + "".join(f"green tea no. {i}\n" for i in range(150_000)), "utf-8")
    return str(table)
