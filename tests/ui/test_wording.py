"""Every language says everything, with the same blanks to fill in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from hsclassify.text import LANGUAGES, Language, in_script
from hsclassify.ui.sentences import SAID, SHOWN
from hsclassify.ui.wording import INTERFACE, NATIVE_NAMES, wording

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


def test_every_text_is_used_and_every_used_key_has_a_text() -> None:
    code = "".join(f.read_text("utf-8") for f in UI.glob("*.py"))
    keys = set(wording(INTERFACE).texts)
    # Keys that the code puts together from a beginning and a level, kind or language.
    made = re.compile("|".join(f"{b}.*" for b in re.findall(r'f"([a-z_]+_)\{', code)))
    made_endings = re.compile("|".join(f".*{e}" for e in re.findall(r'f"\{\w+\}(_[a-z]+)"', code)))
    written = set(re.findall(r'"([a-z0-9_]+)"', code))
    unused = {k for k in keys - written if not made.fullmatch(k) and not made_endings.fullmatch(k)}
    # test_sentences.py looks for the library's sentence that each of these translates.
    unused = {k for k in unused if not k.startswith((SAID, SHOWN))}
    assert unused == set()
    assert set(re.findall(r'words\("([a-z0-9_]+)"', code)) <= keys


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
