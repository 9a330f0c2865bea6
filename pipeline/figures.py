"""The measured figures in docs/, written from what ``python -m benchmarks.measure`` kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from pipeline.bars import (
    ABOVE_IDLE_MB,
    ANSWER_MS,
    APP_SECONDS,
    COMMAND_SECONDS,
    IDLE_MB,
    LONG_DOCUMENT_GB,
    NONE,
    PAGE_SECONDS,
    RAY_GAIN,
    SHARE_OF_ENCODER,
)
from pipeline.figure_rows import Figures, bar, machine, table
from pipeline.load_figures import at_once
from pipeline.pages import between

ROOT: Final = Path(__file__).parents[1]
FIGURES_FILE: Final = ROOT / "benchmarks" / "figures.json"

ROWS: Final = 10**8
_NODE_VCPUS: Final = 16
_NODES: Final = 16
_VCPU_HOUR_DOLLARS: Final = 0.045
_PART_ROWS: Final = 50_000
_FORMATS: Final = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}


def tables(figures: Figures) -> str:
    """Return how fast the command line classifies a table, and what memory each format takes."""
    told = figures["table"]
    ordered = "all in order" if told["rows_in_order"] else "NOT in order"
    above = told.get("above_idle_mb_by_format", {"csv": told["above_idle_mb"]})
    return table(
        ("measured", ""),
        (
            f"CSV of {told['rows']:,} different rows, command line",
            f"{told['rows_per_second']:g} rows a second, {ordered}",
        ),
        *(
            (
                f"memory, {_FORMATS[kind]} in and out",
                f"{megabytes:,} MB above the {told['idle_mb']:,} MB of a process that waits",
            )
            for kind, megabytes in above.items()
        ),
        bar(
            f"at most {ABOVE_IDLE_MB.limit:,} MB above idle, rows in order",
            told["rows_in_order"] and all(map(ABOVE_IDLE_MB.holds, above.values())),
        ),
        ("on", machine(told)),
    )


def speed(figures: Figures) -> str:
    """Return how fast one machine classifies tables, and what a second worker gives."""
    rows, bulk = figures["table"], figures["bulk"]
    ordered = "all in order" if rows["rows_in_order"] else "NOT in order"
    return table(
        ("measured", ""),
        (
            f"CSV of {rows['rows']:,} different rows, command line",
            f"{rows['rows_per_second']:g} rows a second, {ordered}",
        ),
        (
            "the encoder alone, in batches",
            f"{rows['encoder_per_second']:g} a second; the table reaches "
            f"{rows['share_of_encoder']:.0%} of it",
        ),
        bar(
            f"at least {SHARE_OF_ENCODER.limit:.0%} of the encoder",
            SHARE_OF_ENCODER.holds(rows["share_of_encoder"]),
        ),
        (
            "by time of the processor",
            f"{rows['rows_per_cpu_second']:g} rows a second, "
            f"{rows['share_of_encoder_by_cpu']:.0%} of the encoder",
        ),
        (
            "memory",
            f"{rows['above_idle_mb']:,} MB above the {rows['idle_mb']:,} MB of a process that "
            "waits",
        ),
        bar(
            f"at most {ABOVE_IDLE_MB.limit:,} MB above idle",
            ABOVE_IDLE_MB.holds(rows["above_idle_mb"]),
        ),
        ("tables on", machine(rows)),
        (
            f"Ray, {bulk['rows']:,} rows, 1 and 2 workers",
            f"{bulk['workers_1']:g} and {bulk['workers_2']:g} rows a second: "
            f"{bulk['gain']:.2f} times as fast",
        ),
        (
            "plain processes, 1 and 2, without Ray",
            f"{bulk['processes_1']:g} and {bulk['processes_2']:g} rows a second: "
            f"{bulk['processes_gain']:.2f} times; more the machine does not give",
        ),
        bar(f"Ray at least {RAY_GAIN.limit:g} times as fast", RAY_GAIN.holds(bulk["gain"])),
        ("Ray on", machine(bulk)),
    )


def on_paper(figures: Figures) -> str:
    """Return what 10^8 rows would take, by the speed measured."""
    told, rate = figures["table"], figures["bulk"]["workers_1"]
    core_hours = ROWS / rate / 3600
    hours = core_hours / (_NODES * _NODE_VCPUS)
    dollars = core_hours * _VCPU_HOUR_DOLLARS
    memory = (told["idle_mb"] + told["above_idle_mb"]) / 1000
    return table(
        ("", ""),
        ("Speed measured", f"{rate:g} different rows a second, one worker of Ray on one core"),
        ("Work", f"10^8 / {rate:g} = {ROWS / rate:,.0f} core-seconds = {core_hours:,.0f} hours"),
        (
            "Nodes",
            f"{_NODES} nodes of {_NODE_VCPUS} vCPUs: {_NODES * _NODE_VCPUS} workers, {hours:.1f} "
            f"hours if a vCPU is such a core, {2 * hours:.1f} if it is half of one",
        ),
        (
            "Memory",
            f"at most {memory:.1f} GB a worker, {memory * _NODE_VCPUS:.0f} GB a node",
        ),
        (
            "Parts",
            f"{ROWS // _PART_ROWS:,}; one takes {_PART_ROWS / rate / 60:.0f} minutes, which is "
            "what is lost with a worker",
        ),
        (
            "Data",
            "100 bytes a row in, 150 out: 10 GB and 15 GB before compression; no network is the "
            "bound",
        ),
        (
            "Cost",
            f"at an assumed US$ {_VCPU_HOUR_DOLLARS} a vCPU-hour {dollars:.0f} to "
            f"{2 * dollars:.0f} dollars, a third of that on nodes that may be interrupted; storage "
            "and requests below one dollar",
        ),
    )


def start(figures: Figures) -> str:
    """Return how long app and command line take to their first answer, beside baselines."""
    told = figures["start"]
    app, echo = told["app"], told["baseline_gradio_echo"]
    return table(
        ("measured", ""),
        (
            "the app, to the first answer over HTTP",
            f"{app['seconds']:g} s; {app['idle_mb']:,} MB {_idle(told)}",
        ),
        (
            "an app of Gradio that gives back its input",
            f"{echo['seconds']:g} s; {echo['idle_mb']:,} MB {_idle(told)}",
        ),
        ('`python -m hsclassify "frozen shrimp"`', f"{told['command']['seconds']:g} s"),
        (
            "`import torch, sentence_transformers` alone",
            f"{told['baseline_torch_imports']['seconds']:g} s",
        ),
        bar(
            f"the app's first answer within {APP_SECONDS.limit:g} s",
            APP_SECONDS.holds(app["seconds"]),
        ),
        bar(
            f"the command line's within {COMMAND_SECONDS.limit:g} s",
            COMMAND_SECONDS.holds(told["command"]["seconds"]),
        ),
        bar(f"an app that waits has at most {IDLE_MB.limit:,} MB", IDLE_MB.holds(app["idle_mb"])),
        ("imports of the app, own time", _imports(told["app_imports"])),
        ("imports of the command line, own time", _imports(told["command_imports"])),
        ("on", machine(told)),
    )


def leak(figures: Figures) -> str:
    """Return whether the memory grows with the number of classifications."""
    told = figures["leak"]
    app = told.get("app")
    within = f"at most {told['bar']:.0%} more"
    return table(
        ("measured", ""),
        (
            f"the package, after {told['few']:,} and {told['many']:,} different texts",
            _grown(told),
        ),
        bar(within, told["holds"]),
        *(
            (
                (
                    "the app, asked for the same over `/classify`",
                    f"{_grown(app)}; {app['answered']:,} answered, {app['per_second']:g} a second",
                ),
                bar(f"{within}, and all answered", app["holds"]),
            )
            if app
            else (("the app", "not measured"),)
        ),
        ("on", machine(told)),
    )


def _grown(told: Mapping[str, Any]) -> str:
    return f"{told['mb_after_few']:g} and {told['mb_after_many']:g} MB: {told['growth']:+.1%}"


def latency(figures: Figures) -> str:
    """Return how long one description takes that an idle app is asked for."""
    told = figures["latency"]
    inside, outside = told["in_app"], told["over_http"]
    return table(
        ("measured", ""),
        (f"{told['texts']:,} different texts, in the app's process", _milliseconds(inside)),
        bar(f"half within {ANSWER_MS.limit:g} ms", ANSWER_MS.holds(inside["p50_ms"])),
        ("until the caller has the answer", _milliseconds(outside)),
        ("on", machine(told)),
    )


def _milliseconds(told: Mapping[str, float]) -> str:
    return ", ".join(f"p{n} {told[f'p{n}_ms']:g} ms" for n in (50, 95, 99))


def builds(figures: Figures) -> str:
    """Return whether two builds from the same sources are the same."""
    told = figures["builds"]
    one, other = told["bundles"]
    differing = ", ".join(f"`{path}`" for path in told["differing"])
    kind = "embedded" if told["embedded"] else "whole"
    mapped = "with the map" if told["mapped"] else "without the map"
    return table(
        ("measured", ""),
        (f"two builds of the {kind} bundle, {mapped}", f"digests {one} and {other}"),
        (
            f"of {told['files']:,} files",
            f"these differ: {differing}" if differing else "none differs, nor does the manifest",
        ),
        ("on", machine(told)),
    )


def finders(figures: Figures) -> str:
    """Return how many lines our table reader finds, and how many others find."""
    told = figures["finders"]
    return table(
        ("reader", f"of the lines in {told['documents']:,} documents"),
        *(
            (
                one["reader"],
                f"{one['found']:.0%} of {one['lines']:,} found, in {one['seconds']:g} s",
            )
            for one in told["readers"]
        ),
        ("on", machine(told)),
    )


def _idle(told: Mapping[str, Any]) -> str:
    seconds = told.get("idle_seconds")
    return "when it waits" if seconds is None else f"when it has waited for {seconds:g} s"


def documents(figures: Figures) -> str:
    """Return how long a scanned page takes, what a long document holds, and what bad files do."""
    load, fuzz = figures["documents"], figures["fuzz_documents"]
    answers = fuzz["answers"]
    bad = answers.get("fault", 0) + fuzz["tracebacks"] + len(fuzz["left"])
    alive = "still answered" if fuzz["alive"] else "NO LONGER answered"
    return table(
        ("measured", ""),
        *(
            (
                f"a page of {scan['document']}",
                f"{scan['seconds']:g} s; {scan['cpu_seconds']:g} s of all processors, "
                f"{scan['ratio']:g} times Tesseract alone",
            )
            for scan in load["scans"]
        ),
        bar(
            f"at most {PAGE_SECONDS.limit:g} s a page",
            all(PAGE_SECONDS.holds(scan["seconds"]) for scan in load["scans"]),
        ),
        (
            f"memory of a scan of {load['pages']} pages",
            f"{load['above_idle_gb']:g} GB above the {load['idle_gb']:g} GB of a process that "
            "waits",
        ),
        bar(
            f"at most {LONG_DOCUMENT_GB.limit:g} GB above idle",
            LONG_DOCUMENT_GB.holds(load["above_idle_gb"]),
        ),
        ("pages on", machine(load)),
        (
            f"{sum(answers.values()):,} broken or hostile files",
            f"{answers.get('read', 0):,} read, {answers.get('refused', 0):,} refused with a "
            f"sentence, {answers.get('fault', 0):,} faults",
        ),
        (
            "left behind by them",
            f"{fuzz['tracebacks']:,} tracebacks in the log, {len(fuzz['left']):,} files on "
            f"disk; the app {alive}",
        ),
        bar(
            "no fault, no traceback, nothing left, and the app answers",
            fuzz["alive"] and NONE.holds(bad),
        ),
        ("broken files on", machine(fuzz)),
    )


def _imports(told: Mapping[str, Any]) -> str:
    top = ", ".join(f"{one['package']} {one['own_ms']:,}" for one in told["top"])
    torch = "torch among them" if told["torch"] else "no torch"
    return f"{told['modules']:,} modules, {torch}, {told['ms']:,} ms by `-X importtime`: {top}"


@dataclass(frozen=True)
class Block:
    """A table of a page, and the measurements that it tells of."""

    table: Callable[[Figures], str]
    needs: tuple[str, ...]

    def text(self, figures: Figures) -> str:
        """Return the table, or how to get it where a measurement is missing."""
        missing = [name for name in self.needs if name not in figures]
        if missing:
            return f"Not measured yet: `python -m benchmarks.measure {' '.join(missing)}`."
        return self.table(figures)


PAGES: Final[Mapping[str, Mapping[str, Block]]] = {
    "api.md": {
        "tables": Block(tables, ("table",)),
        "latency": Block(latency, ("latency",)),
        "at once": Block(at_once, ("at_once", "load", "fuzz")),
    },
    "bulk.md": {
        "speed": Block(speed, ("table", "bulk")),
        "on paper": Block(on_paper, ("table", "bulk")),
    },
    "start.md": {"start": Block(start, ("start",)), "leak": Block(leak, ("leak",))},
    "documents.md": {
        "finders": Block(finders, ("finders",)),
        "load": Block(documents, ("documents", "fuzz_documents")),
    },
    "reproducible.md": {"builds": Block(builds, ("builds",))},
}
"""The blocks by their names in the marks, for each page in docs/."""


def read(file: Path = FIGURES_FILE) -> Figures:
    """Read the kept figures; none where nothing was measured yet.

    Raises:
        InputError: the file is damaged.
    """
    if not file.exists():
        return {}
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected figures in {file}, but they cannot be read ({error}). "
            "Delete it and measure again with python -m benchmarks.measure."
        ) from error


def filled(page: str, text: str, figures: Figures) -> str:
    """Return the *text* of a page of docs/ with its tables made anew.

    Raises:
        InputError: a mark is missing.
    """
    for name, block in PAGES[page].items():
        begin = f"<!-- {name}: written by `python -m pipeline figures` -->"
        text = between(text, begin, f"<!-- end of {name} -->", block.text(figures))
    return text
