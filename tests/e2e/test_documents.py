"""Documents over the endpoint and in the tab."""

from __future__ import annotations

import io
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect, sync_playwright

from benchmarks.fuzz_endpoints import call
from hsclassify.documents.export import COLUMNS
from hsclassify.ui.wording import wording
from tests.documents.broken import broken_files, png_bomb, small_pdf
from tests.documents.generator import render
from tests.e2e.conftest import upload
from tests.programs import need

FILES = 8


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


@pytest.fixture(scope="module")
def invoice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered("en-ruled-0", tmp_path_factory)


@pytest.fixture(scope="module")
def long_invoice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invoice of several pages."""
    return rendered("en-long-0", tmp_path_factory)


def rendered(name: str, folders: pytest.TempPathFactory) -> Path:
    need("chromium", "pdftotext")
    return render(folders.mktemp("invoice"), [name])[0]


def uploads() -> set[Path]:
    folder = Path(tempfile.gettempdir()) / "gradio"
    return {f for f in folder.rglob("*") if f.is_file()}


def test_an_invoice_comes_back_line_by_line(client: Client, invoice: Path) -> None:
    document = client.predict(handle_file(str(invoice)), api_name="/read_document")
    assert set(document) == {"language", "fields", "items", "sum", "pages", "warnings"}
    assert len(document["items"]) == 5
    assert all(item["candidates"] for item in document["items"])
    assert document["sum"]["agrees"] is True
    assert not [f for f in uploads() if f.name == invoice.name]


def test_broken_files_get_a_sentence_and_leave_nothing(client: Client, tmp_path: Path) -> None:
    before = uploads()
    for number, (name, data) in enumerate(broken_files(FILES, seed=11)):
        file = tmp_path / str(number) / name
        file.parent.mkdir()
        file.write_bytes(data)
        try:
            client.predict(handle_file(str(file)), api_name="/read_document")
        except AppError as error:
            assert str(error).endswith(".")
    assert uploads() <= before


def test_the_same_bytes_from_two_visitors_are_answered_twice(app_url: str) -> None:
    """Both files are there before the first is asked for, and neither is in the end."""
    before = uploads()
    data = small_pdf("Description of goods: roasted coffee beans")
    paths = [upload(app_url, "same.pdf", data)[0] for _ in range(2)]
    for path in paths:
        given = {"path": path, "meta": {"_type": "gradio.FileData"}}
        outcome = call(app_url, "/read_document", [given, "auto"])
        assert outcome.kind == "answered", outcome.said
    assert uploads() <= before
    assert not any(Path(path).parent.exists() for path in paths)


def test_no_file_and_no_language(client: Client, invoice: Path) -> None:
    with pytest.raises(AppError, match="Choose a file first"):
        client.predict(None, api_name="/read_document")
    with pytest.raises(AppError, match="Expected a language of"):
        client.predict(handle_file(str(invoice)), "fr", api_name="/read_document")


@pytest.fixture
def page(app_url: str, chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(app_url)
        page.get_by_role("tab", name="Documents").click()
        yield page
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.png", b"no picture at all", "of unknown kind"),
        ("bomb.png", png_bomb(), "too large"),
        ("goods.html", b"<html>goods</html>", "a web page"),
    ],
)
def test_what_gradio_would_refuse_gets_our_sentence_and_is_deleted(
    page: Page, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    before = uploads()
    file = tmp_path / name
    file.write_bytes(data)
    page.locator("#document-file input[type=file]").set_input_files(file)
    expect(page.get_by_text(sentence)).to_be_visible()
    assert uploads() <= before


def downloaded(page: Page, kind: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=kind).click()
    return download.value.path().read_bytes()


def opened(cell: Locator) -> None:
    """Open a cell for writing: a busy page may take the second click for another first one."""
    deadline = time.monotonic() + 60
    while True:
        cell.dblclick()
        try:
            expect(cell.locator("textarea")).to_be_focused(timeout=5_000)
            return
        except AssertionError:
            if time.monotonic() > deadline:
                raise


@pytest.mark.browser
def test_the_tab_shows_lines_outlines_and_downloads(page: Page, invoice: Path) -> None:
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    expect(page.get_by_text("Lines found: 5")).to_be_visible(timeout=60_000)
    expect(page.locator(".hs-line")).to_have_count(5)
    for name in ("quantity", "unit_price", "amount"):
        cell = page.get_by_test_id(f"cell-0-{COLUMNS.index(name)}")
        assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "right", name
    csv, xlsx, document = (downloaded(page, kind) for kind in ("CSV", "XLSX", "JSON"))
    assert csv.decode("utf-8-sig").count("\n") == 6
    assert xlsx.startswith(b"PK")
    assert len(json.loads(document)["items"]) == 5
    opened(page.get_by_test_id("cell-1-2"))
    page.keyboard.press("Control+A")
    page.keyboard.type("umbrella")
    page.keyboard.press("Enter")
    code = page.get_by_test_id("cell-1-9")
    expect(code).to_contain_text("6601", timeout=60_000)
    page.get_by_role("button", name="Show on the map").press("Enter")
    lines = page.get_by_role("region", name="Lines laid over the map")
    expect(lines.get_by_role("row")).to_have_count(6, timeout=60_000)
    expect(lines.get_by_role("rowheader", name="umbrella")).to_be_visible()
    expect(page.locator(".hs-map-status")).to_contain_text(
        "5 of 5 lines lie over it.", timeout=60_000
    )


@pytest.mark.browser
def test_outlines_lie_over_the_rows_that_they_number(page: Page, invoice: Path) -> None:
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    expect(page.locator(".hs-line")).to_have_count(5, timeout=60_000)
    picture = page.locator(".hs-sheet img")
    expect(picture).to_have_js_property("complete", True)  # else it has no height yet
    sheet = picture.bounding_box()
    assert sheet
    rows = json.loads(invoice.with_suffix(".json").read_text("utf-8"))["items"]
    for number, row in enumerate(rows, 1):
        outline = page.locator(f".hs-line-{number}").bounding_box()
        assert outline
        left, top, right, bottom = row["box"]
        x = (outline["x"] + outline["width"] / 2 - sheet["x"]) / sheet["width"]
        y = (outline["y"] + outline["height"] / 2 - sheet["y"]) / sheet["height"]
        assert left < x < right
        assert top < y < bottom
    caption = page.locator(".hs-page figcaption")
    expect(caption).to_have_text("Page 1", use_inner_text=True)
    page.get_by_label("ไทย").first.check()
    words = wording("th")
    expect(caption).to_have_text(words("document_page", number="1"), use_inner_text=True)


def is_lit(place: Locator) -> bool:
    return bool(place.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)")


def expect_lit(page: Page, *numbers: int) -> None:
    """Expect these lines, and no other, to be lit up on their page and in the table."""
    for row in range(5):
        for place in (page.locator(f".hs-line-{row + 1}"), page.get_by_test_id(f"cell-{row}-2")):
            assert is_lit(place) == (row + 1 in numbers), (row + 1, numbers)


@pytest.mark.browser
def test_a_line_lights_up_on_its_page_and_in_the_table(page: Page, invoice: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    page.get_by_test_id("cell-1-2").hover(timeout=60_000)
    expect_lit(page, 2)
    page.locator(".hs-line-4").hover()
    expect_lit(page, 4)
    page.locator("#document-facts h2").hover()
    expect_lit(page)
    outline = page.get_by_role("button", name="Line 3", exact=True)
    outline.focus()
    expect_lit(page, 3)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cell-2-2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("cell-3-2")).to_be_focused()
    expect_lit(page, 4)


@pytest.mark.browser
def test_an_outline_leads_to_a_line_that_the_table_has_yet_to_draw(
    page: Page, long_invoice: Path
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("#document-file input[type=file]").set_input_files(long_invoice)
    outlines = page.locator(".hs-line")
    outlines.last.wait_for(timeout=60_000)
    last = page.get_by_test_id(f"cell-{outlines.count() - 1}-2")
    expect(last).to_have_count(0)
    outlines.last.click()
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.browser
def test_a_field_leads_to_its_place_on_the_page(page: Page, invoice: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    place = page.locator(".hs-field[data-spot=field-number]")
    expect(place).to_be_visible(timeout=60_000)
    assert not is_lit(place)
    page.get_by_role("button", name="Number Page 1").focus()
    assert is_lit(place)
    place.hover()
    assert is_lit(page.locator(".hs-fields [data-spot=field-number]"))


@pytest.mark.browser
def test_the_pages_stand_beside_the_table_where_there_is_room(page: Page, invoice: Path) -> None:
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    pages, lines = page.locator("#document-pages"), page.locator("#document-lines")
    expect(lines).to_be_visible(timeout=60_000)
    for width, beside in ((1440, True), (1024, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("#document-read").evaluate("e => e.scrollIntoView({ block: 'end' })")
        one, other = pages.bounding_box(), lines.bounding_box()
        assert one
        assert other
        if beside:
            assert other["x"] + other["width"] <= one["x"]
            assert one["x"] + one["width"] <= width
            assert 0 <= one["y"] <= 40  # it stays in sight
        else:
            assert other["y"] + other["height"] <= one["y"]


@pytest.mark.browser
def test_a_file_that_is_dropped_is_read(page: Page) -> None:
    data = list(small_pdf("Description of goods: roasted coffee beans"))
    dropped = page.evaluate_handle(
        """data => {
            const transfer = new DataTransfer();
            const file = new File([new Uint8Array(data)], "a.pdf", { type: "application/pdf" });
            transfer.items.add(file);
            return transfer;
        }""",
        data,
    )
    target = page.locator("#document-file button").first
    target.dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_text("Lines found: 1")).to_be_visible(timeout=60_000)


_COPIED = """
async data => {
    const picture = new Blob([new Uint8Array(data)], { type: "image/png" });
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
}"""


def drawn(text: str, size: tuple[int, int] = (1200, 500)) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((120, 200), text, "black", font_size=48)
    return picture


def png(text: str) -> list[int]:
    stream = io.BytesIO()
    drawn(text).save(stream, "PNG")
    return list(stream.getvalue())


@pytest.mark.browser
@pytest.mark.parametrize("how", ["button", "keys"])
def test_a_picture_in_the_clipboard_is_read(page: Page, how: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(_COPIED, png("Frozen vannamei shrimp"))
    if how == "button":
        page.locator("#document-photo").get_by_label("Paste from clipboard").click()
    else:
        page.locator("#document-language").get_by_label("English").focus()
        page.keyboard.press("Control+V")
    expect(page.get_by_text("Lines found: 1")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("cell-0-2")).to_contain_text("vannamei")


@pytest.mark.browser
def test_what_is_pasted_into_a_description_is_no_document(page: Page, invoice: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#document-file input[type=file]").set_input_files(invoice)
    opened(page.get_by_test_id("cell-1-2"))
    page.keyboard.press("Control+A")
    page.evaluate("navigator.clipboard.writeText('umbrella')")
    page.keyboard.press("Control+V")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("cell-1-9")).to_contain_text("6601", timeout=60_000)


@pytest.mark.browser
def test_a_document_that_failed_leaves_none_before_it_in_its_place(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "good.pdf").write_bytes(small_pdf("Description of goods: roasted coffee beans"))
    (tmp_path / "bad.png").write_bytes(b"no picture at all")
    box = page.locator("#document-file input[type=file]")
    box.set_input_files(tmp_path / "good.pdf")
    expect(page.get_by_text("Lines found: 1")).to_be_visible(timeout=60_000)
    box.set_input_files(tmp_path / "bad.png")
    expect(page.locator("#document-facts")).to_contain_text(wording("en")("document_waiting_title"))
    expect(page.locator(".hs-page")).to_have_count(0)
    expect(page.locator("#document-lines")).to_be_hidden()


@pytest.mark.browser
def test_the_page_says_how_many_pages_were_read(page: Page, tmp_path: Path) -> None:
    sheets = [Image.new("RGB", (1200, 1600), "white") for _ in range(3)]
    for sheet in sheets:
        for line in range(8):
            ImageDraw.Draw(sheet).text(
                (120, 200 + 120 * line), "Frozen vannamei shrimp", "black", font_size=48
            )
    file = tmp_path / "scan.tiff"
    sheets[0].save(file, "TIFF", compression="tiff_lzw", save_all=True, append_images=sheets[1:])
    page.locator("#document-language").get_by_label("English").check()
    page.locator("#document-file input[type=file]").set_input_files(file)
    page.wait_for_function("document.body.textContent.includes('Pages read: 1')")
    expect(page.locator(".hs-page").first).to_be_visible(timeout=120_000)


@pytest.mark.browser
def test_a_picture_of_the_camera_is_read_and_is_no_mirror_writing(
    app_url: str, chromium: str, tmp_path: Path
) -> None:
    video = tmp_path / "camera.mjpeg"
    drawn("Frozen vannamei shrimp", (1280, 720)).save(video, "JPEG", quality=95)
    camera = [
        "--no-sandbox",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={video}",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=camera)
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(app_url)
        page.get_by_role("tab", name="Documents").click()
        photo = page.locator("#document-photo")
        photo.get_by_label("Capture from camera").click()
        photo.get_by_title("grant webcam access").click()
        photo.get_by_label("capture photo").click()
        expect(page.get_by_text("Lines found: 1")).to_be_visible(timeout=60_000)
        expect(page.get_by_test_id("cell-0-2")).to_contain_text("vannamei")
        browser.close()
