"""An upload that another visitor's call has taken away with its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from gradio.utils import get_upload_folder

from hsclassify.classifier import HSClassifier
from hsclassify.errors import InputError
from hsclassify.settings import Settings
from hsclassify.ui.document_work import DocumentWork


def test_an_upload_that_is_gone_with_its_folder_gets_a_sentence(
    classifier: HSClassifier,
) -> None:
    work = DocumentWork(classifier, Settings.from_env({}))
    gone = Path(get_upload_folder()) / "gone-with-its-folder" / "invoice.pdf"
    with pytest.raises(InputError, match="Upload it again"):
        work.read_file(str(gone), "auto")


def test_an_upload_goes_with_the_folders_that_held_only_it(classifier: HSClassifier) -> None:
    work = DocumentWork(classifier, Settings.from_env({}))
    folder = Path(get_upload_folder()) / "its-own" / "named-by-the-address"
    folder.mkdir(parents=True)
    file = folder / "invoice.pdf"
    file.write_bytes(b"<html>")
    with pytest.raises(InputError, match="a web page"):
        work.read_file(str(file), "auto")
    assert not folder.parent.exists()
    assert Path(get_upload_folder()).exists()
