"""Feedback: what is kept, what is not, how it reaches the Hub and the reviewer."""

from __future__ import annotations

import csv
import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier, InputError, UnknownCodeError, feedback
from hsclassify.feedback import PATH_IN_REPO, Feedback, FeedbackStore
from hsclassify.settings import Settings
from pipeline.__main__ import main
from pipeline.corpus import Concept
from pipeline.feedback import COLUMNS, _entry, read_feedback, review_rows, write_review
from tests.hub.conftest import turn_to
from tests.hub.faults import refusing_endpoint
from tests.hub.server import TOKEN, HubServer
from tests.test_tables import DANGEROUS

REPO = "acme/feedback"


@pytest.fixture
def wrong(tiny_classifier: HSClassifier) -> Feedback:
    """Somebody says that the first code is wrong and umbrellas belong under 6601."""
    said = Feedback.on(
        tiny_classifier, "blue umbrella", right=False, code="66.01", remark="folds", consent=True
    )
    return replace(said, id="1")


def test_without_consent_neither_text_nor_remark_is_kept(tiny_classifier: HSClassifier) -> None:
    said = Feedback.on(tiny_classifier, "blue umbrella", right=True, remark="mine")
    assert "umbrella" not in json.dumps(said.to_dict())
    assert (said.text, said.remark) == ("", "")
    assert said.code == said.predicted
    assert len(said.date) == len("2026-01-31")


def test_a_narrowed_answer_is_judged_as_it_was_shown(tiny_classifier: HSClassifier) -> None:
    said = Feedback.on(tiny_classifier, "green tea", right=True, answers={"kind": "6601"})
    assert said.predicted.startswith("6601")


def test_addresses_and_numbers_of_persons_are_hidden(tiny_classifier: HSClassifier) -> None:
    remark = "ask jo@example.org or +66 81 234 5678, model AB-1234567"
    said = Feedback.on(tiny_classifier, "green tea", right=True, remark=remark, consent=True)
    assert said.remark == "ask … or …, model AB-1234567"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call 081-234-5678 today", "call … today"),
        ("0812345678", "…"),
        ("call (02) 123 4567, 20 pieces", "call …, 20 pieces"),
        ("gọi 0912.345.678", "gọi …"),
        ("电话010-12345678", "电话010-12345678"),
        ("电话 010-12345678", "电话 …"),
        ("national code 0902.10.1000 or 0902101000", "national code 0902.10.1000 or 0902101000"),
        ("article AB-0812345678, 1234567890", "article AB-0812345678, 1234567890"),
        ("0.250 0.300 12 mm, 5901234123457", "0.250 0.300 12 mm, 5901234123457"),
        ("01.02.2024, 0902.10 and 0902.20", "01.02.2024, 0902.10 and 0902.20"),
    ],
)
def test_local_numbers_of_persons_are_hidden_but_no_codes(
    said: str, kept: str, tiny_classifier: HSClassifier
) -> None:
    found = Feedback.on(tiny_classifier, "green tea", right=True, remark=said, consent=True)
    assert found.remark == kept


def test_the_right_code_has_to_exist_and_to_differ(tiny_classifier: HSClassifier) -> None:
    with pytest.raises(UnknownCodeError):
        Feedback.on(tiny_classifier, "green tea", right=False, code="9999.99")
    answered = tiny_classifier.classify("green tea", top_k=1).candidates[0].dotted
    with pytest.raises(InputError, match="the code that was answered"):
        Feedback.on(tiny_classifier, "green tea", right=False, code=answered)
    with pytest.raises(InputError, match="no answer to judge"):
        Feedback.on(tiny_classifier, "12345", right=True)


def test_lines_of_many_threads_stay_whole(tmp_path: Path, wrong: Feedback) -> None:
    store = FeedbackStore(tmp_path)

    def give(n: int) -> None:
        for i in range(25):
            store.keep(replace(wrong, id=f"{n}.{i}", text="ร่ม" * 100))

    threads = [threading.Thread(target=give, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = read_feedback(tmp_path)
    assert (len(read.entries), read.unreadable) == (200, 0)


def test_feedback_is_pushed_to_the_hub_and_comes_back_as_a_table(
    hub: HubServer,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Feedback,
    tiny_corpus: Path,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    store = FeedbackStore(home / "feedback", REPO)
    store.connect(minutes=60)
    assert store.is_connected
    store.keep(wrong)
    store.push()
    store.keep(replace(wrong, id="2", remark="nylon"))
    store.close()
    repo = hub.repo(REPO, "dataset")
    assert repo.private
    stored = repo.at("main").files[f"{PATH_IN_REPO}/{store.file.name}"].content
    assert [json.loads(line)["id"] for line in stored.splitlines()] == ["1", "2"]
    out = tmp_path / "review.csv"
    asked = ["feedback", "--repo", REPO, "--out", str(out), "--corpus", str(tiny_corpus)]
    assert main(asked) == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(r["code"], r["en"], r["wrong"], r["remarks"]) for r in rows] == [
        ("6601", "blue umbrella", "2", "folds | nylon")
    ]


def test_feedback_stays_here_when_the_hub_refuses(
    home: Path, monkeypatch: pytest.MonkeyPatch, wrong: Feedback
) -> None:
    turn_to(refusing_endpoint(), home, monkeypatch)
    store = FeedbackStore(home / "feedback", REPO)
    store.connect()
    assert not store.is_connected
    store.keep(wrong)
    assert read_feedback(store.folder).entries == (wrong,)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_feedback_goes_to_a_hub_that_was_down_when_the_app_started(
    hub: HubServer,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    wrong: Feedback,
) -> None:
    monkeypatch.setattr(feedback, "_SECONDS_BETWEEN_TRIES", 0.1)
    turn_to(refusing_endpoint(), home, monkeypatch)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    store = FeedbackStore.open(Settings(feedback_repo=REPO, feedback_folder=str(home / "f")))
    store.keep(wrong)
    until(lambda: "cannot be reached" in caplog.text)
    turn_to(hub.endpoint, home, monkeypatch)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    until(lambda: store.is_connected)
    store.close()
    stored = hub.repo(REPO, "dataset").at("main").files
    assert b'"id": "1"' in stored[f"{PATH_IN_REPO}/{store.file.name}"].content


@pytest.mark.usefixtures("home")
def test_without_a_token_nothing_is_to_be_pushed(tmp_path: Path) -> None:
    settings = Settings(feedback_repo=REPO, feedback_folder=str(tmp_path))
    assert FeedbackStore.open(settings).repo == ""


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=60) | st.recursive(st.none() | st.integers() | st.text(max_size=5),
       lambda x: st.dictionaries(st.text(max_size=5), x, max_size=3)).map(
           lambda v: json.dumps(v).encode()))  # fmt: skip
def test_whatever_else_is_in_the_files_is_passed_over(line: bytes) -> None:
    assert _entry(line) is None


def test_the_table_counts_votes_and_cannot_run_formulas(
    wrong: Feedback, tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    evil = replace(wrong, id="3", text="=cmd()", remark="@x")
    silent = replace(wrong, id="4", text="")
    unknown = replace(wrong, id="5", code="")
    agreeing = replace(wrong, id="6", text="Blue  UMBRELLA", remark="")
    rows = review_rows([evil, silent, unknown, wrong, agreeing], tiny_concepts)
    assert [(r["en"], r["wrong"]) for r in rows] == [("blue umbrella", 2), ("=cmd()", 1)]
    write_review(rows, tmp_path / "review.csv")
    text = (tmp_path / "review.csv").read_text("utf-8-sig")
    assert "'=cmd()" in text
    assert "'@x" in text


def test_no_cell_of_the_review_is_a_formula(
    wrong: Feedback, tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    """Whatever a stranger wrote; the same rule as for tables."""
    said = [replace(wrong, id=str(n), text=f"tea {n}", remark=x) for n, x in enumerate(DANGEROUS)]
    said += [replace(e, id=f"{e.id}+", text=e.remark, remark="") for e in said]
    write_review(review_rows(said, tiny_concepts), tmp_path / "review.csv")
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in list(csv.reader(stream))[1:] for cell in row]
    assert len(cells) >= len(DANGEROUS) * len(COLUMNS)
    assert [cell for cell in cells if cell.lstrip()[:1] in set("=+-@＝＋－＠")] == []
