"""The Codes tab as HTML."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hsclassify.codes import Codes, Hit
from hsclassify.record import Record
from hsclassify.tariffs import NationalLine, RankedLine
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.codes_html import hits_html, problem_html
from hsclassify.ui.codes_tab import page
from hsclassify.ui.national_html import LINES_SHOWN, National, national_html
from hsclassify.ui.record_html import record_html
from hsclassify.ui.wording import wording

WORDS = wording("en")
NASTY = "<img src=x onerror=alert(1)>"
LINE = NationalLine(
    "US", "0306170041", "Shrimps › Farmed", "kg", "Free", "", "20%", "See 9903.88.03.", True
)


@pytest.fixture(scope="module")
def codes(classifier):
    return Codes(classifier)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", ["", "I", "03", "0306", "0306.17", "8517.12", "umbrella", "77"])
def test_every_page_in_every_language(codes: Codes, query: str, language: Language) -> None:
    html = page(codes, query, language)
    assert f'lang="{language}"' in html


def test_the_tree_opens_step_by_step(codes: Codes) -> None:
    assert 'data-code="XVI"' in page(codes, "", "en")
    assert 'data-code="85"' in page(codes, "xvi", "en")
    assert 'data-code="8517"' in page(codes, "85", "en")
    assert 'data-code="851713"' in page(codes, "8517", "en")
    subheading = page(codes, "851713", "en")
    for above in ("", "XVI", "85", "8517"):
        assert f'data-code="{above}"' in subheading


def test_a_dead_code_shows_its_successors(codes: Codes) -> None:
    html = page(codes, "8517.12", "en")
    assert "Deleted in HS 2022" in html
    assert html.index('data-code="851713"') < html.index("Parts of it went here")
    assert html.index("Parts of it went here") < html.index('data-code="852411"')
    assert "No table says" in page(codes, "3002.19", "en")


def test_a_code_that_moved_says_from_where(codes: Codes) -> None:
    assert "HS 2017 had these goods under 8517.12." in page(codes, "8517.13", "en")
    assert "HS 2017 had" not in page(codes, "0306.17", "en")


def test_what_is_neither_code_nor_word(codes: Codes) -> None:
    assert "There is no such code" in page(codes, "7777", "en")
    assert "There is no such code" in page(codes, "!!!", "en")
    assert "8517.14" in page(codes, "85171", "en")  # the beginning of some


@pytest.mark.parametrize("query", [NASTY, f'"{NASTY}"', "</section>"])
def test_nothing_typed_becomes_markup(codes: Codes, query: str) -> None:
    assert NASTY not in page(codes, query, "en")
    assert NASTY not in hits_html(query, (), WORDS)
    assert NASTY not in problem_html(query, WORDS)
    hit = Hit("0306", {"en": NASTY}, 1.0, ("title",))
    assert NASTY not in hits_html(query, [hit], WORDS)


def ranked(count: int) -> list[RankedLine]:
    return [RankedLine(LINE, "Farmed", 0.5)] * count


def test_national_lines() -> None:
    html = national_html(National(ranked(2), {"US": {"as_of": "2026-07-01"}}), WORDS)
    for shown in ("US 0306.17.00.41", "Farmed", "kg", "Free", "20%", "See 9903.88.03.",
                  "US: as of 2026-07-01."):  # fmt: skip
        assert shown in html
    assert " more<" not in html
    many = national_html(National(ranked(LINES_SHOWN + 3)), WORDS)
    assert many.count("<tr") == LINES_SHOWN + 1
    assert ">and 3 more<" in many
    assert national_html(National(), WORDS) == ""


def test_national_lines_are_escaped() -> None:
    line = replace(LINE, units=NASTY, general=NASTY, special=NASTY, other=NASTY, notes=NASTY)
    assert NASTY not in national_html(National([RankedLine(line, NASTY, 0.0)]), WORDS)


def test_the_record_is_in_its_link() -> None:
    record = Record("</a>ร่ม", "ร่ม", 3, {}, "0" * 12, "rev", "HS 2022")
    html = record_html(record, WORDS)
    assert html.startswith("<a ")
    assert 'download="hsclassify-record.json"' in html
    assert "</a>ร่ม" not in html


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Shrimps › Farmed", "en"),
        ("กุ้ง › เพาะเลี้ยง", "th"),
        ("Tôm đông lạnh › Loại khác", "vi"),
        ("冻对虾 › 养殖", "zh"),
    ],
)
def test_a_national_line_is_marked_with_the_language_it_is_in(text: str, lang: Language) -> None:
    line = replace(LINE, text=text)
    html = national_html(National([RankedLine(line, text, 0.0)]), wording("zh"))
    assert f'lang="{lang}"' in html
    assert html.count("lang=") == 1
