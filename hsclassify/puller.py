"""Pull a repo into the Hub's cache: the process that :mod:`hsclassify.snapshots` starts.

Run by path with one JSON argument, the keyword arguments of ``snapshot_download``. It
imports nothing of this package, so that it is up in a moment, and writes one JSON pair a
line to its standard output: ``["alive", …]`` for every sign of life of the Hub,
``["trouble", reason]`` for an answer that huggingface_hub will try again, and at the end
``["done", [folder, commit]]`` or ``["failed", reason]``. It ends when its standard input does:
when the process that waits for it is gone, even killed, nobody else has to wait for its locks.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx2
from huggingface_hub import HfApi, get_session, set_client_factory, snapshot_download
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils.tqdm import tqdm as hub_tqdm

_ANSWER_SECONDS = 6.0
_SECONDS_BETWEEN_SIGNS = 0.5
_BREAKS_ALLOWED = 3
_URL = re.compile(r"https?://[^\s'\"<>]+")
_TALKATIVE = ("httpx2", "huggingface_hub._commit_scheduler", "huggingface_hub.utils._http")
"""Loggers that name the address of a request."""


class Reporter:
    """Writes the lines that the starting process reads; signs of life at most twice a second."""

    def __init__(self) -> None:
        self._last_sign = 0.0
        self._breaks = 0

    def tell(self, kind: str, value: Any) -> None:
        """Write one line."""
        sys.stdout.write(json.dumps([kind, value]) + "\n")
        sys.stdout.flush()

    def alive(self) -> None:
        """Write a sign of life, unless one was written a moment ago."""
        now = time.monotonic()
        if now - self._last_sign >= _SECONDS_BETWEEN_SIGNS:
            self._last_sign = now
            self.tell("alive", None)

    def broke_off(self, error: Exception) -> None:
        """Note that a transfer broke off. huggingface_hub would begin again without end."""
        self._breaks += 1
        said = without_secrets(str(error))
        if self._breaks > _BREAKS_ALLOWED:
            self.tell("failed", f"the transfer broke off {self._breaks} times ({said})")
        else:
            self.tell("trouble", f"a transfer that broke off ({said})")


class WatchedStream(httpx2.SyncByteStream):
    """The body of an answer; every piece that arrives is a sign of life.

    huggingface_hub itself reports a download only every ten megabytes, which a slow
    connection needs longer for than anyone should wait for a silent Hub.
    """

    def __init__(self, stream: httpx2.SyncByteStream, reporter: Reporter) -> None:
        self._stream = stream
        self._reporter = reporter

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._stream:
                self._reporter.alive()
                yield piece
        except httpx2.HTTPError as error:
            self._reporter.broke_off(error)
            raise

    def close(self) -> None:
        """Close the body."""
        self._stream.close()


def main(order: dict[str, Any]) -> None:
    """Pull what *order* names, reporting on standard output."""
    threading.Thread(target=_end_with_starter, daemon=True).start()
    hide_secrets_in_logs()
    reporter = Reporter()
    _watch_answers(reporter)
    reporter.tell("alive", None)
    try:
        reporter.tell("done", _pull(order, reporter))
    # OSError covers HfHubHTTPError, the local-entry errors, offline mode and a full disk.
    except (httpx2.HTTPError, HFValidationError, OSError) as error:
        reporter.tell("failed", _reason(error))


def _end_with_starter() -> None:
    sys.stdin.read()
    os._exit(1)


def _pull(order: dict[str, Any], reporter: Reporter) -> tuple[str, str]:
    repo, revision = order["repo_id"], order["revision"]
    # Asked first, because snapshot_download takes what the cache has when the Hub fails,
    # and the caller has to know which of the two it got.
    commit = HfApi().repo_info(repo, revision=revision, timeout=_ANSWER_SECONDS).sha
    if commit is None:
        raise OSError(f"the Hub names no commit for {repo}@{revision}")
    folder = snapshot_download(
        **{**order, "revision": commit},
        etag_timeout=_ANSWER_SECONDS,
        tqdm_class=_watched_bar(reporter),
    )
    return folder, commit


def _watch_answers(reporter: Reporter) -> None:
    """Have every answer of the Hub and every piece of its body reported."""
    request_hooks = get_session().event_hooks["request"]

    def answered(response: httpx2.Response) -> None:
        if response.status_code >= 400:
            reporter.tell("trouble", f"HTTP {response.status_code}")
        else:
            reporter.alive()
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = WatchedStream(response.stream, reporter)

    set_client_factory(
        lambda: httpx2.Client(
            event_hooks={"request": request_hooks, "response": [answered]},
            follow_redirects=True,
            timeout=_ANSWER_SECONDS,
        )
    )


def _watched_bar(reporter: Reporter) -> type[hub_tqdm]:
    """Return a progress bar that reports too: transfers by Xet do not pass through the client."""

    class WatchedBar(hub_tqdm):
        def update(self, n: float | None = 1) -> bool | None:
            reporter.alive()
            return super().update(n)

    return WatchedBar


def _reason(error: Exception) -> str:
    """Return what to tell of *error*: its first line, and nothing of the request's id."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = next((x for x in lines[1:] if "for url" in x), lines[0]) if lines else repr(error)
    return f"{type(error).__name__}: {without_secrets(told)}"


def without_secrets(text: str) -> str:
    """Return *text* with every URL in it bared of user, password and query."""
    return _URL.sub(_bare, text)


def _bare(url: re.Match[str]) -> str:
    scheme, _, rest = url[0].partition("?")[0].partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def hide_secrets_in_logs() -> None:
    """Have the libraries that talk to the Hub log no user, password or query of a URL."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_hide_secrets)


def _hide_secrets(record: logging.LogRecord) -> bool:
    record.msg, record.args = without_secrets(record.getMessage()), ()
    return True


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
