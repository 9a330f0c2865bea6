"""Tables over the endpoint and in the tab."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from openpyxl import load_workbook
from playwright.sync_api import Page, expect, sync_playwright

from hsclassify.tables import ADDED_COLUMNS, AGREEMENT_COLUMNS
from hsclassify.ui.table_endpoint import AT_ONCE

GOODS = "id;Mô tả hàng hóa;HS code\n1;cà phê rang;0901.21\n2;ô <b>che nắng</b>;660110\n3;;x\n"


@pytest.fixture(scope="module")
def client(app_url: str) -> Client:
    return Client(app_url, verbose=False)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "goods.csv"
    file.write_text(GOODS, "utf-8")
    return file


@pytest.fixture
def long_table(tmp_path: Path) -> Path:
    file = tmp_path / "long.csv"
    file.write_text("goods\n" + "".join(f"cotton shirt no. {i}\n" for i in range(50_000)), "utf-8")
    return file


def test_a_table_comes_back_with_codes(client: Client, table: Path) -> None:
    summary, result = client.predict(handle_file(str(table)), api_name="/classify_table")
    with Path(result).open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert header == ["id", "Mô tả hàng hóa", "HS code", *ADDED_COLUMNS]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[0][3][:4] == "0901"
    assert Path(result).name == "goods-hs.csv"
    assert set(summary) == {"column", "declared", "rows", "share", "levels", "repeated", "noted",
                            "agreements", "sheets", "done", "columns", "first_rows"}  # fmt: skip
    assert summary["rows"] == 3
    assert summary["first_rows"][0]["hs_code"] == rows[0][3]


def test_options_by_name(client: Client, table: Path) -> None:
    summary, result = client.predict(
        file=handle_file(str(table)),
        column="mô tả hàng hóa",
        declared="HS code",
        language="zh",
        output="xlsx",
        api_name="/classify_table",
    )
    rows = list(load_workbook(result).worksheets[0].iter_rows(values_only=True))
    assert rows[0][-3:] == AGREEMENT_COLUMNS
    assert [row[-3] for row in rows[1:]] == ["exists", "exists", "unreadable"]
    assert sum(summary["agreements"].values()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"column": "nope"}, "Expected a column 'nope', found"),
        ({"declared": "nope"}, "Expected a column 'nope', found"),
        ({"language": "fr"}, "language has to be"),
        ({"output": "doc"}, "output has to be csv, xlsx, parquet"),
        ({"file": None}, "no file came"),
    ],
)
def test_errors_say_what_to_do(
    client: Client, table: Path, arguments: dict[str, object], message: str
) -> None:
    given = {"file": handle_file(str(table)), **arguments}
    with pytest.raises(AppError, match=message):
        client.predict(**given, api_name="/classify_table")


def empty_uploads() -> set[Path]:
    folder = Path(tempfile.gettempdir()) / "gradio"
    return {f for f in folder.rglob("*") if f.is_file() and not f.stat().st_size}


def test_an_upload_leaves_no_empty_file_and_a_wrong_ending_gets_our_sentence(
    client: Client, table: Path
) -> None:
    before = empty_uploads()
    client.predict(handle_file(str(table)), api_name="/classify_table")
    wrong = table.rename(table.with_suffix(".doc"))
    with pytest.raises(AppError, match=r"goods\.doc"):
        client.predict(handle_file(str(wrong)), api_name="/classify_table")
    assert empty_uploads() <= before


def unfinished() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("hsclassify-*/long-hs.csv.partial"))


def until(what: str, condition: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def test_a_cancelled_table_stops_and_leaves_nothing(
    client: Client, long_table: Path, table: Path
) -> None:
    jobs = [
        client.submit(handle_file(str(long_table)), api_name="/classify_table")
        for _ in range(AT_ONCE)
    ]
    # The first outputs count the rows; the result is begun after that.
    until("the tables are being classified", lambda: len(unfinished()) == AT_ONCE)
    for job in jobs:
        assert job.outputs()
        assert job.cancel()
    until("what was begun is deleted", lambda: not unfinished())
    # They took all places, so this one shows that they are free again.
    assert client.predict(handle_file(str(table)), api_name="/classify_table")[0]["done"]


@pytest.fixture
def page(app_url: str, chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(app_url)
        page.get_by_role("tab", name="Table").click()
        yield page
        browser.close()


def choose(page: Page, file: Path) -> None:
    page.locator("#table-file input[type=file]").set_input_files(file)
    expect(page.get_by_text("First rows of your table")).to_be_visible(timeout=60_000)


@pytest.mark.browser
def test_the_tab_guesses_classifies_and_offers_the_result(page: Page, table: Path) -> None:
    choose(page, table)
    expect(page.get_by_label("Column with the descriptions")).to_have_value("Mô tả hàng hóa")
    expect(page.get_by_label("Column with declared codes")).to_have_value("HS code")
    page.get_by_role("button", name="Classify the table").click()
    expect(page.get_by_text("Rows classified: 3")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("ô <b>che nắng</b>")).to_be_visible()
    with page.expect_download() as download:
        page.locator("#table-download a").first.click()
    content = download.value.path().read_text("utf-8-sig")
    assert content.splitlines()[0].endswith(AGREEMENT_COLUMNS[-1])


@pytest.mark.browser
def test_rows_are_laid_over_the_map_by_keyboard(page: Page, table: Path) -> None:
    choose(page, table)
    expect(page.locator("#table-on-map")).to_have_count(0)
    page.get_by_role("button", name="Classify the table").click()
    expect(page.get_by_text("Rows classified: 3")).to_be_visible(timeout=60_000)
    page.locator("#table-on-map").press("Enter")
    lines = page.get_by_role("region", name="Lines laid over the map")
    expect(lines.get_by_role("row")).to_have_count(3, timeout=60_000)
    expect(lines.get_by_role("columnheader")).to_have_text(
        ["Line", "Goods", "Code", "Confidence", "Declared code", "Nearest known goods"]
    )
    nowhere = page.get_by_text("Without a place, because no goods are named: 3.")
    expect(nowhere).to_be_visible(timeout=60_000)
    expect(page.locator(".hs-map-status")).to_contain_text(
        "2 of 3 lines lie over it.", timeout=60_000
    )
    marks = (
        "document.querySelector('.hs-map-plot').data.filter(t => t.meta === 'audit')"
        ".reduce((n, t) => n + t.x.length, 0)"
    )
    assert page.evaluate(marks) == 2
    width = (
        "(a => a.range[1] - a.range[0])(document.querySelector('.hs-map-plot')._fullLayout.xaxis)"
    )
    all_of_them = page.evaluate(width)
    lines.get_by_role("button", name="Show line 2 on the map").press("Enter")
    page.wait_for_function(f"{width} < {all_of_them} / 2")
    page.get_by_role("button", name="Take the lines off the map").press("Enter")
    expect(lines).to_have_count(0, timeout=60_000)
    expect(page.locator("#map-audit-clear")).to_have_count(0, timeout=60_000)
    page.wait_for_function(f"{marks} === 0")


@pytest.mark.browser
def test_stop_stops(page: Page, long_table: Path) -> None:
    choose(page, long_table)
    page.get_by_role("button", name="Classify the table").click()
    expect(page.get_by_role("progressbar", name="Progress")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Nothing was kept")).to_be_visible(timeout=60_000)
    until("what was begun is deleted", lambda: not unfinished())
