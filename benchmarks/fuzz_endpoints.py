"""Calls every public endpoint with what nobody should send, and counts what comes back.

    python -m benchmarks.fuzz_endpoints http://127.0.0.1:7860 [--calls 10000] [--seed 1]

An endpoint may answer or refuse with a sentence. Anything else is a fault: a status of
500 or more, a connection that breaks off or stays silent, an answer without JSON, an error
without a sentence or with a traceback. benchmarks/measure.py counts the log's tracebacks, too.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

SECONDS: Final = 120
_HOSTILE: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 51, 10**30, 1e308, float("nan"), float("inf"), "", " ",
    "\x00\x01\x1b[31m", "\ud800", "\udfff\ud83d",
    "'; DROP TABLE codes; --", "<img src=x onerror=alert(1)>", "../../etc/passwd", "=1+1",
    "💥" * 50,     "\u202egnp.exe", "&#x1F4A9;&amp;" * 20, "0306.17", "umbrella", "ร่ม",
    "a" * 100_000, "天" * 50_000,
    [], {}, [[[[]]]], {"path": "/etc/passwd"}, {"path": "x", "meta": {"_type": "gradio.FileData"}},
    ["umbrella"], {"text": {"text": {"text": None}}}, [None] * 500,
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What came of a call: "answered", "refused", or "fault" with what was wrong."""

    kind: str
    said: str = ""


def hostile(chance: random.Random) -> Any:
    """Return something that no endpoint expects, or a text of random characters."""
    if chance.random() < 0.7:
        return chance.choice(_HOSTILE)
    return "".join(chr(chance.randrange(0x11000)) for _ in range(chance.randrange(200)))


def endpoints(url: str) -> dict[str, int]:
    """Return the public endpoints and how many arguments each takes."""
    info = json.loads(urllib.request.urlopen(f"{url}/gradio_api/info", timeout=SECONDS).read())  # noqa: S310
    return {name: len(api["parameters"]) for name, api in info["named_endpoints"].items()}


def call(url: str, name: str, arguments: list[Any]) -> Outcome:
    """Call an endpoint over plain HTTP, as a client that checks nothing would."""
    try:
        begun = _post(f"{url}/gradio_api/call{name}", json.dumps({"data": arguments}).encode())
        event = json.loads(begun)["event_id"]
        with urllib.request.urlopen(  # noqa: S310
            f"{url}/gradio_api/call{name}/{event}", timeout=SECONDS
        ) as stream:
            return _outcome(stream.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        said = error.read().decode("utf-8", "replace")
        return (
            Outcome("refused", said) if error.code < 500 else Outcome("fault", f"{error}: {said}")
        )
    # A connection that breaks or says nothing, and an answer that is none, are faults as well.
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        return Outcome("fault", f"{type(error).__name__}: {error}")


def _post(url: str, body: bytes) -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return bytes(answer.read())


def _outcome(stream: str) -> Outcome:
    """Return what the last event of a stream of server-sent events says."""
    events = [block.split("\ndata: ", 1) for block in stream.strip().split("\n\n")]
    kind, data = events[-1][0], json.loads(events[-1][-1])
    if kind == "event: complete":
        return Outcome("answered")
    said = str(data.get("error") if isinstance(data, dict) else data or "")
    sentence = len(said.split()) >= 3 and "Traceback" not in said and 'File "' not in said
    return Outcome("refused" if sentence else "fault", said)


def fuzz(
    url: str, calls: int, seed: int, tell: Callable[[str, list[Any], Outcome], object] = print
) -> Counter[str]:
    """Make *calls* calls, tell of each fault, and return how many came to what."""
    known = endpoints(url)
    counts: Counter[str] = Counter()

    def one(number: int) -> tuple[str, list[Any], Outcome]:
        own = random.Random(seed * 1_000_003 + number)  # noqa: S311
        name = own.choice(sorted(known))
        size = known[name] if own.random() < 0.9 else own.randrange(8)
        arguments = [hostile(own) for _ in range(size)]
        return name, arguments, call(url, name, arguments)

    with ThreadPoolExecutor(8) as pool:
        for name, arguments, outcome in pool.map(one, range(calls)):
            counts[outcome.kind] += 1
            if outcome.kind == "fault":
                tell(name, arguments, outcome)
    return counts


def main() -> int:
    """Run from the command line; the status is 1 if there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    counts = fuzz(arguments.url, arguments.calls, arguments.seed)
    print(json.dumps({"calls": counts.total(), **counts}))
    return 1 if counts["fault"] else 0


if __name__ == "__main__":
    sys.exit(main())
