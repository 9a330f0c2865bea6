"""Where the bundle comes from: a folder, the Hub, the Hub's cache, or the one in the package."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from hsclassify.bundle import Bundle
from hsclassify.errors import BundleError
from hsclassify.settings import Settings

log = logging.getLogger(__name__)

EMBEDDED_BUNDLE: Final = Path(__file__).parent / "embedded"
HUB_DEADLINE_SECONDS: Final = 8.0
"""How long a start may wait for the Hub; loading the fall-back takes the rest of ten seconds."""

T = TypeVar("T")


@dataclass(frozen=True)
class Loaded:
    """A loaded bundle, where it came from, and what was tried before it."""

    bundle: Bundle
    origin: str
    notes: tuple[str, ...] = ()


def load(source: str | Path | None = None, *, revision: str | None = None) -> Loaded:
    """Load the bundle that *source* names, or the one the environment configures.

    Args:
        source: a folder, a Hub repo "namespace/name", or None.
        revision: tag, branch or commit of a Hub repo.

    Raises:
        BundleError: a named source is not usable; without a name, not even the embedded one is.
    """
    if source is None:
        return resolve(Settings.from_env())
    if Path(source).exists() or str(source).count("/") != 1 or str(source).startswith((".", "/")):
        return Loaded(Bundle.load(source), f"folder {source}")
    return Loaded(Bundle.load(pull(str(source), revision or "main")), f"Hub repo {source}")


def resolve(settings: Settings) -> Loaded:
    """Load the first usable bundle: the named folder, the Hub, the Hub's cache, the embedded one.

    A folder that was named is used or refused, never passed over in silence.
    """
    if settings.bundle:
        return Loaded(Bundle.load(settings.bundle), "folder named by HSCLASSIFY_BUNDLE")
    notes: list[str] = []
    if settings.model_repo:
        repo, revision = settings.model_repo, settings.model_revision
        for origin, fetch in (("Hub", pull), ("the Hub's cache", cached)):
            try:
                return Loaded(
                    Bundle.load(fetch(repo, revision)), f"{origin}: {repo}@{revision}", tuple(notes)
                )
            except BundleError as error:
                notes.append(f"{origin}: {error}")
                log.warning("%s has no usable bundle, trying the next: %s", origin, error)
    return Loaded(Bundle.load(EMBEDDED_BUNDLE), "embedded in the package", tuple(notes))


def pull(repo: str, revision: str) -> Path:
    """Download *repo* at *revision* and return its folder in the Hub's cache.

    Raises:
        BundleError: the Hub has no such repo or revision, or does not answer in time.
    """
    return _in_time(lambda: _snapshot(repo, revision, local_only=False), repo)


def cached(repo: str, revision: str) -> Path:
    """Return the folder of an earlier download of *repo* at *revision*."""
    return _snapshot(repo, revision, local_only=True)


def _snapshot(repo: str, revision: str, *, local_only: bool) -> Path:
    import httpx2
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
    )

    try:
        return Path(snapshot_download(repo, revision=revision, local_files_only=local_only))
    except (
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
        OfflineModeIsEnabled,
        httpx2.HTTPError,
        OSError,
    ) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise BundleError(
            f"Expected the bundle {repo}@{revision}, but it cannot be had: {reason} "
            "Check the name, the revision and, for a private repo, HF_TOKEN."
        ) from error


def _in_time(work: Callable[[], T], repo: str) -> T:
    """Run *work* in a thread and give up waiting at the deadline.

    The Hub client has no limit of its own for a server that accepts and never
    answers; the abandoned thread is a daemon and ends with the process.
    """
    box: list[T] = []
    failures: list[BundleError] = []

    def run() -> None:
        try:
            box.append(work())
        except BundleError as error:
            failures.append(error)

    thread = threading.Thread(target=run, name="hub-pull", daemon=True)
    thread.start()
    thread.join(HUB_DEADLINE_SECONDS)
    if failures:
        raise failures[0]
    if not box:
        raise BundleError(
            f"Expected the Hub to deliver {repo} within {HUB_DEADLINE_SECONDS:.0f} s, but it did "
            "not. Try again later, or name a folder with HSCLASSIFY_BUNDLE."
        )
    return box[0]
