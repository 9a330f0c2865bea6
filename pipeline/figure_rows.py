"""Rows of the tables of measured figures, and what several of them say alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hsclassify.hub import EMBEDDED_BUNDLE
from hsclassify.manifest import Manifest
from pipeline.bars import verdict

Figures = Mapping[str, Mapping[str, Any]]
"""What ``python -m benchmarks.measure`` kept, by the name of the measurement."""

Row = tuple[str, str]


def table(head: Row, *rows: Row) -> str:
    """Return a Markdown table of two columns."""
    lines = [head, ("---", "---"), *rows]
    return "\n".join(f"| {one} | {other} |" for one, other in lines)


def bar(said: str, holds: bool) -> Row:
    """Return a bar in words, and whether it holds."""
    return "the bar", f"{said}, which {verdict(holds)}"


def many(count: int, what: str) -> str:
    """Return how many there are of something."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def waits(told: Mapping[str, Any]) -> str:
    """Return percentiles of waiting times; of nothing where nothing was answered."""
    found = [told[f"p{n}_ms"] for n in (50, 95, 99)]
    if None in found:
        return "nothing was answered"
    p50, p95, p99 = found
    return f"half within {p50:,.0f} ms, p95 {p95:,.0f} ms, p99 {p99:,.0f} ms"


def machine(figures: Mapping[str, Any]) -> str:
    """Return the machine in words, and that it was busy where it was."""
    cores, load = figures["cores"], figures["load_before"]
    busy = f", busy with other work (load {load:g})" if load >= 1 else ""
    return f"{cores} cores, {figures['measured']}{busy}{_bundle(figures.get('bundle', ''))}"


def _bundle(digest: str) -> str:
    """Return which bundle was measured, and that it is not the embedded one, where it is not."""
    if not digest:
        return ", bundle not noted"
    now = Manifest.read(EMBEDDED_BUNDLE).digest
    return f", bundle {digest}" + ("" if now == digest else f" (now it is {now})")
