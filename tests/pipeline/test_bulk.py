"""Bulk: part by part, in this process and on a real Ray cluster of two nodes."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hsclassify import BundleError, HSClassifier, InputError, hub
from hsclassify.encoder import usable_cores
from hsclassify.formats import cell_text
from hsclassify.manifest import Manifest
from hsclassify.rows import ADDED_COLUMNS
from hsclassify.tables import classify_table
from pipeline.__main__ import main
from pipeline.bulk import PLAN_FILE, Job, PartDone, run
from pipeline.bulk_bundle import RunBundle

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


def test_columns_of_the_same_name_are_told_apart(
    job: Job, tiny_classifier: HSClassifier, tmp_path: Path
) -> None:
    file = tmp_path / "in.parquet"
    texts = ["green tea", "folding umbrella"]
    pq.write_table(pa.table([["A-1", "B-2"], texts], names=["goods", "goods"]), file)
    assert sum(d.rows for d in run(replace(job, source=str(file)))) == 2
    out = pq.ParquetFile(Path(job.out) / "part-000000.parquet").read()
    assert out.column_names[:3] == ["goods", "goods", "hs_code"]
    codes = [tiny_classifier.classify(text).candidates[0].code for text in texts]
    assert out.column("hs_code").to_pylist() == codes


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


@pytest.mark.parametrize("rows", [180, 170])
def test_a_file_that_took_another_s_place_does_not_mix_in(
    job: Job, source: Path, tmp_path: Path, rows: int
) -> None:
    folder = Path(shutil.copytree(source, tmp_path / "copy"))
    job = replace(job, source=str(folder))
    next(run(job))
    other = pq.read_table(folder / "a.parquet").slice(0, rows)
    pq.write_table(
        other.set_column(1, "goods", pa.array(["green tea"] * rows)), folder / "a.parquet"
    )
    with pytest.raises(InputError, match="another run: files"):
        next(run(job))


def test_a_folder_that_was_copied_with_its_times_is_the_same(
    job: Job, source: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(source, tmp_path / "copy"))
    job = replace(job, source=str(folder))
    next(run(job))
    shutil.copytree(folder, tmp_path / "again")
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "again", folder)
    assert [d.number for d in run(job)] == [1, 2, 3]


def test_the_file_that_lacks_a_column_is_named(job: Job, source: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(source, tmp_path / "copy"))
    pq.write_table(pa.table({"text": ["green tea"]}), folder / "c.parquet")
    with pytest.raises(InputError, match=r"c\.parquet: Expected a column 'goods'"):
        next(run(replace(job, source=str(folder), column="goods")))


def test_a_place_for_the_parts_that_is_a_file_gets_a_sentence(job: Job, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in ("file", "file/out"):
        with pytest.raises(InputError, match=r"Expected to write .*file"):
            next(run(replace(job, out=str(tmp_path / out))))


def test_a_run_that_is_stopped_says_how_to_go_on(
    job: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> Iterator[PartDone]:
        yield PartDone(0, 70, 1.0, "local")
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.bulk.run", stopped)
    assert main(["bulk", job.source, job.out]) == 130
    assert "Stopped after 1 parts, which stay. Run the same command" in capsys.readouterr().err


def test_a_plan_that_was_cut_off_gets_a_sentence(job: Job) -> None:
    next(run(job))
    plan = Path(job.out) / PLAN_FILE
    for damaged in (plan.read_text("utf-8")[:50], "[]", ""):
        plan.write_text(damaged, "utf-8")
        with pytest.raises(InputError, match=r"cannot be read.*begin anew"):
            next(run(job))


def test_files_without_rows_decide_nothing(job: Job, source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), folder / "a.parquet")
    shutil.copy(source / "b.parquet", folder)
    (done,) = run(replace(job, source=str(folder)))
    assert done.rows == 70
    assert read(job.out).num_rows == 70
    (folder / "b.parquet").unlink()
    with pytest.raises(InputError, match=r"No column of .*a\.parquet"):
        next(run(replace(job, source=str(folder), out=f"{job.out}2")))


def cut_rows(folder: Path) -> Path:
    """A Parquet file whose first rows can be read, and whose others are damaged."""
    file = folder / "damaged.parquet"
    pq.write_table(pa.table({"goods": [f"green tea {i}" for i in range(200)]}), file,
                   row_group_size=100)  # fmt: skip
    at = pq.ParquetFile(file).metadata.row_group(1).column(0).dictionary_page_offset
    content = bytearray(file.read_bytes())
    content[at : at + 40] = b"\xff" * 40
    file.write_bytes(content)
    return file


def test_cells_that_python_has_no_value_for_are_kept(job: Job, tmp_path: Path) -> None:
    """Texts that are no UTF-8, which repeat, and dates beyond the year 9999."""
    texts = [b"green tea", b"umbrella \xff", None]
    goods = pa.array([texts[i % 3] for i in range(90)]).view(pa.string())
    far = pa.array([(0, 2**62, None)[i % 3] for i in range(90)], pa.timestamp("us"))
    before = pa.table({"goods": goods, "kind": goods.dictionary_encode(), "far": far})
    pq.write_table(before, tmp_path / "in.parquet", row_group_size=40)
    assert sum(d.rows for d in run(replace(job, source=str(tmp_path / "in.parquet")))) == 90
    out = read(job.out)
    assert out["goods"].cast(pa.binary()).equals(before["goods"].cast(pa.binary()))
    assert list(map(cell_text, out["kind"])) == list(map(cell_text, before["kind"]))
    assert out["far"].cast(pa.int64()).equals(before["far"].cast(pa.int64()))
    notes = out["hs_note"].to_pylist()
    assert [("no UTF-8 text" in note, note == "No description.") for note in notes] == [
        (i % 3 == 1, i % 3 == 2) for i in range(90)
    ]
    assert out["hs_code"][1].as_py()


def test_rows_that_cannot_be_read_get_a_sentence(job: Job, tmp_path: Path) -> None:
    parts = run(replace(job, source=str(cut_rows(tmp_path)), part_rows=100))
    assert next(parts).rows == 100
    with pytest.raises(InputError, match=r"Part 1, rows 100 to 199 of .*damaged\.parquet"):
        next(parts)


def test_workers_take_the_bundle_that_the_run_began_with(
    tiny_bundle_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(tiny_bundle_folder, tmp_path / "bundle"))
    monkeypatch.chdir(tmp_path)
    named = RunBundle.of(hub.load("bundle"))
    assert named.source == str(folder)
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("HSCLASSIFY_BUNDLE", "of another process")
    assert named.load().bundle.manifest.digest == named.digest
    own = RunBundle.of(hub.load(hub.EMBEDDED_BUNDLE))
    assert own.source == ""
    assert own.load().bundle.manifest.digest == own.digest
    manifest = Manifest.read(folder)
    replace(manifest, dataset_revision="another").write(folder)
    with pytest.raises(BundleError, match=f"Expected bundle {named.digest}.*same bundle"):
        named.load()


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
        (["IN", "out", "--engine", "ray", "--workers", "0"], "needs 1 worker at least"),
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


def test_without_ray_the_command_says_how_to_get_it(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
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


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Address of a Ray cluster of two nodes of one core each on this machine."""
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs Ray: pip install 'ray[data]'")
    from ray.cluster_utils import Cluster

    size = {"num_cpus": 1, "object_store_memory": 100_000_000}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        # Ray's workers would stand back for all other processes, and starve on a busy machine.
        patch.setenv("RAY_worker_niceness", "0")
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


def test_a_cluster_that_knows_nothing_of_this_process(
    source: Path, cluster: str, tiny_bundle_folder: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Neither the folder that it stands in, nor its variables."""
    monkeypatch.setenv("HSCLASSIFY_BUNDLE", str(tiny_bundle_folder))
    monkeypatch.chdir(tmp_path)
    here = Job(os.path.relpath(source), "here", part_rows=200)
    assert sum(d.rows for d in run(here)) == ROWS
    there = replace(here, out="there")
    assert sum(d.rows for d in run(there, engine="ray", address=cluster)) == ROWS
    assert read("there").equals(read("here"))


def test_why_a_worker_stopped_is_said(job: Job, cluster: str, tmp_path: Path) -> None:
    parts = replace(job, source=str(cut_rows(tmp_path)), part_rows=100)
    with pytest.raises(InputError, match=r"A worker stopped: Part 1, rows 100 to 199") as caught:
        list(run(parts, engine="ray", address=cluster))
    assert "same command again" in str(caught.value)
    assert "retry" not in str(caught.value)
