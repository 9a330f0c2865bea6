"""Axe on every tab in every language. It comes from the npm registry.

Without one this is skipped, but not on GitHub: there it would never be missed.

Each language is walked through once, so that all this takes a minute. Colours and layout are
the same in all: together they see a wide screen and a phone, each in the light and the dark.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hsclassify.text import LANGUAGES, Language
from hsclassify.ui.wording import wording
from tests.e2e.conftest import Walk
from tests.programs import do_without

pytestmark = pytest.mark.browser

PACKAGE = "axe-core@4.14.1"
GRADIOS_OWN = ".upload-container"
"""Gradio names its upload buttons by hand, in other words than it writes on them."""
WIDE, PHONE = 1180, 390
LOOKS: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((WIDE, "light"), (PHONE, "dark")),
    "th": ((PHONE, "light"),),
    "vi": ((WIDE, "dark"),),
    "zh": ((PHONE, "light"),),
}
MINOR = "minor"

FINDINGS = """
async (own) => {
  const { violations } = await axe.run({exclude: own}, {resultTypes: ['violations']});
  return violations.map(({ id, impact, nodes }) => [impact, id, nodes[0].html.slice(0, 160)]);
}
"""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script."""
    npm = shutil.which("npm")
    if npm is None:
        do_without("needs npm to fetch axe-core")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run(
        [npm, "pack", PACKAGE], cwd=folder, capture_output=True, check=False, timeout=120
    )
    packed = list(folder.glob("*.tgz"))
    if done.returncode or not packed:
        do_without(f"npm cannot fetch {PACKAGE} here")
    with tarfile.open(packed[0]) as archive:
        archive.extractall(folder, filter="data")
    return Path(folder, "package", "axe.min.js").read_text("utf-8")


def findings(page: Page, width: int, theme: str) -> list[str]:
    """Return what Axe finds on the page as it stands, at *width* and in the light or the dark."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("dark => document.body.classList.toggle('dark', dark)", theme == "dark")
    found = page.evaluate(FINDINGS, GRADIOS_OWN)
    return [f"{theme}: {impact}: {rule}: {at}" for impact, rule, at in found if impact != MINOR]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_keeps_anyone_out(
    browser: Browser, axe: str, walk: Walk, language: Language
) -> None:
    with walk(browser, wording(language)) as tour:
        tour.page.evaluate(axe)
        found = [
            f"{stop}, {finding}"
            for stop in tour.stops()
            for width, theme in LOOKS[language]
            for finding in findings(tour.page, width, theme)
        ]
    assert found == []
