"""``python -m pipeline map``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from hsclassify.hub import EMBEDDED_BUNDLE

PICTURE: Final = Path("build/map.png")


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "map",
        help="compute the map of a bundle anew",
        description="Place the concepts of a bundle in two dimensions, write map.parquet into it, "
        "seal its manifest, draw the map as PNG, and print how much of the vectors' order it "
        "keeps.",
    )
    p.add_argument("--bundle", type=Path, default=EMBEDDED_BUNDLE, help="folder of the bundle")
    p.add_argument(
        "--variant",
        default=None,
        help="plain, wide, chapters (the default), chapters-tight, chapters-strong, "
        "chapters-wide or density",
    )
    p.add_argument(
        "--compare",
        type=int,
        default=0,
        metavar="N",
        help="only print the measures of every variant on N concepts; the bundle stays as it is",
    )
    p.add_argument(
        "--page",
        type=Path,
        metavar="FILE.md",
        help="with --compare, write its table, and the measures of the bundle's own map, here too",
    )
    p.add_argument("--picture", type=Path, default=PICTURE, metavar="FILE.png")
    p.add_argument(
        "--picture-only", action="store_true", help="only draw the map that the bundle has"
    )
    p.set_defaults(verb=_map)


def _map(arguments: argparse.Namespace) -> int:
    from pipeline.projection import DEFAULT_VARIANT, VARIANTS, add_map

    if arguments.compare:
        return _compare(arguments.bundle, arguments.compare, arguments.page)
    if arguments.picture_only:
        draw(arguments.bundle, arguments.picture)
        return 0
    name = arguments.variant or DEFAULT_VARIANT
    if name not in VARIANTS:
        raise InputError(f"Expected a variant of {', '.join(VARIANTS)}, got {name!r}.")
    print(json.dumps(add_map(arguments.bundle, VARIANTS[name]), indent=2))
    draw(arguments.bundle, arguments.picture)
    return 0


def _compare(folder: Path, size: int, page: Path | None) -> int:
    from hsclassify.bundle import Bundle
    from pipeline import pages
    from pipeline.map_page import BEGIN, END, fill
    from pipeline.projection import compared, measured

    if page:
        pages.check(page, BEGIN, END)
    bundle = Bundle.load(folder)
    rows = {}
    for name, values in compared(bundle, size):
        print(name, json.dumps(values), flush=True)
        rows[name] = values
    if page:
        fill(page, rows, min(size, len(bundle.concepts)), measured(bundle), len(bundle.concepts))
        print(f"table in {page} written")
    return 0


def draw(folder: Path, picture: Path) -> None:
    """Draw the map of the bundle in *folder* as *picture* and, for dark pages, beside it."""
    from hsclassify.bundle import Bundle
    from hsclassify.latent import LatentMap
    from pipeline.map_image import LOOKS, draw_map

    bundle = Bundle.load(folder)
    latent = LatentMap.read(bundle)
    if latent is None:
        raise InputError(f"Expected a map in {folder}, found none. Run `python -m pipeline map`.")
    for name, look in LOOKS.items():
        file = picture if name == "light" else picture.with_stem(f"{picture.stem}-{name}")
        draw_map(latent, bundle.nomenclature, look, file)
        print(f"picture {file}, {file.stat().st_size / 1e3:.0f} kB")
