"""The fan-out: 10,000 tasks that sleep for 100 ms on a Ray cluster of this machine (ours) against as many threads without Ray (baseline).

Both write the same shards, ten items each, at the same number of tasks at once; the clock runs from the first result to the last, so that
the start of Ray, of its actors, and the reading of results that are there, is not in it: it is a row of its own. A ratio above 0.91 is an
overhead below 10 %. A running cluster is taken with ``--ray ADDRESS``; by default Ray starts one.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.table import Row, benchmark_parser, report
from kaggle_utils import fanout
from kaggle_utils.fanout import Place

TASKS, SECONDS = 10_000, 0.1
WORKERS, WIDTH, BATCH = 2, 8, 10  # 16 tasks at once in two actors


def sleep(item: Any) -> Any:
    """A task: it waits for something else, as for an engine."""
    time.sleep(SECONDS)
    return item


@dataclass(frozen=True)
class Timing:
    """Seconds until the first result, and from then on tasks a second."""

    start: float
    tasks_per_second: float


def measure(place: Place, tasks: int) -> Timing:
    """Map over so many tasks."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        results = iter(fanout.map(sleep, range(tasks), Path(folder), place))
        next(results)
        first = time.monotonic()
        count = sum(1 for _ in results)
        return Timing(first - begun, count / (time.monotonic() - first))


def main() -> None:
    """Print the table."""
    parser = benchmark_parser(__doc__)
    parser.add_argument("--ray", default="local", metavar="ADDRESS", help="a running cluster (default: one that Ray starts)")
    parser.add_argument("--tasks", type=int, default=TASKS)
    arguments = parser.parse_args()
    tasks = arguments.tasks // 10 if arguments.quick else arguments.tasks
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    baseline = measure(Place(workers=WORKERS, width=WIDTH, batch=BATCH), tasks)
    ours = measure(Place(ray=arguments.ray, workers=WORKERS, width=WIDTH, batch=BATCH), tasks)
    what = f"{tasks:,} tasks of {1000 * SECONDS:.0f} ms, {WORKERS * WIDTH} at once: Ray, against threads"
    rows = [
        Row(what, ours.tasks_per_second, baseline.tasks_per_second, "tasks/s", ours.tasks_per_second / baseline.tasks_per_second),
        Row("until the first result", ours.start, baseline.start, "s", baseline.start / ours.start),
    ]
    report(rows, arguments.json)
    print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
