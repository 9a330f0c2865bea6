"""What the upload boxes hand over."""

from __future__ import annotations

from pathlib import Path

from gradio.data_classes import FileData, ImageData

from hsclassify.ui.uploads import Upload, UploadedPhoto


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
