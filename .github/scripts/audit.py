"""Fail where a locked version has a known hole; only warn where no database can be reached.

python .github/scripts/audit.py [REQUIREMENTS]
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[2] / "requirements.lock"
_OPTIONS = ("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off")
_OFFLINE = ("Could not connect", "ConnectionError", "ServiceError", "Max retries exceeded")
"""What pip-audit says where it reaches no database, in a sentence or at the end of a traceback."""


def verdict(out: str, errors: str) -> tuple[int, str]:
    """Return the status to end with, and what to say, of what pip-audit wrote."""
    try:
        packages: list[dict[str, Any]] = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        said = errors.strip() or "pip-audit said nothing"
        if any(sign in errors for sign in _OFFLINE):
            return 0, f"warning: no database of holes could be reached, nothing was checked\n{said}"
        return 1, f"error: pip-audit did not check anything\n{said}"
    checked = [package for package in packages if "vulns" in package]
    passed_over = [package["name"] for package in packages if "vulns" not in package]
    if not checked:
        return 0, "warning: the database knows none of the packages, nothing was checked"
    said = [f"{len(checked)} of {len(packages)} packages were checked"]
    if passed_over:
        said.append(f"warning: not known to the database: {', '.join(passed_over)}")
    holes = [
        f"error: {package['name']} {package['version']}: {hole['id']}, mended in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for package in checked
        for hole in package["vulns"]
    ]
    return int(bool(holes)), "\n".join([*said, *(holes or ["no known hole"])])


def main(requirements: Path) -> int:
    """Audit *requirements*."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pip_audit", "--requirement", str(requirements), *_OPTIONS],
        capture_output=True,
        text=True,
        check=False,
    )
    status, said = verdict(done.stdout, done.stderr)
    sys.stdout.write(f"{said}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else LOCK))
