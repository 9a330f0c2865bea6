"""Repos of the Hub as folders: pulled within bounds, or taken from the Hub's cache.

huggingface_hub retries for minutes and waits for ever for a server that accepts a
connection and stays silent. A thread that hangs in it cannot be ended, a process can: so a
pull runs in one of its own (:mod:`hsclassify.puller`), may take as long as the Hub keeps
sending, unless something else can be used meanwhile, and ends soon after the Hub falls silent.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any, Final

from hsclassify.errors import BundleError

SILENCE_SECONDS: Final = 7.0
"""How long the Hub may be silent; with the fall-back, a start waits ten seconds at most."""

PULL_SECONDS: Final = 120.0
"""How long a pull may take in all where it can be done without: a Hub that only drips would keep
an app from starting for hours, with a good copy of what it needs beside it."""

FIRST_PULL_SECONDS: Final = 600.0
"""The same where only the bundle in the package can be used instead, which is worth waiting for the
one that was asked for."""

_START_SECONDS: Final = 30.0
_PULLER: Final = Path(__file__).parent / "puller.py"


@dataclass(frozen=True)
class Snapshot:
    """A repo at one commit, in the Hub's cache."""

    folder: Path
    commit: str


def pull(
    repo: str,
    revision: str,
    *,
    allow: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    fresh: bool = False,
    within: float | None = None,
) -> Snapshot:
    """Pull *repo* at *revision* from the Hub; only what the cache lacks is transferred.

    Args:
        repo: "namespace/name" of a model repo.
        revision: tag, branch or commit.
        allow: patterns of the files to pull; None for all.
        ignore: patterns of the files to leave out.
        fresh: transfer every file again, because one in the cache is damaged.
        within: seconds that it may take in all; None for as long as the Hub keeps sending.

    Raises:
        BundleError: the Hub refuses, has no such repo or revision, was silent for longer
            than :data:`SILENCE_SECONDS`, or needs longer than *within*.
    """
    order = {
        "repo_id": repo,
        "revision": revision,
        "allow_patterns": allow,
        "ignore_patterns": ignore,
        "force_download": fresh,
    }
    # -P keeps this package's folder off the path, where its modules would pass for others'.
    command = [sys.executable, "-P", str(_PULLER), json.dumps(order)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", errors="replace"
    ) as process:
        try:
            return _outcome(_lines(process.stdout), f"{repo}@{revision}", within)
        finally:
            process.kill()


def cached(
    repo: str,
    revision: str,
    *,
    allow: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
) -> Snapshot:
    """Return *repo* at *revision* as an earlier pull left it, without asking the Hub.

    Raises:
        BundleError: the cache does not hold it whole.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        folder = Path(
            snapshot_download(
                repo,
                revision=revision,
                allow_patterns=list(allow) if allow else None,
                ignore_patterns=list(ignore) if ignore else None,
                local_files_only=True,
            )
        )
    except (OSError, HFValidationError) as error:
        raise BundleError(
            f"Expected {repo}@{revision} in the Hub's cache, but it does not hold it whole. "
            "Start once while the Hub can be reached."
        ) from error
    return Snapshot(folder, folder.name)


def pull_or_cached(repo: str, revision: str, *, allow: Sequence[str] | None = None) -> Snapshot:
    """Return *repo* at *revision* from the Hub, or else from its cache.

    Raises:
        BundleError: neither has it; says what the Hub answered.
    """
    at_hand = None
    with suppress(BundleError):
        at_hand = cached(repo, revision, allow=allow)
    try:
        return pull(repo, revision, allow=allow, within=PULL_SECONDS if at_hand else None)
    except BundleError:
        if at_hand is None:
            raise
        return at_hand


def _lines(stream: IO[str] | None) -> Queue[Any]:
    """Return a queue that fills with the messages of *stream*; None marks its end."""
    queue: Queue[Any] = Queue()

    def read() -> None:
        for line in stream or ():
            with suppress(ValueError):  # a library may print as well
                message = json.loads(line)
                if isinstance(message, list) and len(message) == 2:
                    queue.put(message)
        queue.put(None)

    threading.Thread(target=read, name="hub-pull", daemon=True).start()
    return queue


def _outcome(messages: Queue[Any], wanted: str, within: float | None) -> Snapshot:
    """Follow the pulling process until it is done, fails, or takes or says nothing for too long."""
    started = time.monotonic()
    end = started + (math.inf if within is None else within)
    until = started + _START_SECONDS
    trouble = ""
    while True:
        try:
            message = messages.get(timeout=max(0.0, min(until, end) - time.monotonic()))
        except Empty:
            if within is not None and end <= until:
                raise _slow(wanted, within) from None
            raise _silent(wanted, trouble) from None
        kind, value = message or ("failed", "the pull ended without a word")
        if kind == "done":
            return Snapshot(Path(value[0]), value[1])
        if kind == "failed":
            raise BundleError(
                f"Expected {wanted} from the Hub, but it cannot be had: {value} "
                "Check the name, the revision, HF_ENDPOINT and, for a private repo, HF_TOKEN."
            )
        if kind == "trouble":
            trouble = f" (its last answer was {value})"
        else:
            until = time.monotonic() + SILENCE_SECONDS


def _slow(wanted: str, within: float) -> BundleError:
    return BundleError(
        f"Expected {wanted} from the Hub, but it did not come whole within {within:.0f} s. "
        "Try again later, or name a folder with HSCLASSIFY_BUNDLE."
    )


def _silent(wanted: str, trouble: str) -> BundleError:
    return BundleError(
        f"Expected {wanted} from the Hub, but it said nothing for {SILENCE_SECONDS:.0f} s"
        f"{trouble}. Try again later, or name a folder with HSCLASSIFY_BUNDLE."
    )
