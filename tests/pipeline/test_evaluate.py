"""What an evaluation measures, and how the verb answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.results import Candidate, Prediction
from pipeline.__main__ import main
from pipeline.evaluate import evaluate_held_out, held_out_cases
from pipeline.metrics import accuracy, answered, calibration_error, summary

TITLES = {"en": "", "th": "", "vi": "", "zh": ""}


def prediction(*codes: str, sure: float = 0.8, level: int = 6) -> Prediction:
    def ranks(digits: int) -> tuple[Candidate, ...]:
        names = dict.fromkeys(c[:digits] for c in codes)
        return tuple(Candidate(c, sure / (i + 1), TITLES) for i, c in enumerate(names))

    return Prediction("x", "en", level, "", ranks(6), ranks(4), ranks(2), ())  # type: ignore[arg-type]


PREDICTIONS = [
    prediction("030617", "030616"),
    prediction("030616", "030617", level=4),
    prediction("960321", level=0),
    prediction("850440", "030617"),
]
CODES = ["030617"] * 4


def test_accuracy_at_each_level() -> None:
    assert accuracy(PREDICTIONS, CODES, 1) == {"2": 0.5, "4": 0.5, "6": 0.25}
    assert accuracy(PREDICTIONS, CODES, 3) == {"2": 0.75, "4": 0.75, "6": 0.75}


def test_answered_and_its_precision() -> None:
    assert answered(PREDICTIONS, CODES) == {
        "0": 0.25, "2": 0.0, "4": 0.25, "6": 0.5, "precision": 0.6667,
    }  # fmt: skip


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    assert calibration_error([prediction("030617", sure=0.75)] * 4, CODES) == 0.25
    three_of_four = [*[prediction("030617", sure=0.75)] * 3, prediction("960321", sure=0.75)]
    assert calibration_error(three_of_four, CODES) == 0.0


def test_an_empty_set_has_no_measures() -> None:
    assert summary([], [])["n"] == 0


def test_held_out_goods_neither_vote_nor_train(tiny_bundle: Bundle) -> None:
    groups = held_out_cases(tiny_bundle)
    assert groups and all([c.lang for c in g] == ["en", "th", "vi", "zh"] for g in groups)
    values = evaluate_held_out(tiny_bundle)
    assert values["n"] == 4 * len(groups)
    assert 0 <= values["same_code"] <= 1
    # Were they voting, each would find itself.
    blind = values["top1"]["6"]
    seeing = [p.candidates[0].code == c.hs6 for g in groups for c in g
              for p in [HSClassifier(tiny_bundle).classify(c.text)]]  # fmt: skip
    assert blind < sum(seeing) / len(seeing)


def test_the_verb_prints_the_documented_json(
    tiny_bundle_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("text,hs6,lang\ngreen tea,090210,en\nร่ม,660199,th\n", "utf-8")
    results = tmp_path / "results.json"
    arguments = ["evaluate", str(cases), "--bundle", str(tiny_bundle_folder), "--json"]
    assert main([*arguments, "--results", str(results)]) == 0
    values = json.loads(capsys.readouterr().out)
    assert set(values) == {"n", "top1", "top3", "by_language", "ece", "answered",
                           "texts_per_second"}  # fmt: skip
    assert values["n"] == 2
    assert set(values["by_language"]) == {"en", "th"}
    written = json.loads(results.read_text("utf-8"))
    assert written["sets"]["cases"]["top1"] == values["top1"]
    assert main(arguments[:-1]) == 0
    assert capsys.readouterr().out.startswith("set ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n", "expected the columns text, hs6, lang"),
        ("text,hs6,lang\ntea,0902,en\n", "row 2: expected a six-digit code"),
        ("text,hs6,lang\ntea,090210,fr\n", "row 2: expected a six-digit code and a language"),
    ],
)
def test_bad_cases_get_a_sentence(
    tiny_bundle_folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    content: str,
    message: str,
) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text(content, "utf-8")
    assert main(["evaluate", str(cases), "--bundle", str(tiny_bundle_folder)]) == 1
    assert message in capsys.readouterr().err
