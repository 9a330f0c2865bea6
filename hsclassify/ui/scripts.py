"""What the browser runs for the page's own HTML, one JavaScript file a part."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent


def script(*names: str) -> str:
    """Return the files of these names, without their ending, as the script of one element.

    An element's script runs on its own, so what several share has to come before each.
    """
    return "\n".join((_FOLDER / f"{name}.js").read_text("utf-8") for name in names)
