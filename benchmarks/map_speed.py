"""Opens the map in headless Chromium and says how soon it is there and how smoothly it moves.

    python -m benchmarks.map_speed [--bundle FOLDER] [--points 100000] [--opened 3]

The real app serves the map of a bundle, and once more a bundle whose concepts were multiplied
to --points with their places shaken. For each it prints how long the tab takes from the click
until the map is drawn and can be used (a fresh browser profile each time, so nothing is
cached), what was loaded for it, and how the page pans: the map is dragged about, and the
browser's own trace says when each frame was drawn and which tasks held the page up; after the
release the map is drawn anew, which is timed apart. The baseline of panning is the same page
with the points switched off. A browser without a GPU draws with the processor, which is the
worst case.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pyarrow.parquet as pq
from playwright.sync_api import Browser, Page, sync_playwright
from safetensors.numpy import load_file, save_file

from hsclassify.bundle import Bundle, Layout
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.latent import LatentMap
from pipeline.projection import write_map
from pipeline.screenshot import running_app

_ARGUMENTS: Final = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
_TRACED: Final = ("devtools.timeline", "disabled-by-default-devtools.timeline.frame", "toplevel")
_PATIENCE_MS: Final = 180_000
_SETTLE_MS: Final = 2_000
_SHAKE: Final = 0.01
_MOVES: Final = 120  # of the pointer, and twice around
_PANNING_SECONDS: Final = 10  # then it stops: drawn by the processor, a frame can take long
_LONG_TASK_US: Final = 50_000
_STALL_MS: Final = 100
_AT_REST: Final = (
    "document.querySelector('.hs-map-plot .plot-container').style.transform"
    " === 'translate(0px, 0px) scale(1)'"
)
_HIDE: Final = """plot => Plotly.restyle(plot, {visible: false},
    plot.data.flatMap((trace, i) => trace.unselected ? [i] : []))"""


def multiplied(bundle: Bundle, count: int, folder: Path) -> Path:
    """Return *folder*, now with a bundle of *count* concepts, those of *bundle* over and over."""
    latent = LatentMap.read(bundle)
    assert latent is not None, "the bundle has no map: python -m pipeline map"
    shutil.copytree(bundle.folder, folder)
    layout, rows = Layout(folder), np.arange(count) % len(bundle.concepts)
    table = pq.ParquetFile(layout.concepts).read().take(rows)
    ids = [f"{name}-{i}" for i, name in enumerate(table.column("concept_id").to_pylist())]
    pq.write_table(table.set_column(0, "concept_id", [ids]), layout.concepts)
    tensors = load_file(layout.embeddings)
    save_file({**tensors, "concepts": tensors["concepts"][rows]}, layout.embeddings)
    shaken = np.random.default_rng(1).normal(latent.points[rows], _SHAKE).clip(-1, 1)
    write_map(ids, shaken.astype(np.float32), [""] * count, layout.map)
    bundle.manifest.seal(folder)
    return folder


def opened(browser: Browser, url: str) -> tuple[Page, float]:
    """Return a page of a fresh profile with the map drawn, and the seconds since the click."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(_PATIENCE_MS)
    page.goto(f"{url}/?__theme=light")
    tab = page.get_by_role("tab", name="Map")
    tab.wait_for()
    page.wait_for_timeout(_SETTLE_MS)  # the first tab; the network is never idle with Gradio
    clicked = time.perf_counter()
    tab.click()
    page.locator("#map [data-drawn]").wait_for()
    # Answers once the page is free again and has shown a frame: from then on it can be used.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page, time.perf_counter() - clicked


def payload(page: Page) -> dict[str, int]:
    """Return the bytes of the files that the map loads, as they travel and unpacked."""
    return dict(
        page.evaluate(
            "performance.getEntriesByType('resource').filter(r => /file=/.test(r.name)).reduce("
            "(sum, r) => ({compressed: sum.compressed + r.encodedBodySize,"
            " unpacked: sum.unpacked + r.decodedBodySize}), {compressed: 0, unpacked: 0})"
        )
    )


def panned(browser: Browser, page: Page) -> dict[str, float]:
    """Drag the map about and return what the browser's trace says of its frames."""
    box = page.locator(".hs-map-plot").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    browser.start_tracing(page=page, categories=list(_TRACED))
    started = time.perf_counter()
    for step in range(_MOVES):
        if time.perf_counter() - started > _PANNING_SECONDS:
            break
        turn = step / _MOVES * 4 * np.pi
        page.mouse.move(middle[0] + 120 * np.sin(turn), middle[1] + 90 * np.sin(turn / 2))
    seconds = time.perf_counter() - started
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    released = time.perf_counter()
    page.mouse.up()
    page.wait_for_function(_AT_REST)
    return {**frames(trace, seconds), "drawn_anew_seconds": _since(released)}


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 2)


def frames(trace: list[dict[str, Any]], seconds: float) -> dict[str, float]:
    """Return frames a second, the times between them in ms, and the tasks that held the page up."""
    drawn = sorted({e["ts"] for e in trace if e["name"] == "DrawFrame"})
    gaps = np.diff(drawn) / 1000
    assert len(gaps), "the browser's trace has no frames"
    tasks = [e["dur"] for e in trace if e["name"].endswith("RunTask") and "dur" in e]
    return {
        "seconds": round(seconds, 2),
        "frames": len(drawn),
        "frames_per_second": round(1000 * len(gaps) / float(gaps.sum()), 1),
        "median_ms": round(float(np.median(gaps)), 1),
        "p95_ms": round(float(np.percentile(gaps, 95)), 1),
        "longest_ms": round(float(gaps.max()), 1),
        f"gaps_over_{_STALL_MS}_ms": int((gaps > _STALL_MS).sum()),
        "tasks_over_50_ms": sum(t > _LONG_TASK_US for t in tasks),
    }


def measure(folder: Path, times: int, chromium: str) -> dict[str, Any]:
    """Return the figures that the module's docstring tells, of the bundle in *folder*."""
    with running_app(HSCLASSIFY_BUNDLE=str(folder)) as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=list(_ARGUMENTS))
        page, seconds = opened(browser, url)
        waits = [seconds]
        while len(waits) < times:
            page.context.close()
            page, seconds = opened(browser, url)
            waits.append(seconds)
        found: dict[str, Any] = {
            "points": page.evaluate(
                "document.querySelector('.hs-map-plot').data.reduce((n, t) => n + t.x.length, 0)"
            ),
            "interactive_seconds": round(statistics.median(waits), 2),
            "each": [round(x, 2) for x in waits],
            "bytes": payload(page),
            "panning": panned(browser, page),
        }
        page.locator(".hs-map-plot").evaluate(_HIDE)
        found["panning_without_points"] = panned(browser, page)
        browser.close()
    found["median_frame_to_baseline"] = round(
        found["panning"]["median_ms"] / found["panning_without_points"]["median_ms"], 2
    )
    return found


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=EMBEDDED_BUNDLE)
    parser.add_argument("--points", type=int, default=100_000, help="0: only the bundle's own")
    parser.add_argument("--opened", type=int, default=3)
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "needs the chromium browser: apt-get install chromium"
    found = {"bundle": measure(arguments.bundle, arguments.opened, chromium)}
    print(json.dumps(found, indent=2), flush=True)
    if arguments.points:
        with TemporaryDirectory() as folder:
            many = multiplied(Bundle.load(arguments.bundle), arguments.points, Path(folder) / "b")
            found = {"synthetic": measure(many, arguments.opened, chromium)}
            print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
