"""What the server need not remember of a visit.

Gradio keeps what every box of a page was last given and shows, of the last 10,000 pages, however
long ago they were closed: a link to a page as it stands (its ``DeepLinkButton``) is made of it.
There is no such link here. It starts with a description of all boxes, which takes longer to make
than an answer and a quarter of a megabyte to hold, and it makes one for each call of a program,
too. What a page does need, its ``gr.State``, Gradio deletes by itself within an hour of the page's
end; a later Gradio that keeps values elsewhere is not touched.
"""

from __future__ import annotations

import os
from typing import Any, Final

from gradio.state_holder import SessionState, StateHolder

MOST_SESSIONS: Final = 1_000
"""Sessions that are kept: pages that are or were open, and calls of programs, each of which is one.

A program that asks all day must not fill the memory with what is left of its calls.
"""

_KEEPS_VALUES: Final = "_update_value_in_config"
_FORGETS: Final = "update"


def keep_no_values() -> None:
    """Keep no values of boxes from now on, in any session of this process."""
    if hasattr(SessionState, _KEEPS_VALUES):
        setattr(SessionState, _KEEPS_VALUES, _nothing)
        _start_without_boxes()


def forget_calls_first() -> None:
    """Where there are too many sessions, forget those without a state before those of pages.

    Gradio forgets the one that was asked for longest ago: a program with many calls would make it
    forget a visitor who reads an answer.
    """
    if hasattr(StateHolder, _FORGETS):
        setattr(StateHolder, _FORGETS, _update)


def keep_few_times() -> None:
    """Keep how long the last calls took of as many calls as sessions, before a page is made.

    Gradio keeps ten thousand, and has no use for them where nobody looks at its monitor.
    """
    os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", str(MOST_SESSIONS))


def _start_without_boxes() -> None:
    start = SessionState.__init__
    if getattr(start, "without_boxes", False):
        return

    def start_bare(session: SessionState, blocks: Any) -> None:
        start(session, _Boxless(blocks))

    start_bare.without_boxes = True  # type: ignore[attr-defined]
    setattr(SessionState, "__init__", start_bare)  # noqa: B010 - mypy takes a plain assignment ill


class _Boxless:
    """A page as a session sees it when it starts: with its settings, and no box to describe."""

    def __init__(self, blocks: Any) -> None:
        self._blocks = blocks
        self.blocks: dict[int, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._blocks, name)


def _update(holder: StateHolder, session_id: str) -> None:
    with holder.lock:
        sessions = holder.session_data
        if session_id in sessions:
            sessions.move_to_end(session_id)
        if len(sessions) > holder.capacity:
            bare = (name for name, session in sessions.items() if not session.state_data)
            forgotten = next((name for name in bare if name != session_id), next(iter(sessions)))
            del sessions[forgotten]
            holder.time_last_used.pop(forgotten, None)


def _nothing(*_: Any) -> None:
    pass
