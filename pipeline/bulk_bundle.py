"""The bundle of a bulk run, named so that every worker takes the very same."""

from __future__ import annotations

from dataclasses import dataclass

from hsclassify import BundleError, HSClassifier, hub


@dataclass(frozen=True)
class RunBundle:
    """Where the driver found its bundle, and which one it is.

    Nothing of it depends on the environment of a process or on when it is asked: a branch of
    a Hub repo is settled to a commit, a folder has its whole path.

    Attributes:
        source: absolute folder or Hub repo; "" for the bundle in the package, which travels
            with the code.
        revision: commit of the repo; "" for a folder.
        digest: of the bundle's manifest.
    """

    source: str
    revision: str
    digest: str

    @classmethod
    def of(cls, loaded: hub.Loaded) -> RunBundle:
        """Return what names the bundle that was loaded."""
        digest, folder = loaded.bundle.manifest.digest, loaded.bundle.folder.absolute()
        if loaded.repo:
            return cls(loaded.repo, loaded.commit, digest)
        if folder == hub.EMBEDDED_BUNDLE.absolute():
            return cls("", "", digest)
        return cls(str(folder), "", digest)

    def load(self) -> HSClassifier:
        """Load the classifier, on whatever machine this is.

        Raises:
            BundleError: this machine cannot reach the bundle, or finds another one there.
        """
        source = self.source or hub.EMBEDDED_BUNDLE
        loaded = hub.load(source, revision=self.revision or None)
        found = loaded.bundle.manifest.digest
        if found != self.digest:
            raise BundleError(
                f"Expected bundle {self.digest}, which this run was begun with, but {source} is "
                f"{found} here. Bring the same bundle to all nodes, or name a Hub repo with "
                "--bundle."
            )
        return HSClassifier(loaded.bundle)
