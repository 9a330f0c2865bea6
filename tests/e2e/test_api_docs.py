"""The examples of docs/api.md, run as a reader would run them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file

from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.tariffs import NationalLine, RankedLine
from tests.documents.broken import small_pdf

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


KEYS = re.compile(r"^- (`\w+`(?:, `\w+`)*)", re.MULTILINE)
INNER = re.compile(r"^  - of `(\w+)`.*?: (.*\n(?:    .*\n)*)", re.MULTILINE)


@pytest.fixture(scope="module")
def answers(app_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An answer of each endpoint."""
    folder = tmp_path_factory.mktemp("answers")
    (folder / "goods.csv").write_text("goods,declared\ngreen tea,0902.10\n", "utf-8")
    (folder / "invoice.pdf").write_bytes(small_pdf("Description of goods: green tea"))
    client = Client(app_url, verbose=False)
    table, invoice = (handle_file(str(folder / name)) for name in ("goods.csv", "invoice.pdf"))
    line = NationalLine("US", "0902101000", "Tea › Green", "kg", "Free", "", "", "", True)
    return {
        "/classify": client.predict("ร่มพับ", record=True, api_name="/classify"),
        "/classify_table": client.predict(table, api_name="/classify_table")[0],
        "/read_document": client.predict(invoice, api_name="/read_document"),
        "/lookup": client.predict("8517.12", api_name="/lookup")
        | {"national": [RankedLine(line, "Green", 0.5).to_dict()]},  # the app has no tariff
        "/search": client.predict("umbrella", api_name="/search")[0],
        "/convert": client.predict("8517.12", api_name="/convert"),
        "/locate": client.predict("umbrella", api_name="/locate"),
        "/feedback": client.predict("umbrella", "right", api_name="/feedback"),
    }


def found(value: Any, key: str) -> Any:
    """What stands under *key* anywhere in an answer; of a list its first entry."""
    if isinstance(value, list):
        return next((x for x in (found(entry, key) for entry in value) if x is not None), None)
    if not isinstance(value, dict):
        return None
    if key in value:
        return value[key][0] if isinstance(value[key], list) else value[key]
    return found(list(value.values()), key)


def test_every_key_of_an_answer_is_documented(answers: dict[str, Any]) -> None:
    for name, answer in answers.items():
        section = SECTIONS[f"`{name}`"]
        told = [re.findall(r"\w+", keys) for keys in KEYS.findall(section)]
        assert {key for keys in told for key in keys} == set(answer), name
        for key, text in INNER.findall(section):
            inner = found(answer, key)
            assert set(re.findall(r"`(\w+)`", text)) == set(inner), (name, key)
