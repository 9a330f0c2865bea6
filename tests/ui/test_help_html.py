"""The Help tab: what it says with figures and without."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hsclassify import __version__
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.help_html import RESULTS_FILE, accuracy_html, help_html, read_figures
from hsclassify.ui.wording import COPY_FOLDER, wording
from pipeline.readme import DESCRIPTIONS, HELD_OUT, OWN

MEASURES = {
    "n": 1234,
    "top1": {"2": 0.876, "4": 0.5, "6": 0.25},
    "answered": {"0": 0.39, "2": 0.3, "4": 0.2, "6": 0.11, "precision": 0.93},
    "ece": 0.12,
}
FIGURES = {
    "sets": {"a_new_set": {**MEASURES, "by_language": {"vi": MEASURES}}},
    "held_out": {"by_language": {"en": MEASURES, "zh": MEASURES}, "same_code": 0.47},
}


def test_figures_are_shown_by_set_and_language() -> None:
    shown = accuracy_html(FIGURES, wording("en"))
    assert shown.count("<tr>") == 1 + 3
    for said in ("a new set", "Vietnamese", "1,234", "88%", "50%", "25%", "61%", "93%", "held out"):
        assert said in shown


def test_a_set_without_any_safe_answer_has_no_share_of_right_ones() -> None:
    silent = {**MEASURES, "answered": {"0": 1, "2": 0, "4": 0, "6": 0, "precision": None}}
    shown = accuracy_html({"sets": {"x": {**silent, "by_language": {"en": silent}}}}, wording("en"))
    assert shown.count(">–<") == 1
    assert "one and the same" not in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_how_often_the_languages_agree(language: Language) -> None:
    words = wording(language)
    assert words("help_accuracy_same", share="47%") in accuracy_html(FIGURES, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_headed_in_its_language(language: Language) -> None:
    words = wording(language)
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", accuracy_html(FIGURES, words))
    named = [f"help_accuracy_{key}" for key in ("texts", "language", "count", "answered", "right")]
    digits = [words("help_accuracy_level", digits=level) for level in "246"]
    assert heads == [*map(words, named[:3]), *digits, *map(words, named[3:])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readers_own_language_comes_first_and_none_is_torn_apart(language: Language) -> None:
    by_language = dict.fromkeys(LANGUAGES, MEASURES)
    figures = {
        "sets": {"a": {**MEASURES, "by_language": by_language}},
        "held_out": {"by_language": by_language},
    }
    words = wording(language)
    names = {words(f"language_{x}"): x for x in LANGUAGES}
    cells = re.findall(r"<td>([^<]+)</td>", accuracy_html(figures, words))
    others = [x for x in LANGUAGES if x != language]
    assert [names[cell] for cell in cells] == [x for x in (language, *others) for _ in range(2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measured_set_has_a_name_in_every_language(language: Language) -> None:
    measured = json.loads(RESULTS_FILE.read_text("utf-8"))["sets"]
    assert [name for name in measured if f"set_{name}" not in wording(language).texts] == []


def test_readme_and_help_call_a_set_by_one_name() -> None:
    texts = wording("en").texts
    named = {key.removeprefix("set_"): text for key, text in texts.items() if key[:4] == "set_"}
    assert named == {**DESCRIPTIONS, **OWN}
    assert texts["help_accuracy_held_out"] == HELD_OUT


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_how_far_the_sets_of_others_can_be_trusted(language: Language) -> None:
    def measured(precision: float | None, ece: float, seen: int) -> dict[str, object]:
        answered = {**MEASURES["answered"], "precision": precision}
        own = {"n": 1000, "answered": answered, "ece": ece, "seen": seen}
        return {**MEASURES, **own, "by_language": {"en": MEASURES}}

    others = {"a": measured(0.59, 0.05, 20), "b": measured(0.92, 0.2, 0)}
    ours = {"plain_descriptions": measured(0.999, 0.01, 900)}
    words = wording(language)
    figures = {"sets": {**others, **ours, "c": measured(None, 0.1, 0)}}
    shown = help_html(figures, 0.9, words)
    confidence, accuracy = shown.split('id="help-accuracy"')
    assert words("help_confidence_others", low="59%", high="92%") in confidence
    assert words("help_accuracy_choices") in accuracy
    assert words("help_accuracy_seen", seen="20", count=words.count(3000)) in accuracy
    assert words("help_accuracy_error", low="5", high="20") in accuracy


def test_without_sets_of_others_nothing_is_said_of_them() -> None:
    shown = help_html({"held_out": FIGURES["held_out"]}, 0.9, wording("en"))
    assert "others" not in shown


def test_without_figures_it_says_so() -> None:
    assert "Nothing was measured" in accuracy_html({}, wording("en"))
    assert read_figures("any", COPY_FOLDER / "none.json") == {}


def test_figures_of_another_bundle_are_not_shown(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(json.dumps({"bundle": "a", **FIGURES}))
    assert read_figures("a", file)["sets"] == FIGURES["sets"]
    assert read_figures("b", file) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_there(language: Language) -> None:
    words = wording(language)
    shown = help_html(FIGURES, 0.9, words)
    parts = ("hs", "digits", "confidence", "accuracy", "limits", "privacy", "python", "agents")
    for part in (*parts, "cite"):
        assert words(f"help_{part}_title") in shown
    assert "90%" in shown
    assert shown.count("data-copy=") == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_says_where_feedback_goes(language: Language) -> None:
    words = wording(language)
    here = help_html({}, 0.9, words)
    there = help_html({}, 0.9, words, feedback_repo="acme/<said>")
    assert words("feedback_kept_here") in here
    assert words("feedback_kept_here") not in there
    assert "acme/&lt;said&gt;" in there


@pytest.mark.parametrize("language", LANGUAGES)
def test_python_says_what_to_install_and_from_where(language: Language) -> None:
    words = wording(language)
    here = help_html({}, 0.9, words)
    assert "# pip install gradio_client\n" in here
    assert "# pip install .\n" in here
    assert words("help_here") in here
    assert words("help_source") not in here
    source = "https://huggingface.co/spaces/acme/hs"
    there = help_html({}, 0.9, words, source=source)
    assert f"# pip install git+{source}\n" in there
    assert words("help_here") not in there
    assert f'<a href="{source}">{source}</a>' in there


@pytest.mark.parametrize("source", ["", "https://huggingface.co/spaces/acme/hs"])
def test_a_citation_has_author_and_version_and_an_address_that_lasts(source: str) -> None:
    shown = help_html({}, 0.9, wording("en"), source=source)
    cited = shown[shown.index("@software") :]
    for said in ("author = {{HSClassify contributors}}", f"version = {{{__version__}}}"):
        assert said in cited
    assert (f"url = {{{source}}}" in cited) == bool(source)
    assert "{address}" not in cited  # that of an app which runs on one machine leads nowhere
