"""The measured figures in docs/, written from what ``python -m benchmarks.measure`` kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import InputError
from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from pipeline.readme import between

ROOT: Final = Path(__file__).parents[1]
FIGURES_FILE: Final = ROOT / "benchmarks" / "figures.json"
Figures = Mapping[str, Mapping[str, Any]]

ROWS: Final = 10**8
_NODE_VCPUS: Final = 16
_NODES: Final = 16
_VCPU_HOUR_DOLLARS: Final = 0.045
_PART_ROWS: Final = 50_000
_FORMATS: Final = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet"}


def at_once(figures: Figures) -> str:
    """Return how the app stood many callers and bad input."""
    load, fuzz = figures["load"], figures["fuzz"]
    errors = sum(load["errors"].values())
    return _table(
        ("measured", ""),
        (
            f"{load['callers']} callers for {load['seconds']:g} s",
            f"{load['answered']:,} answers, {load['per_second']:g} a second, "
            f"{_many(errors, 'error')}",
        ),
        ("waiting time", _waits(load)),
        *(
            (f"of {told['answered']:,} {kind}", _waits(told))
            for kind, told in load.get("kinds", {}).items()
        ),
        *_memory(load.get("memory_mb", {})),
        (
            f"{fuzz['calls']:,} calls with bad input",
            f"{fuzz.get('answered', 0):,} answered, {fuzz.get('refused', 0):,} refused with a "
            f"sentence, {_many(fuzz.get('fault', 0), 'fault')}",
        ),
        (
            "tracebacks of the app in its log",
            f"{_counted(load)} with many callers, {_counted(fuzz)} with bad input",
        ),
        *_limits(figures["at_once"]),
        *_queue(figures["at_once"]),
        ("on", f"{_machine(load)}; the callers ran on the same cores"),
    )


def tables(figures: Figures) -> str:
    """Return how fast the command line classifies a table, and what memory each format takes."""
    table = figures["table"]
    ordered = "all in order" if table["rows_in_order"] else "NOT in order"
    above = table.get("above_idle_mb_by_format", {"csv": table["above_idle_mb"]})
    return _table(
        ("measured", ""),
        (
            f"CSV of {table['rows']:,} different rows, command line",
            f"{table['rows_per_second']:g} rows a second, {ordered}",
        ),
        *(
            (
                f"memory, {_FORMATS[kind]} in and out",
                f"{megabytes:,} MB above the {table['idle_mb']:,} MB of a process that waits",
            )
            for kind, megabytes in above.items()
        ),
        ("on", _machine(table)),
    )


def speed(figures: Figures) -> str:
    """Return how fast one machine classifies tables, and what a second worker gives."""
    table, bulk = figures["table"], figures["bulk"]
    ordered = "all in order" if table["rows_in_order"] else "NOT in order"
    return _table(
        ("measured", ""),
        (
            f"CSV of {table['rows']:,} different rows, command line",
            f"{table['rows_per_second']:g} rows a second, {ordered}",
        ),
        (
            "the encoder alone, in batches",
            f"{table['encoder_per_second']:g} a second; the table reaches "
            f"{table['share_of_encoder']:.0%} of it",
        ),
        (
            "by time of the processor",
            f"{table['rows_per_cpu_second']:g} rows a second, "
            f"{table['share_of_encoder_by_cpu']:.0%} of the encoder",
        ),
        (
            "memory",
            f"{table['above_idle_mb']:,} MB above the {table['idle_mb']:,} MB of a process that "
            "waits",
        ),
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
        ("on", _machine(table)),
    )


def on_paper(figures: Figures) -> str:
    """Return what 10^8 rows would take, by the speed measured."""
    table, rate = figures["table"], figures["bulk"]["workers_1"]
    core_hours = ROWS / rate / 3600
    hours = core_hours / (_NODES * _NODE_VCPUS)
    dollars = core_hours * _VCPU_HOUR_DOLLARS
    memory = (table["idle_mb"] + table["above_idle_mb"]) / 1000
    return _table(
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
    return _table(
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
        ("imports of the app, own time", _imports(told["app_imports"])),
        ("imports of the command line, own time", _imports(told["command_imports"])),
        ("on", _machine(told)),
    )


def leak(figures: Figures) -> str:
    """Return whether the memory grows with the number of classifications."""
    told = figures["leak"]
    held = "holds" if told["holds"] else "does NOT hold"
    return _table(
        ("measured", ""),
        (
            f"memory after {told['few']:,} and {told['many']:,} different texts",
            f"{told['mb_after_few']:g} and {told['mb_after_many']:g} MB: {told['growth']:+.1%}",
        ),
        ("the bar", f"at most {told['bar']:.0%} more, which {held}"),
        ("on", _machine(told)),
    )


def _idle(told: Mapping[str, Any]) -> str:
    seconds = told.get("idle_seconds")
    return "when it waits" if seconds is None else f"when it has waited for {seconds:g} s"


def documents(figures: Figures) -> str:
    """Return how long a scanned page takes, what a long document holds, and what bad files do."""
    load, fuzz = figures["documents"], figures["fuzz_documents"]
    answers = fuzz["answers"]
    alive = "still answered" if fuzz["alive"] else "NO LONGER answered"
    return _table(
        ("measured", ""),
        *(
            (
                f"a page of {scan['document']}",
                f"{scan['seconds']:g} s; {scan['cpu_seconds']:g} s of all processors, "
                f"{scan['ratio']:g} times Tesseract alone",
            )
            for scan in load["scans"]
        ),
        (
            f"memory of a scan of {load['pages']} pages",
            f"{load['above_idle_gb']:g} GB above the {load['idle_gb']:g} GB of a process that "
            "waits",
        ),
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
        ("on", _machine(load)),
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
        "at once": Block(at_once, ("at_once", "load", "fuzz")),
    },
    "bulk.md": {
        "speed": Block(speed, ("table", "bulk")),
        "on paper": Block(on_paper, ("table", "bulk")),
    },
    "start.md": {"start": Block(start, ("start",)), "leak": Block(leak, ("leak",))},
    "documents.md": {"load": Block(documents, ("documents", "fuzz_documents"))},
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


def _table(head: tuple[str, str], *rows: tuple[str, str]) -> str:
    lines = [head, ("---", "---"), *rows]
    return "\n".join(f"| {one} | {other} |" for one, other in lines)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _counted(figures: Mapping[str, Any]) -> str:
    return f"{figures['tracebacks']:,}" if "tracebacks" in figures else "not counted"


def _limits(measured: Mapping[str, Any]) -> list[tuple[str, str]]:
    few = measured.get("file_callers")
    kinds = (
        ("limits", "with a limit of {} at a time", measured["callers"]),
        ("tables", f"tables of {measured.get('table_rows')} rows, {{}} at a time", few),
        ("documents", "documents, {} at a time", few),
    )
    return [
        (
            f"{said.format(limit)}, {callers} callers",
            f"{told['per_second']:g} answers a second, p99 {told['p99_ms']:,.0f} ms, "
            + _many(told["errors"], "error"),
        )
        for kind, said, callers in kinds
        for limit, told in measured.get(kind, {}).items()
    ]


def _queue(measured: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "queue" not in measured:
        return []
    told = measured["queue"]
    return [
        (
            f"{told['calls']} descriptions in the same moment",
            f"{told['answered']} answered, the last after {told['longest_ms']:,} ms",
        )
    ]


def _memory(told: Mapping[str, float]) -> list[tuple[str, str]]:
    if not told:
        return []
    return [
        (
            "memory of the app",
            f"{told['before']:,} MB before, {told['after_a_fifth']:,} MB after a fifth of the "
            f"time, {told['after']:,} MB at the end",
        )
    ]


def _waits(load: Mapping[str, Any]) -> str:
    p50, p95, p99 = (load[f"p{n}_ms"] for n in (50, 95, 99))
    return f"half within {p50:,.0f} ms, p95 {p95:,.0f} ms, p99 {p99:,.0f} ms"


def _machine(figures: Mapping[str, Any]) -> str:
    """Return the machine in words, and that it was busy where it was."""
    cores, load = figures["cores"], figures["load_before"]
    busy = f", busy with other work (load {load:g})" if load >= 1 else ""
    return f"{cores} cores, {figures['measured']}{busy}{_bundle(figures.get('bundle', ''))}"


def _bundle(digest: str) -> str:
    """Return which bundle was measured, and that it is not the embedded one, where it is not."""
    if not digest:
        return ""
    now = Manifest.read(EMBEDDED_BUNDLE).digest
    return f", bundle {digest}" + ("" if now == digest else f" (now it is {now})")
