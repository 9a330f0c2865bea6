"""Parts of a bulk job on Ray Data: one classifier in each worker."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import hsclassify
import pipeline
from hsclassify import HSClassifyError, InputError
from pipeline.bulk import Job, Part, PartDone, PartWorker
from pipeline.bulk_bundle import RunBundle

_FAILURE: Final = "failure"
_LONGEST_REASON: Final = 500
_GO_ON: Final = (
    "The parts that are written stay; run the same command again to go on with the others."
)


class RayWorker:
    """What Ray keeps alive on a core: a classifier that does part after part.

    What goes wrong is told in the rows that go back. An exception would reach the driver as
    the text of a traceback among others of Ray's own, and in the constructor be tried again.
    """

    def __init__(self, job: dict[str, Any], bundle: dict[str, str]) -> None:
        import ray

        self._job, self._bundle = Job(**job), RunBundle(**bundle)
        self._worker: PartWorker | None = None
        self._node = ray.get_runtime_context().get_node_id()

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        """Do the parts of a batch, which come and go column by column."""
        parts = [
            Part(int(number), str(file), int(start), int(rows))
            for number, file, start, rows in zip(
                batch["number"], batch["file"], batch["start"], batch["rows"], strict=True
            )
        ]
        told = [self._told(part) for part in parts]
        return {key: [one[key] for one in told] for key in told[0]}

    def _told(self, part: Part) -> dict[str, Any]:
        """Do a part; return what became of it, and why it failed, "" where it did not."""
        try:
            self._worker = self._worker or PartWorker(self._job, self._bundle.load())
            return {**asdict(self._worker.do(part, self._node)), _FAILURE: ""}
        except HSClassifyError as error:
            failure = str(error)
        except Exception as error:
            failure = f"{type(error).__name__}: {error}."
        return {**asdict(PartDone(part.number, 0, 0.0, self._node)), _FAILURE: failure}


def run_on_ray(
    job: Job, bundle: RunBundle, parts: Sequence[Part], address: str | None, workers: int
) -> Iterator[PartDone]:
    """Do *parts* on a Ray cluster, and yield each as it is written.

    Args:
        job: what to do; source and out are absolute.
        bundle: what to do it with, the same in all workers.
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
            runtime_env={
                "py_modules": [_folder(hsclassify), _folder(pipeline)],
                # A mirror of the Hub. The token stays here: Ray shows these to anyone.
                "env_vars": {k: os.environ[k] for k in ("HF_ENDPOINT",) if k in os.environ},
            },
            log_to_driver=False,
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        done = ray.data.from_items(
            [asdict(part) for part in parts], override_num_blocks=len(parts)
        ).map_batches(
            RayWorker,
            fn_constructor_args=(asdict(job), asdict(bundle)),
            batch_size=1,
            num_cpus=1,
            compute=ray.data.ActorPoolStrategy(size=min(workers, len(parts))),
        )
        for row in done.iter_rows():
            failure = row.pop(_FAILURE)
            if failure:
                raise InputError(f"A worker stopped: {failure} {_GO_ON}")
            yield PartDone(**row)
    except (ray.exceptions.RayError, ConnectionError) as error:
        raise InputError(f"Ray stopped: {_reason(error)} {_GO_ON}") from error
    finally:
        ray.shutdown()


def _reason(error: Exception) -> str:
    """Return what Ray says of a failure of its own, without what it prints of the stack."""
    # Of exceptions that caused each other, the first is the cause.
    first = str(error).split("\n\nThe above exception was")[0]
    lines = [line.strip() for line in first.splitlines() if line and not line[0].isspace()]
    told = lines[-1:] if "Traceback" in first or '  File "' in first else lines
    return f"{' '.join(told)[:_LONGEST_REASON].rstrip('.') or type(error).__name__}."


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
