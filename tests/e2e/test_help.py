"""The examples of the Help tab: copied from the page, then used as a reader uses them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client
from playwright.sync_api import Browser, Page, expect

from hsclassify import __version__
from hsclassify.ui.wording import NATIVE_NAMES, wording
from tests.e2e.python import run

pytestmark = pytest.mark.browser

PATIENCE_MS = 30_000


def copied(page: Page) -> dict[str, list[str]]:
    """Return what the buttons copy, by the name of the section they are in."""
    texts: dict[str, list[str]] = {}
    for snippet in page.locator("#help .hs-snippet").all():
        snippet.get_by_role("button").click()
        expect(snippet.get_by_role("button")).to_have_attribute("data-label", "Copy")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text == snippet.locator("code").text_content()
        section = snippet.evaluate("e => e.closest('section').id")
        texts.setdefault(section, []).append(text)
    return texts


@pytest.fixture(scope="module")
def examples(browser: Browser, app_url: str) -> Iterator[dict[str, list[str]]]:
    """The copied texts, taken after the language of the page was switched there and back."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{app_url}/?lang=en")
    page.get_by_role("tab", name="Help").click()
    for language in ("th", "en"):
        page.get_by_role("radio", name=NATIVE_NAMES[language]).first.check()
        expect(page.locator("#help h2").first).to_have_text(wording(language)("help_hs_title"))
    expect(page.locator("#help code").nth(1)).to_contain_text(app_url)
    yield copied(page)
    context.close()


def test_the_digits_of_an_answer_are_explained(browser: Browser, app_url: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    words = wording("vi")
    page.goto(f"{app_url}/?lang=vi&text=umbrella")
    page.locator("article.hs-answer[lang=vi]").wait_for()
    page.get_by_role("button", name=words("digits_help")).press("Enter")
    title = page.get_by_role("heading", name=words("help_digits_title"))
    expect(title).to_be_in_viewport()
    expect(title).to_be_focused()
    page.close()


def test_the_python_runs(examples: dict[str, list[str]], tmp_path: Path) -> None:
    package, client = examples["help-python"]
    for code, said in ((package, "0306.17 "), (client, "100630 ")):
        script = tmp_path / "example.py"
        script.write_text(code, "utf-8")
        assert said in run(["-X", "utf8", script.name], tmp_path)


def test_the_configuration_of_an_agent_leads_to_the_tools(examples: dict[str, list[str]]) -> None:
    (server,) = json.loads(examples["help-agents"][0])["mcpServers"].values()

    async def tools() -> set[str]:
        async with (
            streamablehttp_client(server["url"]) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return {tool.name for tool in (await session.list_tools()).tools}

    with ThreadPoolExecutor(1) as pool:  # this thread's loop is the browser's
        named = pool.submit(lambda: asyncio.run(tools())).result()
    assert {"classify", "classify_table", "read_document"} <= named


def test_the_citation_names_the_version(examples: dict[str, list[str]]) -> None:
    (citation,) = examples["help-cite"]
    assert f"version = {{{__version__}}}" in citation
    assert citation.count("{") == citation.count("}")
