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
    p.add_argument(
        "--plain-sha256",
        action="append",
        default=[],
        metavar="CC=HEX",
        help="digest of that country's file; a URL needs one",
    )
    p.add_argument(
        "--as-of",
        action="append",
        default=[],
        metavar="[CC=]DAY",
        help="day that the duties are of: of one country, e.g. TH=2026-07-01, or of all others",
    )
    p.add_argument("--out", type=Path, default=Path("build") / TARIFFS_FILE, metavar="FILE")
    p.set_defaults(verb=_tariffs)


def _tariffs(arguments: argparse.Namespace) -> int:
    from pipeline import tariffs

    plain = _by_country(arguments.plain, "--plain")
    countries = {*plain, *([tariffs.US] if arguments.us else [])}
    if not countries:
        raise InputError("Name at least one tariff with --us or --plain.")
    digests = _by_country(arguments.plain_sha256, "--plain-sha256")
    days = _by_country([day if "=" in day else f"={day}" for day in arguments.as_of], "--as-of")
    for option, named in (
        ("--plain-sha256", {*digests} - {*plain}),
        ("--as-of", {*days} - countries),
    ):
        if unknown := named - {""}:
            raise InputError(
                f"{option} names {', '.join(sorted(unknown))}, of which no tariff is given. "
                "Name its file too, or leave this out."
            )

    def as_of(country: str) -> str:
        return days.get(country, days.get("", ""))

    sources = []
    if arguments.us:
        us, sha256 = arguments.us, arguments.us_sha256
        sources.append(tariffs.read_us(us, sha256=sha256, as_of=as_of(tariffs.US)))
    for country, file in plain.items():
        sha256 = digests.get(country)
        sources.append(tariffs.read_plain(country, file, sha256=sha256, as_of=as_of(country)))
    count = tariffs.write(sources, arguments.out)
    size = arguments.out.stat().st_size / 1e6
    print(f"{count:,} lines in {arguments.out}, {size:.1f} MB")
    return 0


def _by_country(given: list[str], option: str) -> dict[str, str]:
    """Return the values of an option that is repeated as CC=VALUE.

    Raises:
        InputError: a value has no country, or a country comes twice.
    """
    values: dict[str, str] = {}
    for one in given:
        country, mark, value = one.partition("=")
        if not (mark and value):
            raise InputError(f"Expected {option} as TH=VALUE, with a country, got {one!r}.")
        if country in values:
            raise InputError(
                f"Expected {option} once for each country, got it twice for {country or 'all'}."
            )
        values[country] = value
    return values
