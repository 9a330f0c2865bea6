"""The measured figures in docs/: the pages say what was kept, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks.measure import _MODULES, keep
from benchmarks.start import imports
from hsclassify.errors import InputError
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from pipeline.__main__ import main
from pipeline.figures import PAGES, ROOT, builds, filled, latency, leak, on_paper, read, start
from pipeline.load_figures import at_once

WHEN = {"measured": "2026-01-02", "cores": 2, "load_before": 0.1}
FIGURES = {
    "table": {
        "rows": 200_000,
        "rows_in_order": False,
        "rows_per_second": 12345.6,
        "encoder_per_second": 20_000.0,
        "share_of_encoder": 0.617,
        "rows_per_cpu_second": 100.0,
        "encoder_per_cpu_second": 150.0,
        "share_of_encoder_by_cpu": 0.667,
        "idle_mb": 500,
        "above_idle_mb": 500,
        "above_idle_mb_by_format": {"csv": 500, "xlsx": 1600, "parquet": 550},
        **WHEN,
    },
    "bulk": {
        "rows": 20_000,
        "workers_1": 90.0,
        "workers_2": 160.0,
        "gain": 1.78,
        "processes_1": 91.0,
        "processes_2": 170.0,
        "processes_gain": 1.87,
        **WHEN,
    },
    "at_once": {
        "callers": 50,
        "short_callers": 16,
        "long_callers": 4,
        "rounds": 3,
        "limits": {"1": {"per_second": 20.0, "p99_ms": 3000.0, "errors": 0, "gain": 1.0}},
        "file_callers": 8,
        "table_rows": 200,
        "short_beside_long": {
            "4": {"per_second": 9.5, "p50_ms": 400.0, "p95_ms": 700.0, "p99_ms": 800.0, "errors": 0}
        },
        "long_beside_short": {"4": {"per_second": 2.5, "p99_ms": 1900.0, "errors": 0}},
        "scans": {"1": {"per_second": 0.2, "p50_ms": None, "p99_ms": None, "errors": 0}},
        "chosen": {"texts": {"in_use": 4, "best": 2}},
        "tables": {"2": {"per_second": 1.5, "p99_ms": 5000.0, "errors": 1, "gain": 1.0}},
        "documents": {"1": {"per_second": 2.5, "p99_ms": 4000.0, "errors": 0, "gain": 1.0}},
        "queue": {"calls": 104, "answered": 103, "longest_ms": 5100},
        **WHEN,
    },
    "load": {
        "callers": 50,
        "seconds": 60.0,
        "took": 75.5,
        "answered": 1500,
        "per_second": 25.0,
        "errors": {"AppError: no": 3, "OSError: no": 2},
        "p50_ms": 1800.0,
        "p95_ms": 2500.0,
        "p99_ms": 2900.0,
        "kinds": {
            "texts": {"answered": 1200, "p50_ms": 900.0, "p95_ms": 1000.0, "p99_ms": 1100.0},
            "documents": {"answered": 300, "p50_ms": 7000.0, "p95_ms": 8000.0, "p99_ms": 9000.0},
        },
        "memory_mb": {"before": 470, "second_fifth": 630, "last_fifth": 640, "after": 520},
        **WHEN,
        "load_before": 3.2,
        "tracebacks": 0,
    },
    "fuzz": {
        "calls": 10_000,
        "answered": 4000,
        "refused": 5999,
        "fault": 1,
        "tracebacks": 4,
        **WHEN,
    },
    "leak": {
        "few": 1000,
        "many": 10_000,
        "mb_after_few": 610.5,
        "mb_after_many": 622.7,
        "growth": 0.02,
        "bar": 0.05,
        "holds": True,
        "app": {
            "mb_after_few": 700.5,
            "mb_after_many": 770.5,
            "growth": 0.0999,
            "holds": False,
            "answered": 10_000,
            "per_second": 55.5,
            "tracebacks": 0,
        },
        **WHEN,
    },
    "documents": {
        "scans": [
            {
                "document": "en-scan-1.tif",
                "seconds": 3.5,
                "cpu_seconds": 5.25,
                "ratio": 1.4,
            }
        ],
        "pages": 20,
        "idle_gb": 0.5,
        "above_idle_gb": 0.7,
        **WHEN,
    },
    "latency": {
        "texts": 500,
        "in_app": {"p50_ms": 6.5, "p95_ms": 9.5, "p99_ms": 12.5},
        "over_http": {"p50_ms": 18.5, "p95_ms": 25.5, "p99_ms": 40.5},
        "holds": True,
        **WHEN,
    },
    "finders": {
        "documents": 16,
        "readers": [
            {"reader": "ours", "found": 1.0, "lines": 99, "seconds": 4.5},
            {"reader": "pdfplumber by lines", "found": 0.3, "lines": 99, "seconds": 9.5},
        ],
        **WHEN,
    },
    "builds": {
        "bundles": ["0123456789ab", "0123456789ab"],
        "files": 9,
        "differing": [],
        "same": True,
        "embedded": True,
        "mapped": True,
        **WHEN,
    },
    "fuzz_documents": {
        "answers": {"read": 40, "refused": 259, "fault": 1},
        "faults": ["a.pdf: no"],
        "tracebacks": 2,
        "left": ["gradio/x"],
        "alive": False,
        **WHEN,
    },
    "start": {
        "idle_seconds": 20.0,
        "app": {"seconds": 3.25, "idle_mb": 461},
        "command": {"seconds": 1.25},
        "baseline_gradio_echo": {"seconds": 2.75, "idle_mb": 208},
        "baseline_torch_imports": {"seconds": 9.5},
        "app_imports": {"modules": 2083, "torch": True, "ms": 1500, "top": []},
        "command_imports": {
            "modules": 315,
            "torch": False,
            "ms": 700,
            "top": [{"package": "numpy", "own_ms": 116}],
        },
        **WHEN,
    },
}


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def without_note(text: str) -> str:
    """A page without the notes that the bundle has changed since: they may lag behind."""
    return re.sub(r" \(now it is [0-9a-f]{12}\)", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_say_what_was_measured(name: str) -> None:
    assert without_note(filled(name, page(name), read())) == without_note(page(name))


@pytest.mark.parametrize("holds", [True, False])
def test_the_bar_and_the_bundle_are_told(holds: bool) -> None:
    now = Manifest.read(EMBEDDED_BUNDLE).digest
    told = leak({"leak": {**FIGURES["leak"], "holds": holds, "bundle": now}})
    assert f"at most 5% more, which {'holds' if holds else 'does NOT hold'} |" in told
    assert f"bundle {now} |" in told
    other = leak({"leak": {**FIGURES["leak"], "bundle": "0123456789ab"}})
    assert f"bundle 0123456789ab (now it is {now}) |" in other


def test_the_verb_writes_the_pages(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    for name, figures in FIGURES.items():
        keep(name, {"old": 1}, kept)
        keep(name, figures, kept)
    assert json.loads(kept.read_text("utf-8")) == FIGURES
    for name in PAGES:
        (tmp_path / name).write_text(page(name), "utf-8")
    assert main(["figures", "--figures", str(kept), "--docs", str(tmp_path)]) == 0
    bulk, api, first = (
        (tmp_path / name).read_text("utf-8") for name in ("bulk.md", "api.md", "start.md")
    )
    documents = (tmp_path / "documents.md").read_text("utf-8")
    assert "| a page of en-scan-1.tif | 3.5 s; 5.25 s of all processors, 1.4 times" in documents
    assert "| memory of a scan of 20 pages | 0.7 GB above the 0.5 GB" in documents
    assert "| 300 broken or hostile files | 40 read, 259 refused with a sentence, 1 faults |" in (
        documents
    )
    assert "2 tracebacks in the log, 1 files on disk; the app NO LONGER answered" in documents
    assert "12345.6 rows a second, NOT in order" in bulk
    assert "62% of it" in bulk
    assert "1.78 times as fast" in bulk
    assert "5 errors" in api
    assert "1 fault |" in api
    assert "| memory, XLSX in and out | 1,600 MB above the 500 MB of a process that waits |" in api
    assert (
        "| tables of 200 rows, 2 at a time, 8 callers | 1.5 answers a second, p99 5,000 ms" in api
    )
    assert "5,000 ms, 1 error |" in api
    assert (
        "| documents, 1 at a time, 8 callers, the one below among them | 2.5 answers a second"
        in api
    )
    assert "| 104 descriptions in the same moment | 103 answered, the last after 5,100 ms |" in api
    assert "p99 2,900 ms" in api
    assert "busy with other work (load 3.2)" in api
    assert "busy" not in bulk
    assert "| of 300 documents | half within 7,000 ms, p95 8,000 ms, p99 9,000 ms |" in api
    assert "470 MB before, 630 MB in the second fifth of the time, 640 MB in the last" in api
    assert "3.25 s; 461 MB when it has waited for 20 s" in first
    assert "610.5 and 622.7 MB: +2.0% |" in first
    assert "700.5 and 770.5 MB: +10.0%; 10,000 answered, 55.5 a second |" in first
    assert "| `import torch, sentence_transformers` alone | 9.5 s |" in first
    assert "2,083 modules, torch among them" in first
    assert "315 modules, no torch, 700 ms by `-X importtime`: numpy 116" in first


def test_the_paper_is_reckoned_from_the_speed() -> None:
    told = on_paper(FIGURES)
    assert "10^8 / 90 = 1,111,111 core-seconds = 309 hours" in told
    assert "1.2 hours if a vCPU is such a core, 2.4 if it is half of one" in told
    assert "1.0 GB a worker, 16 GB a node" in told
    assert "14 to 28 dollars" in told  # 309 and 617 vCPU-hours at US$ 0.045


def test_what_was_not_measured_is_not_told() -> None:
    told = filled("api.md", page("api.md"), {"load": FIGURES["load"]})
    assert "Not measured yet: `python -m benchmarks.measure at_once fuzz`." in told


def test_damaged_figures_and_lost_marks_are_named(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    file.write_text("no", "utf-8")
    with pytest.raises(InputError, match=r"python -m benchmarks\.measure"):
        read(file)
    with pytest.raises(InputError, match="<!-- tables: written"):
        filled("api.md", "# nothing", {})


def test_own_time_of_modules_is_summed_up_by_package() -> None:
    log = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:      1000 |       4000 |   numpy.core\n"
        "INFO a line of the app between\n"
        "import time:      2000 |       9000 | numpy\n"
        "import time:      1500 |       1500 | torchvision\n"
    )
    found = imports(log)
    assert (found["modules"], found["ms"], found["torch"]) == (3, 4, False)
    assert found["top"][0] == {"package": "numpy", "own_ms": 3}


def bars(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith("| the bar |")]


def test_each_bar_of_the_start_has_a_verdict() -> None:
    held = bars(start(FIGURES))
    assert held == [
        "| the bar | the app's first answer within 4 s, which holds |",
        "| the bar | the command line's within 1.5 s, which holds |",
        "| the bar | an app that waits has at most 700 MB, which holds |",
    ]
    slow = {"app": {"seconds": 4.01, "idle_mb": 701}, "command": {"seconds": 1.51}}
    told = bars(start({"start": {**FIGURES["start"], **slow}}))
    assert len(told) == sum("does NOT hold" in line for line in told) == 3


def test_each_bar_of_many_callers_has_a_verdict() -> None:
    told = at_once(FIGURES)
    assert "75.5 s" in told
    assert "no call lost, which does NOT hold" in told  # five errors
    assert "at most 5% more in the last fifth, which holds" in told
    assert "no fault and no traceback, which does NOT hold" in told
    grown = {"before": 500, "second_fifth": 1000, "last_fifth": 1051, "after": 600}
    load = {**FIGURES["load"], "errors": {}, "memory_mb": grown}
    fuzz = {**FIGURES["fuzz"], "fault": 0, "tracebacks": 0}
    other = at_once({**FIGURES, "load": load, "fuzz": fuzz})
    assert "no call lost, which holds" in other
    assert "in the last fifth, which does NOT hold" in other
    assert "no fault and no traceback, which holds" in other
    uncounted = {key: value for key, value in fuzz.items() if key != "tracebacks"}
    assert "no fault and no traceback" not in at_once({**FIGURES, "fuzz": uncounted})


def test_bad_input_and_limits_name_the_bundle_they_were_measured_with() -> None:
    figures = {
        name: {**FIGURES[name], "bundle": f"{number}" * 12}
        for number, name in enumerate(("load", "fuzz", "at_once"))
    }
    told = at_once(figures)
    assert all(f"bundle {number * 12}" in told for number in "012")
    assert "bundle not noted" in at_once(FIGURES)


def test_a_limit_is_told_beside_what_it_was_chosen_by() -> None:
    told = at_once(FIGURES)
    assert "| short texts, 4 at a time, 16 callers beside 4 below | 9.5 answers a second" in told
    assert "p50 400 ms, p95 700 ms, p99 800 ms" in told
    assert "| texts of 2,000 characters, 4 at a time, 4 callers | 2.5 answers" in told
    assert "| scans, 1 at a time, one caller | 0.2 answers a second, no answer, 0 errors |" in told
    assert "| limit of descriptions | 4 in use; 2 came out best" in told
    assert "| each limit | the middle of 3 rounds |" in told


def test_a_leak_of_the_app_is_no_leak_of_the_package() -> None:
    held = bars(leak(FIGURES))
    assert held == [
        "| the bar | at most 5% more, which holds |",
        "| the bar | at most 5% more, and all answered, which does NOT hold |",
    ]
    alone = {key: value for key, value in FIGURES["leak"].items() if key != "app"}
    assert "| the app | not measured |" in leak({"leak": alone})


def test_the_time_of_one_text_is_that_in_the_app() -> None:
    assert bars(latency(FIGURES)) == ["| the bar | half within 15 ms, which holds |"]
    slow = {**FIGURES["latency"], "in_app": {"p50_ms": 15.1, "p95_ms": 20, "p99_ms": 30}}
    assert "does NOT hold" in latency({"latency": slow})


def test_files_that_differ_between_builds_are_named() -> None:
    assert "none differs, nor does the manifest" in builds(FIGURES)
    differing = {**FIGURES["builds"], "differing": ["map.parquet", "manifest.json"]}
    assert "these differ: `map.parquet`, `manifest.json` |" in builds({"builds": differing})


def test_every_kept_measurement_is_told_of_and_can_be_made() -> None:
    needed = {
        name for blocks in PAGES.values() for block in blocks.values() for name in block.needs
    }
    assert needed == set(_MODULES)
    assert set(FIGURES) == needed
