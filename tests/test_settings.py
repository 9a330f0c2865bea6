"""What the environment decides."""

from __future__ import annotations

from hsclassify.settings import Settings


def test_a_space_listens_to_all_and_knows_its_source() -> None:
    space = Settings.from_env({"SPACE_ID": "acme/hs"})
    assert (space.host, space.source) == ("0.0.0.0", "https://huggingface.co/spaces/acme/hs")  # noqa: S104
    assert (Settings.from_env({}).host, Settings.from_env({}).source) == ("127.0.0.1", "")
