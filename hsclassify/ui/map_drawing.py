"""What the map shows: the file that is drawn once, and the small layers that change."""

from __future__ import annotations

import base64
import itertools
import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hsclassify.bundle import Bundle
from hsclassify.labels import chapter_labels
from hsclassify.latent import LatentMap, Location, densest
from hsclassify.search import ConceptSearch
from hsclassify.text import Language
from hsclassify.ui import figures
from hsclassify.ui.audit import Audit
from hsclassify.ui.wording import INTERFACE, Wording, wording

_FORMATS: Final = ("png", "svg", "html")

FOLDER_PREFIX: Final = "hsclassify-map-"
"""Begins the name of the folder with what is drawn, which stays while the app runs."""

SIGNS: Final[Mapping[str, str]] = {"closer": "+", "farther": "−"}
"""What stands on the buttons that magnify, by what they do; their names are read aloud."""

SCATTERED: Final = 0.25
"""A spread, in half-widths of the map, from which on a place says little."""


@dataclass(frozen=True)
class Wish:
    """What a visitor wants to see.

    Attributes:
        language: of labels and hover texts.
        location: where the visitor's text falls; None for no text.
        sections: only these stand out; () for all.
        chapters: only these stand out; () for all.
        search: only what has this word or code stands out; "" for all.
        pair: two headings to mark, or None.
        trouble: shade where held-out goods are often wrong.
        audit: lines of a table or document to lay over the map, or None.
    """

    language: Language = INTERFACE
    location: Location | None = None
    sections: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    search: str = ""
    pair: tuple[str, str] | None = None
    trouble: bool = False
    audit: Audit | None = None


class MapDrawing:
    """Draws the map of one bundle. Thread-safe."""

    def __init__(self, bundle: Bundle, latent: LatentMap) -> None:
        self.bundle = bundle
        self.latent = latent
        self.search = ConceptSearch(bundle.concepts, bundle.nomenclature)
        self._files = tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX)
        self._lock = threading.Lock()
        self._requests = itertools.count(1)

    @property
    def folder(self) -> Path:
        """Where the files of :meth:`atlas` lie; it goes when the app ends."""
        return Path(self._files.name)

    def atlas(self, language: Language, theme: str) -> Path:
        """Return the file with the whole map for a language and "light" or "dark"."""
        file = self.folder / f"{language}-{theme}.json"
        with self._lock:
            if not file.exists():
                file.write_text(self._atlas(language, figures.THEMES[theme]), "utf-8")
        return file

    def _atlas(self, language: Language, theme: figures.Theme) -> str:
        tree = self.bundle.nomenclature
        labels = chapter_labels(self.latent, tree, language)
        figure = figures.map_figure(self.latent, tree, language, theme, labels)
        levels = [code for level in (1, 2, 4, 6) for code in tree.codes(level)]
        values = {
            "codes": self.latent.codes,
            "goods": self.bundle.concepts.texts[language],
            "titles": {code: tree.title(code, language) for code in levels},
            "sections": {chapter: tree.parent(chapter) for chapter in tree.codes(2)},
            "labels": [
                {"scale": x.scale, "annotation": figures.annotation(x, theme)} for x in labels
            ],
        }
        return f'{{"figure": {figure.to_json()}, {json.dumps(values, ensure_ascii=False)[1:]}'

    @cached_property
    def _chapters(self) -> npt.NDArray[np.str_]:
        return np.array([code[:2] for code in self.latent.codes])

    def chosen(self, wish: Wish) -> npt.NDArray[np.bool_] | None:
        """Return which concepts stand out, shape (n,), or None where all are alike."""
        tree, masks = self.bundle.nomenclature, []
        if wish.sections:
            inside = [c for c in tree.codes(2) if tree.parent(c) in wish.sections]
            masks.append(np.isin(self._chapters, inside))
        if wish.chapters:
            masks.append(np.isin(self._chapters, list(wish.chapters)))
        found = self.search.rows(wish.search)
        if found is not None:
            masks.append(np.isin(np.arange(len(self.latent)), found))
        return np.logical_and.reduce(masks) if masks else None

    def drawn(self, wish: Wish, view: figures.View | None = None) -> str:
        """Return what the page needs to show *wish*, as JSON.

        Args:
            wish: what to show.
            view: where to look; None to stay where the visitor is.
        """
        chosen, words = self.chosen(wish), wording(wish.language)
        return json.dumps(
            {
                "language": wish.language,
                "chosen": None if chosen is None else _packed(chosen),
                "layers": [json.loads(layer.to_json()) for layer in self._layers(wish)],
                "faint": wish.audit is not None,
                "view": view,
                # Whoever asks for the same again wants to be taken there again.
                "request": next(self._requests) if view else 0,
                "says": self._says(wish, chosen),
                "buttons": button_texts(words),
                "name": words("map_picture"),
                "loading": words("map_loading"),
                "failed": words("map_failed"),
                # Of the page that is saved.
                "title": f"{words('tab_map')} · {words('app_title')}",
            },
            ensure_ascii=False,
        )

    def _layers(self, wish: Wish) -> Sequence[Any]:
        layers: list[Any] = []
        if wish.trouble:
            name = wording(wish.language)("map_trouble_scale")
            layers += figures.trouble_layer(self.latent.trouble, name)
        if wish.pair:
            layers += figures.pair_layer(self.latent, wish.pair)
        if wish.audit:
            words = wording(wish.language)
            names = (words(f"map_audit_{x}") for x in ("agrees", "disagrees", "scale"))
            layers += figures.audit_layer(wish.audit.marks, *names)
        if wish.location:
            layers += figures.query_layer(wish.location, wish.language)
        return layers

    def pair_view(self, pair: tuple[str, str]) -> figures.View:
        """Return the view that shows where the points of both headings lie closest together."""
        rows = [self.latent.rows_under(code) for code in pair]
        return figures.view_of([densest(self.latent.points[r]) for r in rows if len(r)])

    def audit_view(self, audit: Audit) -> figures.View | None:
        """Return the view that shows all lines; None where none has a place."""
        return figures.view_of([(m.x, m.y) for m in audit.marks]) if audit.marks else None

    def _says(self, wish: Wish, chosen: npt.NDArray[np.bool_] | None) -> str:
        words = wording(wish.language)
        total = words.count(len(self.latent))
        shown = (
            words("map_shows_all", count=total)
            if chosen is None
            else words("map_shows_some", count=words.count(int(chosen.sum())), total=total)
        )
        said = [shown]
        if wish.audit:
            count = words.count(len(wish.audit.marks))
            said.append(words("map_audit_says", count=count, total=words.count(wish.audit.lines)))
        if wish.location:
            said.append(placed(wish.location, words))
        return " ".join(said)


def button_texts(words: Wording) -> dict[str, str]:
    """Return what the buttons above the map are called, by what they do."""
    saves = {kind: words("map_save_button", format=kind.upper()) for kind in _FORMATS}
    return {
        "closer": words("map_closer_button"),
        "farther": words("map_farther_button"),
        "reset": words("map_whole_button"),
        **saves,
    }


def placed(location: Location, words: Wording) -> str:
    """Return in a sentence or two where a text falls."""
    nearest = location.prediction.headings[0]
    where = words(
        "map_placed",
        text=figures.shortened(location.prediction.text),
        code=nearest.dotted,
        title=nearest.titles[words.language],
    )
    return " ".join([where, words("map_scattered")]) if location.spread > SCATTERED else where


def _packed(chosen: npt.NDArray[np.bool_]) -> str:
    """Return one bit a concept, the first in the highest bit, as base64."""
    return base64.b64encode(np.packbits(chosen).tobytes()).decode("ascii")
