"""A button that copies. Pure."""

from __future__ import annotations

from hsclassify.ui.markup import Html, tag
from hsclassify.ui.wording import Wording


def copy_button(name: str, words: Wording, *, kind: str, **carried: str) -> Html:
    """Return a button that copies what it carries, and says then whether that went well.

    Args:
        name: what stands on it.
        words: in the language to say it in.
        kind: its class.
        **carried: ``data_copy`` for a text or ``data_link`` for an address, and other attributes.
    """
    return tag(
        "button",
        name,
        type="button",
        class_=kind,
        data_copied=words("copied"),
        data_uncopied=words("copy_failed"),
        **carried,
    )
