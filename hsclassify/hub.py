"""Where the bundle comes from: a folder, the Hub, the Hub's cache, or the one in the package."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hsclassify import snapshots
from hsclassify.bundle import FLOAT_WEIGHTS, Bundle
from hsclassify.errors import BundleError, DamagedBundleError
from hsclassify.manifest import MANIFEST_FILE
from hsclassify.settings import Settings
from hsclassify.snapshots import Snapshot, cached, pull
from hsclassify.tariffs import TARIFFS_FILE, Tariffs
from hsclassify.verified import VerifiedCommits

log = logging.getLogger(__name__)

EMBEDDED_BUNDLE: Final = Path(__file__).parent / "embedded"
_NOT_SERVED: Final = (FLOAT_WEIGHTS, TARIFFS_FILE)
"""The tariff has a pull of its own, so that no trouble with it costs the bundle."""


@dataclass(frozen=True)
class Loaded:
    """A loaded bundle, where it came from, and what was tried before it.

    Attributes:
        bundle: the bundle.
        origin: where it came from, in words.
        notes: a sentence for each place that was tried in vain.
        repo: Hub repo of the bundle; "" for a folder.
        revision: the revision that was asked for.
        commit: the commit that is in use.
    """

    bundle: Bundle
    origin: str
    notes: tuple[str, ...] = ()
    repo: str = ""
    revision: str = ""
    commit: str = ""


def load(source: str | Path | None = None, *, revision: str | None = None) -> Loaded:
    """Load the bundle that *source* names, or the one the environment configures.

    A Hub repo that cannot be reached is taken from the Hub's cache, at the same revision
    only.

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
    repo, wanted = str(source), revision or "main"
    try:
        return from_hub(repo, wanted)
    except BundleError as error:
        try:
            loaded = from_cache(repo, wanted)
        except BundleError:
            raise error from None
        log.warning("using the copy in the Hub's cache: %s", error)
        return replace(loaded, notes=(f"Hub: {error}",))


def resolve(settings: Settings) -> Loaded:
    """Load the first usable bundle: the named folder, the Hub, the last good copy, the embedded.

    A folder that was named is used or refused, never passed over in silence.
    """
    if settings.bundle:
        return Loaded(Bundle.load(settings.bundle), "folder named by HSCLASSIFY_BUNDLE")
    notes: list[str] = []
    if settings.model_repo:
        for place, take in (
            ("Hub", _from_hub_in_time),
            ("the Hub's cache", from_cache),
            ("the last good copy", last_good),
        ):
            try:
                loaded = take(settings.model_repo, settings.model_revision)
                return replace(loaded, notes=tuple(notes))
            except BundleError as error:
                notes.append(f"{place}: {error}")
                log.warning("%s has no usable bundle, trying the next: %s", place, error)
    return Loaded(Bundle.load(EMBEDDED_BUNDLE), "embedded in the package", tuple(notes))


def with_tariffs(loaded: Loaded, named: str = "") -> tuple[Loaded, Tariffs | None]:
    """Read the national tariffs: the *named* file, else the one that is published with the bundle.

    Returns:
        What was loaded, with a note where a tariff cannot be used, and the tariffs; None
        without any. Nothing about a tariff stops an app: the codes need none.
    """
    try:
        return loaded, _tariffs(loaded, named)
    except BundleError as error:
        log.warning("going on without national tariffs: %s", error)
        return replace(loaded, notes=(*loaded.notes, f"National tariffs: {error}")), None


def _tariffs(loaded: Loaded, named: str) -> Tariffs | None:
    folder = loaded.bundle.folder
    # With a note, the Hub was out of reach a moment ago: nobody waits for it once more.
    if named or not loaded.repo or loaded.notes:
        return Tariffs.at_hand(folder, named)
    try:
        there, damaged = Tariffs.at_hand(folder), False
    except BundleError as error:
        log.warning("pulling %s again: %s", TARIFFS_FILE, error)
        there, damaged = None, True
    if there is None:
        # With the manifest, which is there anyway: where nothing matches, the Hub's client warns.
        allow = [TARIFFS_FILE, MANIFEST_FILE]
        within = snapshots.PULL_SECONDS
        pull(loaded.repo, loaded.commit, allow=allow, fresh=damaged, within=within)
        there = Tariffs.at_hand(folder)
    return there


def _from_hub_in_time(repo: str, revision: str) -> Loaded:
    return from_hub(repo, revision, snapshots.FIRST_PULL_SECONDS)


def from_hub(repo: str, revision: str, first_within: float | None = None) -> Loaded:
    """Pull and load the bundle in *repo*; what the cache holds damaged is pulled once more.

    Where a copy was verified before, the Hub has a bounded time to deliver another.

    Args:
        repo: "namespace/name" of a model repo.
        revision: tag, branch or commit.
        first_within: seconds that it has where none was; None for as long as it keeps sending.

    Raises:
        BundleError: the Hub does not deliver it, or it is not usable.
    """
    verified = VerifiedCommits.of(repo)
    within = snapshots.PULL_SECONDS if verified.latest() else first_within
    snapshot = pull(repo, revision, ignore=_NOT_SERVED, within=within)
    try:
        bundle = Bundle.load(snapshot.folder)
    except DamagedBundleError as error:
        log.warning("pulling %s again: %s", repo, error)
        snapshot = pull(repo, snapshot.commit, ignore=_NOT_SERVED, fresh=True, within=within)
        bundle = Bundle.load(snapshot.folder)
    verified.remember(revision, snapshot.commit)
    return _loaded(bundle, "Hub", repo, revision, snapshot)


def from_cache(repo: str, revision: str) -> Loaded:
    """Load the copy of *repo* at *revision* that was verified last, or else the one that is cached.

    Raises:
        BundleError: there is none, or it is not usable.
    """
    commit = VerifiedCommits.of(repo).commit(revision) or revision
    snapshot = cached(repo, commit, ignore=_NOT_SERVED)
    return _loaded(Bundle.load(snapshot.folder), "the Hub's cache", repo, revision, snapshot)


def last_good(repo: str, revision: str) -> Loaded:
    """Load the copy of *repo* that was verified last, whatever its revision.

    Raises:
        BundleError: there is none, or it is not usable any more.
    """
    commit = VerifiedCommits.of(repo).latest()
    if commit is None:
        raise BundleError(
            f"Expected a bundle of {repo} that was verified before, but there was none yet. "
            "Start once while the Hub can be reached."
        )
    snapshot = cached(repo, commit, ignore=_NOT_SERVED)
    return _loaded(Bundle.load(snapshot.folder), "the last good copy", repo, revision, snapshot)


def _loaded(bundle: Bundle, place: str, repo: str, revision: str, snapshot: Snapshot) -> Loaded:
    origin = f"{place}: {repo}@{revision}"
    log.info("bundle %s from %s", bundle.manifest.digest, origin)
    pulled = replace(bundle, repo=repo, commit=snapshot.commit)
    return Loaded(pulled, origin, (), repo, revision, snapshot.commit)
