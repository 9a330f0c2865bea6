"""Room for uploads: the oldest go first, and what is in use stays."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import pytest
from gradio.routes import App
from starlette.testclient import TestClient

from hsclassify.errors import InputError
from hsclassify.ui import room, uploads
from hsclassify.ui.download import MAX_FILE_BYTES
from hsclassify.ui.room import IN_USE_SECONDS, check_room, has_room


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_KEPT_BYTES", 250)
    monkeypatch.setattr(room, "ANSWER_SECONDS", 0.0)


def put(folder: Path, name: str, size: int, age: float) -> Path:
    file = folder / name / "table.csv"
    file.parent.mkdir(parents=True)
    file.write_bytes(bytes(size))
    os.utime(file, (time.time() - age,) * 2)
    return file


def test_the_oldest_make_room(tmp_path: Path) -> None:
    files = [put(tmp_path, str(n), 100, IN_USE_SECONDS * (9 - n)) for n in range(4)]
    assert has_room(tmp_path)
    assert [f.exists() for f in files] == [False, False, True, True]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["2", "3"]


def test_below_the_bound_nothing_is_deleted(tmp_path: Path) -> None:
    files = [put(tmp_path, str(n), 100, IN_USE_SECONDS * 9) for n in range(2)]
    assert has_room(tmp_path)
    assert all(f.exists() for f in files)
    assert has_room(tmp_path / "not there yet")


def test_too_many_files_make_room_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at them takes time, whatever is in them."""
    monkeypatch.setattr(room, "MAX_KEPT_FILES", 3)
    files = [put(tmp_path, f"{n}/deep", 0, IN_USE_SECONDS * (9 - n)) for n in range(5)]
    assert has_room(tmp_path)
    assert [f.exists() for f in files] == [False, False, False, True, True]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["3", "4"]
    put(tmp_path, "new", 0, 0)
    monkeypatch.setattr(room, "IN_USE_SECONDS", 1e9)
    assert not has_room(tmp_path)


def test_a_disk_that_others_fill_has_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept here may be little; old files go, and what is in use stays."""
    monkeypatch.setattr(room, "MIN_FREE_BYTES", 1000)
    ages = [IN_USE_SECONDS * times for times in (9, 5, 0.5)]
    files = [put(tmp_path, str(n), 40, age) for n, age in enumerate(ages)]

    def free(size: int) -> None:
        usage = SimpleNamespace(total=10**9, used=10**9 - size, free=size)
        monkeypatch.setattr(room, "disk_usage", lambda _: usage)

    free(1000)
    assert has_room(tmp_path / "not there yet")
    assert has_room(tmp_path)
    free(960)
    assert has_room(tmp_path)
    assert [f.exists() for f in files] == [False, True, True]
    free(0)
    assert not has_room(tmp_path)
    assert [f.exists() for f in files] == [False, False, True]


def test_as_much_is_free_as_the_largest_file_takes() -> None:
    assert room.MIN_FREE_BYTES >= MAX_FILE_BYTES


def test_whoever_asks_within_a_moment_gets_the_same_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ANSWER_SECONDS", 1000.0)
    check_room(tmp_path)
    put(tmp_path, "large", 300, 0)
    check_room(tmp_path)
    monkeypatch.setattr(room, "_answers", {})
    with pytest.raises(InputError, match="no room for another file"):
        check_room(tmp_path)


def test_what_may_be_in_use_stays_and_there_is_no_room(tmp_path: Path) -> None:
    files = [put(tmp_path, str(n), 100, IN_USE_SECONDS / 2) for n in range(4)]
    assert not has_room(tmp_path)
    assert all(f.exists() for f in files)


def test_a_folder_that_goes_while_it_is_looked_at_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document's goes once it is read, whoever uploads just then."""
    for n in range(3):
        put(tmp_path, str(n), 100, IN_USE_SECONDS * 9)
    listed = os.scandir

    def going(folder: str | Path) -> object:
        if Path(folder).name == "1":
            Path(folder, "table.csv").unlink()
            Path(folder).rmdir()
        return listed(folder)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", going)
        assert has_room(tmp_path)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["0", "2"]


def test_the_server_says_that_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gradio import route_utils

    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(route_utils, "GradioMultiPartParser", uploads.CarefulForm)
    with gr.Blocks() as page:
        gr.Markdown("tea")
    page.max_file_size = None  # as launch() sets it
    client = TestClient(App.create_app(page))

    def upload() -> tuple[int, str]:
        answer = client.post("/gradio_api/upload", files={"files": ("a.csv", b"goods\ntea\n")})
        return answer.status_code, answer.text

    assert upload()[0] == 200
    put(tmp_path, "large", 300, 0)
    status, said = upload()
    assert status == 507
    assert "Try again in a quarter of an hour" in said
