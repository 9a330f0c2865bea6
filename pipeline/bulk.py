"""Bulk: Parquet tables of any length, part by part, in this process or on a Ray cluster.

A part is a run of rows of one input file and becomes one output file. Whatever
stops a run, the next one goes on with the parts that are missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from hsclassify import HSClassifier, InputError, hub
from hsclassify.columns import guess_description, labels, position
from hsclassify.formats import Cell, arrow_cells, cell_text, problem_of
from hsclassify.rows import Asked, RowClassifier, renamed
from hsclassify.tables import ROWS_AT_ONCE
from hsclassify.text import Language
from pipeline.bulk_bundle import RunBundle
from pipeline.outputs import writing

if TYPE_CHECKING:
    import pyarrow as pa

PLAN_FILE: Final = "_plan.json"
"""Lies beside the parts; readers of Parquet folders pass over names with an underscore."""

PART_ROWS: Final = 50_000
_ROWS_LOOKED_AT: Final = 50
_GROUP_ROWS: Final = 8 * ROWS_AT_ONCE


@dataclass(frozen=True)
class Part:
    """Rows *start* to *start* + *rows* of a file, as the output's part *number*."""

    number: int
    file: str
    start: int
    rows: int

    @property
    def name(self) -> str:
        """Name of the output file."""
        return f"part-{self.number:06d}.parquet"


@dataclass(frozen=True)
class Job:
    """What to do.

    Attributes:
        source: Parquet file, or folder of such, on a local disk or an fsspec URL.
        out: folder for the parts, likewise.
        column: column with the descriptions; "" for the one that looks like it.
        declared: column with declared codes; "" for none.
        language: of the titles; None for that of each description.
        bundle: folder or Hub repo; None for the one that this process has at hand. All workers
            have to reach it, unless it is the one in the package.
        part_rows: rows of a part, at least 1.
    """

    source: str
    out: str
    column: str = ""
    declared: str = ""
    language: Language | None = None
    bundle: str | None = None
    part_rows: int = PART_ROWS


@dataclass(frozen=True)
class PartDone:
    """A part that was written.

    Attributes:
        number: its number.
        rows: its rows.
        seconds: how long it took.
        worker: who did it: "local", or the id of a Ray node.
    """

    number: int
    rows: int
    seconds: float
    worker: str


class Store:
    """The output folder."""

    def __init__(self, out: str) -> None:
        self._out = out
        self._fs, self._folder = _filesystem(out)

    def settle(self, plan: dict[str, Any]) -> None:
        """Write down the plan, or check that it is the one that was begun here.

        Raises:
            InputError: the folder cannot be written, holds the parts of another plan, or a damaged
                plan.
        """
        file = f"{self._folder}/{PLAN_FILE}"
        with writing(self._out):
            self._fs.makedirs(self._folder, exist_ok=True)
            if not self._fs.exists(file):
                # As with parts: what is stopped half-way leaves nothing that passes for a plan.
                self._fs.pipe_file(f"{file}.partial", json.dumps(plan, indent=1).encode())
                self._fs.mv(f"{file}.partial", file)
                return
        begun = self._begun(file)
        changed = sorted(key for key in plan if begun.get(key) != plan[key])
        if changed:
            raise InputError(
                f"{self._out} holds parts of another run: {', '.join(changed)} differ. "
                "Name another folder, or delete this one to begin anew."
            )

    def _begun(self, file: str) -> dict[str, Any]:
        try:
            begun = json.loads(self._fs.cat_file(file))
        except (OSError, ValueError) as error:
            begun = str(error)
        if not isinstance(begun, dict):
            raise InputError(
                f"Expected the plan of an earlier run in {self._out}/{PLAN_FILE}, but it cannot be "
                f"read ({str(begun)[:80]}), so nothing says what the parts are of. Name another "
                "folder, or delete this one to begin anew."
            )
        return begun

    def missing(self, parts: Sequence[Part]) -> list[Part]:
        """Return the parts that are not written yet."""
        written = {Path(name).name for name in self._fs.ls(self._folder, detail=False)}
        return [part for part in parts if part.name not in written]

    def write(self, part: Part, slices: Iterator[pa.Table]) -> int:
        """Write the slices of a part and return its rows; its file appears when it is whole."""
        import pyarrow.parquet as pq

        unfinished, rows = f"{self._folder}/_{part.name}.partial", 0
        first = next(slices)
        with (
            self._fs.open(unfinished, "wb") as stream,
            pq.ParquetWriter(stream, first.schema, compression="zstd") as writer,
        ):
            for piece in _chained(first, slices):
                writer.write_table(piece, row_group_size=_GROUP_ROWS)
                rows += piece.num_rows
        self._fs.mv(unfinished, f"{self._folder}/{part.name}")
        return rows


def run(
    job: Job, *, engine: str = "local", address: str | None = None, workers: int = 1
) -> Iterator[PartDone]:
    """Classify all rows of the job's source, and yield each part as it is written.

    Args:
        job: what to do.
        engine: "local", or "ray" for Ray Data with a classifier in each worker.
        address: of a running Ray cluster; None starts one on this machine.
        workers: how many Ray workers, at least 1; each takes a core.

    Raises:
        InputError: the source is not readable, has no such column, *out* holds the parts
            of another run, or there would be no worker.
    """
    if workers < 1:
        raise InputError(f"A run needs 1 worker at least, got {workers}.")
    # Workers stand in other folders than this process.
    job, parts = _planned(replace(job, source=_absolute(job.source), out=_absolute(job.out)))
    store = Store(job.out)
    plan = {k: v for k, v in asdict(job).items() if k not in {"out", "bundle"}}
    loaded = hub.load(job.bundle)
    bundle = RunBundle.of(loaded)
    # With the digest no run goes on with another bundle than it began with, with the stamps with
    # no other input.
    files = {part.file: _stamp(part.file) for part in parts}
    store.settle(
        {**plan, "bundle": bundle.digest, "files": files, "parts": [asdict(p) for p in parts]}
    )
    missing = store.missing(parts)
    if not missing:
        return
    if engine == "ray":
        from pipeline.bulk_ray import run_on_ray

        yield from run_on_ray(job, bundle, missing, address, workers)
    else:
        worker = PartWorker(job, HSClassifier(loaded.bundle))
        yield from (worker.do(part, "local") for part in missing)


class PartWorker:
    """Does parts of a job, with one classifier."""

    def __init__(self, job: Job, classifier: HSClassifier) -> None:
        self._job, self._classifier = job, classifier

    def do(self, part: Part, worker: str) -> PartDone:
        """Classify and write a part.

        Raises:
            InputError: the part cannot be read or written.
        """
        import pyarrow as pa

        started = perf_counter()
        try:
            rows = Store(self._job.out).write(part, self._slices(part))
        except (pa.ArrowException, OSError) as error:
            raise InputError(
                f"Part {part.number}, rows {part.start:,} to {part.start + part.rows - 1:,} of "
                f"{part.file}, cannot be classified into {self._job.out} "
                f"({type(error).__name__}: {error})."
            ) from error
        return PartDone(part.number, rows, perf_counter() - started, worker)

    def _slices(self, part: Part) -> Iterator[pa.Table]:
        job = self._job
        rows = RowClassifier(self._classifier, job.language, compare=bool(job.declared))
        for piece in _read(part):
            yield _beside(piece, rows, job)


def _beside(piece: pa.Table, rows: RowClassifier, job: Job) -> pa.Table:
    """Return *piece* with the answers' columns beside its own."""
    import pyarrow as pa

    names = piece.column_names
    texts = arrow_cells(piece.column(position(names, job.column)))
    declared: list[Cell] = [""] * len(texts)
    if job.declared:
        declared = arrow_cells(piece.column(position(names, job.declared)))
    asked = [
        Asked(cell_text(text), cell_text(code), problem_of((text, code)))
        for text, code in zip(texts, declared, strict=True)
    ]
    answers = zip(*(answered.cells for answered in rows.answers(asked)), strict=True)
    for column, cells in zip(renamed(rows.columns, names), answers, strict=True):
        piece = piece.append_column(
            pa.field(column.name, column.type), [pa.array(cells, column.type)]
        )
    return piece


def _read(part: Part) -> Iterator[pa.Table]:
    """Yield the rows of a part in slices."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fs, path = _filesystem(part.file)
    with fs.open(path, "rb") as stream, pq.ParquetFile(stream) as file:
        groups, before = _groups(file, part)
        skip, left = part.start - before, part.rows
        for batch in file.iter_batches(ROWS_AT_ONCE, row_groups=groups):
            piece = batch.slice(min(skip, len(batch)))
            skip -= len(batch) - len(piece)
            piece = piece.slice(0, left)
            left -= len(piece)
            if len(piece):
                yield pa.Table.from_batches([piece])
            if not left:
                return


def _groups(file: Any, part: Part) -> tuple[list[int], int]:
    """Return the row groups that a part's rows lie in, and how many rows come before them."""
    groups: list[int] = []
    first = at = 0
    for number in range(file.num_row_groups):
        size = file.metadata.row_group(number).num_rows
        if at < part.start + part.rows and at + size > part.start:
            first = first if groups else at
            groups.append(number)
        at += size
    return groups, first


def _planned(job: Job) -> tuple[Job, list[Part]]:
    """Return the job with its columns found, and its parts in order."""
    if job.part_rows < 1:
        raise InputError(f"A part needs 1 row at least, got {job.part_rows}.")
    looked = [(file, *_looked_into(file)) for file in _files(job.source)]
    # A file without rows shows no column, and need not even have one.
    filled = [found for found in looked if found[2]] or looked
    parts: list[Part] = []
    for file, names, rows, first in filled:
        known = labels(names)
        column = job.column or guess_description(names, first) or ""
        if not column:
            raise InputError(
                f"No column of {file} looks like descriptions of goods; it has "
                f"{', '.join(map(repr, known))}. Name one with --column."
            )
        declared = known[_position(file, names, job.declared)] if job.declared else ""
        job = replace(job, column=known[_position(file, names, column)], declared=declared)
        for start in range(0, rows, job.part_rows):
            size = min(job.part_rows, rows - start)
            parts.append(Part(len(parts), file, start, size))
    return job, parts


def _position(file: str, names: list[str], column: str) -> int:
    try:
        return position(names, column)
    except InputError as error:
        raise InputError(f"{file}: {error}") from error


def _files(source: str) -> list[str]:
    fs, path = _filesystem(source)
    if fs.isdir(path):
        found = sorted(p for p in fs.find(path) if p.endswith(".parquet"))
        # Such as the plan and unfinished parts of a run, should its output be input here.
        found = [p for p in found if not Path(p).name.startswith("_")]
    else:
        found = [path] if fs.exists(path) else []
    if not found:
        raise InputError(f"Expected a Parquet file or a folder of such, found none at {source}.")
    return [fs.unstrip_protocol(p) for p in found]


def _looked_into(file: str) -> tuple[list[str], int, list[list[Any]]]:
    """Return a file's column names, its number of rows, and the first of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    fs, path = _filesystem(file)
    try:
        with fs.open(path, "rb") as stream, pq.ParquetFile(stream) as source:
            head = next(source.iter_batches(_ROWS_LOOKED_AT), None)
            columns = list(map(arrow_cells, head.columns)) if head else []
            rows = [list(row) for row in zip(*columns, strict=True)]
            return source.schema_arrow.names, source.metadata.num_rows, rows
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{file} is not a readable Parquet file: {error}.") from error


def _stamp(file: str) -> str:
    """Return what changes when another file takes a file's place."""
    fs, path = _filesystem(file)
    about = fs.info(path)
    # On a disk, fsspec's own key also changes with the inode, so when a folder is moved.
    if "mtime" in about:
        return f"{about['size']} bytes, {about['mtime']}"
    return str(fs.ukey(path))


def _absolute(url: str) -> str:
    """Return a local path from the root on; other URLs are so already."""
    return url if "://" in url or "::" in url else str(_filesystem(url)[1])


def _filesystem(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]

    try:
        fs, path = url_to_fs(url)
    except (ValueError, ImportError) as error:
        raise InputError(f"{url} is no path or URL that can be used here: {error}") from error
    return fs, path.rstrip("/")


def _chained(first: pa.Table, others: Iterator[pa.Table]) -> Iterator[pa.Table]:
    yield first
    yield from others
