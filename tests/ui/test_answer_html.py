"""The answer as HTML says what it has to, and nothing in it runs."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsclassify import HSClassifier
from hsclassify.explanation import Alternative, Condition
from hsclassify.nomenclature import Nomenclature
from hsclassify.questions import KIND
from hsclassify.results import Level
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.answer_html import answer_html, original_language, waiting_html
from hsclassify.ui.answers import Answer, Answers, Asked
from hsclassify.ui.examples import EXAMPLES
from hsclassify.ui.wording import wording

from .conftest import TARGET, MakeAnswer

TAGS = {"article", "header", "section", "footer", "div", "span", "p", "ol", "ul", "li"}
TAGS |= {"h2", "h3", "h4", "button"}
ATTRIBUTES = {"class", "lang", "title", "style", "role", "type", "data-copy", "data-copied"}
ATTRIBUTES |= {"data-text", "data-link", "data-open", "data-uncopied", "data-help", "tabindex"}
NASTY = "<script>alert(1)</script><img src=x onerror='alert(2)'>\"&amp;${1}"


class Page(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.classes: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.classes += [c for name, value in attrs if name == "class" for c in str(value).split()]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def page(tree: Nomenclature, make_answer: MakeAnswer):
    def render(**changes: object) -> Page:
        return Page(answer_html(make_answer(**changes), tree, TARGET))

    return render


def harmless(page: Page) -> bool:
    plain = {a for a in page.attributes if not a.startswith("aria-")}
    return page.tags <= TAGS and plain <= ATTRIBUTES


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.just(NASTY), st.text(st.characters())))
def test_nothing_from_outside_becomes_markup(page, nasty: str) -> None:
    made = page(title=nasty, neighbor=nasty, text=Asked(nasty).text or "x")
    assert harmless(made)
    assert made.text.count(f"{nasty} [en]") >= 3


def test_every_code_has_bar_number_word_and_path(page) -> None:
    made = page()
    for said in (
        "0306.17", "95%", "very likely", "0306.16", "2%", "unlikely",
        "Section I", "Chapter 03", "Heading 03.06", "Animals [en]", "Crustaceans [en]",
    ):  # fmt: skip
        assert said in made.text
    assert made.classes.count("hs-track") == 2


def test_neighbours_show_text_code_and_similarity(page) -> None:
    made = page(language="vi", text_language="th")
    assert "shrimp, frozen [vi]shrimp, frozen [th]0306.170,81" in made.text


def test_latency_is_shown(page) -> None:
    assert "Answered in 12 ms" in page().text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_follow_the_language_of_the_answer(page, lang: Language) -> None:
    words = wording(lang)
    made = page(language=lang)
    for key in ("verdict_6", "candidates_title", "neighbors_title", "very_likely", "disclaimer"):
        assert words(key) in made.text
    assert words("level_section", code="I") in made.text
    assert f"Frozen shrimps [{lang}]" in made.text


@pytest.mark.parametrize(("level", "safe"), [(6, 3), (4, 2), (2, 1), (0, 0)])
def test_the_ladder_marks_what_is_safe(page, level: int, safe: int) -> None:
    made = page(level=level, sure=(0.4, 0.3, 0.2))
    assert (made.classes.count("hs-safe"), made.classes.count("hs-open")) == (safe, 3 - safe)
    assert made.text.count("safe") >= safe


def test_no_safe_level_gives_help_and_guesses(page) -> None:
    made = page(level=0, sure=(0.4, 0.3, 0.2))
    for key in ("verdict_0", "verdict_0_title", "tips_title", "tip_made", "guesses_title"):
        assert wording("en")(key) in made.text
    assert "0306.17" in made.text


def test_no_safe_level_with_a_lead_names_it(page) -> None:
    made = page(level=0, sure=(0.8, 0.7, 0.6))
    assert wording("en")("verdict_lead") in made.text
    assert wording("en")("tips_title") in made.text


@pytest.mark.parametrize(("text", "key"), [("", "empty_title"), ("12345", "no_words_title")])
def test_no_goods_named_is_a_hint(
    tree: Nomenclature, make_answer: MakeAnswer, text: str, key: str
) -> None:
    answer = make_answer(level=0)
    nothing = replace(
        answer.prediction, text=text, candidates=(), headings=(), chapters=(), neighbors=()
    )
    made = Page(answer_html(Answer(nothing, "th", 1.0, ""), tree, TARGET))
    assert wording("th")(key) in made.text
    assert harmless(made)


def test_before_the_first_question() -> None:
    assert wording("en")("waiting_title") in Page(waiting_html(wording("en"))).text


@pytest.mark.parametrize(
    ("answer", "text", "second"),
    [("en", "en", None), ("en", "th", "th"), ("vi", "zh", "zh"), ("zh", "zh", "en")],
)
def test_second_line_of_a_neighbour(
    answer: Language, text: Language, second: Language | None
) -> None:
    assert original_language(answer, text) == second


@pytest.mark.parametrize("text", [example.text for example in EXAMPLES])
def test_every_example_ends_with_six_digits_or_a_next_step(
    classifier: HSClassifier, text: str
) -> None:
    found = Answers(classifier).ask(text, 3, "en")
    page = answer_html(found, classifier.nomenclature, TARGET)
    assert found.prediction.level == 6 or "hs-question" in page or "hs-tips" in page


@pytest.mark.parametrize("level", [0, 2, 4, 6])
def test_tips_show_wherever_digits_are_open_and_nothing_is_asked(
    make_answer: MakeAnswer, tree: Nomenclature, level: Level
) -> None:
    page = answer_html(make_answer(level=level), tree, TARGET)
    assert ("hs-tips" in page) is (level < 6)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_rejected_code_says_what_would_make_it_right_where_that_is_known(
    make_answer: MakeAnswer, tree: Nomenclature, lang: Language
) -> None:
    answer = make_answer(language=lang)
    other, words = answer.prediction.candidates[1], wording(lang)
    water = Condition("water", "cold", NASTY, "Cold", "Warm")
    kind = Condition(KIND, other.code, "Which?", other.title(lang), "")
    begun = words("right_if")
    for conditions, said in (((), 0), ((kind,), 0), ((water,), 1), ((water, water), 1)):
        told = replace(answer, alternatives=(Alternative(other, conditions),))
        made = Page(answer_html(told, tree, TARGET))
        assert harmless(made)
        assert made.text.count(begun) == said
        assert made.text.count(f"{NASTY} Cold") == len(conditions) * said


def test_of_many_choices_that_would_do_the_first_are_named(
    make_answer: MakeAnswer, tree: Nomenclature
) -> None:
    answer = make_answer()
    fibre = Condition("fibre", "silk+wool+flax", "Of what?", "Silk / Wool / Flax", "Cotton")
    other = Alternative(answer.prediction.candidates[1], (fibre,))
    page = Page(answer_html(replace(answer, alternatives=(other,)), tree, TARGET))
    assert "Of what? Silk / Wool / …" in page.text
    assert "Flax" not in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_answer_names_no_tab_whose_name_may_be_in_another_language(lang: Language) -> None:
    """The answer speaks its own language, the tabs that of the page."""
    for key in ("open_code", "open_code_named"):
        assert not re.search("Codes|แท็บ|Mã HS|[“”]", wording(lang).texts[key])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_can_be_opened_among_all_codes(
    make_answer: MakeAnswer, tree: Nomenclature, lang: Language
) -> None:
    page = answer_html(make_answer(language=lang), tree, TARGET)
    words = wording(lang)
    assert page.count(words("open_code")) == 2 * 2  # each names its code besides
    for code, shown in (("030617", "0306.17"), ("030616", "0306.16")):
        assert f'data-open="{code}"' in page
        assert words("open_code_named", code=shown) in page
