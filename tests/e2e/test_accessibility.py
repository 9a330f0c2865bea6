"""Axe on every tab. It comes from the npm registry, so a machine without one skips this."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PACKAGE = "axe-core@4.14.1"
PATIENCE_MS = 30_000
GRADIOS_OWN = ".upload-container"
"""Gradio names its upload buttons by hand, in other words than it writes on them."""


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm to fetch axe-core")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run(
        [npm, "pack", PACKAGE], cwd=folder, capture_output=True, check=False, timeout=120
    )
    packed = list(folder.glob("*.tgz"))
    if done.returncode or not packed:
        pytest.skip(f"npm cannot fetch {PACKAGE} here")
    with tarfile.open(packed[0]) as archive:
        archive.extractall(folder, filter="data")
    return Path(folder, "package", "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("width", [1180, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_serious_finding(
    browser: Browser, axe: str, app_url: str, theme: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{app_url}/?text=fish&__theme={theme}")
    page.locator(".hs-question .hs-choice").first.click()
    page.locator(".hs-given").wait_for()
    page.evaluate(axe)
    found: list[str] = []
    for tab in page.get_by_role("tab").all():
        if not tab.is_visible():  # a phone has the last ones in a menu
            continue
        tab.click()
        page.get_by_role("tabpanel").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        result = page.evaluate(
            "own => axe.run({exclude: own}, {resultTypes: ['violations']})", GRADIOS_OWN
        )
        found += [
            f"{tab.inner_text()}: {x['id']} at {x['nodes'][0]['html'][:120]}"
            for x in result["violations"]
            if x["impact"] in ("serious", "critical")
        ]
    page.close()
    assert found == []
