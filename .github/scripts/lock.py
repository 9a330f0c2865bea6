"""Write down the versions of everything that the requirements need, as it is installed here.

    python .github/scripts/lock.py

requirements.lock gets all that requirements-dev.txt needs. requirements.txt keeps what is named
in it, and gets below it the versions of what that needs in turn: a Space reads this file alone.
What is installed but not needed by either is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MARK = "# What these need in turn, written by `make lock`."
NOT_PINNED = {"pip"}  # it installs the others, and would have to replace itself at work


def named(file: Path) -> Iterator[Requirement]:
    """Yield what *file* names itself, and what the files name that it refers to."""
    for line in file.read_text("utf-8").partition(MARK)[0].splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            yield from named(file.parent / line.removeprefix("-r ").strip())
        elif line:
            yield Requirement(line)


def needed(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Return name and installed version of all that is needed, by the name in plain form.

    Raises:
        PackageNotFoundError: something that is needed on this machine is not installed.
    """
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [(r.name, extra) for r in requirements for extra in ("", *r.extras)]
    while waiting:
        name, extra = waiting.pop()
        plain = canonicalize_name(name)
        if (plain, extra) in seen or plain in NOT_PINNED:
            continue
        seen.add((plain, extra))
        package = distribution(name)
        version = package.version.partition("+")[0]
        found[plain] = f"{package.metadata['Name']}=={version}"
        for told in map(Requirement, package.requires or ()):
            if told.marker is None or told.marker.evaluate({"extra": extra}):
                waiting += [(told.name, other) for other in ("", *told.extras)]
    return found


def written() -> dict[Path, str]:
    """Return what each file has to hold."""
    run, everything = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    own = run.read_text("utf-8").partition(MARK)[0].rstrip()
    direct = {canonicalize_name(r.name) for r in named(run)}
    others = [line for plain, line in needed(named(run)).items() if plain not in direct]
    locked = needed(named(everything)).values()
    return {
        run: "\n".join([own, MARK, *sorted(others, key=_name)]) + "\n",
        ROOT / "requirements.lock": "\n".join(sorted(locked, key=_name)) + "\n",
    }


def _name(line: str) -> str:
    return line.partition("==")[0].lower()


def main() -> None:
    """Write the files."""
    try:
        for file, text in written().items():
            file.write_text(text, "utf-8")
            count = len(re.findall("==", text))
            sys.stdout.write(f"{file.name}: {count} versions\n")
    except PackageNotFoundError as error:
        sys.exit(f"error: {error} is needed, but not installed. Run `make test` first.")


if __name__ == "__main__":
    main()
