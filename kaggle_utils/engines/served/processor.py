"""Whether a server gets the cores that it had at first, and how long its threads wait for one: read from Linux's own counts."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOOK_EVERY = 2.0  # seconds
DEMAND = 0.1  # share of the time between two looks for which its threads together wanted to run; below it, waiting says nothing
STEP = 10  # seconds, to which waiting is rounded: a journal is not to get a line for each of them


@dataclass(frozen=True)
class Reading:
    """The cores that a server's threads may use, and by thread the nanoseconds that it has run and that it has waited for a core."""

    cores: int
    threads: Mapping[int, tuple[int, int]]


@dataclass
class ProcessorWatch:
    """The seconds in which a server had fewer cores than at first, or its threads waited for a core longer than they ran."""

    usual: int = 0
    fewest: int = 0
    seconds_fewer: float = 0.0
    seconds_waiting: float = 0.0
    _last: tuple[float, Reading] | None = field(default=None, repr=False)

    def note(self, now: float, reading: Reading) -> None:
        """Take a reading into account; the first one says what is usual."""
        self.usual = self.usual or reading.cores
        self.fewest = min(self.fewest or reading.cores, reading.cores)
        if self._last is not None:
            then, before = self._last
            if reading.cores < self.usual:
                self.seconds_fewer += now - then
            both = [(threads, before.threads[thread]) for thread, threads in reading.threads.items() if thread in before.threads]
            ran, waited = (sum(after[place] - earlier[place] for after, earlier in both) / 1e9 for place in (0, 1))
            if waited > ran and ran + waited > DEMAND * (now - then):
                self.seconds_waiting += now - then
        self._last = (now, reading)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What is to be said; nothing where all was as it should be."""
        found: dict[str, Any] = {}
        if self.seconds_fewer:
            found["cores_taken"] = f"{self.fewest} of its {self.usual} cores for {self.seconds_fewer:.0f} s"
        if self.seconds_waiting >= STEP:
            found["starved_seconds"] = int(self.seconds_waiting // STEP * STEP)
        return found


def read_processor(process: int) -> Reading:
    """A reading of a process with all that it started. Raises OSError where it is gone, or where the system keeps no such counts."""
    cores: set[int] = set()
    threads: dict[int, tuple[int, int]] = {}
    for member in _tree(process):
        for thread in Path(f"/proc/{member}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # threads come and go
                ran, waited, _ = map(int, (thread / "schedstat").read_text().split())
                threads[int(thread.name)] = (ran, waited)
                cores |= os.sched_getaffinity(int(thread.name))
    return Reading(len(cores), threads)


async def look_at_processors(watches: Sequence[ProcessorWatch], processes: Callable[[], Sequence[int]]) -> None:
    """Read for each server again and again. A server that is down is passed over; a system without the counts is left alone."""
    while True:
        for watch, process in zip(watches, processes(), strict=False):
            with contextlib.suppress(OSError, ValueError):
                watch.note(time.monotonic(), read_processor(process))
        await asyncio.sleep(LOOK_EVERY)


def _tree(process: int) -> Iterator[int]:
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in (task / "children").read_text().split():
                with contextlib.suppress(OSError):
                    yield from _tree(int(child))
