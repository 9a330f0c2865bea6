"""List the licence of every installed package, those of requirements.txt marked.

python .github/scripts/licences.py
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

_REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"
_LONGEST = 60


def licence(package: Distribution) -> str:
    """Return what a package says of its licence: expression, classifier or first line."""
    about = package.metadata
    told = about.get("License-Expression") or next(
        (x.split(" :: ")[-1] for x in about.get_all("Classifier") or () if x.startswith("License")),
        about.get("License") or "not said",
    )
    return told.strip().splitlines()[0][:_LONGEST]


def plain(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> None:
    """Print the list."""
    named = _REQUIREMENTS.read_text("utf-8").partition("# What these need")[0]
    names = re.findall(r"^([A-Za-z0-9_.-]+)", named, re.MULTILINE)
    ours = {plain(name) for name in names}
    found = {plain(p.metadata["Name"]): (p.version, licence(p)) for p in distributions()}
    for name, (version, told) in sorted(found.items()):
        sys.stdout.write(f"{'*' if name in ours else ' '} {name} {version}: {told}\n")


if __name__ == "__main__":
    main()
