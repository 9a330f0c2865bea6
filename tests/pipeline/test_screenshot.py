"""Pictures of the running app; tests/e2e takes some."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from pipeline.screenshot import write_moving


def picture(colour: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    return stream.getvalue()


def test_pictures_follow_one_another(tmp_path: Path) -> None:
    file = tmp_path / "moving.gif"
    write_moving([picture("white"), picture("teal")], file)
    with Image.open(file) as moving:
        assert (moving.format, moving.n_frames, moving.info["loop"]) == ("GIF", 2, 0)
        assert moving.size == (40, 30)
