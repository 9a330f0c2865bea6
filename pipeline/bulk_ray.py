"""Parts of a bulk job on Ray Data: one classifier in each worker."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hsclassify
import pipeline
from hsclassify import HSClassifier, InputError
from pipeline.bulk import Job, Part, PartDone, PartWorker


class RayWorker:
    """What Ray keeps alive on a core: a classifier that does part after part."""

    def __init__(self, job: dict[str, Any]) -> None:
        import ray

        settled = Job(**job)
        self._worker = PartWorker(settled, HSClassifier.load(settled.bundle))
        self._node = ray.get_runtime_context().get_node_id()

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Do the parts of a batch, which come and go column by column."""
        parts = [
            Part(int(number), str(file), int(start), int(rows))
            for number, file, start, rows in zip(
                batch["number"], batch["file"], batch["start"], batch["rows"], strict=True
            )
        ]
        done = [asdict(self._worker.do(part, self._node)) for part in parts]
        return {key: [one[key] for one in done] for key in done[0]}


def run_on_ray(
    job: Job, parts: Sequence[Part], address: str | None, workers: int
) -> Iterator[PartDone]:
    """Do *parts* on a Ray cluster, and yield each as it is written.

    Args:
        job: what to do.
        parts: at least one.
        address: of a running cluster; None starts one on this machine, for this run.
        workers: classifiers that run at the same time, at least 1.

    Raises:
        InputError: Ray is not installed, the cluster cannot be reached, or a part failed.
    """
    ray = _imported()
    try:
        ray.init(
            # Without "local" Ray would look for a cluster itself, and wait for one that has died.
            address=address or "local",
            ignore_reinit_error=True,
            include_dashboard=False if address is None else None,
            # The code travels with the job: nodes need only the installed requirements.
            runtime_env={"py_modules": [_folder(hsclassify), _folder(pipeline)]},
            log_to_driver=False,
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        done = ray.data.from_items(
            [asdict(part) for part in parts], override_num_blocks=len(parts)
        ).map_batches(
            RayWorker,
            fn_constructor_args=(asdict(job),),
            batch_size=1,
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(size=min(workers, len(parts))),
        )
        for row in done.iter_rows():
            yield PartDone(**row)
    except (ray.exceptions.RayError, ConnectionError) as error:
        reason = str(error).strip().splitlines()[-1]
        raise InputError(
            f"Ray stopped: {reason} The parts that are written stay; run the same command again "
            "to go on with the others."
        ) from error
    finally:
        ray.shutdown()


def _imported() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError(
            "The engine 'ray' needs Ray, which is not installed. Install it with "
            "pip install 'ray[data]', or use --engine local."
        ) from error
    return ray


def _folder(package: Any) -> str:
    return str(Path(package.__file__).parent)
