"""The batches on this machine: one copy of the function, a bounded number of threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, as_completed, wait
from pathlib import Path

from kaggle_utils.fanout.place import Place
from kaggle_utils.fanout.worker import Function, Worker, Written

WORKERS = 2  # where none are named


def run_here(function: Function, spool: Path, folder: Path, batches: int, place: Place) -> Iterator[Written]:
    """Work on all batches; yields each once its shard is written. No more are begun than twice as many as are worked on at once."""
    threads = (place.workers or WORKERS) * place.width
    with Worker(function, spool, folder) as worker, ThreadPoolExecutor(threads, "fanout") as pool:
        begun: set[Future[Written]] = set()
        try:
            for number in range(batches):
                begun.add(pool.submit(worker.run, number))
                if len(begun) == 2 * threads:
                    ended, begun = wait(begun, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in ended)
            for future in as_completed(begun):
                yield future.result()
        finally:
            for future in begun:
                future.cancel()
