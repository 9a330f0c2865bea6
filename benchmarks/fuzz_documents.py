"""Sends the real app files that are no invoices, and looks at what they leave behind.

    python -m benchmarks.fuzz_documents [--files 300] [--seed 1]

Fuzzed bytes, files cut off, wrong names, locked files and bombs go to ``/read_document`` of an
app that is started for this, with a temporary folder of its own. A file may be read or refused
with a sentence. Faults: anything else said, a traceback in the log, a file left on
disk, an app that no longer answers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from benchmarks.apps import running_app
from hsclassify.ui.map_drawing import FOLDER_PREFIX
from tests.documents.broken import broken_files

_CALLERS: Final = 4


@dataclass(frozen=True)
class Findings:
    """What came of it.

    Attributes:
        answers: how many files were "read", "refused", or a "fault".
        faults: what was said of the files that are faults.
        tracebacks: in the app's log.
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
        with running_app(TMPDIR=theirs) as app:
            before = files_in(Path(theirs))
            with ThreadPoolExecutor(_CALLERS) as pool:
                said = [
                    pool.submit(_send, app.url, Path(ours) / str(number), name, data)
                    for number, (name, data) in enumerate(broken_files(files, seed))
                ]
            outcomes = [one.result() for one in said]
            answer = Client(app.url, verbose=False).predict("umbrella", api_name="/classify")
            left = sorted(files_in(Path(theirs)) - before)
            tracebacks = app.tracebacks()
        return Findings(
            answers=Counter(kind for kind, _ in outcomes),
            faults=[text for kind, text in outcomes if kind == "fault"],
            tracebacks=tracebacks,
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


def files_in(folder: Path) -> set[str]:
    """Return the files below a *folder*, without the map, which an app draws once and keeps."""
    files = (f.relative_to(folder) for f in folder.rglob("*") if f.is_file())
    return {str(file) for file in files if not file.parts[0].startswith(FOLDER_PREFIX)}


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
