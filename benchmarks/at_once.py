"""Lets many callers ask while the app answers a few at a time, and varies how many that is.

    python -m benchmarks.at_once [--limits 1 2 4 8] [--callers 50] [--seconds 5]
        [--file-limits 1 2] [--file-callers 8] [--file-seconds 7] [--rounds 3]
        [--mix INVOICE [--scan SCAN]]

The limits are those beside the numbers AT_ONCE. Each gets a fresh app, again in each round, and
every other round goes through them backwards; the middle of the rounds counts. What is asked:

- descriptions by all callers, then short ones beside a few callers with long ones, to see who waits
  for whom;
- tables of 200 rows;
- with --mix the invoice that is named, with --scan beside one caller with a picture of one.

"gain" is how many more answers came in the same time than with the first limit. The best limit is
the one with the shortest p95 of those that give nearly the most answers a second. In the end as
many ask in the same moment as the queue of the app holds, and the last of them tells how long that
is. All of it takes seven minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any, Final

from benchmarks.apps import App, running_app
from benchmarks.fuzz_endpoints import Outcome, call, uploaded
from benchmarks.load import TEXTS, percentiles

PLACES: Final = {
    "texts": "classify_tab",
    "tables": "table_endpoint",
    "documents": "document_endpoint",
}
"""The modules of the app with a number AT_ONCE, by what it is of."""

_LATER: Final = 1e6
"""Seconds until the app draws its first map: not while it is measured."""

_LONG_CALLERS, _SHORT_CALLERS = 4, 16
_LONG_CHARACTERS: Final = 2000
_TABLE_ROWS: Final = 200
_NEARLY: Final = 0.9
"""Rounds of the same limit differ by more than the tenth that is left."""

Ask = Callable[[int], Outcome]
"""Makes a call, another one each turn."""

Found = dict[str, dict[str, Any]]
"""Figures by what was asked."""


@dataclass(frozen=True)
class Sizes:
    """How many ask for how many seconds, texts and files, and with which documents."""

    callers: int
    seconds: float
    file_callers: int
    file_seconds: float
    invoice: Path | None = None
    scan: Path | None = None


@contextmanager
def limited_app(**limits: int) -> Iterator[App]:
    """Run an app with other numbers AT_ONCE, by the names of :data:`PLACES`.

    Raises:
        RuntimeError: it does not answer; says what is in its log.
    """
    lines = []
    for name, limit in limits.items():
        module = f"hsclassify.ui.{PLACES[name]}"
        lines += [f"import {module} as place", f"place.AT_ONCE = {limit}"]
    lines += ["import hsclassify.ui.build as build", f"build._MAP_AFTER = {_LATER}"]
    with running_app("-c", "\n".join((*lines, "import app", "app.main()"))) as app:
        for turn in range(4):  # makes what is made on first use
            outcome = short(app.url)(turn)
            if outcome.kind != "answered":
                log = app.log.read_text("utf-8", "replace")
                raise RuntimeError(f"expected an answer, got {outcome.said!r}:\n{log}")
        yield app


def short(url: str) -> Ask:
    """Return what asks for the code of a few words."""
    return lambda turn: _classified(url, f"{TEXTS[turn % len(TEXTS)]} no. {turn}")


def long(url: str) -> Ask:
    """Return what asks for the code of a text as long as one is read."""

    def ask(turn: int) -> Outcome:
        goods = ", ".join(f"{text} no. {turn}" for text in TEXTS * 20)
        return _classified(url, goods[:_LONG_CHARACTERS])

    return ask


def _classified(url: str, text: str) -> Outcome:
    return call(url, "/classify", [text, 3, "auto", None, False])


def table(url: str, number: int) -> Ask:
    """Return what asks for the codes of a table that nobody else has."""
    rows = (f"{TEXTS[n % len(TEXTS)]} no. {n} of {number}" for n in range(_TABLE_ROWS))
    content = "\n".join(("goods", *rows)).encode()
    return _file(url, "/classify_table", "goods.csv", content, "", "", "auto", "csv")


def document(url: str, file: Path, number: int) -> Ask:
    """Return what asks for the lines of a document, which nobody else has a copy of."""
    # The app deletes what it has read, and the very same bytes of two callers lie in one file.
    own = f"\n% {number}\n".encode() if file.suffix == ".pdf" else b""
    return _file(url, "/read_document", file.name, file.read_bytes() + own, "auto")


def _file(url: str, endpoint: str, name: str, content: bytes, *others: str) -> Ask:
    def ask(_: int) -> Outcome:
        try:
            return call(url, endpoint, [uploaded(url, name, content), *others])
        except (OSError, ValueError) as error:  # the upload failed
            return Outcome("fault", str(error))

    return ask


def asked(groups: Mapping[str, Sequence[Ask]], seconds: float) -> Found:
    """Let all callers of all *groups* ask again and again until *seconds* have passed.

    Returns:
        By group the answers a second until the last came, percentiles of the waits in ms, and
        the number of calls without an answer.
    """
    waits: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = dict.fromkeys(groups, 0)

    def keep_asking(name: str, ask: Ask, turn: int) -> None:
        while (started := time.monotonic()) < end:
            if ask(turn).kind == "answered":
                waits[name].append((time.monotonic() - started) * 1000)
            else:
                errors[name] += 1
            turn += 1

    pairs = [(name, ask) for name, asks in groups.items() for ask in asks]
    threads = [
        Thread(target=keep_asking, args=(*pair, number)) for number, pair in enumerate(pairs)
    ]
    began = time.monotonic()
    end = began + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    return {
        name: {
            "per_second": round(len(waits[name]) / took, 2),
            **percentiles(waits[name]),
            "errors": errors[name],
        }
        for name in groups
    }


def texts(limit: int, sizes: Sizes) -> Found:
    """Return what an app does that classifies so many descriptions at a time."""
    with limited_app(texts=limit) as app:
        alone = asked({"limits": [short(app.url)] * sizes.callers}, sizes.seconds)
        beside = asked(
            {
                "short_beside_long": [short(app.url)] * _SHORT_CALLERS,
                "long_beside_short": [long(app.url)] * _LONG_CALLERS,
            },
            sizes.seconds,
        )
        return _with_tracebacks({**alone, **beside}, app)


def files(limit: int, sizes: Sizes) -> Found:
    """Return what an app does that takes so many tables, and so many documents, at a time."""
    with limited_app(tables=limit, documents=limit) as app:
        numbers = range(sizes.file_callers)
        found = asked({"tables": [table(app.url, n) for n in numbers]}, sizes.file_seconds)
        if sizes.invoice:
            invoice, *others = (document(app.url, sizes.invoice, n) for n in numbers)
            groups = {"documents": [invoice, *others]}
            if sizes.scan:
                groups = {"documents": others, "scans": [document(app.url, sizes.scan, 0)]}
            found |= asked(groups, sizes.file_seconds)
        return _with_tracebacks(found, app)


def _with_tracebacks(found: Found, app: App) -> Found:
    return {kind: {**told, "tracebacks": app.tracebacks()} for kind, told in found.items()}


def in_rounds(
    limits: Sequence[int], rounds: int, measure: Callable[[int], Found]
) -> dict[str, Found]:
    """Return the middle of so many *rounds* by what was asked and by limit."""
    runs: dict[str, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for number in range(rounds):
        for limit in limits if number % 2 == 0 else reversed(limits):
            for kind, told in measure(limit).items():
                runs[kind][limit].append(told)
    return {kind: _gains({str(x): middle(its[x]) for x in limits}) for kind, its in runs.items()}


def middle(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the median of each figure of some runs, and the sum of what went wrong.

    A figure that a run lacks, because nothing was answered, is taken from the others.
    """
    summed = ("errors", "tracebacks")
    found: dict[str, Any] = {name: sum(run[name] for run in runs) for name in summed}
    for name in runs[0].keys() - set(summed):
        values = [run[name] for run in runs if run[name] is not None]
        found[name] = round(median(values), 2) if values else None
    return {**found, "runs_per_second": [run["per_second"] for run in runs]}


def _gains(found: Found) -> Found:
    base = next(iter(found.values()))["per_second"]
    return {
        limit: {**told, "gain": round(told["per_second"] / base, 2) if base else None}
        for limit, told in found.items()
    }


def best(answers: Found, waits: Found) -> int:
    """Return the limit with the shortest p95 of *waits* of those that give nearly most *answers*.

    The smallest of those that are equal.
    """
    most = max(told["per_second"] for told in answers.values())
    enough = [x for x, told in answers.items() if told["per_second"] >= _NEARLY * most]
    waited = [(waits[x]["p95_ms"], int(x)) for x in enough if waits[x]["p95_ms"] is not None]
    return min(waited)[1] if waited else min(map(int, enough))


def chosen(found: Mapping[str, Found]) -> dict[str, dict[str, int]]:
    """Return by what is limited the limit ``in_use`` and the ``best`` one of those measured."""
    from hsclassify.ui import classify_tab, document_endpoint, table_endpoint

    kinds = {
        "texts": (classify_tab.AT_ONCE, "limits", "short_beside_long"),
        "tables": (table_endpoint.AT_ONCE, "tables", "tables"),
        "documents": (document_endpoint.AT_ONCE, "documents", "documents"),
    }
    return {
        name: {"in_use": used, "best": best(found[answers], found[waits])}
        for name, (used, answers, waits) in kinds.items()
        if answers in found
    }


def full_queue() -> dict[str, Any]:
    """Let as many ask at the same moment as are answered and may wait; return the longest wait."""
    from hsclassify.ui.build import QUEUE_LENGTH
    from hsclassify.ui.classify_tab import AT_ONCE

    def wait(url: str, number: int) -> tuple[str, float]:
        started = time.monotonic()
        outcome = short(url)(number)
        return outcome.kind, (time.monotonic() - started) * 1000

    calls = QUEUE_LENGTH + AT_ONCE
    with limited_app() as app, ThreadPoolExecutor(calls) as pool:
        told = list(pool.map(lambda number: wait(app.url, number), range(calls)))
    answered = [waited for kind, waited in told if kind == "answered"]
    return {
        "calls": calls,
        "answered": len(answered),
        "longest_ms": round(max(answered, default=0)),
    }


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limits", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--callers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--file-limits", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--file-callers", type=int, default=8)
    parser.add_argument("--file-seconds", type=float, default=7)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--mix", type=Path, metavar="INVOICE")
    parser.add_argument("--scan", type=Path, help="picture of an invoice, beside --mix")
    given = parser.parse_args()
    sizes = Sizes(
        given.callers,
        given.seconds,
        given.file_callers,
        given.file_seconds,
        given.mix,
        given.scan,
    )
    found = in_rounds(given.limits, given.rounds, lambda limit: texts(limit, sizes))
    found |= in_rounds(given.file_limits, given.rounds, lambda limit: files(limit, sizes))
    told = {
        "callers": given.callers,
        "short_callers": _SHORT_CALLERS,
        "long_callers": _LONG_CALLERS,
        "file_callers": given.file_callers,
        "table_rows": _TABLE_ROWS,
        "seconds": given.seconds,
        "file_seconds": given.file_seconds,
        "rounds": given.rounds,
        **found,
        "chosen": chosen(found),
        "queue": full_queue(),
    }
    print(json.dumps(told, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
