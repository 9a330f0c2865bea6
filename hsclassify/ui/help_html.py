"""The Help tab as HTML: what HS is, how to read an answer, how good it is. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import hsclassify
from hsclassify.results import percent
from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.copy_button import copy_button
from hsclassify.ui.explain import rounded
from hsclassify.ui.markup import Html, join, tag
from hsclassify.ui.wording import Wording

RESULTS_FILE: Final = Path(hsclassify.__file__).parent / "evaluation.json"
"""Written by ``python -m pipeline evaluate``; the page does without where there is none."""

_LEVELS: Final = ("2", "4", "6")
_CONFIDENCE: Final = ("very_likely", "likely", "possible", "unlikely")
_OURS: Final = frozenset({"plain_descriptions"})
"""Sets whose texts we wrote; those of the other sets nobody here did."""


def read_figures(digest: str, file: Path = RESULTS_FILE) -> Mapping[str, Any]:
    """Return what the evaluation measured of the bundle of *digest*, nothing of any other."""
    if not file.exists():
        return {}
    figures: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return figures if figures["bundle"] == digest else {}


def help_html(
    figures: Mapping[str, Any],
    target: float,
    words: Wording,
    *,
    feedback_repo: str = "",
    source: str = "",
) -> Html:
    """Return the whole tab.

    Args:
        figures: what :func:`read_figures` returns.
        target: probability from which an answer counts as safe.
        words: in the language of the page.
        feedback_repo: Hub dataset that feedback is pushed to; "" where it stays on the server.
        source: address of the app's repository; "" where none is known.
    """
    shown = {"target": percent(target)}
    return tag(
        "article",
        _section("hs", words),
        _section("digits", words, _digits(words)),
        _section(
            "confidence",
            words,
            _confidence(words, **shown),
            *_others_right(figures, words),
            **shown,
        ),
        _section("accuracy", words, accuracy_html(figures, words)),
        _section("limits", words),
        _section("privacy", words, tag("p", _feedback(feedback_repo, words))),
        _section("python", words, *_python(words, source)),
        _section("agents", words, _code(_AGENT, words)),
        _section("cite", words, _code(_citation(source), words)),
        class_="hs-about hs-help",
    )


def _section(name: str, words: Wording, *more: Html, **values: str) -> Html:
    return tag(
        "section",
        # A button of another tab leads here, and the keyboard goes on from the title.
        tag("h2", words(f"help_{name}_title"), tabindex="-1"),
        tag("p", words(f"help_{name}", **values)),
        *more,
        id=f"help-{name}",
    )


def _digits(words: Wording) -> Html:
    steps = (("03", 2), ("03.06", 4), ("0306.17", 6))
    return tag(
        "dl",
        *(
            join(tag("dt", tag("b", code, class_="hs-code")), tag("dd", words(f"help_level_{n}")))
            for code, n in steps
        ),
        class_="hs-facts",
    )


def _confidence(words: Wording, *, target: str) -> Html:
    return tag(
        "dl",
        *(
            join(tag("dt", words(key)), tag("dd", words(f"help_{key}", target=target)))
            for key in _CONFIDENCE
        ),
        class_="hs-facts",
    )


def _feedback(repo: str, words: Wording) -> str:
    return words("help_privacy_hub", repo=repo) if repo else words("feedback_kept_here")


def accuracy_html(figures: Mapping[str, Any], words: Wording) -> Html:
    """Return how often the first code is right, by set and language, as a table.

    Says that nothing was measured where *figures* are empty.
    """
    rows = list(_rows(figures, words))
    if not rows:
        return tag("p", words("help_accuracy_none"), class_="hs-note")
    names = [words("help_accuracy_texts"), words("help_accuracy_language")]
    numbers = [words("help_accuracy_count")]
    numbers += [words("help_accuracy_level", digits=level) for level in _LEVELS]
    numbers += [words("help_accuracy_answered"), words("help_accuracy_right")]
    heads = [tag("th", name, scope="col") for name in names]
    heads += [tag("th", name, scope="col", class_="hs-number") for name in numbers]
    table = tag(
        "table",
        tag("caption", words("help_accuracy_caption")),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *rows),
        class_="hs-table",
    )
    name = words("help_accuracy_title")
    box = tag("div", table, class_="hs-scroll", tabindex="0", role="region", aria_label=name)
    return join(box, *_same(figures.get("held_out"), words), *_of_others(figures, words))


def _same(held_out: Mapping[str, Any] | None, words: Wording) -> Iterator[Html]:
    """Yield in what share of the goods held out all four languages get one code."""
    if held_out and "same_code" in held_out:
        share = _percent(held_out["same_code"])
        yield tag("p", words("help_accuracy_same", share=share), class_="hs-note")


def _others(figures: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what was measured of the sets that others wrote."""
    return [measures for name, measures in figures.get("sets", {}).items() if name not in _OURS]


def _others_right(figures: Mapping[str, Any], words: Wording) -> Iterator[Html]:
    """Yield how often safe answers were right, in the worst and the best set of others."""
    answered = [measures["answered"]["precision"] for measures in _others(figures)]
    if shares := [share for share in answered if share is not None]:
        low, high = map(rounded, (min(shares), max(shares)))
        yield tag("p", words("help_confidence_others", low=low, high=high))


def _of_others(figures: Mapping[str, Any], words: Wording) -> Iterator[Html]:
    """Yield what makes the figures of the sets of others kinder, and the confidence worse."""
    sets = _others(figures)
    if not sets:
        return
    said = [words("help_accuracy_choices")]
    if all("seen" in measures for measures in sets):
        seen, count = (words.count(sum(of[name] for of in sets)) for name in ("seen", "n"))
        said.append(words("help_accuracy_seen", seen=seen, count=count))
    if errors := [of["ece"] * 100 for of in sets if of["ece"] is not None]:
        low, high = f"{min(errors):.0f}", f"{max(errors):.0f}"
        said.append(words("help_accuracy_error", low=low, high=high))
    yield tag("p", " ".join(said), class_="hs-note")


def _rows(figures: Mapping[str, Any], words: Wording) -> Iterator[Html]:
    """Return a row for each set in each language, the reader's own language first."""
    named = list(_named(figures, words))
    for lang in sorted(LANGUAGES, key=lambda lang: lang != words.language):
        for name, measures in named:
            if lang in measures["by_language"]:
                yield _row(name, lang, measures["by_language"][lang], words)


def _named(figures: Mapping[str, Any], words: Wording) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return what was measured of each set of texts, by its name."""
    for name, measures in sorted(figures.get("sets", {}).items()):
        key = f"set_{name}"
        yield words(key) if key in words.texts else name.replace("_", " "), measures
    if "held_out" in figures:
        yield words("help_accuracy_held_out"), figures["held_out"]


def _row(name: str, lang: Language, measures: Mapping[str, Any], words: Wording) -> Html:
    answered = measures["answered"]
    shares = (
        *(measures["top1"][level] for level in _LEVELS),
        sum(answered[level] for level in _LEVELS),
        answered["precision"],
    )
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", words(f"language_{lang}")),
        *(
            tag("td", x, class_="hs-number")
            for x in (words.count(measures["n"]), *map(_percent, shares))
        ),
    )


def _percent(share: float | None) -> str:
    return "–" if share is None else rounded(share)


def _python(words: Wording, source: str) -> tuple[Html, Html, Html]:
    wanted = f"git+{source}" if source else "."
    where = (words("help_source"), " ", tag("a", source, href=source))
    return (
        _code(_PACKAGE.format(wanted), words),
        tag("p", *where) if source else tag("p", words("help_here")),
        _code(_CLIENT, words),
    )


def _citation(source: str) -> str:
    """Return a BibTeX entry. It names no address where only that of a running app is known."""
    address = f",\n  url = {{{source}}}" if source else ""
    return _CITATION.format(hsclassify.__version__, address)


def _code(code: str, words: Wording) -> Html:
    return tag(
        "div",
        tag("pre", tag("code", code), tabindex="0"),
        copy_button(words("copy"), words, kind="hs-copy", data_copy=code),
        class_="hs-snippet",
        lang="en",
    )


_PACKAGE: Final = """\
# pip install {}
from hsclassify import HSClassifier

classifier = HSClassifier.load()
answer = classifier.classify("frozen vannamei shrimp, peeled")
for candidate in answer.candidates:
    print(candidate.dotted, f"{{candidate.probability:.0%}}", candidate.title("en"))
"""

_CLIENT: Final = """\
# pip install gradio_client
from gradio_client import Client

client = Client("{address}")
answer = client.predict("ข้าวหอมมะลิ 5 กก.", api_name="/classify")
print(answer["candidates"][0]["code"], answer["level"])
"""

_AGENT: Final = """\
{"mcpServers": {"hsclassify": {"url": "{address}/gradio_api/mcp/"}}}
"""

_CITATION: Final = """\
@software{{hsclassify,
  author = {{{{HSClassify contributors}}}},
  title = {{HSClassify: Harmonized System codes from descriptions in four languages}},
  version = {{{}}},
  year = {{2026}}{}
}}
"""
