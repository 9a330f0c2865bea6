"""``python -m hsclassify`` as a user calls it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from hsclassify import HSClassifier
from hsclassify.__main__ import main
from hsclassify.text import in_script
from hsclassify.version import __version__

ROOT = Path(__file__).parent.parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hsclassify", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def test_one_text_in_a_fresh_process() -> None:
    done = run("frozen shrimp", "--top-k", "3")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("0306.")


def test_the_answer_to_one_text_says_what_is_still_open(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (short,) = [
        p for p in HSClassifier.load().classify(["plastic bottle", "shirt"]) if p.level in (2, 4)
    ][:1]
    assert main([short.text, "--top-k", "5"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"{short.reason} {short.still_open}"
    assert "still open: " in last


def test_json_has_the_documented_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["不锈钢保温杯", "--json", "--top-k", "2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"text", "language", "level", "reason", "candidates", "headings",
                           "chapters", "neighbors", "questions", "alternatives"}  # fmt: skip
    assert [set(c) for c in answer["candidates"]] == [{"code", "probability", "titles"}] * 2
    assert answer["candidates"][0]["code"] == "961700"
    assert answer["language"] == "zh"
    (other,) = answer["alternatives"]
    assert other["code"] == answer["candidates"][1]["code"]
    assert all(in_script(c["text"], "zh") for c in other["conditions"])


def test_a_table(
    tiny_bundle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text("goods\ngreen tea\n", "utf-8")
    files = ["--table", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]
    assert main([*files, "--column", "goods", "--bundle", str(tiny_bundle_folder)]) == 0
    assert "Rows of column 'goods' written to" in capsys.readouterr().out
    assert "green tea" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_a_table_tells_of_other_sheets_and_is_not_written_over(
    tiny_bundle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.xlsx"
    book = Workbook()
    book.active.title = "goods"
    for row in (["goods"], ["green tea"]):
        book.active.append(row)
    book.create_sheet("more")
    book.save(file)
    command = ["--table", str(file), "--bundle", str(tiny_bundle_folder), "--out"]
    assert main([*command, str(tmp_path / "out.csv")]) == 0
    assert "Sheet 'goods' was read, and not: 'more'." in capsys.readouterr().out
    assert main([*command, str(file)]) == 1
    assert "another file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Expected a description"),
        (["--table", "x.csv"], "--out"),
        (["tea", "--top-k", "0"], "top_k has to be"),
        (["tea", "--bundle", "no/such/folder"], "Expected a bundle"),
    ],
)
def test_bad_input_gets_a_sentence_and_status_one(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert message in printed.err
    assert "Traceback" not in printed.err
    assert not printed.out


TABLE = ("--table", "x.csv", "--out", "y.csv")
RECORD = ("--verify", "x.json")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*TABLE, "--record", "z.json"), "--record keeps"),
        ((*TABLE, "--json"), "--json prints"),
        ((*TABLE, "--top-k", "3"), "--top-k is"),
        ((*TABLE, "--top-k", "0"), "--top-k is"),
        (("tea", *TABLE), "A description is"),
        ((*RECORD, "--record", "z.json"), "--record keeps"),
        ((*RECORD, "--json"), "--json prints"),
        ((*RECORD, "--top-k", "3"), "--top-k is"),
        (("tea", *RECORD), "A description is"),
        ((*RECORD, *TABLE), "--verify computes"),
        ((*RECORD, "--language", "th"), "--verify computes"),
        ((*RECORD, "--column", "goods"), "--column names"),
        ((*RECORD, "--declared", "hs"), "--declared names"),
        ((*RECORD, "--out", "y.csv"), "--out says where"),
        (("tea", "--column", "goods"), "--column names"),
        (("folding umbrella", "--declared", "660110"), "--declared names"),
        (("tea", "--out", "y.csv"), "--out says where"),
    ],
)
def test_an_option_that_would_be_passed_over_is_refused(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith(f"error: {message}")
    assert not printed.out


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == __version__
    assert "--table" in run("--help").stdout


@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "terminated"]
)
def test_a_table_that_is_stopped_leaves_nothing(
    tiny_bundle_folder: Path, tmp_path: Path, sent: signal.Signals, status: int
) -> None:
    """Stopped in the middle of the rows, which the half file beside the target shows."""
    goods = "\n".join(f"green tea of garden {i}" for i in range(100_000))
    (tmp_path / "in.csv").write_text(f"goods\n{goods}\n", "utf-8")
    (tmp_path / "out").mkdir()
    files = ["--table", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out" / "out.csv")]
    process = subprocess.Popen(
        [sys.executable, "-m", "hsclassify", *files, "--bundle", str(tiny_bundle_folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell starts what runs in the background deaf to Ctrl-C, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        while not any(f.stat().st_size for f in (tmp_path / "out").iterdir()):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(sent)
        printed, said = process.communicate()
    finally:
        process.kill()
        process.wait()
    assert process.returncode == status
    assert "Traceback" not in said
    assert "written" not in printed
    assert ("no file was written" in said) == (sent is signal.SIGINT)
    assert not list((tmp_path / "out").iterdir())
