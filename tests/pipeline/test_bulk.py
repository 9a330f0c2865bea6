"""Bulk: part by part, in this process and on a real Ray cluster of two nodes."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hsclassify import HSClassifier, InputError
from hsclassify.encoder import usable_cores
from hsclassify.rows import ADDED_COLUMNS
from hsclassify.tables import classify_table
from pipeline.__main__ import main
from pipeline.bulk import Job, run

ROOT = Path(__file__).parents[2]
ROWS = 250


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, tiny_classifier: HSClassifier) -> Path:
    """A folder of two files, one of them in several row groups."""
    folder = tmp_path_factory.mktemp("bulk") / "in"
    folder.mkdir()
    tree = tiny_classifier.nomenclature
    titles = [tree.title(code, "vi") for code in tree.codes(6)]
    table = pa.table(
        {
            "row": range(ROWS),
            "goods": [titles[i % len(titles)] for i in range(ROWS)],
            "price": [i / 4 for i in range(ROWS)],
        }
    )
    pq.write_table(table.slice(0, 180), folder / "a.parquet", row_group_size=50)
    pq.write_table(table.slice(180), folder / "b.parquet")
    return folder


@pytest.fixture
def job(source: Path, tmp_path: Path, tiny_bundle_folder: Path) -> Job:
    return Job(str(source), str(tmp_path / "out"), bundle=str(tiny_bundle_folder), part_rows=70)


def read(folder: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(f) for f in sorted(Path(folder).glob("*.parquet")))


def test_all_rows_come_back_in_order_with_the_answers_of_a_table(
    job: Job, source: Path, tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    done = list(run(job))
    assert [(d.number, d.rows) for d in done] == [(0, 70), (1, 70), (2, 40), (3, 70)]
    out = read(job.out)
    before = read(str(source))
    assert out.select(before.column_names).equals(before)
    assert out.column_names == [*before.column_names, *ADDED_COLUMNS]
    classify_table(tiny_classifier, source / "a.parquet", "goods", tmp_path / "a.parquet")
    table = pq.read_table(tmp_path / "a.parquet")
    assert out.column("hs_code").to_pylist()[:180] == table.column("hs_code").to_pylist()


def test_a_stopped_run_goes_on_where_it_was(job: Job) -> None:
    first = run(job)
    next(first)
    next(first)
    first.close()
    stamp = {f: f.stat().st_mtime_ns for f in Path(job.out).glob("part-*")}
    assert [d.number for d in run(job)] == [2, 3]
    assert all(f.stat().st_mtime_ns == at for f, at in stamp.items())
    assert list(run(job)) == []
    assert read(job.out).num_rows == ROWS


def test_a_killed_process_loses_only_the_part_it_was_at(job: Job, source: Path) -> None:
    job = replace(job, part_rows=10)
    command = [sys.executable, "-m", "pipeline", "bulk", job.source, job.out]
    options = ["--bundle", str(job.bundle), "--part-rows", "10"]
    process = subprocess.Popen([*command, *options], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        while not (written := sorted(Path(job.out).glob("part-*"))):
            assert process.poll() is None
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()
    stamp = {file: file.stat().st_mtime_ns for file in written}
    assert len(list(run(job))) > 0
    assert all(file.stat().st_mtime_ns == at for file, at in stamp.items())
    out = read(job.out)
    assert out.select(["row", "goods", "price"]).equals(read(str(source)))
    assert None not in out.column("hs_code").to_pylist()


def test_another_run_does_not_mix_in(job: Job, source: Path) -> None:
    next(run(job))
    other = Job(str(source), job.out, bundle=job.bundle, part_rows=60)
    with pytest.raises(InputError, match=r"another run: part_rows, parts differ"):
        next(run(other))


def test_urls(job: Job, source: Path) -> None:
    """Any fsspec file system will do; memory:// is one without a network."""
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(str(source), "memory://bulk/in", recursive=True)
    urls = Job("memory://bulk/in", "memory://bulk/out", bundle=job.bundle, part_rows=200)
    assert sum(d.rows for d in run(urls)) == ROWS
    with memory.open("memory://bulk/out/part-000000.parquet") as stream:
        assert pq.read_table(stream).num_rows == 180
    local = replace(urls, source=source.as_uri(), out=Path(job.out).as_uri())
    assert sum(d.rows for d in run(local)) == ROWS
    assert read(job.out).num_rows == ROWS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no/such.parquet", "out"], "Expected a Parquet file"),
        (["IN", "out", "--column", "nope"], "Expected a column 'nope'"),
        (["IN", "out", "--part-rows", "0"], "needs 1 row at least"),
        (["nope://in", "out"], "no path or URL"),
    ],
)
def test_bad_input_gets_a_sentence(
    source: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["bulk", *(str(source) if a == "IN" else a for a in arguments)]) == 1
    assert message in capsys.readouterr().err


def test_a_file_that_is_no_parquet_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "in.parquet").write_text("no")
    with pytest.raises(InputError, match="not a readable Parquet"):
        next(run(Job(str(tmp_path / "in.parquet"), str(tmp_path / "out"))))


@pytest.mark.skipif(
    importlib.util.find_spec("ray") is not None, reason="Ray is installed, so it is not missing"
)
def test_without_ray_the_command_says_how_to_get_it(job: Job) -> None:
    with pytest.raises(InputError, match="pip install"):
        next(run(job, engine="ray"))


def test_the_encoder_keeps_to_the_cores_that_a_scheduler_grants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert usable_cores() == 1
    for nothing_granted in ("", "0", "many", "100000"):
        monkeypatch.setenv("OMP_NUM_THREADS", nothing_granted)
        assert usable_cores() == len(os.sched_getaffinity(0))


def test_without_an_address_ray_looks_for_no_other_cluster(
    job: Job, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray", reason="needs Ray: pip install 'ray[data]'")
    monkeypatch.setenv("RAY_worker_niceness", "0")
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")  # as of a cluster that has died
    assert sum(d.rows for d in run(replace(job, part_rows=200), engine="ray")) == ROWS
    assert read(job.out).num_rows == read(str(source)).num_rows


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a Ray cluster of two nodes of one core each on this machine."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs Ray: pip install 'ray[data]'")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    # Ray's workers would stand back for all other processes, and starve on a busy machine.
    monkeypatch.setenv("RAY_worker_niceness", "0")
    from ray.cluster_utils import Cluster

    size = {"num_cpus": 1, "object_store_memory": 100_000_000}
    nodes = Cluster(initialize_head=True, head_node_args={**size, "include_dashboard": False})
    try:
        nodes.add_node(**size)
        yield nodes.address
    finally:
        nodes.shutdown()


def test_a_ray_cluster_of_two_nodes(job: Job, source: Path, cluster: str) -> None:
    from ray.data import DataContext

    # So few rows would all be done by the first worker before the second has started.
    DataContext.get_current().wait_for_min_actors_s = 300
    next(run(job))  # one part is there already
    done = list(run(job, engine="ray", address=cluster, workers=2))
    assert sorted(d.number for d in done) == [1, 2, 3]
    assert len({d.worker for d in done}) == 2
    out = read(job.out)
    assert out.select(["row", "goods", "price"]).equals(read(str(source)))
    assert None not in out.column("hs_code").to_pylist()
