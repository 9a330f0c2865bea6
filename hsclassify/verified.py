"""Which pulled commits were verified: the memory behind "the last good copy stays in use".

The Hub's cache says what was pulled last, good or bad. This file beside it says what
passed; it changes only after a bundle was verified, and in one step.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class VerifiedCommits:
    """The verified commits of one repo.

    Attributes:
        file: JSON object, commit by revision, the latest last.
    """

    file: Path

    @classmethod
    def of(cls, repo: str) -> VerifiedCommits:
        """Return the memory of *repo*, in the folder that ``HF_HOME`` names."""
        from huggingface_hub import constants

        folder = Path(constants.HF_HOME) / "hsclassify"
        return cls(folder / f"{repo.replace('/', '--')}.json")

    def commit(self, revision: str) -> str | None:
        """Return the last verified commit of *revision*."""
        return self._read().get(revision)

    def latest(self) -> str | None:
        """Return the last verified commit of any revision."""
        return next(reversed(self._read().values()), None)

    def remember(self, revision: str, commit: str) -> None:
        """Note that *commit* is verified. A folder that cannot be written is only logged."""
        commits = self._read()
        commits.pop(revision, None)
        commits[revision] = commit
        part = self.file.with_suffix(f".{os.getpid()}.part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(commits, indent=2) + "\n", "utf-8")
            part.replace(self.file)
        except OSError as error:
            log.warning("cannot note the verified bundle in %s: %s", self.file, error)

    def _read(self) -> dict[str, str]:
        try:
            values = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}
