"""What the student is shown: the training rows, and the batches drawn from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hsclassify.text import LANGUAGES, Language, clean
from pipeline.corpus import Concept
from pipeline.corpus.checks import same_text_key
from pipeline.student.noise import Generator, joined, noisy
from pipeline.student.recipe import Recipe

Share = float

_LESS_SHARE: Final = 0.5
"""Paths and glossary rows are many and alike, and shown in every second epoch."""


@dataclass(frozen=True)
class Row:
    """A parallel text to train on.

    Attributes:
        texts: by language; all four present.
        code: HS code of 2, 4 or 6 digits, or "" for a glossary row.
        share: chance to be shown in an epoch.
    """

    texts: Mapping[Language, str]
    code: str
    share: Share = 1.0


@dataclass(frozen=True)
class Batch:
    """Two texts in different languages for each of n rows, and the rows' numbers."""

    rows: tuple[int, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]


def training_rows(
    concepts: Sequence[Concept],
    glossary: Sequence[Mapping[str, str]],
    recipe: Recipe,
    official: Mapping[str, str] | None = None,
    lines: Sequence[tuple[str, str]] = (),
) -> list[Row]:
    """Return the rows to train on: the corpus' training split, its paths, the glossary.

    Args:
        concepts: the whole corpus; only its training split is used.
        glossary: words without a code; those that name held-out goods are left out.
        recipe: says how often public texts are shown.
        official: official English text by code, if the user named a source; it is
            paired with our own titles in the other languages.
        lines: six-digit codes and English texts of national tariff lines; paired the same way.
    """
    titles = {c.code: c.texts for c in concepts if c.kind == "title"}
    rows = [Row(c.texts, c.code) for c in concepts if c.split == "train"]
    rows += [Row(_path(titles, code), code, _LESS_SHARE) for code in titles if len(code) == 6]
    rows += [
        Row({x: r[x] for x in LANGUAGES}, "", _LESS_SHARE)
        for r in _apart_from_held_out(concepts, glossary)
    ]
    public = [(code, text, recipe.official_share) for code, text in (official or {}).items()]
    public += [(code, text, recipe.line_share) for code, text in lines]
    for code, text, share in public:
        if code in titles:
            rows.append(Row({**titles[code], "en": text}, code, share))
    return [Row({x: clean(r.texts[x]) for x in LANGUAGES}, r.code, r.share) for r in rows]


def _apart_from_held_out(
    concepts: Sequence[Concept], glossary: Sequence[Mapping[str, str]]
) -> Iterator[Mapping[str, str]]:
    """Yield the words of the glossary that are no held-out goods, in whatever language.

    The languages of a row are drawn together, which would flatter how well they agree on goods
    that are said to be unknown.
    """
    held_out = {
        (lang, same_text_key(c.texts[lang]))
        for c in concepts
        if c.split not in {"train", ""}
        for lang in LANGUAGES
    }
    for row in glossary:
        if not any((lang, same_text_key(row[lang])) in held_out for lang in LANGUAGES):
            yield row


def _path(titles: Mapping[str, Mapping[Language, str]], code: str) -> dict[Language, str]:
    """Heading and subheading in one line, the way a printed tariff reads."""
    return {x: f"{titles[code[:4]][x]} - {titles[code][x]}" for x in LANGUAGES}


def batches(rows: Sequence[Row], recipe: Recipe, start: int = 0) -> Iterator[Batch]:
    """Yield batches for ever; the n-th is the same for the same rows and recipe.

    Args:
        rows: the training rows.
        recipe: says how large batches are, what is in them, and the seed.
        start: number of the first batch to yield, to resume a run.
    """
    siblings = _siblings(rows)
    size, seed = recipe.batch, recipe.seed
    drawn = int(size * (1 - recipe.sibling_share))
    step, epoch = 0, 0
    while True:
        order = _epoch(rows, seed, epoch)
        for at in range(0, len(order) - drawn + 1, drawn):
            if step >= start:
                rng = np.random.default_rng((seed, 1, step))
                picked = _with_siblings(order[at : at + drawn], rows, siblings, size, rng)
                yield _batch(picked, rows, recipe, rng)
            step += 1
        epoch += 1


def _epoch(rows: Sequence[Row], seed: int, epoch: int) -> list[int]:
    rng = np.random.default_rng((seed, 0, epoch))
    shown = rng.random(len(rows)) < np.array([r.share for r in rows])
    return [int(i) for i in rng.permutation(np.flatnonzero(shown))]


def _siblings(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Return by subheading the rows of the other subheadings of its heading, where there are any.

    Rows of its own would be no negatives: the contrast leaves them out.
    """
    by_heading: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, row in enumerate(rows):
        if len(row.code) == 6:
            by_heading[row.code[:4]][row.code].append(number)
    return {
        code: [i for other, own in codes.items() if other != code for i in own]
        for codes in by_heading.values()
        if len(codes) > 1
        for code in codes
    }


def _with_siblings(
    picked: list[int],
    rows: Sequence[Row],
    siblings: Mapping[str, list[int]],
    size: int,
    rng: Generator,
) -> list[int]:
    """Fill a batch to *size* with rows of other codes in the headings already in it."""
    taken = set(picked)
    anchors = [i for i in picked if rows[i].code in siblings]
    for anchor in rng.permutation(np.array(anchors, int)):
        if len(taken) >= size:
            break
        near = siblings[rows[anchor].code]
        taken.add(near[int(rng.integers(len(near)))])
    return list(taken)


def _batch(picked: Sequence[int], rows: Sequence[Row], recipe: Recipe, rng: Generator) -> Batch:
    first, second = [], []
    for number in picked:
        one, other = rng.permutation(len(LANGUAGES))[:2]
        texts = rows[number].texts
        first.append(_shown(texts, LANGUAGES[one], recipe, rng))
        second.append(_shown(texts, LANGUAGES[other], recipe, rng))
    return Batch(tuple(picked), tuple(first), tuple(second))


def _shown(texts: Mapping[Language, str], lang: Language, recipe: Recipe, rng: Generator) -> str:
    text = texts[lang]
    if rng.random() < recipe.bilingual_share:
        others = [x for x in LANGUAGES if x != lang]
        text = joined(text, texts[others[int(rng.integers(len(others)))]], rng)
    return clean(noisy(text, lang, rng)) if rng.random() < recipe.noise_share else text
