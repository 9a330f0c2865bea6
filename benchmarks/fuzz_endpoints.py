"""Calls every public endpoint with what nobody should send, and counts what comes back.

    python -m benchmarks.fuzz_endpoints http://127.0.0.1:7860 [--calls 10000] [--seed 1]

A call begins as a proper one, with real codes, editions, verdicts and files that were uploaded;
then an argument or two are replaced or damaged, so that what is behind the first check is
reached. Some are left whole, and some are hostile throughout. An endpoint may answer or refuse
with a sentence of this app. Anything else is a fault: a status of 500 or more, a connection that
breaks off or stays silent, an answer without JSON, an error without such a sentence or with a
traceback, and the sentence that stands for a bug of the app itself. benchmarks/measure.py counts
all tracebacks in the log, too.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Final

from benchmarks.known_sentences import broke_down, is_known
from tests.documents.broken import small_pdf

SECONDS: Final = 120
_DEEP: Final = 900
"""Levels of a nested argument, a little below what json writes."""

_HOSTILE: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 51, 10**30, 1e308, float("nan"), float("inf"), "", " ",
    "\x00\x01\x1b[31m", "\ud800", "\udfff\ud83d",
    "'; DROP TABLE codes; --", "<img src=x onerror=alert(1)>", "../../etc/passwd", "=1+1",
    "💥" * 50,     "\u202egnp.exe", "&#x1F4A9;&amp;" * 20, "0306.17", "umbrella", "ร่ม",
    "a" * 100_000, "天" * 50_000,
    [], {}, [[[[]]]], {"path": "/etc/passwd"}, {"path": "x", "meta": {"_type": "gradio.FileData"}},
    ["umbrella"], {"text": {"text": {"text": None}}}, [None] * 500,
)  # fmt: skip
_TEXTS: Final = ("folding umbrella", "ร่มพับ", "cà phê rang xay", "不锈钢保温杯", "fish", "8517.12")
_CODES: Final = ("0306.17", "8517.12", "03", "9999.99", "0306170090", "税则号列：0306.17")
_CONVERSIONS: Final = (
    ("8517.12", 2017, 2022), ("8517.12", "HS 2017", 1992), ("0306.17", 2022, 2012),
    ("03", 2007, 2022),
)  # fmt: skip
_GOODS: Final = b"goods,declared\ngreen tea,0902.10\numbrella,660191\n,x\n"
_TABLES: Final = (
    ("goods.csv", _GOODS),
    ("goods.csv", "สินค้า;HS\nร่มพับ;660191\n".encode("cp874")),
    ("goods.tsv", b"goods\tgoods\nA-1\ttea\n"),
    ("goods.txt", b'goods\n"never closed\ntea \xff\n'),
)
_BROKEN_TABLES: Final = (
    ("goods.csv", b""), ("goods.csv", b"\x00\x01\x02"), ("goods.xlsx", b"PK\x03\x04 no workbook"),
    ("goods.parquet", b"PAR1 no parquet"), ("goods.doc", _GOODS), ("goods", _GOODS),
)  # fmt: skip
_DOCUMENTS: Final = (("invoice.pdf", small_pdf()),)
_BROKEN_DOCUMENTS: Final = (
    ("invoice.pdf", small_pdf()[:200]), ("invoice.pdf", b"%PDF-1.7\n"), ("invoice.pdf", b"GIF89a"),
    ("invoice.pdf", b""), ("invoice.pdf", b"<html>"),
)  # fmt: skip
_TOLD, _SAID = 20, 300
"""How many faults are kept, and how many characters of what was said."""

_WHOLE: Final = 0.8
"""Share of the files that can be read."""


@dataclass(frozen=True)
class Outcome:
    """What came of a call.

    Attributes:
        kind: "answered", "refused", or "fault".
        said: why not, where it was not answered.
        data: what the endpoint returned.
    """

    kind: str
    said: str = ""
    data: Any = field(default=None, compare=False)


Upload = Callable[[str, bytes], Any]
"""Sends a file of a name, and returns what stands for it in a call."""

Files = Sequence[tuple[str, bytes]]


def proper(chance: random.Random, upload: Upload) -> Mapping[str, Callable[[], list[Any]]]:
    """Return by endpoint what makes arguments as they should be, but for some of the files."""
    one = chance.choice

    def file(whole: Files, broken: Files) -> Any:
        return upload(*one(whole if chance.random() < _WHOLE else broken))

    return {
        "/classify": lambda: [
            one(_TEXTS), one((1, 3, 50)), one(("auto", "th")),
            one((None, {}, {"kind": "6601"}, {"preservation": "frozen"})), one((False, True)),
        ],
        "/classify_table": lambda: [
            file(_TABLES, _BROKEN_TABLES), one(("", "", "", "goods")),
            one(("", "", "", "declared")), one(("auto", "vi")), one(("csv", "xlsx", "parquet")),
        ],
        "/read_document": lambda: [
            file(_DOCUMENTS, _BROKEN_DOCUMENTS), one(("auto", "en", "th")),
        ],
        "/lookup": lambda: [one(_CODES), one(("", *_TEXTS))],
        "/search": lambda: [one((*_TEXTS, *_CODES)), one((1, 20, 100))],
        "/convert": lambda: list(one(_CONVERSIONS)),
        "/locate": lambda: [one(_TEXTS)],
        "/feedback": lambda: [
            one(_TEXTS), one(("right", "wrong")), one(("", *_CODES)), one(("", "a remark")),
            one((False, True)),
        ],
    }  # fmt: skip


def hostile(chance: random.Random) -> Any:
    """Return something that no endpoint expects, or a text of random characters."""
    kind = chance.random()
    if kind < 0.6:
        return chance.choice(_HOSTILE)
    if kind < 0.7:
        return nested(chance.choice((5, 60, 300, _DEEP)), chance)
    return "".join(chr(chance.randrange(0x11000)) for _ in range(chance.randrange(200)))


def nested(depth: int, chance: random.Random) -> Any:
    """Return lists and objects in one another."""
    value: Any = "umbrella"
    for _ in range(depth):
        value = chance.choice(([value], {"text": value}))
    return value


def damaged(value: Any, chance: random.Random) -> Any:
    """Return *value* with something wrong inside, or something hostile in its place."""
    if isinstance(value, dict) and value and chance.random() < 0.7:
        key = chance.choice(sorted(value))
        rest = {k: v for k, v in value.items() if k != key}
        return rest if chance.random() < 0.3 else {**rest, key: hostile(chance)}
    if isinstance(value, str) and chance.random() < 0.5:
        at = chance.randrange(len(value) + 1)
        return f"{value[:at]}{chance.choice(_HOSTILE)}{value[at:]}"[:100_000]
    return hostile(chance)


def arguments_of(chance: random.Random, whole: list[Any]) -> list[Any]:
    """Return the arguments *whole* as they are to be sent: mostly one or two of them damaged."""
    kind = chance.random()
    if kind < 0.15:
        return whole
    if kind < 0.25:  # as many, or another number of them
        size = len(whole) if chance.random() < 0.5 else chance.randrange(8)
        return [hostile(chance) for _ in range(size)]
    wrong = set(chance.sample(range(len(whole)), min(len(whole), chance.choice((1, 1, 2)))))
    return [damaged(x, chance) if at in wrong else x for at, x in enumerate(whole)]


def endpoints(url: str) -> list[str]:
    """Return the names of the public endpoints."""
    info = json.loads(urllib.request.urlopen(f"{url}/gradio_api/info", timeout=SECONDS).read())  # noqa: S310
    return sorted(info["named_endpoints"])


def uploaded(url: str, name: str, content: bytes) -> dict[str, Any]:
    """Send a file as the page does, and return what stands for it in a call."""
    head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    (path,) = json.loads(_post(f"{url}/gradio_api/upload", body, "multipart/form-data; boundary=x"))
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


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
        return refusal(said) if error.code < 500 else Outcome("fault", f"{error}: {said}")
    # A connection that breaks or says nothing, and an answer that is none, are faults as well.
    except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
        return Outcome("fault", f"{type(error).__name__}: {error}")


def _post(url: str, body: bytes, kind: str = "application/json") -> bytes:
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
        return bytes(answer.read())


def _outcome(stream: str) -> Outcome:
    """Return what the last event of a stream of server-sent events says."""
    events = [block.split("\ndata: ", 1) for block in stream.strip().split("\n\n")]
    kind, data = events[-1][0], json.loads(events[-1][-1])
    if kind == "event: complete":
        return Outcome("answered", data=data)
    return refusal(str(data.get("error") if isinstance(data, dict) else data or ""))


def refusal(said: str) -> Outcome:
    """Return a refusal, or a fault where what was *said* is no sentence of this app.

    The sentence for what the app did not foresee is a fault, too.
    """
    traced = "Traceback" in said or 'File "' in said
    sentence = is_known(said) and not traced and not broke_down(said)
    return Outcome("refused" if sentence else "fault", said)


def fuzz(
    url: str, calls: int, seed: int, tell: Callable[[str, list[Any], Outcome], object] = print
) -> Counter[str]:
    """Make *calls* calls, tell of each fault, and return how many came to what."""
    names = endpoints(url)
    counts: Counter[str] = Counter()

    def one(number: int) -> tuple[str, list[Any], Outcome]:
        own = random.Random(seed * 1_000_003 + number)  # noqa: S311
        name = own.choice(names)
        whole = proper(own, lambda file, content: uploaded(url, file, content))[name]()
        arguments = arguments_of(own, whole)
        return name, arguments, call(url, name, arguments)

    with ThreadPoolExecutor(8) as pool:
        for name, arguments, outcome in pool.map(one, range(calls)):
            counts[outcome.kind] += 1
            counts[f"{outcome.kind} {name}"] += 1
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
    faults: list[str] = []

    def tell(name: str, given: list[Any], outcome: Outcome) -> None:
        faults.append(f"{name}: {outcome.said[:_SAID]}")
        print(name, ascii(given), ascii(outcome.said))

    counts = fuzz(arguments.url, arguments.calls, arguments.seed, tell)
    kinds = {kind: counts[kind] for kind in ("answered", "refused", "fault")}
    answered = {x.split()[1]: n for x, n in sorted(counts.items()) if x.startswith("answered ")}
    told = {"calls": sum(kinds.values()), **kinds, "answered_by_endpoint": answered}
    print(json.dumps({**told, "faults": faults[:_TOLD]}))
    return 1 if counts["fault"] else 0


if __name__ == "__main__":
    sys.exit(main())
