"""The Python of the README, run as a reader would run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
CALLS_THE_APP = "gradio_client"


def run(code: str, folder: Path) -> None:
    script = folder / "readme.py"
    script.write_text(code, "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", script.name],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def test_the_package_answers(tmp_path: Path) -> None:
    # The second block goes on with what the first one made, as a reader does.
    local = [block for block in BLOCKS if CALLS_THE_APP not in block]
    assert len(local) >= 2
    run("\n".join(local), tmp_path)


def test_the_app_answers(app_url: str, tmp_path: Path) -> None:
    remote = [block for block in BLOCKS if CALLS_THE_APP in block]
    assert remote
    for block in remote:
        run(block.replace("http://127.0.0.1:7860", app_url), tmp_path)
