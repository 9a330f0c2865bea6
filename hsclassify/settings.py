"""What the environment decides, read once.

HSCLASSIFY_BUNDLE          folder of the bundle to use; nothing else is tried then.
HSCLASSIFY_MODEL_REPO      Hub repo of the bundle, "namespace/name"; unset: the embedded bundle.
HSCLASSIFY_MODEL_REVISION  tag, branch or commit of that repo; default "main".
HSCLASSIFY_TARIFFS         file of national tariff lines; default: tariffs.parquet beside the
                           bundle, in its folder or Hub repo. Without one that can be used, the
                           app does without, and the About tab says why.
HSCLASSIFY_FEEDBACK_REPO   Hub dataset that feedback is pushed to, "namespace/name", with HF_TOKEN;
                           unset: feedback stays on this machine.
HSCLASSIFY_FEEDBACK_FOLDER where feedback is kept; default: hsclassify/feedback in HF_HOME.
HSCLASSIFY_DOCUMENT_MEGABYTES, HSCLASSIFY_DOCUMENT_PAGES, HSCLASSIFY_DOCUMENT_MEGAPIXELS,
HSCLASSIFY_DOCUMENT_SECONDS
                           limits of a document: size of the file, pages, size of a page's picture,
                           time to read it; default 20, 20, 50 and 60. At most 100 megabytes, as
                           no upload is larger, and 178 megapixels, beyond which Pillow refuses to
                           open a picture.
HSCLASSIFY_SOURCE          address of the repository that the app is from, which Help names for
                           installing and citing; default: that of the Space, if it is one.
HSCLASSIFY_HOST            address the app listens on; default 127.0.0.1 (0.0.0.0 in a Space).
HSCLASSIFY_PORT            port the app listens on; default 7860.

HF_ENDPOINT, HF_TOKEN, HF_HOME and HF_HUB_OFFLINE are read by huggingface_hub itself.
SPACE_ID, which a Space has, tells where its source is, unless HSCLASSIFY_SOURCE does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from hsclassify.errors import SettingsError

_ALL_ADDRESSES: Final = "0.0.0.0"  # noqa: S104 - a Space is reached through its container

_MOST: Final = 100_000
_MOST_OF: Final[Mapping[str, int]] = {"MEGABYTES": 100, "MEGAPIXELS": 178}
"""What other parts would refuse: the server larger uploads, Pillow larger pictures."""
_SPACES: Final = "https://huggingface.co/spaces"
_ADDRESS: Final = re.compile(r"https?://[^\s{}\"'<>]+")


@dataclass(frozen=True)
class Settings:
    """The variables of the module's docstring, parsed. Empty strings mean not set."""

    bundle: str = ""
    model_repo: str = ""
    model_revision: str = "main"
    tariffs: str = ""
    feedback_repo: str = ""
    feedback_folder: str = ""
    source: str = ""
    document_megabytes: float = 20
    document_pages: int = 20
    document_megapixels: float = 50
    document_seconds: float = 60
    host: str = "127.0.0.1"
    port: int = 7860

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Parse *env*.

        Raises:
            SettingsError: a value cannot be used; says which and what it should be.
        """
        space = env.get("SPACE_ID", "").strip()
        return cls(
            bundle=env.get("HSCLASSIFY_BUNDLE", "").strip(),
            model_repo=_repo(env, "HSCLASSIFY_MODEL_REPO"),
            model_revision=env.get("HSCLASSIFY_MODEL_REVISION", "").strip() or "main",
            tariffs=env.get("HSCLASSIFY_TARIFFS", "").strip(),
            feedback_repo=_repo(env, "HSCLASSIFY_FEEDBACK_REPO"),
            feedback_folder=env.get("HSCLASSIFY_FEEDBACK_FOLDER", "").strip(),
            source=_address(env, "HSCLASSIFY_SOURCE") or (f"{_SPACES}/{space}" if space else ""),
            document_megabytes=_limit(env, "MEGABYTES", cls.document_megabytes),
            document_pages=int(_limit(env, "PAGES", cls.document_pages)),
            document_megapixels=_limit(env, "MEGAPIXELS", cls.document_megapixels),
            document_seconds=_limit(env, "SECONDS", cls.document_seconds),
            host=env.get("HSCLASSIFY_HOST", "").strip() or (_ALL_ADDRESSES if space else cls.host),
            port=_port(env.get("HSCLASSIFY_PORT", "").strip() or "7860"),
        )


def _repo(env: Mapping[str, str], name: str) -> str:
    repo = env.get(name, "").strip()
    if repo and repo.count("/") != 1:
        raise SettingsError(f"{name} has to be like 'namespace/name', got {repo!r}.")
    return repo


def _address(env: Mapping[str, str], name: str) -> str:
    address = env.get(name, "").strip()
    if address and not _ADDRESS.fullmatch(address):
        raise SettingsError(f"{name} has to be like 'https://host/name', got {address!r}.")
    return address


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and int(value) <= 65535:
        return int(value)
    raise SettingsError(f"HSCLASSIFY_PORT has to be a number from 0 to 65535, got {value!r}.")


def _limit(env: Mapping[str, str], name: str, default: float) -> float:
    value = env.get(f"HSCLASSIFY_DOCUMENT_{name}", "").strip() or str(default)
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    most = _MOST_OF.get(name, _MOST)
    if not 1 <= number <= most:
        raise SettingsError(
            f"HSCLASSIFY_DOCUMENT_{name} has to be a number from 1 to {most:,}, got {value!r}."
        )
    return number
