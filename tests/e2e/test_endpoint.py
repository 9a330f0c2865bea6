"""The public endpoints, called as other people's programs call them."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from benchmarks.fuzz_endpoints import Outcome, call
from benchmarks.visitor import Visitor
from hsclassify import __version__
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from hsclassify.text import clean
from tests.e2e.conftest import ROOT


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


@pytest.mark.parametrize(
    ("text", "heading", "language"),
    [
        ("frozen vannamei shrimp", "0306", "en"),
        ("ข้าวหอมมะลิ 5 กก.", "1006", "th"),
        ("Cà phê nhân Robusta chưa rang", "0901", "vi"),
        ("不锈钢保温杯", "9617", "zh"),
    ],
)
def test_classify(client: Client, text: str, heading: str, language: str) -> None:
    found = client.predict(text, api_name="/classify")
    assert found["headings"][0]["code"] == heading
    assert len(found["candidates"]) == 3
    assert found["language"] == found["answer_language"] == language
    assert found["level"] in (0, 2, 4, 6)
    assert found["latency_ms"] > 0
    assert set(found["candidates"][0]["titles"]) == {"en", "th", "vi", "zh"}


def test_options_by_name(client: Client) -> None:
    found = client.predict(text="umbrella", top_k=7, language="zh", api_name="/classify")
    assert len(found["candidates"]) == 7
    assert found["answer_language"] == "zh"


def test_answers_to_questions_narrow_the_codes(client: Client) -> None:
    wide = client.predict("fish", api_name="/classify")
    question = wide["questions"][0]
    offered = {code for choice in question["choices"] for code in choice["codes"]}
    for choice in question["choices"]:
        given = {question["id"]: choice["id"]}
        narrow = client.predict("fish", top_k=50, answers=given, api_name="/classify")
        left = {candidate["code"] for candidate in narrow["candidates"]}
        assert offered & left == set(choice["codes"])
        assert question["id"] not in {asked["id"] for asked in narrow["questions"]}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("  ร่มพับ &amp; umbrella\t", None),
        ("fish", "first choice"),
        ("!?", None),
    ],
)
def test_a_program_gets_the_record_that_can_be_verified(
    client: Client, text: str, answers: str | None, tmp_path: Path
) -> None:
    asked = {"text": text, "top_k": 5, "api_name": "/classify"}
    if answers:
        question = client.predict(**asked)["questions"][0]
        asked["answers"] = {question["id"]: question["choices"][0]["id"]}
    assert "record" not in client.predict(**asked)
    record = client.predict(**asked, record=True)["record"]
    assert clean(record["text"]) == clean(text)
    assert record["given"] == asked.get("answers", {})
    manifest = Manifest.read(EMBEDDED_BUNDLE)
    assert (record["bundle"], record["version"]) == (manifest.digest, __version__)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record), "utf-8")
    command = [sys.executable, "-m", "hsclassify", "--verify", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "holds" in done.stdout
    record["answer"]["level"] = 1
    file.write_text(json.dumps(record), "utf-8")
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 2


def test_half_a_character_is_answered_with_a_record(app_url: str) -> None:
    """gradio_client sends none; a program that escapes it in JSON can."""
    outcome = call(app_url, "/classify", ["green t\ud800ea", 3, "auto", None, True])
    assert outcome == Outcome("answered")


@pytest.mark.parametrize("text", ["", "   ", "8471.30", "!?"])
def test_text_without_words(client: Client, text: str) -> None:
    found = client.predict(text, api_name="/classify")
    assert (found["level"], found["candidates"]) == (0, [])
    assert found["reason"]


def test_text_beyond_reason(client: Client) -> None:
    found = client.predict("frozen shrimp " * 5000, api_name="/classify")
    assert len(json.dumps(found)) < 100_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"text": "umbrella", "top_k": 0}, "top_k has to be a whole number from 1 to 50, got 0."),
        ({"text": "umbrella", "top_k": 51}, "from 1 to 50"),
        ({"text": "umbrella", "top_k": 2.5}, "from 1 to 50"),
        ({"text": "umbrella", "top_k": None}, "from 1 to 50"),
        ({"text": "umbrella", "language": "fr"}, "language has to be auto, en, th, vi or zh"),
        ({"text": "umbrella", "answers": ["x"]}, "answers has to be an object"),
        ({"text": "umbrella", "answers": {"x": "y"}}, "There is no question with the id 'x'"),
        ({"text": "umbrella", "answers": {"kind": 7}}, "answers has to be an object"),
        ({"text": ["umbrella"]}, "A description has to be a text"),
        ({"text": None}, "A description has to be a text"),
        ({"text": "umbrella", "record": "yes"}, "record has to be true or false, got 'yes'"),
    ],
)
def test_errors_say_what_to_do(client: Client, arguments: dict, said: str) -> None:
    with pytest.raises(AppError) as caught:
        client.predict(**arguments, api_name="/classify")
    assert said in str(caught.value)
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"code": 660199}, "code has to be a text, got 660199"),
        ({"code": True}, "code has to be a text, got True"),
        ({"code": ["x"]}, "code has to be a text, got ['x']"),
        ({"remark": 5}, "remark has to be a text, got 5"),
        ({"consent": "yes"}, "consent has to be true or false, got 'yes'"),
        ({"verdict": ["wrong"]}, "'right' or 'wrong'; got ['wrong']"),
        ({"text": 5}, "A description has to be a text"),
    ],
)
def test_feedback_of_other_types_is_refused_in_a_sentence(
    client: Client, arguments: dict, said: str
) -> None:
    whole = {"text": "umbrella", "verdict": "wrong", "consent": True}
    with pytest.raises(AppError) as caught:
        client.predict(**whole | arguments, api_name="/feedback")
    assert said in str(caught.value)


def test_only_what_is_meant_for_callers_is_public(client: Client, app_url: str) -> None:
    api = client.view_api(return_format="dict", print_info=False)
    assert set(api["named_endpoints"]) == {
        "/classify",
        "/classify_table",
        "/convert",
        "/feedback",
        "/locate",
        "/lookup",
        "/read_document",
        "/search",
    }
    assert api["unnamed_endpoints"] == {}
    with urllib.request.urlopen(f"{app_url}/config", timeout=30) as answer:  # noqa: S310
        events = json.load(answer)["dependencies"]
    others = [event for event in events if f"/{event['api_name']}" not in api["named_endpoints"]]
    assert len(others) > 10
    assert {event["api_visibility"] for event in others} == {"private"}
    names = [p["parameter_name"] for p in api["named_endpoints"]["/classify"]["parameters"]]
    assert names == ["text", "top_k", "language", "answers", "record"]


def test_no_run_is_kept_for_a_page_of_runs(app_url: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{app_url}/gradio_api/runs", timeout=30)  # noqa: S310


def test_the_load_asks_as_an_open_page_does(app_url: str) -> None:
    """All in one session, whose history grows; an error of the page is one of the load."""
    visitor = Visitor(app_url)
    assert "0902" in str(visitor.ask("green tea"))
    history = str(visitor.ask("folding umbrella"))
    assert "6601" in history
    assert "green tea" in history
