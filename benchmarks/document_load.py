"""How long a page takes, and how much memory twenty pages take.

    python -m tests.documents.generator FOLDER en-scan-1 th-noisy-1 vi-photo-1
    python -m benchmarks.document_load FOLDER [--pages 20]

Reads each clean scan, poor scan and photo in the folder and prints seconds a page, by the clock and
of all processors together, beside the baseline of the same run: Tesseract left alone with the same
page and the same language packs. Then it reads a document of many pages and prints the memory above
idle of this process and of those that it started. The bars are 6 seconds for each document and
1.5 GB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytesseract
from pdf2image import convert_from_bytes
from PIL import Image, ImageSequence

from hsclassify.classifier import HSClassifier
from hsclassify.documents import Limits, read_document
from hsclassify.documents.limits import Deadline
from hsclassify.documents.pages import PICTURE_FORMATS, read_pages
from pipeline.bars import LONG_DOCUMENT_GB, PAGE_SECONDS

PATIENT: Final = Limits(megabytes=500, pages=200, seconds=3600)
KINDS: Final = ("scan", "noisy", "photo")
"""Kinds of documents that are pictures, as the generator names them."""

_TICK: Final = 0.05
_GIGA: Final = 1024**3


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of all processors, children included."""

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Spent:
    """Do *work* and return what it took."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return Spent(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def page_times(file: Path) -> dict[str, Any]:
    """Return the seconds a page of *file* beside those of Tesseract alone."""
    data = file.read_bytes()
    pages = list(read_pages(data, PATIENT, Deadline(PATIENT.seconds)))
    ours = timed(lambda: list(read_pages(data, PATIENT, Deadline(PATIENT.seconds))))
    pictures = _pictures(data)
    alone = timed(
        lambda: [
            pytesseract.image_to_data(picture, lang=page.packs)
            for picture, page in zip(pictures, pages, strict=True)
        ]
    )
    count = len(pages)
    return {
        "document": file.name,
        "seconds": round(ours.wall / count, 2),
        "cpu_seconds": round(ours.cpu / count, 2),
        "tesseract_alone_cpu_seconds": round(alone.cpu / count, 2),
        "ratio": round(ours.cpu / alone.cpu, 2),
    }


def _pictures(data: bytes) -> list[Image.Image]:
    if data.startswith(b"%PDF"):
        return convert_from_bytes(data, dpi=300)
    image = Image.open(io.BytesIO(data), formats=PICTURE_FORMATS)
    return [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]


def memory(picture: Image.Image, pages: int) -> dict[str, Any]:
    """Return the gigabytes above idle while a document of *pages* like *picture* is read."""
    classifier = HSClassifier.load()
    classifier.classify("umbrella")
    stream = io.BytesIO()
    sheet = picture.convert("L")
    sheet.save(
        stream, "TIFF", compression="tiff_lzw", save_all=True, append_images=[sheet] * (pages - 1)
    )
    idle = _resident()
    with _watched() as peak:
        document = read_document(stream.getvalue(), classifier, PATIENT)
    return {
        "pages": len(document.pages),
        "lines": len(document.items),
        "idle_gb": round(idle / _GIGA, 2),
        "above_idle_gb": round((max(peak) - idle) / _GIGA, 2),
    }


@contextmanager
def _watched() -> Iterator[list[int]]:
    """Yield a list that fills with the memory in use, while the block runs."""
    seen, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(_TICK):
            seen.append(_resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _resident() -> int:
    """Return the bytes in memory of this process and its children."""
    children = (f.read_text().split() for f in Path("/proc/self/task").glob("*/children"))
    total = 0
    for process in (str(os.getpid()), *(c for listed in children for c in listed)):
        try:
            pages = Path(f"/proc/{process}/statm").read_text().split()[1]
        except OSError:
            continue  # It has ended meanwhile.
        total += int(pages) * os.sysconf("SC_PAGE_SIZE")
    return total


def pictures_in(folder: Path) -> list[Path]:
    """Return the documents of a *folder* that are pictures, sorted."""
    return sorted(
        file for kind in KINDS for file in folder.glob(f"*-{kind}-*") if file.suffix != ".json"
    )


def main() -> int:
    """Run from the command line; the status is 1 where a bar does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    arguments = parser.parse_args()
    files = pictures_in(arguments.folder)
    if not files:
        parser.error(f"no picture in {arguments.folder}; see above for how to make them")
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    scans = []
    for file in files:
        scans.append(page_times(file))
        print(json.dumps(scans[-1]), file=sys.stderr, flush=True)
    # A clean scan, if there is one: of a poor one fewer lines are read.
    sheet = next((f for f in reversed(files) if "-scan-" in f.name), files[-1])
    long = memory(_pictures(sheet.read_bytes())[0], arguments.pages)
    holds = {
        "page": all(PAGE_SECONDS.holds(scan["seconds"]) for scan in scans),
        "memory": LONG_DOCUMENT_GB.holds(long["above_idle_gb"]),
    }
    print(json.dumps({"scans": scans, **long, "holds": holds}, indent=2))
    return 0 if all(holds.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
