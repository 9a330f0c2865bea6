"""Render the test documents: ``python -m tests.documents.generator FOLDER [NAME ...]``.

Beside each document lies a JSON file with what is in it. The goods are those of
the corpus that no encoder was trained on; the odd documents have their own. Needs
Chromium, poppler and the fonts of packages-test.txt.
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from pdf2image import convert_from_path
from PIL import Image

from hsclassify.text import LANGUAGES, Language
from pipeline.corpus import Concept, read_concepts
from tests.documents import odd, paper
from tests.documents.content import compose, truth
from tests.documents.layouts import Layout, layouts
from tests.documents.markup import MARGINS, page
from tests.programs import chromium

_SCAN_DPI: Final = (200, 300)
_PHOTO_DPI: Final = 220
_ODD_DPI: Final = 250
_SCAN: Final = "-scan"
_PIXELS: Final = 96 / 25.4
"""Of the browser, in a millimetre."""


@contextmanager
def printer() -> Iterator[Any]:
    """Yield a browser page whose ``pdf`` prints HTML."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        try:
            yield browser.new_page()
        finally:
            browser.close()


def held_out_goods() -> list[Concept]:
    """Return the goods that no encoder was trained on."""
    return [c for c in read_concepts() if c.kind == "goods" and c.split == "test"]


def render(folder: Path, names: Iterable[str] | None = None) -> list[Path]:
    """Write the named documents (default: all) and their truths; return the documents' paths."""
    drawn = layouts()
    goods = held_out_goods()
    with printer() as browser:
        return [
            _write(browser, folder, name, drawn[name], goods)
            if name in drawn
            else _write_odd(browser, folder, name)
            for name in names or [*drawn, *odd_names()]
        ]


def odd_names() -> list[str]:
    """Return the names of the odd documents, as PDF and as scans."""
    return [*odd.ODD, *(f"{name}{_SCAN}" for name in odd.ODD)]


def _write_odd(browser: Any, folder: Path, name: str) -> Path:
    document = odd.ODD[name.removesuffix(_SCAN)]
    scanned = name.endswith(_SCAN)
    pdf = _print(browser, folder / f"{name}.pdf", odd.markup(document))
    _write_truth(pdf, odd.truth(document, "odd scan" if scanned else "odd"))
    if not scanned:
        return pdf
    (picture,) = convert_from_path(str(pdf), dpi=_ODD_DPI)
    pdf.unlink()
    picture.save(pdf.with_suffix(".png"))
    return pdf.with_suffix(".png")


def _print(browser: Any, pdf: Path, markup: str) -> Path:
    browser.set_content(markup)
    browser.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
    return pdf


def _write_truth(document: Path, truth: dict[str, Any]) -> None:
    document.with_suffix(".json").write_text(
        json.dumps(truth, ensure_ascii=False, indent=1, default=str), "utf-8"
    )


def _write(browser: Any, folder: Path, name: str, layout: Layout, goods: list[Concept]) -> Path:
    content = compose(layout, goods, name)
    pdf = _print(browser, folder / f"{name}.pdf", page(layout, content, name))
    told = truth(layout, content)
    for item, box in zip(told["items"], _boxes(browser, layout), strict=True):
        item["box"] = box
    _write_truth(pdf, told)
    return pdf if layout.kind in {"ruled", "unruled", "long"} else _on_paper(pdf, layout, name)


def _boxes(browser: Any, layout: Layout) -> list[list[float] | None]:
    """Return where the rows of the goods stand that the browser has just printed.

    Sides are shares of the page: left, top, right, bottom. None for each row where not all of
    them fit on one page.
    """
    width, height = (297, 210) if layout.landscape else (210, 297)
    across, down = MARGINS
    browser.emulate_media(media="print")
    browser.set_viewport_size(
        {"width": round((width - 2 * across) * _PIXELS), "height": round(height * _PIXELS)}
    )
    rows = browser.evaluate(
        "[...document.querySelectorAll('tr.item')].map(row => row.getBoundingClientRect().toJSON())"
    )
    if browser.evaluate("document.body.scrollHeight") > (height - 2 * down) * _PIXELS:
        return [None] * len(rows)
    return [
        [
            round((side / _PIXELS + margin) / whole, 4)
            for side, margin, whole in (
                (row["left"], across, width),
                (row["top"], down, height),
                (row["right"], across, width),
                (row["bottom"], down, height),
            )
        ]
        for row in rows
    ]


def _on_paper(pdf: Path, layout: Layout, name: str) -> Path:
    """Replace a PDF by pictures of its pages, each kind in the file formats it comes in."""
    variant = int(name[-1])
    rng = np.random.default_rng(list(name.encode()))
    dpi = _PHOTO_DPI if layout.kind == "photo" else _SCAN_DPI[variant % 2]
    pages = [np.array(p) for p in convert_from_path(str(pdf), dpi=dpi)]
    pdf.unlink()
    if layout.kind == "noisy":
        pages = [paper.noisy(p, rng, quarter_turns(name)) for p in pages]
    elif layout.kind == "photo":
        pages = [paper.photographed(p, rng) for p in pages]
    pictures = [Image.fromarray(p) for p in pages]
    suffix, options = _format(layout.language, layout.kind, variant, len(pages))
    file = pdf.with_suffix(suffix)
    first, *others = pictures
    first.save(file, **options, **({"save_all": True, "append_images": others} if others else {}))
    return file


def quarter_turns(name: str) -> int:
    """Return how many quarters anticlockwise the pages of a poor scan are turned."""
    language, _, variant = name.split("-")
    return ([*LANGUAGES].index(language) + int(variant)) % 4


def _format(lang: Language, kind: str, variant: int, pages: int) -> tuple[str, dict[str, Any]]:
    if kind == "photo" and pages == 1:
        return (".jpg", {"quality": 85}) if variant else (".webp", {"quality": 85})
    if pages > 1 or (kind == "scan" and lang in {"en", "th"}):
        return (".tif", {"compression": "tiff_lzw"}) if variant else (".pdf", {"resolution": 200})
    return ".png", {}


def as_jpeg(picture: paper.Picture, quality: int = 90) -> bytes:
    """Return a picture as the bytes of a JPEG file."""
    stream = io.BytesIO()
    Image.fromarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for file in render(arguments.folder, arguments.names or None):
        print(file)  # noqa: T201


if __name__ == "__main__":
    main()
