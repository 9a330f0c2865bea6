"""Every language says everything, with the same blanks to fill in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from hsclassify.agreement import VERDICTS
from hsclassify.documents.captions import FieldName
from hsclassify.documents.export import COLUMNS
from hsclassify.text import LANGUAGES, Language, in_script
from hsclassify.ui import about_html, foot, help_html, national_html
from hsclassify.ui.sentences import SAID, SHOWN
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, wording
from pipeline.readme import DESCRIPTIONS, OWN

UI = Path(__file__).parents[2] / "hsclassify" / "ui"
SAME_EVERYWHERE = {"app_title"}


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_same_keys_and_blanks(lang: Language) -> None:
    texts, english = wording(lang).texts, wording(INTERFACE).texts
    assert list(texts) == list(english)
    assert {k: blanks(t) for k, t in texts.items()} == {k: blanks(t) for k, t in english.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_are_in_the_script_of_their_language(lang: Language) -> None:
    texts = wording(lang).texts
    strange = [
        key
        for key in texts.keys() - SAME_EVERYWHERE
        if not texts[key].strip() or not in_script(re.sub(r"\{\w+\}", "", texts[key]), lang)
    ]
    assert strange == []


CODE = "".join(f.read_text("utf-8") for f in sorted(UI.glob("*.py")))
_VERDICT_KEYS = ("6", "4", "2", "0", "lead")
_AGREEMENTS = tuple(verdict.replace(" ", "_") for verdict in VERDICTS)
_HELP = tuple(re.findall(r'_section\(\s*"(\w+)"', CODE))

COMPOSED: dict[str, tuple[str, ...]] = {
    "{key}_title": about_html._SECTIONS,
    "{kind}_title": ("empty", "no_words"),
    "{kind}_body": ("empty", "no_words"),
    "agreement_{found.verdict.replace(' ', '_')}": _AGREEMENTS,
    "agreement_{verdict.replace(' ', '_')}": _AGREEMENTS,
    "convert_{c.relation}": ("same", "moved", "split", "unknown"),
    "count_{name}": about_html._COUNTS,
    "document_column_{name}": COLUMNS,
    "document_field_{name}": get_args(FieldName),
    "foot_{action}": foot._ACTIONS,
    "found_{how}": ("code", "successor", "title", "meaning"),
    "help_{key}": help_html._CONFIDENCE,
    "help_level_{n}": ("2", "4", "6"),
    "help_{name}": _HELP,
    "help_{name}_title": _HELP,
    "language_{answer.prediction.language}": LANGUAGES,
    "language_{lang}": LANGUAGES,
    "map_audit_{x}": ("agrees", "disagrees", "scale"),
    "map_column_{x}": ("line", "goods", "code", "confidence", "declared", "near"),
    "national_{name}": ("code", "text", "units", *national_html._DUTIES),
    "reason_{verdict_key(prediction)}": _VERDICT_KEYS,
    "set_{name}": (*DESCRIPTIONS, *OWN),
    "verdict_{level}": _VERDICT_KEYS[:-1],
    "verdict_{verdict_key(prediction)}": _VERDICT_KEYS,
}
"""Keys that the code puts together, and all that their blank is filled with."""


def composed() -> set[str]:
    return {re.sub(r"\{.*\}", x, key) for key, values in COMPOSED.items() for x in values}


def test_all_keys_that_are_put_together_are_known_here() -> None:
    assert set(re.findall(r'(?:words\(|key = )\s*f"([^"]*)"', CODE)) == set(COMPOSED)


def test_every_text_is_used_and_every_used_key_has_a_text() -> None:
    keys = set(wording(INTERFACE).texts)
    written = set(re.findall(r'"([a-z0-9_]+)"', CODE))
    # test_sentences.py looks for the library's sentence that each of these translates.
    translated = {key for key in keys if key.startswith((SAID, SHOWN))}
    assert keys - written - composed() - translated == set()
    assert composed() | set(re.findall(r'words\("([a-z0-9_]+)"', CODE)) <= keys


def test_every_language_has_its_own_name() -> None:
    assert set(NATIVE_NAMES) == set(LANGUAGES)


def test_thousands_are_marked_as_the_language_marks_them() -> None:
    assert wording("en").count(41277) == "41,277"
    assert wording("vi").count(41277) == "41.277"


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "description"), ("th", "คำอธิบาย"), ("vi", "mô tả"), ("zh", "描述")]
)
def test_a_fault_of_the_server_is_told_alike_of_descriptions_and_files(
    lang: Language, word: str
) -> None:
    assert word not in wording(lang)("unexpected_error").lower()


def test_one_row_is_not_called_rows() -> None:
    texts = wording("en").texts.items()
    said = re.compile(r"\{(?:rows|count)\} (?:more )?(?:rows|lines)\b")
    assert {k for k, text in texts if said.search(text) and not k.startswith(SAID)} == set()


def test_decimals_are_marked_as_the_language_marks_them() -> None:
    assert wording("en").decimal(0.8125) == "0.81"
    assert wording("vi").decimal(0.8125) == "0,81"
    assert wording("vi").decimal(1234.5, 1) == "1.234,5"
