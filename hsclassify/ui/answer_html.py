"""An answer as HTML: what is safe, the likeliest codes, the goods that decided it.

Pure functions. Everything that comes from a visitor, the corpus or the copy passes
through :func:`hsclassify.ui.markup.tag`, which escapes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hsclassify.explanation import Condition
from hsclassify.facts import OR
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import Candidate, Neighbor, dotted, percent
from hsclassify.text import Language
from hsclassify.ui.answers import Answer
from hsclassify.ui.copy_button import copy_button
from hsclassify.ui.explain import (
    LEVEL_KEYS,
    confidence_key,
    lead,
    leaders,
    verdict_key,
)
from hsclassify.ui.markup import NOTHING, Html, join, tag
from hsclassify.ui.questions_html import questions_html
from hsclassify.ui.share_html import share_html
from hsclassify.ui.wording import Wording, wording

_CHOICES_SHOWN: Final = 2
_TIPS: Final = ("tip_what", "tip_made", "tip_use")
_PROMISES: Final = ("waiting_codes", "waiting_safe", "waiting_neighbors")
_SIGNS: Final = {6: "✓", 4: "✓", 2: "✓", 0: "?"}


@dataclass(frozen=True)
class Scene:
    """What a rendering needs besides the answer itself.

    Attributes:
        nomenclature: for the path of a code.
        target: probability from which an answer counts as safe.
        words: texts in the language of the answer.
    """

    nomenclature: Nomenclature
    target: float
    words: Wording


def waiting_html(words: Wording) -> Html:
    """Return what stands in the answer's place before the first question."""
    return tag(
        "section",
        tag("h2", words("waiting_title")),
        tag("ul", *(tag("li", words(key)) for key in _PROMISES)),
        class_="hs-notice",
    )


def answer_html(
    answer: Answer,
    nomenclature: Nomenclature,
    target: float,
    *,
    national: Html = NOTHING,
    record: Html = NOTHING,
    like_page: bool = False,
) -> Html:
    """Return the whole answer, or a hint where the text names no goods.

    *national* lines follow the answer; the link to its *record* stands in its last line. One that
    is *like_page* says what it knows already, so that the page can have it in another language.
    """
    words = wording(answer.language)
    if not answer.prediction.text:
        return hint_html("empty", words)
    if not answer.prediction.candidates:
        return hint_html("no_words", words, answer.explanation)
    scene = Scene(nomenclature, target, words)
    known = json.dumps({x.question: x.choice for x in answer.given})
    return tag(
        "article",
        verdict_html(answer, scene),
        tag(
            "div",
            candidates_html(answer, scene),
            neighbors_html(answer, scene),
            class_="hs-columns",
        ),
        tag("div", national, class_="hs-panel") if national else NOTHING,
        _colophon(answer, words, record),
        class_="hs-answer",
        lang=answer.language,
        data_text=answer.text,
        data_like_page=known if like_page else None,
    )


def hint_html(kind: str, words: Wording, body: str = "") -> Html:
    """Return a friendly hint; *kind* is "empty" or "no_words", *body* what to say instead."""
    return tag(
        "section",
        tag("h2", words(f"{kind}_title")),
        tag("p", body or words(f"{kind}_body")),
        class_="hs-notice",
        lang=words.language,
    )


def verdict_html(answer: Answer, scene: Scene) -> Html:
    """Return how far the answer is safe, why, and what would help where it is not."""
    prediction, words = answer.prediction, scene.words
    named = prediction.best or lead(prediction)
    title = (
        _named(named, answer.language, scene, "h2")
        if named
        else tag("h2", words("verdict_0_title"), class_="hs-title", tabindex="-1")
    )
    return tag(
        "header",
        tag(
            "p",
            tag("span", _SIGNS[prediction.level], class_="hs-sign", aria_hidden="true"),
            words(f"verdict_{verdict_key(prediction)}"),
            class_="hs-kind",
        ),
        title,
        tag("p", answer.explanation, class_="hs-reason"),
        _ladder(answer, scene),
        questions_html(answer, words),
        join() if prediction.level == 6 or answer.questions else _tips(words),
        share_html(answer, scene.target, words),
        class_=f"hs-verdict hs-level-{prediction.level}",
    )


def _ladder(answer: Answer, scene: Scene) -> Html:
    """Return one step for each level: its leading code, how likely, safe or open."""
    return tag(
        "ol",
        *(_rung(level, c, answer, scene) for level, c in leaders(answer.prediction).items()),
        class_="hs-ladder",
        aria_label=scene.words("ladder_label"),
    )


def _rung(level: int, leader: Candidate, answer: Answer, scene: Scene) -> Html:
    words, safe = scene.words, level <= answer.prediction.level
    state = words("rung_safe" if safe else "rung_open")
    return tag(
        "li",
        tag("span", words(LEVEL_KEYS[level], code=leader.dotted), class_="hs-rung-name"),
        tag("span", leader.title(answer.language), class_="hs-rung-title"),
        tag(
            "span",
            tag("span", "✓" if safe else "", class_="hs-mark", aria_hidden="true"),
            f"{percent(leader.probability)} · {state}",
            class_="hs-rung-state",
        ),
        class_="hs-rung hs-safe" if safe else "hs-rung hs-open",
    )


def _tips(words: Wording) -> Html:
    return tag(
        "div",
        tag("h3", words("tips_title")),
        tag("ul", *(tag("li", words(key)) for key in _TIPS)),
        class_="hs-tips",
    )


def candidates_html(answer: Answer, scene: Scene) -> Html:
    """Return the ranked codes, each with its bar, number, word and path."""
    key = "candidates_title" if answer.prediction.level else "guesses_title"
    known = {a.candidate.code: a.known for a in answer.alternatives}
    return tag(
        "section",
        tag("h3", scene.words(key)),
        tag(
            "ol",
            *(
                _candidate(c, known.get(c.code, ()), answer.language, scene)
                for c in answer.prediction.candidates
            ),
            class_="hs-candidates",
        ),
        class_="hs-panel",
    )


def _candidate(
    candidate: Candidate, known: Sequence[Condition], language: Language, scene: Scene
) -> Html:
    return tag(
        "li",
        _path(candidate.code, language, scene),
        _named(candidate, language, scene, "h4"),
        _meter(candidate.probability, scene),
        _conditions(known, scene.words) if known else NOTHING,
        _opener(candidate, scene.words),
    )


def _conditions(conditions: Sequence[Condition], words: Wording) -> Html:
    """Return what would make a rejected code right: the questions, and the answers it needs."""
    needed = (
        join(c.text, " ", tag("span", _shortened(c.label), class_="hs-needed"), " ")
        for c in conditions
    )
    return tag("p", words("right_if"), " ", *needed, class_="hs-note")


def _shortened(label: str) -> str:
    """Return the first of the choices that a label joins; "Another fibre" may be a dozen."""
    choices = label.split(OR)
    return OR.join([*choices[:_CHOICES_SHOWN], *(["…"] if len(choices) > _CHOICES_SHOWN else [])])


def _opener(candidate: Candidate, words: Wording) -> Html:
    """Return the step that every code offers: its place among all codes, and what is beside it."""
    return tag(
        "button",
        words("open_code"),
        type="button",
        class_="hs-see",
        data_open=candidate.code,
        aria_label=words("open_code_named", code=candidate.dotted),
    )


def _named(candidate: Candidate, language: Language, scene: Scene, heading: str) -> Html:
    """Return a code with its title, and a button that copies the code's digits."""
    words = scene.words
    return tag(
        "div",
        tag(
            heading,
            tag("span", candidate.dotted, class_="hs-code"),
            " ",
            tag("span", candidate.title(language)),
            class_="hs-title",
            # Where the focus goes once an answer is narrowed.
            tabindex="-1" if heading == "h2" else None,
        ),
        copy_button(
            words("copy"),
            words,
            kind="hs-copy",
            data_copy=candidate.code,
            aria_label=words("copy_code", code=candidate.dotted),
        ),
        class_="hs-named",
    )


def _meter(probability: float, scene: Scene) -> Html:
    key = confidence_key(probability, scene.target)
    shown, word = percent(probability), scene.words(key)
    return tag(
        "div",
        tag(
            "span",
            tag("span", class_="hs-fill", style=f"width:{probability:.1%}"),
            class_="hs-track",
            role="meter",
            aria_valuemin="0",
            aria_valuemax="100",
            aria_valuenow=f"{probability * 100:.0f}",
            aria_valuetext=f"{shown}, {word}",
            aria_label=scene.words("probability_label", percent=shown, word=word),
        ),
        tag("span", shown, class_="hs-percent"),
        tag("span", word, class_="hs-word"),
        class_=f"hs-meter hs-{key.replace('_', '-')}",
    )


def _path(code: str, language: Language, scene: Scene) -> Html:
    """Return section › chapter › heading, in numbers and plain words; the code itself follows."""
    return tag(
        "ol",
        *(_step(step, language, scene) for step in scene.nomenclature.path(code)[:-1]),
        class_="hs-path",
        aria_label=scene.words("path_label"),
    )


def _step(code: str, language: Language, scene: Scene) -> Html:
    entry = scene.nomenclature.entry(code)
    shown = dotted(code) if code.isdigit() else code
    return tag(
        "li",
        tag("span", scene.words(LEVEL_KEYS[entry.level], code=shown), class_="hs-step"),
        " ",
        entry.titles[language],
    )


def neighbors_html(answer: Answer, scene: Scene) -> Html:
    """Return the corpus rows that decided the answer, or the nearest ones where none did."""
    key = "neighbors_title" if answer.prediction.level else "nearest_title"
    return tag(
        "section",
        tag("h3", scene.words(key)),
        tag("p", scene.words("neighbors_note"), class_="hs-note"),
        tag(
            "ul",
            *(_neighbor(n, answer, scene) for n in answer.prediction.neighbors),
            class_="hs-neighbors",
        ),
        class_="hs-panel",
    )


def _neighbor(neighbor: Neighbor, answer: Answer, scene: Scene) -> Html:
    words = scene.words
    original = original_language(answer.language, answer.prediction.language)
    similarity = words.decimal(neighbor.similarity)
    return tag(
        "li",
        tag(
            "span",
            tag("span", neighbor.texts[answer.language]),
            tag("span", words("kind_title"), class_="hs-badge")
            if neighbor.kind == "title"
            else join(),
            class_="hs-neighbor-text",
        ),
        tag("span", neighbor.texts[original], class_="hs-original", lang=original)
        if original
        else join(),
        tag("span", dotted(neighbor.code), class_="hs-neighbor-code"),
        tag(
            "span",
            similarity,
            class_="hs-similarity",
            title=words("similarity"),
            aria_label=f"{words('similarity')} {similarity}",
        ),
    )


def original_language(answer: Language, text: Language) -> Language | None:
    """Return the language of a neighbour's second line, or None for no second line.

    The language of the text, so that a visitor sees what was compared; where that is
    the answer's own, English, the language of the trade documents.
    """
    if text != answer:
        return text
    return "en" if answer != "en" else None


def _colophon(answer: Answer, words: Wording, record: Html) -> Html:
    return tag(
        "footer",
        tag("span", words("latency", milliseconds=f"{answer.latency_ms:.0f}")),
        tag("span", words("read_as", language=words(f"language_{answer.prediction.language}"))),
        record,
        tag("span", words("disclaimer")),
        tag(
            "button",
            words("digits_help"),
            type="button",
            class_="hs-see",
            data_help="digits",
        ),
        class_="hs-colophon",
    )
