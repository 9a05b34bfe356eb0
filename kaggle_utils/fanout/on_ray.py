"""The batches as a Ray Data job: actors hold the function, the cluster's object store carries numbers of batches and names of shards.

Only ``evaluation``, ``codeseq``, ``train`` and ``cli`` get here, and only where a cluster is named: Ray never enters the solver.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.errors import InputError
from kaggle_utils.fanout.place import Place
from kaggle_utils.fanout.worker import Function, Worker, Written
from kaggle_utils.version import __version__

logger = logging.getLogger(__name__)

MAX_TASKS = 20_000  # Ray keeps a few KB for every block of a data set: of more batches, a task takes several one after another
MAX_FAILURES = 5  # jobs in a row that Ray gives up before one batch is made
IN_CONSTRUCTOR = "creation task"  # what Ray says of an actor whose function cannot be entered: to try again would not help
OWN = "local"  # the address by which ray.init starts a cluster of this process
QUEUED = 1  # tasks that wait in an actor for a place, so that it does not idle while the next one is on its way


class FanOutActor:
    """What Ray Data keeps in each actor: a worker, entered as long as the actor lives."""

    def __init__(self, function: Function, spool: str, folder: str, version: str) -> None:
        if version != __version__:
            raise InputError(f"this node has kaggle_utils {__version__}, and the command is of {version}: install the same on every node")
        if not Path(spool).is_file():
            raise InputError(f"this node does not see {spool}: the output folder must be on a file system that all nodes share")
        self._worker = Worker(function, Path(spool), Path(folder)).__enter__()

    def __call__(self, table: dict[str, Any]) -> dict[str, Any]:
        """Work on the batches of these numbers."""
        written = [self._worker.run(int(number)) for number in table["batch"]]
        return {"batch": table["batch"], "shard": [each.shard for each in written], "failed": [json.dumps(each.failed) for each in written]}

    def __del__(self) -> None:
        if hasattr(self, "_worker"):
            self._worker.__exit__(None, None, None)


def run_on_ray(function: Function, spool: Path, folder: Path, batches: int, place: Place) -> Iterator[Written]:
    """Work on all batches on the cluster; yields each once its shard is written.

    An actor whose node dies is started again on another one, and the batches that it had are made again. A job that Ray gives up as a
    whole is started again with what is left of it. Raises InputError where Ray is not installed or the cluster does not answer, and Ray's
    own errors where an actor cannot start, or where Ray gives up MAX_FAILURES times in a row.
    """
    import_ray()
    from ray.exceptions import RayError

    connect(place.ray)
    left = set(range(batches))
    failures = 0
    while left:
        try:
            for number, written in _run_job(function, spool, folder, sorted(left), place):
                left.discard(number)
                failures = 0
                yield written
        except RayError as error:
            failures += 1
            if failures == MAX_FAILURES or IN_CONSTRUCTOR in str(error):
                raise
            logger.warning("Ray gave the job up (%s); it is started again with %d of %d batches", _first(error), len(left), batches)


def _run_job(function: Function, spool: Path, folder: Path, batches: Sequence[int], place: Place) -> Iterator[tuple[int, Written]]:
    """One Ray Data job over these batches: their numbers, and what became of them."""
    import pyarrow as pa
    import ray.data

    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    per_task = math.ceil(len(batches) / MAX_TASKS)
    numbers = ray.data.from_arrow([pa.table({"batch": batches[start : start + per_task]}) for start in range(0, len(batches), per_task)])
    workers = place.workers or max(1, sum(node["Alive"] for node in ray.nodes()))
    strategy = ray.data.ActorPoolStrategy(
        size=workers, max_tasks_in_flight_per_actor=place.width + QUEUED, enable_true_multi_threading=place.width > 1
    )
    made = numbers.map_batches(
        FanOutActor,
        fn_constructor_args=(function, str(spool.resolve()), str(folder.resolve()), __version__),
        batch_size=None,
        compute=strategy,
        num_cpus=place.cpus,
        num_gpus=place.gpus or None,
        max_concurrency=place.width,
    )
    for table in made.iter_batches(batch_size=None, prefetch_batches=0):
        for number, shard, failed in zip(table["batch"], table["shard"], table["failed"], strict=True):
            yield int(number), Written(str(shard), json.loads(failed))


def _first(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def import_ray() -> None:
    """Raise InputError where Ray is not installed."""
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise InputError(f"--ray needs Ray, which cannot be imported ({error}): pip install 'kaggle-utils[ray]'") from None


def connect(address: str) -> None:
    """Connect this process to a cluster, unless it is connected. Raises InputError for an address where none answers."""
    import ray

    if ray.is_initialized():
        return
    try:
        own = {"include_dashboard": False} if address == OWN else {}
        ray.init(address=address, log_to_driver=False, logging_level=logging.WARNING, **own)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise InputError(f"no Ray cluster answers at {address!r} ({_first(error)}): ray start --head makes one") from None
