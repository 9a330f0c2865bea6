"""HTML that is escaped unless it says otherwise."""

from __future__ import annotations

import html
from typing import Final


class Html(str):
    """Text that is markup already. Only the functions of this module make it."""

    __slots__ = ()


def tag(name: str, *children: str, **attributes: str | None) -> Html:
    """Return an element.

    Args:
        name: name of the element.
        *children: its content; whatever is not :class:`Html` is escaped.
        **attributes: ``class_`` becomes ``class``, ``aria_label`` becomes
            ``aria-label``; values are escaped; None leaves the attribute out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def join(*parts: str) -> Html:
    """Return *parts* one after the other; whatever is not :class:`Html` is escaped."""
    return Html("".join(p if isinstance(p, Html) else html.escape(p) for p in parts))


NOTHING: Final = Html()
