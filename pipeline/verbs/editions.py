"""``python -m pipeline editions``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from hsclassify.editions import EDITIONS_FILE


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "editions",
        help="rebuild the correspondence of HS editions",
        description="Rebuild the table of code pairs that the package carries. The folder holds "
        "the UN Statistics Division's conversion tables (unstats.un.org, Classifications, "
        "Correspondences) as CSV, one row a code of the newer edition: hs6_hs5.csv (columns HS6_6d "
        "and HS5_6d), hs6_hs4.csv (HS6_6d, HS4_6d), hs5_hs4.csv (HS5_6d, HS4_6d); HS6 is HS 2022, "
        "HS5 2017, HS4 2012. For older codes old_to_2022.csv has the columns old_edition, old_hs6 "
        "and hs6_2022, with | between several codes.",
    )
    p.add_argument("folder", type=Path, help="folder of the conversion tables")
    p.add_argument("--out", type=Path, default=EDITIONS_FILE, metavar="FILE", help="CSV to write")
    p.set_defaults(verb=_editions)


def _editions(arguments: argparse.Namespace) -> int:
    from pipeline import editions

    rows = editions.build(arguments.folder)
    editions.write(rows, arguments.out)
    print(f"{len(rows):,} codes in {arguments.out}, {arguments.out.stat().st_size / 1e3:.0f} kB")
    return 0
