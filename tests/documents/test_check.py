"""A printed code against the goods, in each way that the two can stand to each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hsclassify import HSClassifier
from hsclassify.documents.check import check_code
from hsclassify.editions import editions
from hsclassify.results import Prediction, dotted


@pytest.mark.parametrize(
    ("printed", "standing", "warning", "reason"),
    [
        ("", "missing", False, "No code is printed"),
        ("abc", "unreadable", True, "cannot be read as a code"),
        ("9999.99", "unknown", True, "is not a code of HS 2022"),
        ("8517.12", "dead", True, "was deleted in HS"),
    ],
)
def test_a_code_that_says_nothing_about_the_goods(
    tiny_classifier: HSClassifier, printed: str, standing: str, warning: bool, reason: str
) -> None:
    found = check_code(printed, tiny_classifier.classify("umbrella"), tiny_classifier.nomenclature)
    assert found.agreement.standing == standing
    assert found.warning is warning
    assert reason in found.reason


def test_a_code_is_compared_with_the_answer(tiny_classifier: HSClassifier) -> None:
    prediction = tiny_classifier.classify("umbrella")
    tree = tiny_classifier.nomenclature
    answer = prediction.candidates[0].code
    same = check_code(answer, prediction, tree)
    assert (same.agreement.verdict, same.warning) == ("same code", False)
    far = "010121" if not answer.startswith("01") else "620342"
    other = check_code(far, prediction, tree)
    assert (other.agreement.verdict, other.warning) == ("disagrees", True)
    assert other.to_dict()["reason"] == other.reason


def test_successors_that_are_not_named_are_counted(tiny_classifier: HSClassifier) -> None:
    table = editions()
    dead = [c for c in sorted(table.codes(2017)) if len(c) == 6 and table.died(c)]
    many = next(c for c in dead if len(table.successors(c)) > 5)
    few = next(c for c in dead if len(table.successors(c)) == 2)
    answer, tree = tiny_classifier.classify("umbrella"), tiny_classifier.nomenclature
    *named, last = map(dotted, table.successors(many)[:4])
    rest = len(table.successors(many)) - 4
    reason = check_code(many, answer, tree).reason
    assert f"went to: {', '.join(named)}, {last} and {rest} more." in reason
    listed = ", ".join(map(dotted, table.successors(few)))
    assert f"went to: {listed}." in check_code(few, answer, tree).reason


def unsure(prediction: Prediction) -> Prediction:
    return replace(prediction, level=0)


def test_an_answer_that_is_not_sure_contradicts_no_code(tiny_classifier: HSClassifier) -> None:
    prediction = unsure(tiny_classifier.classify("umbrella"))
    answer, tree = prediction.candidates[0].code, tiny_classifier.nomenclature
    far = check_code("620342" if answer[:2] != "62" else "010121", prediction, tree)
    if far.agreement.standing == "exists":
        assert "too vague to compare" in far.reason
    assert not far.warning or far.agreement.standing != "exists"
    assert not far.agreement.contradicted
    same = check_code(answer, prediction, tree)
    assert (same.agreement.verdict, same.warning) == ("same code", False)


def test_a_dead_code_says_whether_its_heirs_fit(classifier: HSClassifier) -> None:
    """Telephones for cellular networks were 8517.12 until HS 2022."""
    tree = classifier.nomenclature
    phone = classifier.classify("smartphone with touch screen")
    assert phone.candidates[0].code == "851713"
    fits = check_code("8517.12", replace(phone, level=6), tree)
    assert fits.reason.endswith(" Among them 8517.13 is the code of the goods described.")
    umbrella = classifier.classify("folding umbrella")
    other = check_code("8517.12", replace(umbrella, level=6), tree)
    answer = dotted(umbrella.candidates[0].code)
    assert other.reason.endswith(f" None of them is {answer}, the code of the goods described.")
    vague = check_code("8517.12", unsure(umbrella), tree)
    assert "goods described" not in vague.reason
    assert vague.warning
