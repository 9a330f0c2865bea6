"""Pictures of the running app; tests/e2e takes some."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from hsclassify import HSClassifier
from pipeline import screenshot
from pipeline.__main__ import main
from pipeline.screenshot import write_moving
from pipeline.verbs.screenshot import OPEN_TEXT, PLAIN_TEXT


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


@pytest.mark.parametrize(
    ("arguments", "taken"),
    [
        ([], ("take", PLAIN_TEXT)),
        (["--text", "tea"], ("take", "tea")),
        (["--gif"], ("take_moving", OPEN_TEXT)),
        (["--text", "tea", "--gif"], ("take_moving", "tea")),
    ],
)
def test_each_picture_has_a_text_of_its_own(
    arguments: list[str], taken: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    for name in ("take", "take_moving"):
        monkeypatch.setattr(
            screenshot, name, lambda text, file, name=name: asked.append((name, text, file))
        )
    file = tmp_path / "picture"
    ending = [*arguments, str(file)] if "--gif" in arguments else [*arguments, "--out", str(file)]
    assert main(["screenshot", *ending]) == 0
    assert asked == [(*taken, file)]


def test_the_moving_picture_has_a_question_and_the_other_an_answer(
    classifier: HSClassifier,
) -> None:
    assert classifier.classify(OPEN_TEXT).questions
    assert classifier.classify(PLAIN_TEXT).level == 6
