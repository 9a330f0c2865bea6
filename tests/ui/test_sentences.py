"""What the library says reaches a visitor in the language of the page."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import gradio as gr
import pytest

from hsclassify import HSClassifier
from hsclassify.agreement import VERDICTS
from hsclassify.documents import doubts
from hsclassify.documents.check import check_code
from hsclassify.documents.limits import Limits
from hsclassify.documents.sums import Sum
from hsclassify.editions import editions
from hsclassify.errors import HSClassifyError, InputError, UnknownCodeError
from hsclassify.results import dotted
from hsclassify.tables import preview
from hsclassify.text import LANGUAGES, Language, in_script
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.sentences import SAID, SHOWN, told, translated
from hsclassify.ui.session import linked
from hsclassify.ui.wording import wording

PACKAGE = Path(__file__).parents[2] / "hsclassify"
OTHERS = tuple(lang for lang in LANGUAGES if lang != "en")
NOT_ON_THE_PAGE = (
    "has to be",  # an argument of a call
    "Expected a level of 2, 4 or 6 digits",
    "Expected a language of",
    "Expected an HS edition",
    "Say whether the first code is",
    " record",
    "--table",
    "The address ",  # of a file, which the page has no box for
)
"""In sentences that only callers of Python, the command line or an endpoint can meet."""


def strings(node: ast.AST) -> list[str]:
    """Return the texts in *node*, each blank as {}."""
    return [
        "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in x.values)
        if isinstance(x, ast.JoinedStr)
        else x.value
        for x in ast.walk(node)
        if isinstance(x, ast.JoinedStr) or (isinstance(x, ast.Constant) and type(x.value) is str)
    ]


def blanked(text: str) -> str:
    return re.sub(r"\{\w+\}", "{}", text)


MODULES = [ast.parse(f.read_text("utf-8")) for f in sorted(PACKAGE.rglob("*.py"))]
KNOWN = {blanked(t) for k, t in wording("en").texts.items() if k.startswith(SAID)}


def test_every_translated_sentence_is_one_of_the_library() -> None:
    said = {text.strip() for module in MODULES for text in strings(module)}
    said |= {verdict.removeprefix("same ") for verdict in VERDICTS}
    assert KNOWN - said == set()


def raised_in(modules: list[ast.Module], *errors: str) -> set[str]:
    return {
        strings(call.args[0])[0]
        for module in modules
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in errors
        and isinstance(call.args[0], ast.JoinedStr | ast.Constant)
    }


def test_every_error_that_a_visitor_can_meet_is_translated() -> None:
    raised = raised_in(MODULES, "InputError", "LimitError")
    assert len(raised) > 40
    untold = {x for x in raised - KNOWN if not any(part in x for part in NOT_ON_THE_PAGE)}
    assert untold == set(), "give them a said_ key in copy/*.json"


def test_why_a_bundle_was_passed_over_is_translated() -> None:
    """The About tab says so; what a map is refused for is a matter of the log."""
    parts = ("bundle", "encoder", "facts", "hub", "manifest", "snapshots", "votes")
    modules = [ast.parse((PACKAGE / f"{part}.py").read_text("utf-8")) for part in parts]
    raised = raised_in(modules, "BundleError", "DamagedBundleError")
    assert len(raised) > 12
    assert raised - KNOWN == set(), "give them a said_ key in copy/*.json"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "code", ["9999", "123", "0306.98", "8517.12", "12345678901234", "shrimp", ""]
)
def test_a_code_that_is_none(classifier: HSClassifier, code: str, language: Language) -> None:
    with pytest.raises(InputError) as caught:
        classifier.nomenclature.parse(code)
    sentence = told(caught.value, wording(language))
    assert in_script(sentence, language)
    assert "code" not in sentence
    if isinstance(caught.value, UnknownCodeError):
        assert caught.value.code[:2] in sentence
    assert told(caught.value, wording("en")) == str(caught.value)


@pytest.mark.parametrize("language", OTHERS)
def test_the_values_stay_and_known_ones_are_translated(language: Language) -> None:
    with pytest.raises(InputError) as caught:
        Limits(megabytes=20).check_size(31_400_000)
    sentence = told(caught.value, wording(language))
    assert wording(language).decimal(31.4, 1) in sentence
    assert "20" in sentence
    words = wording(language)
    shares = translated("0306.16 shares the heading with 0306.17, the likeliest code.", words)
    assert words("said_level_heading") in shares
    assert "0306.16" in shares
    assert translated("A text that the library never says.", words) == (
        "A text that the library never says."
    )


OTHER_TOTAL = doubts.other_total(Sum(Decimal("1234.50"), Decimal("12345678.9")))


@pytest.mark.parametrize(
    ("sentence", "vietnamese", "chinese"),
    [
        (OTHER_TOTAL, ["1.234,50", "12.345.678,9"], ["1,234.50", "12,345,678.9"]),
        (doubts.other_total(Sum(Decimal(-12345), Decimal(5))), ["-12.345", "5"], ["-12,345", "5"]),
        (doubts.too_many_words(5000), ["5.000"], ["5,000"]),
        (doubts.flagged_codes([2, 5]), ["2", "5"], ["2", "5"]),
        (
            "0306.16 shares the heading with 0306.17, the likeliest code.",
            ["0306.16", "0306.17"],
            ["0306.16", "0306.17"],
        ),
    ],
)
def test_numbers_are_marked_as_the_language_marks_them(
    sentence: str, vietnamese: list[str], chinese: list[str]
) -> None:
    for language, numbers in (("vi", vietnamese), ("zh", chinese)):
        said = translated(sentence, wording(language))
        assert re.findall(r"-?\d+(?:[.,]\d+)*", said) == numbers


def test_a_size_in_pixels_is_marked_as_the_language_marks_it() -> None:
    with pytest.raises(InputError) as caught:
        Limits().check_pixels(8000, 12000)
    assert "8.000 × 12.000" in told(caught.value, wording("vi"))
    assert "8,000 × 12,000" in told(caught.value, wording("th"))


def test_the_page_shows_it_and_the_log_keeps_english() -> None:
    with (
        pytest.raises(gr.Error) as caught,
        spoken_errors(as_html=True, language="vi"),
    ):
        raise InputError("The PDF has no pages. Export it again.")
    assert caught.value.message == wording("vi")("said_pdf_empty")
    assert caught.value.title == wording("vi")("error_title")
    assert isinstance(caught.value.__cause__, HSClassifyError)
    assert str(caught.value.__cause__) == "The PDF has no pages. Export it again."


@pytest.mark.parametrize("language", OTHERS)
def test_successors_that_are_not_named_are_counted(
    classifier: HSClassifier, language: Language
) -> None:
    table, words = editions(), wording(language)
    many = next(c for c in sorted(table.codes(2017)) if len(table.successors(c)) > 5)
    heirs = table.successors(many)
    named = ", ".join(map(dotted, heirs[:4]))
    more = words("said_heirs_more", codes=named, count=str(len(heirs) - 4))
    with pytest.raises(UnknownCodeError) as caught:
        classifier.nomenclature.parse(many)
    assert more in told(caught.value, words)
    reason = check_code(many, classifier.classify("umbrella"), classifier.nomenclature).reason
    assert more in translated(reason, words)


def test_what_is_shown_instead_is_a_sentence_of_the_library() -> None:
    texts = wording("en").texts
    shown = {k.removeprefix(SHOWN) for k in texts if k.startswith(SHOWN)}
    assert shown - {k.removeprefix(SAID) for k in texts if k.startswith(SAID)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_reads_no_advice_for_callers(
    classifier: HSClassifier, tmp_path: Path, language: Language
) -> None:
    words = wording(language)
    fact = next(iter(classifier.bundle.facts))

    def said(call: Callable[[], object]) -> str:
        with pytest.raises(InputError) as caught:
            call()
        return told(caught.value, words)

    def answer(**answers: str) -> Callable[[], object]:
        return lambda: classifier.answer("fish", answers)

    assert said(answer(none_such="1")) == words("shown_question_unknown")
    assert said(answer(**{fact.id: "none-such"})) == words("shown_choice_unknown")
    assert said(lambda: linked({"text": "tea", "answers": "{"})) == words("shown_link_unread")
    missing = tmp_path / "goods.csv"
    assert said(lambda: preview(missing)) == words("shown_file_unread", file="goods.csv")
    clash = "No subheading fits all of these answers: {'a': 'b'}. Take one of them back."
    assert told(InputError(clash), words) == words("shown_answers_clash")


def test_callers_of_an_endpoint_read_the_sentence_of_the_library() -> None:
    sentence = "goods.csv cannot be read: Permission denied. Check the path."
    with pytest.raises(gr.Error) as caught, spoken_errors(as_html=False):
        raise InputError(sentence)
    assert caught.value.message == sentence
