"""``python -m pipeline tariffs``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hsclassify.errors import InputError
from hsclassify.tariffs import TARIFFS_FILE


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "tariffs",
        help="make the file of national tariff lines",
        description="Make the optional file of national tariff lines. Put it into the bundle's "
        "folder or name it with HSCLASSIFY_TARIFFS. A plain CSV has the columns code (7 to 12 "
        "digits) and text (with the texts above the line, parted by ' > '), and may have units, "
        "general, special, other (duties as the tariff words them) and notes.",
    )
    p.add_argument(
        "--us",
        metavar="FILE|FOLDER|URL",
        help="JSON export of hts.usitc.gov, such as "
        "https://hts.usitc.gov/reststop/exportList?from=0101&to=9706&format=JSON&styles=false",
    )
    p.add_argument("--us-sha256", metavar="HEX", help="digest of the export; a URL needs one")
    p.add_argument(
        "--plain",
        action="append",
        default=[],
        metavar="CC=FILE",
        help="another country's tariff as plain CSV, e.g. TH=thailand.csv; may be repeated",
    )
    p.add_argument("--as-of", default="", metavar="DAY", help="day that the duties are of")
    p.add_argument("--out", type=Path, default=Path("build") / TARIFFS_FILE, metavar="FILE")
    p.set_defaults(verb=_tariffs)


def _tariffs(arguments: argparse.Namespace) -> int:
    from pipeline import tariffs

    sources = []
    if arguments.us:
        sources.append(
            tariffs.read_us(arguments.us, sha256=arguments.us_sha256, as_of=arguments.as_of)
        )
    for named in arguments.plain:
        country, _, file = named.partition("=")
        sources.append(tariffs.read_plain(country, file, as_of=arguments.as_of))
    if not sources:
        raise InputError("Name at least one tariff with --us or --plain.")
    count = tariffs.write(sources, arguments.out)
    size = arguments.out.stat().st_size / 1e6
    print(f"{count:,} lines in {arguments.out}, {size:.1f} MB")
    return 0
