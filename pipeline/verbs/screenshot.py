"""``python -m pipeline screenshot``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "screenshot",
        help="take the picture of the app that README shows",
        description="Start the app, ask it for a description, and write a picture of the answer.",
    )
    p.add_argument("--text", default="不锈钢保温杯 500ml", help="the description to ask for")
    p.add_argument(
        "--out", type=Path, default=Path("hsclassify/ui/screenshot.png"), help="PNG to write"
    )
    p.set_defaults(verb=_screenshot)


def _screenshot(arguments: argparse.Namespace) -> int:
    from pipeline.screenshot import take

    take(arguments.text, arguments.out)
    print(f"picture in {arguments.out}")
    return 0
