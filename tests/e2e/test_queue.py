"""What happens to those for whom the queue has no room."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from hsclassify.ui.build import QUEUE_LENGTH
from hsclassify.ui.table_endpoint import AT_ONCE
from hsclassify.ui.wording import wording
from tests.e2e.conftest import running_app, upload

LONG = b"goods\n" + b"".join(b"cotton shirt no. %d\n" % number for number in range(150_000))


@pytest.fixture
def busy_url(mapped_bundle_folder: Path, tmp_path: Path) -> Iterator[str]:
    """Address of an app of its own, to be kept busy with tables."""
    with running_app(tmp_path / "log.txt", HSCLASSIFY_BUNDLE=str(mapped_bundle_folder)) as url:
        yield url


def begin(url: str, endpoint: str, arguments: list[Any]) -> None:
    """Begin a call, and do not wait for its answer."""
    request = urllib.request.Request(  # noqa: S310
        f"{url}/gradio_api/call{endpoint}",
        json.dumps({"data": arguments}).encode(),
        {"Content-Type": "application/json"},
    )
    urllib.request.urlopen(request, timeout=60).close()  # noqa: S310


def test_who_comes_after_a_full_queue_is_told_to_come_back(busy_url: str) -> None:
    (path,) = upload(busy_url, "goods.csv", LONG)
    table = [{"path": path, "meta": {"_type": "gradio.FileData"}}, "", "", "auto", "csv"]
    waiting = 0
    with pytest.raises(urllib.error.HTTPError) as refused:
        while waiting < 2 * QUEUE_LENGTH:
            begin(busy_url, "/classify_table", table)
            waiting += 1
    # Some are being classified by now, if not yet at the first count.
    assert QUEUE_LENGTH <= waiting <= QUEUE_LENGTH + AT_ONCE
    assert refused.value.code == 503
    said = json.load(refused.value)["detail"]
    assert said == wording("en")("queue_full", count=str(QUEUE_LENGTH))
    with pytest.raises(Exception, match="try again"):
        Client(busy_url, verbose=False).predict("green tea", api_name="/classify")
