"""What the server need not remember of a visit.

Gradio keeps what every box of a page was last given and shows, of the last 10,000 pages, however
long ago they were closed: a link to a page as it stands (its ``DeepLinkButton``) is made of it.
There is no such link here. What a page does need, its ``gr.State``, Gradio deletes by itself
within an hour of the page's end; a later Gradio that keeps values elsewhere is not touched.
"""

from __future__ import annotations

from typing import Any, Final

from gradio.state_holder import SessionState

_KEEPS_VALUES: Final = "_update_value_in_config"


def keep_no_values() -> None:
    """Keep no values of boxes from now on, in any session of this process."""
    if hasattr(SessionState, _KEEPS_VALUES):
        setattr(SessionState, _KEEPS_VALUES, _nothing)


def _nothing(*_: Any) -> None:
    pass
