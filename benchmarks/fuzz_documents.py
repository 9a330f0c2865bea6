"""Sends the real app files that are no invoices, and looks at what they leave behind.

    python -m benchmarks.fuzz_documents [--files 300] [--seed 1]

Fuzzed bytes, files cut off, wrong names, locked files and bombs go to ``/read_document`` of an
app that is started for this, with a temporary folder of its own. A file may be read or refused
with a sentence. Faults: anything else said, a traceback of ours in the log, a file left on
disk, an app that no longer answers.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from tests.documents.broken import broken_files

ROOT: Final = Path(__file__).parents[1]
_START_SECONDS: Final = 600
_CALLERS: Final = 4


@dataclass(frozen=True)
class Findings:
    """What came of it.

    Attributes:
        answers: how many files were "read", "refused", or a "fault".
        faults: what was said of the files that are faults.
        tracebacks: of ours in the app's log.
        left: files on disk after the last answer.
        alive: whether the app still classifies.
    """

    answers: Counter[str]
    faults: list[str]
    tracebacks: int
    left: list[str]
    alive: bool

    @property
    def sound(self) -> bool:
        """Whether there is no fault of any kind."""
        return self.alive and not (self.faults or self.tracebacks or self.left)


def fuzz(files: int, seed: int) -> Findings:
    """Start the app, send it *files* broken files, and say what came of it."""
    with TemporaryDirectory() as ours, TemporaryDirectory() as theirs:
        log = Path(ours) / "log.txt"
        with _app(log, Path(theirs)) as url:
            before = _files(Path(theirs))
            with ThreadPoolExecutor(_CALLERS) as pool:
                said = list(
                    pool.map(
                        lambda numbered: _send(url, Path(ours) / str(numbered[0]), *numbered[1]),
                        enumerate(broken_files(files, seed)),
                    )
                )
            answer = Client(url, verbose=False).predict("umbrella", api_name="/classify")
            left = sorted(_files(Path(theirs)) - before)
        return Findings(
            answers=Counter(kind for kind, _ in said),
            faults=[text for kind, text in said if kind == "fault"],
            tracebacks=log.read_text("utf-8").count(f'File "{ROOT / "hsclassify"}'),
            left=left,
            alive=bool(answer["candidates"]),
        )


def _send(url: str, folder: Path, name: str, data: bytes) -> tuple[str, str]:
    """Upload one file; return "read", "refused" or "fault", and what was said."""
    folder.mkdir()
    file = folder / name
    file.write_bytes(data)
    try:
        Client(url, verbose=False).predict(handle_file(str(file)), api_name="/read_document")
    except AppError as error:
        said = str(error)
        sentence = said.endswith(".") and len(said.split()) > 3 and "Traceback" not in said
        return ("refused" if sentence else "fault"), f"{name}: {said}"
    except Exception as error:  # whatever it is, it is a fault
        return "fault", f"{name}: {type(error).__name__}: {error}"
    return "read", name


def _files(folder: Path) -> set[str]:
    return {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}


@contextmanager
def _app(log: Path, folder: Path) -> Iterator[str]:
    """Run the app with *folder* for its temporary files; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    own = {k: v for k, v in os.environ.items() if not k.startswith(("HSCLASSIFY_", "GRADIO_"))}
    own |= {"HSCLASSIFY_HOST": "127.0.0.1", "HSCLASSIFY_PORT": port, "TMPDIR": str(folder)}
    with log.open("w", encoding="utf-8") as stream:
        app = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=own, stdout=stream, stderr=stream
        )
        try:
            _wait(app, f"http://127.0.0.1:{port}/config")
            yield f"http://127.0.0.1:{port}"
        finally:
            app.terminate()
            app.wait(60)


def _wait(app: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while app.poll() is None and time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
        else:
            return
    raise SystemExit(f"The app did not start within {_START_SECONDS} seconds.")


def main() -> int:
    """Run from the command line; the status is 1 if there was a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    findings = fuzz(arguments.files, arguments.seed)
    print(json.dumps(vars(findings), indent=2))
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
