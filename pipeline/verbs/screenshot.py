"""``python -m pipeline screenshot``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Final

PLAIN_TEXT: Final = "不锈钢保温杯 500ml"
OPEN_TEXT: Final = "fish"
"""So vague that the app has a question about it."""


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "screenshot",
        help="take the picture of the app that README shows",
        description="Start the app, ask it for a description, and write a picture of the answer; "
        "or, with --gif, of a question and of what its answer leaves.",
    )
    p.add_argument(
        "--text",
        help=f"the description to ask for; default: {PLAIN_TEXT}, and with --gif {OPEN_TEXT}",
    )
    p.add_argument(
        "--out", type=Path, default=Path("hsclassify/ui/screenshot.png"), help="PNG to write"
    )
    p.add_argument("--gif", type=Path, help="GIF to write instead, of a question and its answer")
    p.set_defaults(verb=_screenshot)


def _screenshot(arguments: argparse.Namespace) -> int:
    from pipeline.screenshot import take, take_moving

    if arguments.gif:
        take_moving(arguments.text or OPEN_TEXT, arguments.gif)
    else:
        take(arguments.text or PLAIN_TEXT, arguments.out)
    print(f"picture in {arguments.gif or arguments.out}")
    return 0
