"""The Hub's client with an end to its patience: by itself it waits for ever."""

from __future__ import annotations

from typing import Final

PATIENCE_SECONDS: Final = 60.0
"""How long the Hub may be silent within one request; what it makes of a large commit takes some."""


def bound_patience() -> None:
    """Have huggingface_hub of this process give up what stays unanswered for so long.

    What it gives up it raises as an ``httpx2.TimeoutException``.
    """
    import httpx2
    from huggingface_hub import get_session, set_client_factory

    request_hooks = get_session().event_hooks["request"]
    set_client_factory(
        lambda: httpx2.Client(
            event_hooks={"request": request_hooks},
            follow_redirects=True,
            timeout=PATIENCE_SECONDS,
        )
    )
