"""What strangers may send: nothing of it runs in the page, and nothing leaves its place."""

from __future__ import annotations

import json
import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from gradio_client import Client, handle_file
from playwright.sync_api import Browser, Page, expect, sync_playwright

from benchmarks.fuzz_endpoints import call
from hsclassify.bundle import Bundle, Layout
from hsclassify.ui.body_limit import MAX_FORM_BYTES, MAX_JSON_BYTES
from tests.documents.broken import small_pdf
from tests.e2e.conftest import running_app, upload
from tests.programs import need

NASTY = (
    "green tea <img src=x onerror=window.ran=1><script>window.ran=2</script>"
    "<svg onload=window.ran=3></svg> [click](javascript:window.ran=4) **bold** ${window.ran=5}"
)
PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def nasty_url(
    mapped_bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of an app in whose bundle all goods are called something nasty."""
    work = tmp_path_factory.mktemp("nasty")
    folder = shutil.copytree(mapped_bundle_folder, work / "bundle")
    file = Layout(folder).concepts
    table = pq.ParquetFile(file).read()
    for lang in ("en", "th", "vi", "zh"):
        at = table.column_names.index(lang)
        texts = [f"{text} {NASTY}" for text in table.column(lang).to_pylist()]
        table = table.set_column(at, table.schema.field(lang), [texts])
    pq.write_table(table, file)
    Bundle.load(mapped_bundle_folder).manifest.seal(folder)
    variables = {
        "HSCLASSIFY_BUNDLE": str(folder),
        "HSCLASSIFY_FEEDBACK_FOLDER": str(work / "feedback"),
        "HSCLASSIFY_DOCUMENT_MEGABYTES": "1",
    }
    with running_app(work / "log.txt", **variables) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


_TRAP = "Object.defineProperty(window, 'ran', {set: which => window.tellRan(String(which))})"
"""Tells the test whatever is put into window.ran, in whichever document: a reload wipes nothing."""


@contextmanager
def watched(browser: Browser, url: str) -> Iterator[tuple[Page, list[str]]]:
    """Open the page at *url*; the list fills with what runs in it that nobody should run."""
    ran: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.expose_function("tellRan", lambda which: ran.append(which))
    page.add_init_script(_TRAP)
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    page.goto(url)
    page.get_by_role("button", name="Find the code").wait_for()
    yield page, ran
    context.close()


@pytest.fixture
def page(nasty_url: str, browser: Browser) -> Iterator[Page]:
    """An open page. In the end nothing that was put into it may have run."""
    with watched(browser, nasty_url) as (page, ran):
        yield page
        assert page.locator("img[src=x], svg[onload], a[href^=javascript]").count() == 0
        assert page.locator("strong, b, em").filter(has_text=re.compile("^bold$")).count() == 0
        page.wait_for_timeout(500)  # a picture that is not there takes a moment to fail
        assert ran == []


@pytest.mark.browser
def test_what_runs_in_the_page_is_noticed_also_before_a_reload(
    browser: Browser, nasty_url: str
) -> None:
    """Else the tests below it could not fail."""
    with watched(browser, nasty_url) as (page, ran):
        page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", NASTY)
        page.wait_for_timeout(500)
        page.reload()
        page.get_by_role("button", name="Find the code").wait_for()
        assert "1" in ran


@pytest.mark.browser
def test_descriptions_and_neighbours_are_only_text(page: Page) -> None:
    page.get_by_role("textbox", name="What are the goods?").fill(NASTY)
    page.get_by_role("button", name="Find the code").click()
    answer = page.locator("#answer")
    expect(answer).to_contain_text("onerror=window.ran=1", timeout=PATIENCE_MS)
    expect(answer).to_contain_text("**bold**")
    page.locator("#show-on-map").click()
    expect(page.locator("#map-panel")).to_contain_text("<svg onload", timeout=PATIENCE_MS)
    expect(page.locator(".hs-map-status")).to_contain_text("green tea", timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Classify").click()
    page.get_by_role("textbox", name="What are the goods?").fill("black tea")
    page.get_by_role("button", name="Find the code").click()
    expect(page.locator("#history")).to_contain_text("<img src=x", timeout=PATIENCE_MS)


@pytest.mark.browser
def test_a_link_with_a_description_is_only_text(page: Page, nasty_url: str) -> None:
    page.goto(f"{nasty_url}/?q={quote(NASTY)}&text={quote(NASTY)}&lang={quote(NASTY)}")
    expect(page.locator("#answer")).to_contain_text("onerror=window.ran=1", timeout=PATIENCE_MS)
    expect(page.get_by_role("textbox", name="What are the goods?")).to_have_value(
        re.compile("onerror=window.ran=1")
    )


@pytest.mark.browser
def test_answers_in_a_link_are_only_text(page: Page, nasty_url: str) -> None:
    """They cannot be read, and the sentence that says so quotes them."""
    answers = json.dumps({NASTY: NASTY})
    page.goto(f"{nasty_url}/?text={quote('green tea')}&answers={quote(answers)}")
    expect(page.get_by_text("onerror=window.ran=1").first).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.browser
def test_what_is_looked_up_and_sought_is_only_text(page: Page) -> None:
    page.get_by_role("tab", name="Codes").click()
    for asked in (f"umbrella {NASTY}", f"0306.17{NASTY}"):
        page.locator("#code-query").get_by_role("textbox").fill(asked)
        page.locator("#look-up").click()
        expect(page.locator("#codes-view")).to_contain_text(
            "onerror=window.ran=1", timeout=PATIENCE_MS
        )
    page.get_by_role("button", name="Convert").first.click()
    converter = page.locator("#converter")
    converter.get_by_role("textbox", name="Code").fill(NASTY)
    page.locator("#convert").click()
    expect(page.get_by_text("got 'green tea <img src=x").first).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Map").click()
    field = page.locator("#map-search").get_by_role("textbox")
    field.fill("<img src=x onerror=window.ran=1>")
    field.press("Enter")
    expect(page.locator("#map-panel")).to_contain_text("<svg onload", timeout=PATIENCE_MS)


@pytest.mark.browser
def test_what_is_said_of_an_answer_is_only_text(page: Page) -> None:
    page.get_by_role("textbox", name="What are the goods?").fill("green tea")
    page.get_by_role("button", name="Find the code").click()
    expect(page.locator("#answer")).to_contain_text("green tea", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Right or wrong? Tell us").click()
    form = page.locator("#feedback")
    form.get_by_label("Wrong", exact=True).check()
    form.locator("#feedback-code").get_by_role("textbox").fill("<img src=x onerror=window.ran=1>")
    form.locator("#feedback-remark").get_by_role("textbox").fill(NASTY)
    form.get_by_role("checkbox").check()
    send = form.get_by_role("button", name="Send feedback")
    send.click()
    expect(page.get_by_text("got '<img src=x onerror=window.ran=1>'")).to_be_visible(
        timeout=PATIENCE_MS
    )
    form.locator("#feedback-code").get_by_role("textbox").fill("")
    send.click()
    expect(page.locator("#feedback-thanks")).to_contain_text("kept", timeout=PATIENCE_MS)


@pytest.mark.browser
def test_file_names_headers_and_cells_are_only_text(page: Page, tmp_path: Path) -> None:
    name = "<img src=x onerror=window.ran=6>"
    file = tmp_path / f"{name}.csv"
    file.write_text(f'"{name}","goods {name}"\n"{NASTY}","{NASTY}"\n', "utf-8")
    page.get_by_role("tab", name="Table").click()
    page.locator("#table-file input[type=file]").set_input_files(file)
    expect(page.get_by_text("First rows of your table")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Classify the table").click()
    expect(page.get_by_text("Rows classified: 1")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.browser
def test_names_and_lines_of_documents_are_only_text(page: Page, tmp_path: Path) -> None:
    """Of one that is read, and of one that is refused by a sentence which may quote it."""
    need("pdftotext")
    name = "<img src=x onerror=window.ran=7> ${window.ran=8} [a](javascript:window.ran=9)"
    nasty = "green tea <img src=x onerror=window.ran=10><svg onload=window.ran=11>"
    good, bad = tmp_path / f"{name}.pdf", tmp_path / f"{name}2.pdf"
    good.write_bytes(small_pdf(f"Description of goods: {nasty}"))
    bad.write_bytes(f"<html>{NASTY}".encode())
    page.get_by_role("tab", name="Documents").click()
    chosen = page.locator("#document-file input[type=file]")
    chosen.set_input_files(bad)
    expect(page.get_by_text("a web page")).to_be_visible(timeout=PATIENCE_MS)
    page.reload()
    page.get_by_role("tab", name="Documents").click()
    chosen.set_input_files(good)
    expect(page.get_by_text("Lines found: 1")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#document-lines")).to_contain_text("<svg onload", timeout=PATIENCE_MS)


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "../../../../etc/passwd", "/proc/self/environ", "app.py", "hsclassify/hub.py"],
)
def test_files_of_the_machine_are_not_given_out(nasty_url: str, path: str) -> None:
    for address in (f"gradio_api/file={path}", f"gradio_api/download={path}", f"static/{path}"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{nasty_url}/{address}", timeout=30)  # noqa: S310
        assert refused.value.code in {400, 403, 404, 405, 422}
    # Over plain HTTP: gradio_client would upload the file of its own machine.
    given = {"path": path, "meta": {"_type": "gradio.FileData"}}
    tables, documents = ["", "", "auto", "csv"], ["auto"]
    for endpoint, others in (("/classify_table", tables), ("/read_document", documents)):
        outcome = call(nasty_url, endpoint, [given, *others])
        assert outcome.kind == "refused", outcome
        assert "root:" not in outcome.said


def test_an_uploaded_name_leads_nowhere(nasty_url: str) -> None:
    """The name of an upload is no path: what comes back lies with the other uploads."""
    (path,) = upload(nasty_url, "../../../../tmp/hs-evil.csv", b"goods\ngreen tea\n")
    assert ".." not in path
    assert path.endswith("hs-evil.csv")
    assert not Path("/tmp/hs-evil.csv").exists()  # noqa: S108


def test_an_upload_that_is_too_large_is_refused_by_the_server(nasty_url: str) -> None:
    """Whoever sends it: the page and gradio_client would not even begin."""
    most = 100 * 1024 * 1024
    with pytest.raises(urllib.error.HTTPError) as refused:
        upload(nasty_url, "large.csv", bytes(most + 1))
    assert refused.value.code == 413
    assert f"maximum allowed size of {most} bytes" in refused.value.read().decode()


@pytest.mark.parametrize("address", ["call/classify", "queue/join", "mcp/"])
@pytest.mark.parametrize("form", [False, True])
def test_a_request_that_brings_too_much_is_refused_with_a_sentence(
    nasty_url: str, address: str, form: bool
) -> None:
    """A file can stand in any of them, as a data: address; in a form there may be many."""
    kind = "multipart/form-data; boundary=x" if form else "application/json"
    request = urllib.request.Request(  # noqa: S310
        f"{nasty_url}/gradio_api/{address}",
        b" " * ((MAX_FORM_BYTES if form else MAX_JSON_BYTES) + 1),
        {"Content-Type": kind, "Accept": "application/json, text/event-stream"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)  # noqa: S310
    assert refused.value.code == 413
    assert "Send a smaller file" in refused.value.read().decode()


@dataclass(frozen=True)
class TooMuch:
    """An upload over one limit: where it goes, its name and size, and a pattern of what is said."""

    kind: str
    name: str
    content: bytes
    size: int
    said: str

    def write(self, folder: Path) -> Path:
        file = folder / self.name
        with file.open("wb") as stream:
            stream.write(self.content)
            stream.truncate(self.size)
        return file


MEGA = 1_000_000
TOO_LARGE = r"maximum (allowed|file) size of 10"
LONG_TABLE = b"goods\n" + b"tea\n" * 200_001
TOO_MUCH = [
    TooMuch("table", "long.csv", LONG_TABLE, len(LONG_TABLE), "up to 200,000 rows"),
    TooMuch("table", "large.csv", b"goods\ntea\n", 106 * MEGA, TOO_LARGE),
    TooMuch("document", "some.pdf", small_pdf(), 2 * MEGA, r"has 2\.0 MB; at most 1 MB are read"),
    TooMuch("document", "large.pdf", small_pdf(), 106 * MEGA, TOO_LARGE),
]


@pytest.mark.parametrize("much", TOO_MUCH, ids=lambda x: x.name)
def test_an_upload_over_a_limit_is_refused_by_the_endpoint(
    nasty_url: str, tmp_path: Path, much: TooMuch
) -> None:
    endpoint = {"table": "/classify_table", "document": "/read_document"}[much.kind]
    client = Client(nasty_url, verbose=False)
    with pytest.raises(Exception, match=much.said):
        client.predict(handle_file(str(much.write(tmp_path))), api_name=endpoint)


@pytest.mark.browser
@pytest.mark.parametrize("much", TOO_MUCH, ids=lambda x: x.name)
def test_an_upload_over_a_limit_is_refused_by_the_page(
    page: Page, tmp_path: Path, much: TooMuch
) -> None:
    page.get_by_role("tab", name=f"{much.kind.title()}").click()
    page.locator(f"#{much.kind}-file input[type=file]").set_input_files(much.write(tmp_path))
    if much.content is LONG_TABLE:
        expect(page.get_by_text("First rows of your table")).to_be_visible(timeout=PATIENCE_MS)
        page.get_by_role("button", name="Classify the table").click()
    expect(page.get_by_text(re.compile(much.said)).first).to_be_visible(timeout=PATIENCE_MS)
