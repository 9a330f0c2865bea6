"""A visitor whose page stays open: all questions come from one session, as in a browser."""

from __future__ import annotations

import json
import urllib.request
import uuid
from typing import Any, Final

_SECONDS: Final = 300
_BUTTON: Final = "ask"


class Visitor:
    """Asks what the button of the page asks, with all that the page sends along."""

    def __init__(self, url: str) -> None:
        """Open the page at *url*."""
        with urllib.request.urlopen(f"{url}/config", timeout=_SECONDS) as answer:  # noqa: S310
            config = json.load(answer)
        parts = {part["id"]: part for part in config["components"]}
        (button,) = (n for n, part in parts.items() if part["props"].get("elem_id") == _BUTTON)
        (event,) = (d for d in config["dependencies"] if [button, "click"] in d["targets"])
        self._queue = f"{url}{config['api_prefix']}/queue"
        self._event = event["id"]
        # The first is the description. What the session keeps stays at the server.
        _, *others = (parts[n]["props"].get("value") for n in event["inputs"])
        self._others = others
        self._session = uuid.uuid4().hex

    def ask(self, text: str) -> list[Any]:
        """Return what the page shows for *text*.

        Raises:
            RuntimeError: the app says that it went wrong.
        """
        question = {
            "data": [text, *self._others],
            "fn_index": self._event,
            "session_hash": self._session,
        }
        request = urllib.request.Request(  # noqa: S310
            f"{self._queue}/join",
            json.dumps(question).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            answer.read()
        address = f"{self._queue}/data?session_hash={self._session}"
        with urllib.request.urlopen(address, timeout=_SECONDS) as stream:  # noqa: S310
            for line in stream:
                message = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if message.get("msg") == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(f"the page was told: {message['output']}")
                    return list(message["output"]["data"])
        raise RuntimeError("the app broke off before it answered")
