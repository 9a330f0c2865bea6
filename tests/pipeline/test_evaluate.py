"""What an evaluation measures, and how the verb answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from hsclassify import HSClassifier
from hsclassify.bundle import Bundle
from hsclassify.errors import InputError
from hsclassify.manifest import Manifest
from hsclassify.results import Candidate, Prediction
from pipeline.__main__ import main
from pipeline.cards import figures
from pipeline.evaluate import (
    Case,
    corpus_keys,
    evaluate,
    evaluate_held_out,
    held_out_cases,
    in_floats,
    read_cases,
    table,
)
from pipeline.metrics import accuracy, answered, calibration_error, reliability, summary
from pipeline.readme import accuracy_block

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


def test_nothing_answered_is_not_wrong() -> None:
    unsure = [prediction("030617", level=0)] * 4
    assert answered(unsure, CODES)["precision"] is None


def test_reliability_tells_how_often_each_confidence_is_right() -> None:
    sure = [prediction("030617", sure=0.82)] * 2 + [prediction("960321", sure=0.88)]
    assert reliability([*sure, prediction("960321", sure=1.0)], CODES) == [
        {"from": 0.8, "to": 0.9, "n": 3, "confidence": 0.84, "right": 0.6667},
        {"from": 0.9, "to": 1.0, "n": 1, "confidence": 1.0, "right": 0.0},
    ]
    assert reliability([], []) == []


def test_calibration_error_is_the_gap_between_sure_and_right() -> None:
    assert calibration_error([prediction("030617", sure=0.75)] * 4, CODES) == 0.25
    three_of_four = [*[prediction("030617", sure=0.75)] * 3, prediction("960321", sure=0.75)]
    assert calibration_error(three_of_four, CODES) == 0.0


def test_an_empty_set_has_no_measures() -> None:
    empty = summary([], [])
    assert (empty["n"], empty["ece"], empty["answered"]["precision"]) == (0, None, None)
    results = {"sets": {"empty": {**empty, "by_language": {}}}}
    assert table(results).splitlines()[1].split()[-1] == "–"
    assert accuracy_block(results).splitlines()[2].endswith("| – | 0 | – |")
    assert figures(empty).endswith("| – | 0.0 % | –")


def test_texts_of_the_corpus_are_counted_and_can_be_left_out(tiny_bundle: Bundle) -> None:
    concepts = tiny_bundle.concepts
    at = next(i for i, kind in enumerate(concepts.kinds) if kind == "goods")
    known, new = concepts.texts["en"][at], "a thing that no corpus has"
    cases = [
        Case(f" {known.upper()} ", concepts.codes[at], "en"),
        Case(concepts.texts["th"][at], concepts.codes[at], "th"),
        Case(new, "660199", "en"),
    ]
    classifier, keys = HSClassifier(tiny_bundle), corpus_keys(tiny_bundle)
    measured = evaluate(classifier, cases, keys)
    alone = evaluate(classifier, cases[2:], keys)
    assert (measured["seen"], alone["seen"]) == (2, 0)
    assert [own["seen"] for own in measured["by_language"].values()] == [1, 1]
    assert measured["unseen"] == {k: alone[k] for k in ("n", "top1", "top3")}
    assert "seen" not in evaluate(classifier, cases)
    row = table({"sets": {"some": measured}}).splitlines()[1]
    assert row.split()[:3] == ["some", "3", "2"]


def test_held_out_goods_neither_vote_nor_train(tiny_bundle: Bundle) -> None:
    groups = held_out_cases(tiny_bundle)
    assert groups and all([c.lang for c in g] == ["en", "th", "vi", "zh"] for g in groups)
    values = evaluate_held_out(tiny_bundle)
    assert values["n"] == 4 * len(groups)
    assert 0 <= values["same_right"] <= values["same_code"] <= 1
    right = [values["by_language"][lang]["top1"]["6"] for lang in ("en", "th", "vi", "zh")]
    assert values["same_right"] <= min(right)
    said = table({"sets": {}, "held_out": values}).splitlines()[-1]
    assert f"in all languages: {values['same_code']:.1%}" in said
    assert all(f"{share:.1%}" in said for share in (values["same_right"], *right))
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
    assert set(values) == {"n", "top1", "top3", "by_language", "ece", "answered", "reliability",
                           "seen", "unseen", "texts_per_second"}  # fmt: skip
    assert values["n"] == 2
    assert set(values["by_language"]) == {"en", "th"}
    written = json.loads(results.read_text("utf-8"))
    assert written["sets"]["cases"]["top1"] == values["top1"]
    assert main(arguments[:-1]) == 0
    assert capsys.readouterr().out.startswith("set ")


def test_an_encoder_before_quantisation_takes_the_place_of_the_served_one(
    tiny_bundle: Bundle, tiny_encoder: Path, tmp_path: Path
) -> None:
    texts = ["green tea", "ร่ม"]
    served = tiny_bundle.encoder.encode(texts)
    floats = in_floats(tiny_bundle, tiny_encoder)
    cosines = (served * floats.encoder.encode(texts)).sum(axis=1)
    assert all(0.98 < cosine < 0.99999 for cosine in cosines)
    assert floats.vectors is tiny_bundle.vectors
    weights = shutil.copytree(tiny_encoder, tmp_path / "turned") / "encoder" / "model.safetensors"
    last = "encoder.layer.0.output.LayerNorm."
    turned = {n: -w if n.startswith(last) else w for n, w in load_file(weights).items()}
    save_file(turned, weights, metadata={"format": "pt"})
    away = in_floats(tiny_bundle, tmp_path / "turned").encoder.encode(texts)
    assert all((served * away).sum(axis=1) < -0.98)


def test_the_verb_reads_with_the_encoder_before_quantisation(
    tiny_bundle_folder: Path,
    tiny_encoder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases, results = tmp_path / "cases.csv", tmp_path / "results.json"
    cases.write_text("text,hs6,lang\ngreen tea,090210,en\n", "utf-8")
    asked = ["evaluate", str(cases), "--bundle", str(tiny_bundle_folder)]
    asked += ["--results", str(results), "--float-encoder"]
    assert main([*asked, str(tiny_encoder)]) == 0
    digest = Manifest.read(tiny_bundle_folder).digest
    assert json.loads(results.read_text("utf-8"))["bundle"] == digest
    assert main([*asked, str(tmp_path)]) == 1
    assert "Expected the float weights" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n", "expected the columns text, hs6, lang"),
        ("text,hs6,lang\ntea,0902,en\n", "row 2: expected a six-digit code"),
        ("text,hs6,lang\ntea,090210,fr\n", "row 2: expected a six-digit code and a language"),
        ("text,hs6,lang\ntea,090210,en\ntea,999999,en\n", "row 3: expected a subheading"),
        ("text,hs6,lang\n", "expected at least one row"),
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


def test_codes_are_checked_only_against_a_nomenclature(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("text,hs6,lang\ntea,999999,en\n", "utf-8")
    assert read_cases(file) == [Case("tea", "999999", "en")]
    with pytest.raises(InputError, match="found 999999"):
        read_cases(file, {"090210"})


def test_means_over_the_sets_of_others_leave_out_what_was_seen() -> None:
    def measured(right: float, unseen: float) -> dict[str, object]:
        shares = {rank: dict.fromkeys(("2", "4", "6"), right) for rank in ("top1", "top3")}
        others = {rank: dict.fromkeys(("2", "4", "6"), unseen) for rank in ("top1", "top3")}
        return {**summary([], []), "n": 9, "by_language": {}, **shares, "seen": 1,
                "unseen": {"n": 8, **others}}  # fmt: skip

    sets = {"a": measured(0.5, 0.4), "b": measured(0.3, 0.2), "plain_descriptions": measured(1, 1)}
    block = accuracy_block({"sets": sets})
    assert (
        "Mean of the 2 sets that others wrote: 40 / 40, 40 / 40, 40 / 40 (2, 4 and 6 digits);\n"
        in block
    )
    assert "without the texts seen: 30 / 30, 30 / 30, 30 / 30." in block
    del sets["b"]["unseen"]
    assert "without the texts seen" not in accuracy_block({"sets": sets})
