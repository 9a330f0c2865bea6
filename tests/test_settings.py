"""What the environment decides: where the app listens, each limit of a document."""

from __future__ import annotations

import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.errors import SettingsError
from hsclassify.settings import Settings
from hsclassify.ui.document_work import DocumentWork
from hsclassify.ui.download import MAX_FILE_BYTES

LIMITS = ("megabytes", "pages", "megapixels", "seconds")


def variable(name: str) -> str:
    return f"HSCLASSIFY_DOCUMENT_{name.upper()}"


def test_a_space_listens_to_all_and_knows_its_source() -> None:
    space = Settings.from_env({"SPACE_ID": "acme/hs"})
    assert (space.host, space.source) == ("0.0.0.0", "https://huggingface.co/spaces/acme/hs")  # noqa: S104
    assert (Settings.from_env({}).host, Settings.from_env({}).source) == ("127.0.0.1", "")


def test_a_source_that_is_named_goes_before_the_space() -> None:
    named = {"HSCLASSIFY_SOURCE": " https://example.org/hs ", "SPACE_ID": "acme/hs"}
    assert Settings.from_env(named).source == "https://example.org/hs"


@pytest.mark.parametrize("value", ["acme/hs", "javascript:alert(1)", "https://a b", "https://x}"])
def test_a_source_that_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="HSCLASSIFY_SOURCE has to be like 'https:"):
        Settings.from_env({"HSCLASSIFY_SOURCE": value})


@pytest.mark.parametrize("name", LIMITS)
def test_a_variable_reaches_the_limit_of_its_name(tiny_classifier: HSClassifier, name: str) -> None:
    defaults = DocumentWork(tiny_classifier, Settings.from_env({})).limits
    limits = DocumentWork(tiny_classifier, Settings.from_env({variable(name): "7"})).limits
    assert getattr(limits, name) == 7
    others = set(LIMITS) - {name}
    assert all(getattr(limits, other) == getattr(defaults, other) for other in others)
    assert (defaults.megabytes, defaults.pages, defaults.megapixels) == (20, 20, 50)
    assert defaults.seconds == 60


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", ["0", "-1", "many", "1e9", "nan", "inf"])
def test_a_limit_that_is_none_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{variable(name)} has to be a number from 1 to"):
        Settings.from_env({variable(name): value})


@pytest.mark.parametrize(
    ("name", "most"), [("megabytes", MAX_FILE_BYTES / 1e6), ("megapixels", 2 * 89_478_485 / 1e6)]
)
def test_a_limit_that_other_parts_would_not_reach_is_refused(name: str, most: float) -> None:
    """Uploads end at a size, and Pillow opens nothing beyond twice its own limit."""
    allowed = Settings.from_env({variable(name): str(int(most / 10) * 10)})
    assert getattr(allowed, f"document_{name}") <= most
    with pytest.raises(SettingsError, match=f"{variable(name)} has to be a number from 1 to 1"):
        Settings.from_env({variable(name): str(int(most) + 1)})


def test_a_limit_of_the_settings_is_kept(tiny_classifier: HSClassifier) -> None:
    work = DocumentWork(tiny_classifier, Settings.from_env({variable("megabytes"): "1"}))
    with pytest.raises(InputError, match="at most 1 MB"):
        work.read(b"%PDF-" + bytes(1_100_000), "auto")
