"""The examples of the README, run as a reader would run them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.e2e.python import run

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^python (-m hsclassify .*)$", README, re.MULTILINE)
CALLS_THE_APP = "gradio_client"
GOODS = "id,description,hs_code\n1,frozen shrimp,030617\n2,umbrella,660110\n"


def checked(code: str) -> str:
    """Return *code* with a check of each line whose comment says what comes out."""
    return re.sub(r'^(\S.*\S)  # (".*")$', r"assert \1 == \2, \1", code, flags=re.MULTILINE)


def run_python(code: str, folder: Path) -> str:
    script = folder / "readme.py"
    script.write_text(checked(code), "utf-8")
    return run(["-X", "utf8", script.name], folder)


def test_the_package_answers(tmp_path: Path) -> None:
    # The second block goes on with what the first one made, as a reader does.
    local = [block for block in BLOCKS if CALLS_THE_APP not in block]
    assert len(local) >= 2
    code = "\n".join(local)
    assert checked(code).count("assert ") == 3
    said = run_python(code, tmp_path)
    assert "fibre" in said


def test_the_app_answers(app_url: str, tmp_path: Path) -> None:
    remote = [block for block in BLOCKS if CALLS_THE_APP in block]
    assert remote
    for block in remote:
        run_python(block.replace("http://127.0.0.1:7860", app_url), tmp_path)


def test_the_command_line_answers(tmp_path: Path) -> None:
    (tmp_path / "goods.csv").write_text(GOODS, "utf-8")
    assert len(COMMANDS) >= 6
    said = [run(shlex.split(command), tmp_path) for command in COMMANDS]
    assert "0306.17" in said[0]
    for name in ("coded.csv", "checked.csv"):
        assert len((tmp_path / name).read_text("utf-8-sig").splitlines()) == 3
