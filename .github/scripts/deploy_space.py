"""Upload what the Space runs on, as one commit: ``deploy_space.py NAMESPACE/NAME VERSION``."""

from __future__ import annotations

import sys
from pathlib import Path

from huggingface_hub import HfApi

ROOT = Path(__file__).parents[2]
RUNS_ON = (
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "app.py",
    "pyproject.toml",  # for whoever installs the package from there
    "requirements.txt",
    "packages.txt",
    "hsclassify/*",
)
NOT_NEEDED = ("*.pyc", "*/__pycache__/*", "*.part/*")


def main(space: str, version: str) -> None:
    """Bring this checkout to *space*; files that it no longer has are deleted there."""
    api = HfApi()
    api.create_repo(space, repo_type="space", space_sdk="gradio", exist_ok=True)
    commit = api.upload_folder(
        repo_id=space,
        repo_type="space",
        folder_path=ROOT,
        allow_patterns=list(RUNS_ON),
        ignore_patterns=list(NOT_NEEDED),
        delete_patterns="*",
        commit_message=f"Deploy {version}",
    )
    sys.stdout.write(f"{commit.commit_url}\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
