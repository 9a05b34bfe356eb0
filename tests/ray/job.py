"""The command that is started on a cluster, killed and started again: ``python -m tests.ray.job HEAD FOLDER ITEMS SECONDS``."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from kaggle_utils import fanout

WORKERS, BATCH = 6, 2  # batches of two: a kill may lose one item of them that was made


class Slow:
    """Takes its time, and appends a line to a file for every item that it makes, so that what was made twice can be counted."""

    def __init__(self, log: Path, seconds: float) -> None:
        self._log = log
        self._seconds = seconds
        self._place = ""

    def __enter__(self) -> Slow:
        self._place = _address()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None: ...

    def __call__(self, item: Any) -> Any:
        time.sleep(self._seconds)
        with self._log.open("ab", buffering=0) as file:
            file.write(f"{item} {self._place} {os.getpid()}\n".encode())
        return {"square": item * item, "node": self._place}


def _address() -> str:
    """The address of the namespace, also while its link is down."""
    listed = subprocess.run(["ip", "-4", "-o", "addr", "show", "dev", "eth0"], capture_output=True, text=True, check=True).stdout
    return listed.split()[3].split("/")[0]


def main() -> None:
    """Make what is missing, print a line for each item, and in the end the counts."""
    head, folder, items, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    place = fanout.Place(ray=head, workers=WORKERS, batch=BATCH)
    made = fanout.map(Slow(folder / "made.log", seconds), range(items), folder / "shards", place)
    for done in made:
        assert done.result["square"] == done.item**2
        print(f"item {done.item}", flush=True)
    print(f"finished: {made.counts}", flush=True)


if __name__ == "__main__":
    main()
