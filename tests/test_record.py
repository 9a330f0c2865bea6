"""The record of an answer, and whether it holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.__main__ import main
from hsclassify.errors import InputError
from hsclassify.record import Record, verify

TEXT = "  Green   tea in\tbags & boxes  "


@pytest.fixture(scope="module")
def record(tiny_classifier: HSClassifier) -> Record:
    return Record.of(tiny_classifier, TEXT, tiny_classifier.classify(TEXT, top_k=3))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of everything in a JSON value that is no container."""
    if isinstance(value, dict):
        return [p for k, v in value.items() for p in leaves(v, (*path, k))]
    if isinstance(value, list):
        return [p for i, v in enumerate(value) for p in leaves(v, (*path, i))]
    return [path]


def changed(values: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy of *values* with the leaf at *path* replaced by something else."""
    copy = json.loads(json.dumps(values))
    inner = copy
    for step in path[:-1]:
        inner = inner[step]
    old = inner[path[-1]]
    inner[path[-1]] = f"{old}x" if isinstance(old, str) else old + 1
    return copy


def test_a_record_says_what_was_asked_and_with_what(
    record: Record, tiny_classifier: HSClassifier
) -> None:
    values = json.loads(record.to_json())
    manifest = tiny_classifier.bundle.manifest
    assert values["text"] == TEXT
    assert values["cleaned"] == "Green tea in bags & boxes" == values["answer"]["text"]
    assert values["bundle"] == manifest.digest
    assert values["dataset_revision"] == manifest.dataset_revision
    assert values["hs_edition"] == manifest.hs_edition
    assert len(values["answer"]["candidates"]) == values["top_k"] == 3
    assert values["answer"]["neighbors"]
    age = datetime.now(UTC) - datetime.fromisoformat(values["time"])
    assert timedelta(0) <= age < timedelta(hours=1)


def test_a_record_that_was_kept_holds(
    record: Record, tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    record.write(tmp_path / "record.json")
    again = Record.read(tmp_path / "record.json")
    assert again == record
    assert verify(again, tiny_classifier).holds


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_any_change_of_the_answer_is_found(
    record: Record, tiny_classifier: HSClassifier, data: st.DataObject
) -> None:
    values = json.loads(record.to_json())["answer"]
    path = data.draw(st.sampled_from(leaves(values)))
    verdict = verify(replace(record, answer=changed(values, path)), tiny_classifier)
    assert not verdict.holds
    assert len(verdict.differences) == 1
    assert str(path[0]) in verdict.differences[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "umbrella"),
        ("cleaned", "umbrella"),
        ("bundle", "0" * 12),
        ("dataset_revision", "other"),
        ("hs_edition", "HS 2017"),
        ("top_k", 2),
        ("answer", {}),
    ],
)
def test_any_change_of_what_it_rests_on_is_found(
    record: Record, tiny_classifier: HSClassifier, field: str, value: Any
) -> None:
    assert not verify(replace(record, **{field: value}), tiny_classifier).holds


def test_rounding_of_another_processor_is_allowed(
    record: Record, tiny_classifier: HSClassifier
) -> None:
    values = json.loads(record.to_json())["answer"]
    values["candidates"][0]["probability"] += 0.001
    for figure in ("77%", "100%", ">99%", "<1%"):
        values["reason"] = re.sub(r"[<>]?\d+%", figure, values["reason"])
        assert verify(replace(record, answer=values), tiny_classifier).holds
    values["candidates"][0]["probability"] += 0.01
    assert not verify(replace(record, answer=values), tiny_classifier).holds


@settings(deadline=None, max_examples=15)
@given(text=st.text(st.characters(), max_size=80) | st.just("tea \ud800 \udfff"))
def test_every_text_can_be_recorded(
    text: str, tiny_classifier: HSClassifier, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("records") / "record.json"
    Record.of(tiny_classifier, text, tiny_classifier.classify(text)).write(file)
    again = Record.read(file)
    assert again.text == text
    assert verify(again, tiny_classifier).holds


@pytest.mark.parametrize(
    "content",
    ["", "nonsense", "[]", "{}", '{"record_version": 2}', '{"record_version": 1}', "[" * 100_000,
     '{"record_version": true}', "\x00"],
)  # fmt: skip
def test_what_is_no_record_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(content, "utf-8")
    with pytest.raises(InputError, match="record"):
        Record.read(file)


def test_a_record_that_lacks_or_adds_something_is_refused(record: Record, tmp_path: Path) -> None:
    values = json.loads(record.to_json())
    file = tmp_path / "record.json"
    for wrong, said in (
        ({**values, "more": 1}, "more"),
        ({**values, "top_k": "3"}, "top_k"),
        ({k: v for k, v in values.items() if k != "bundle"}, "bundle"),
    ):
        file.write_text(json.dumps(wrong), "utf-8")
        with pytest.raises(InputError, match=said):
            Record.read(file)
    file.write_bytes(b" " * 5_000_000)
    with pytest.raises(InputError, match="larger than any record"):
        Record.read(file)
    with pytest.raises(InputError, match="cannot be read"):
        Record.read(tmp_path)


def test_the_command_line_keeps_and_verifies(
    tiny_bundle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    bundle = ["--bundle", str(tiny_bundle_folder)]
    assert main(["jasmine green tea", "--record", str(file), *bundle]) == 0
    assert main(["--verify", str(file), *bundle]) == 0
    assert "holds" in capsys.readouterr().out
    record = json.loads(file.read_text("utf-8"))
    code = record["answer"]["candidates"][0]["code"]
    record["answer"]["candidates"][0]["code"] = "000000"
    file.write_text(json.dumps(record), "utf-8")
    assert main(["--verify", str(file), *bundle]) == 2
    said = capsys.readouterr().out
    assert f'answer.candidates[0].code: recorded "000000", computed "{code}"' in said
    assert main(["--verify", str(tmp_path / "none.json"), *bundle]) == 1
    assert main(["tea", "--record", str(tmp_path / "no/such/folder.json"), *bundle]) == 1
    errors = capsys.readouterr().err
    assert errors.count("error: ") == 2
    assert "Traceback" not in errors


def test_a_record_of_a_narrowed_answer_holds(tiny_classifier: HSClassifier, tmp_path: Path) -> None:
    answers = {"kind": "6601"}
    prediction = tiny_classifier.answer(TEXT, answers, top_k=3)
    file = tmp_path / "record.json"
    Record.of(tiny_classifier, TEXT, prediction, answers).write(file)
    narrowed = Record.read(file)
    assert narrowed.given == answers
    assert verify(narrowed, tiny_classifier).holds
    assert not verify(replace(narrowed, given={}), tiny_classifier).holds


@pytest.mark.parametrize("given_answers", [None, ["kind"], {"kind": 6601}])
def test_answers_that_are_none_are_refused(
    record: Record, tmp_path: Path, given_answers: Any
) -> None:
    file = tmp_path / "record.json"
    values = json.loads(record.to_json())
    del values["given"]
    file.write_text(json.dumps(values), "utf-8")
    assert Record.read(file).given == {}  # written before answers were kept
    file.write_text(json.dumps({**values, "given": given_answers}), "utf-8")
    with pytest.raises(InputError, match="given is missing or wrong"):
        Record.read(file)
    file.write_text(json.dumps({**values, "commit": None}), "utf-8")
    with pytest.raises(InputError, match="commit is missing or wrong"):
        Record.read(file)


def as_javascript_writes(value: Any) -> Any:
    """*value* with 1.0 as 1, as JSON comes out of JavaScript and jq."""
    if isinstance(value, dict):
        return {k: as_javascript_writes(v) for k, v in value.items()}
    if isinstance(value, list):
        return [as_javascript_writes(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def test_a_record_that_another_program_wrote_anew_holds(tiny_classifier: HSClassifier) -> None:
    answers = {"kind": "6601"}
    prediction = tiny_classifier.answer(TEXT, answers, top_k=3)
    record = Record.of(tiny_classifier, TEXT, prediction, answers)
    kept = as_javascript_writes(json.loads(record.to_json())["answer"])
    assert type(kept["headings"][0]["probability"]) is int
    assert verify(replace(record, answer=kept), tiny_classifier).holds
    for wrong in (True, 10**400, float("nan"), "1"):
        kept["headings"][0]["probability"] = wrong
        assert not verify(replace(record, answer=kept), tiny_classifier).holds


@pytest.mark.parametrize(
    "said", ["\ud800", "\x1b[2J\x1b]0;owned\x07", "\u202egnp", "\u200b", "\r\n- "]
)
@pytest.mark.parametrize("where", ["time", "text", "key", "value", "reason", "bundle"])
def test_a_record_of_a_stranger_steers_no_terminal(
    tiny_bundle_folder: Path,
    tmp_path: Path,
    where: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nor does half a character, which has no bytes, end in a traceback."""
    bundle = ["--bundle", str(tiny_bundle_folder)]
    file = tmp_path / "record.json"
    assert main(["jasmine green tea", "--record", str(file), *bundle]) == 0
    values = json.loads(file.read_text("utf-8"))
    answer = values["answer"]
    if where == "key":
        answer["candidates"][0][said] = 1
    elif where == "value":
        answer["neighbors"][0]["texts"]["th"] = said
    elif where == "reason":
        answer["reason"] = said
    else:
        values[where] = said
    file.write_text(json.dumps(values), "utf-8")
    capsys.readouterr()
    assert main(["--verify", str(file), *bundle]) == (0 if where == "time" else 2)
    printed = capsys.readouterr().out
    assert all(line.isprintable() for line in printed.split("\n"))
    assert printed.count("\n- ") == printed.count(": recorded ") + printed.count("- cleaned: ")


def test_a_record_that_an_editor_saved_with_a_mark_is_read(record: Record, tmp_path: Path) -> None:
    (tmp_path / "record.json").write_text(record.to_json(), "utf-8-sig")
    assert Record.read(tmp_path / "record.json") == record


def test_what_a_record_adds_is_named_so_that_it_can_be_printed(
    record: Record, tmp_path: Path
) -> None:
    (tmp_path / "record.json").write_text(
        json.dumps({**record.to_dict(), f"\x1b[2J{'x' * 9_000}": 1}), "utf-8"
    )
    with pytest.raises(InputError, match="is missing or wrong") as caught:
        Record.read(tmp_path / "record.json")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000
