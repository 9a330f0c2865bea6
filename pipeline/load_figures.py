"""The table of docs/api.md on many callers, bad input and the limits of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pipeline.bars import GROWTH, NONE, grown
from pipeline.figure_rows import Figures, Row, bar, machine, many, table, waits

_LIMITED: Final = {
    "texts": "descriptions",
    "tables": "tables",
    "documents": "documents",
}


def at_once(figures: Figures) -> str:
    """Return how the app stood many callers and bad input, and what its limits come from."""
    load, fuzz, limits = figures["load"], figures["fuzz"], figures["at_once"]
    return table(
        ("measured", ""),
        *_load(load),
        ("on", f"{machine(load)}; the callers ran on the same cores"),
        *_fuzz(fuzz),
        ("on", machine(fuzz)),
        *_limits(limits),
        *_chosen(limits),
        *_queue(limits),
        ("on", f"{machine(limits)}; the callers ran on the same cores"),
    )


def _load(load: Mapping[str, Any]) -> list[Row]:
    errors = sum(load["errors"].values())
    after = f"; the last came after {load['took']:g} s" if "took" in load else ""
    return [
        (
            f"{load['callers']} callers for {load['seconds']:g} s",
            f"{load['answered']:,} answers, {load['per_second']:g} a second, "
            f"{many(errors, 'error')}{after}",
        ),
        bar("no call lost", NONE.holds(errors)),
        ("waiting time", waits(load)),
        *(
            (f"of {told['answered']:,} {kind}", waits(told))
            for kind, told in load.get("kinds", {}).items()
        ),
        *_memory(load.get("memory_mb", {})),
        ("tracebacks of the app in its log", _counted(load)),
    ]


def _memory(told: Mapping[str, float]) -> list[Row]:
    if not told:
        return []
    growth = grown(told["second_fifth"], told["last_fifth"])
    return [
        (
            "memory of the app",
            f"{told['before']:,} MB before, {told['second_fifth']:,} MB in the second fifth of the "
            f"time, {told['last_fifth']:,} MB in the last: {growth:+.1%}; {told['after']:,} MB "
            "when all were answered",
        ),
        bar(f"at most {GROWTH.limit:.0%} more in the last fifth", GROWTH.holds(growth)),
    ]


def _fuzz(fuzz: Mapping[str, Any]) -> list[Row]:
    faults = fuzz.get("fault", 0)
    rows = [
        (
            f"{fuzz['calls']:,} calls with bad input",
            f"{fuzz.get('answered', 0):,} answered, {fuzz.get('refused', 0):,} refused with a "
            f"sentence, {many(faults, 'fault')}",
        ),
        ("tracebacks of the app in its log", _counted(fuzz)),
    ]
    if "tracebacks" in fuzz:
        rows.append(bar("no fault and no traceback", NONE.holds(faults + fuzz["tracebacks"])))
    return rows


def _counted(figures: Mapping[str, Any]) -> str:
    return f"{figures['tracebacks']:,}" if "tracebacks" in figures else "not counted"


def _limits(measured: Mapping[str, Any]) -> list[Row]:
    """Return what each limit gives, and that the figures are the middle of several rounds."""
    few, beside = measured.get("file_callers"), measured.get("short_callers")
    slow = measured.get("long_callers")
    among = ", the one below among them" if "scans" in measured else ""
    kinds = (
        ("limits", f"with a limit of {{}} at a time, {measured['callers']} callers"),
        ("short_beside_long", f"short texts, {{}} at a time, {beside} callers beside {slow} below"),
        ("long_beside_short", f"texts of 2,000 characters, {{}} at a time, {slow} callers"),
        ("tables", f"tables of {measured.get('table_rows')} rows, {{}} at a time, {few} callers"),
        ("documents", f"documents, {{}} at a time, {few} callers{among}"),
        ("scans", "scans, {} at a time, one caller"),
    )
    rows = [
        (
            said.format(limit),
            f"{told['per_second']:g} answers a second, {_short_waits(told)}, "
            + many(told["errors"], "error"),
        )
        for kind, said in kinds
        for limit, told in measured.get(kind, {}).items()
    ]
    rounds = measured.get("rounds")
    return [*rows, *([("each limit", f"the middle of {rounds} rounds")] if rounds else [])]


def _short_waits(told: Mapping[str, Any]) -> str:
    named = {name: told.get(f"{name}_ms") for name in ("p50", "p95", "p99")}
    known = [f"{name} {value:,.0f} ms" for name, value in named.items() if value is not None]
    return ", ".join(known) or "no answer"


def _chosen(measured: Mapping[str, Any]) -> list[Row]:
    return [
        (
            f"limit of {_LIMITED[name]}",
            f"{told['in_use']} in use; {told['best']} came out best: the shortest p95 of those "
            "with nearly the most answers a second",
        )
        for name, told in measured.get("chosen", {}).items()
    ]


def _queue(measured: Mapping[str, Any]) -> list[Row]:
    if "queue" not in measured:
        return []
    told = measured["queue"]
    return [
        (
            f"{told['calls']} descriptions in the same moment",
            f"{told['answered']} answered, the last after {told['longest_ms']:,} ms",
        )
    ]
