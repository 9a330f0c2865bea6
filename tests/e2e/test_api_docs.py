"""The examples of docs/api.md, run as a reader would run them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from gradio_client import Client

from hsclassify.hub import EMBEDDED_BUNDLE

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = [
    (name.strip("`"), code)
    for name, text in SECTIONS.items()
    for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL)
]


@pytest.fixture(scope="module")
def endpoints(app_url: str) -> set[str]:
    client = Client(app_url, verbose=False)
    return set(client.view_api(return_format="dict", print_info=False)["named_endpoints"])


def test_every_endpoint_has_an_example_that_calls_it(endpoints: set[str]) -> None:
    calls = {name for name, code in EXAMPLES if f'api_name="{name}"' in code}
    assert calls == endpoints


@pytest.mark.parametrize(("name", "code"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_the_example_runs(name: str, code: str, app_url: str, tmp_path: Path) -> None:
    if name == "/locate" and not (EMBEDDED_BUNDLE / "map.parquet").exists():
        pytest.skip("the embedded bundle has no map")
    script = tmp_path / "example.py"
    script.write_text(code.replace("http://127.0.0.1:7860", app_url), "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", script.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
