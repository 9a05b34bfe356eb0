"""The faults, each injected after so many answers of a start of the run, and how the report names it."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.rehearsal.stage import WHOLE, Stage
from kaggle_utils.engines.served.processor import read_processor

CORE_TAKEN = 60.0 * 27  # seconds of nine hours: a minute of the twenty that they are scaled to
BLOCK = 1 << 20  # bytes written at a time to fill a disk
FILLER = "filler"


@dataclass(frozen=True)
class Fault:
    """A fault of the ``start``-th start of the run, after a share of all answers. ``end`` undoes it after another share, or after seconds.

    ``inject`` returns what it did, or nothing if it could not. ``named`` is a regular expression for the report's sentence, in which
    ``{line}`` stands for the line of the journal that was cut off.
    """

    name: str
    start: int
    after: float
    inject: Callable[[Stage], str]
    named: str
    end: Callable[[Stage], None] | None = None
    until: float = 0.0
    seconds: float = 0.0


def kill_engine(stage: Stage) -> str:
    """SIGKILL the engine's server."""
    killed = stage.engine_processes()
    for process in killed:
        process.kill()
    return ", ".join(f"process {process.pid} killed" for process in killed) or "no process was there"


def take_core(stage: Stage) -> str:
    """Leave the engine's server one core."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        return ""
    _bind(stage, {allowed[0]})
    return f"bound to core {allowed[0]} of {len(allowed)}"


def give_core_back(stage: Stage) -> None:
    """All cores again."""
    _bind(stage, os.sched_getaffinity(0))


def fill_disk(stage: Stage) -> str:
    """Write until the output folder's disk is full."""
    if not stage.has_own_disk:
        return ""
    with (stage.out / FILLER).open("wb", buffering=0) as file:
        size = BLOCK
        while size:
            try:
                file.write(bytes(size))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                size //= 2
        return f"{file.tell() >> 20} MiB written"


def free_disk(stage: Stage) -> None:
    """Give the room back."""
    (stage.out / FILLER).unlink(missing_ok=True)


def kill_and_truncate(stage: Stage) -> str:
    """Kill the notebook, wait for the gateway to give up, cut the journal in the middle of its last answer, and start both again."""
    stage.kill_notebook()
    assert stage.gateway is not None
    stage.gateway.wait()
    ended = stage.result.get("ErrorName", "nothing")
    content = stage.journal.read_bytes()
    at = content.rindex(b'{"event": "answer"')
    os.truncate(stage.journal, at + (content.index(b"\n", at) - at) // 2)
    lost = len(content) - stage.journal.stat().st_size
    stage.cut_line = content.count(b"\n", 0, at) + 1
    (stage.out / "result.json").unlink()
    stage.start()
    return f"the gateway said {ended}; {lost} bytes cut off"


def _bind(stage: Stage, cores: set[int]) -> None:
    for process in stage.engine_processes():
        for thread in read_processor(process.pid).threads:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(thread, cores)


def plan_faults(stage: Stage) -> Sequence[Fault]:
    """All of them, in their order."""
    minute = CORE_TAKEN * stage.seconds / WHOLE
    return (
        Fault("engine killed", 1, 0.16, kill_engine, r"engine was restarted \d+ times.*SIGKILL"),
        Fault("core taken", 1, 0.28, take_core, r"engine had only 1 of its \d+ cores", give_core_back, seconds=minute),
        Fault("disk filled", 1, 0.5, fill_disk, r"records were late \(.*No space left", free_disk, until=0.58),
        Fault("notebook killed", 1, 0.74, kill_and_truncate, r"killed and started again 1 times"),
        Fault("journal cut off", 1, 0.74, lambda stage: f"line {stage.cut_line}", r"lines are cut off or damaged \(line [\d, ]*\b{line}\b"),
        Fault("engine killed again", 2, 0.5, kill_engine, r"engine was restarted 2 times.*SIGKILL"),
    )
