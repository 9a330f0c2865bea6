"""The Codes tab as HTML: the tree, one code, what a search found, a conversion. Pure functions.

A button with ``data-code`` opens that code; the tab's script sends the click on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hsclassify.codes import Converted, Hit, Lookup, Titled
from hsclassify.editions import main_partners
from hsclassify.nomenclature import SECTION_LEVEL, Nomenclature
from hsclassify.results import dotted
from hsclassify.text import Language
from hsclassify.ui.copy_button import copy_button
from hsclassify.ui.explain import LEVEL_KEYS
from hsclassify.ui.markup import NOTHING, Html, join, tag
from hsclassify.ui.national_html import National, national_html
from hsclassify.ui.wording import Wording

_TOP: Final = ""


def sections_html(tree: Nomenclature, words: Wording) -> Html:
    """Return the sections, to begin browsing with."""
    sections = [Titled.of(tree, code) for code in tree.codes(SECTION_LEVEL)]
    return tag(
        "section",
        _title(words("codes_browse")),
        _listed(sections, words),
        class_="hs-panel",
        lang=words.language,
    )


def section_html(tree: Nomenclature, code: str, words: Wording) -> Html:
    """Return a section with its chapters."""
    return tag(
        "article",
        _breadcrumbs((Titled.of(tree, code),), words),
        _heading(code, tree.title(code, words.language), words),
        _below([Titled.of(tree, c) for c in tree.children(code)], words),
        class_="hs-entry hs-panel",
        lang=words.language,
    )


def lookup_html(found: Lookup, national: National, words: Wording) -> Html:
    """Return a code with its place, what is below it, its goods and its national lines."""
    if found.status == "dead":
        return _dead(found, words)
    return tag(
        "article",
        _breadcrumbs(found.path, words),
        _heading(found.code, found.titles[words.language], words),
        _other_titles(found.titles, words),
        _history(found, words),
        _below(found.children, words),
        _goods(found.goods, words),
        national_html(national, words),
        class_="hs-entry hs-panel",
        lang=words.language,
    )


def hits_html(query: str, hits: Sequence[Hit], words: Wording) -> Html:
    """Return what a search found, best first."""
    return tag(
        "section",
        _breadcrumbs((), words),
        _title(words("codes_hits" if hits else "codes_no_hits", query=query)),
        tag("ul", *(_hit(hit, words) for hit in hits), class_="hs-codes"),
        class_="hs-panel",
        lang=words.language,
    )


def problem_html(message: str, words: Wording) -> Html:
    """Return that a code cannot be read or does not exist, as *message* says."""
    return tag(
        "section",
        _title(words("codes_unknown")),
        tag("p", message),
        class_="hs-notice",
        lang=words.language,
    )


def conversion_html(found: Converted, words: Wording) -> Html:
    """Return what a code of one edition is in another."""
    c = found.conversion
    values = {"code": dotted(c.code), "source": str(c.source), "target": str(c.target)}
    return tag(
        "section",
        tag("p", words(f"convert_{c.relation}", **values), class_="hs-lead"),
        tag("p", words("convert_reused", **values)) if c.reused else NOTHING,
        _partners(c.code, found.partners, words),
        class_="hs-panel",
        lang=words.language,
    )


def _dead(found: Lookup, words: Wording) -> Html:
    return tag(
        "article",
        _breadcrumbs(found.path, words),
        tag("p", words("codes_dead", edition=str(found.died)), class_="hs-kind hs-warn"),
        _title(tag("span", dotted(found.code), class_="hs-code"), class_="hs-title"),
        tag(
            "p",
            words("codes_dead_body" if found.successors else "codes_dead_nowhere"),
            class_="hs-reason",
        ),
        _partners(found.code, found.successors, words),
        class_="hs-entry hs-panel",
        lang=words.language,
    )


def _partners(code: str, partners: Sequence[Titled], words: Wording) -> Html:
    """Return the main partners of a code, then those that took over parts."""
    main = main_partners(code, tuple(t.code for t in partners))
    parts = [t for t in partners if t.code not in main]
    return join(
        _listed((t for t in partners if t.code in main), words),
        join(tag("h3", words("codes_parts")), _listed(parts, words)) if parts else NOTHING,
    )


def _breadcrumbs(path: Sequence[Titled], words: Wording) -> Html:
    steps = [_crumb(_TOP, words("codes_all"))]
    steps += [_crumb(t.code, _place(t.code, words)) for t in path]
    return tag("nav", tag("ol", *steps, class_="hs-path"), aria_label=words("path_label"))


def _crumb(code: str, label: str) -> Html:
    return tag("li", tag("button", label, type="button", class_="hs-crumb", data_code=code))


def _place(code: str, words: Wording) -> str:
    level = len(code) if code.isdigit() else SECTION_LEVEL
    return words(LEVEL_KEYS[level], code=dotted(code))


def _heading(code: str, title: str, words: Wording) -> Html:
    copy = copy_button(
        words("copy"),
        words,
        kind="hs-copy",
        data_copy=code,
        aria_label=words("copy_code", code=dotted(code)),
    )
    return tag(
        "div",
        _title(
            tag("span", dotted(code), class_="hs-code"),
            " ",
            tag("span", title),
            class_="hs-title",
        ),
        copy if code.isdigit() else NOTHING,
        class_="hs-named",
    )


def _title(*parts: str, **attributes: str) -> Html:
    """Return a heading that takes the keyboard's focus from what opened it, see codes_tab.py."""
    return tag("h2", *parts, tabindex="-1", **attributes)


def _other_titles(titles: Mapping[Language, str], words: Wording) -> Html:
    others = (tag("li", titles[lang], lang=lang) for lang in titles if lang != words.language)
    return tag("ul", *others, class_="hs-others")


def _history(found: Lookup, words: Wording) -> Html:
    """Return from which HS 2017 codes a subheading came, where they differ from it."""
    if not found.predecessors or found.predecessors == (found.code,):
        return NOTHING
    came = ", ".join(map(dotted, found.predecessors))
    return tag("p", words("codes_history", codes=came), class_="hs-note")


def _below(children: Sequence[Titled], words: Wording) -> Html:
    return _listed(children, words) if children else NOTHING


def _goods(goods: Sequence[Mapping[Language, str]], words: Wording) -> Html:
    if not goods:
        return NOTHING
    rows = (tag("li", texts[words.language]) for texts in goods)
    return tag("section", tag("h3", words("codes_goods")), tag("ul", *rows, class_="hs-goods"))


def _listed(codes: Iterable[Titled], words: Wording) -> Html:
    return tag("ul", *(_opener(t.code, t.titles, words) for t in codes), class_="hs-codes")


def _opener(code: str, titles: Mapping[Language, str], words: Wording, *more: str) -> Html:
    return tag(
        "li",
        tag(
            "button",
            tag("span", dotted(code), class_="hs-code"),
            tag("span", titles.get(words.language, ""), class_="hs-opener-title"),
            *more,
            type="button",
            class_="hs-opener",
            data_code=code,
        ),
    )


def _hit(hit: Hit, words: Wording) -> Html:
    badges = (tag("span", words(f"found_{how}"), class_="hs-badge") for how in hit.found_by)
    return _opener(hit.code, hit.titles, words, *badges)
