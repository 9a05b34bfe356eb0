"""A measurement that is killed on command, for tests: what its process does, and how a test lives it.

The process reads lines ``OUT BYTES``. Every line is a life: a fork of it measures into OUT, and is killed in the middle of the write with
which a journal of that life has grown by BYTES (``-``: never). The answer is ``killed`` or ``finished``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import kaggle_utils.evaluation.run
from kaggle_utils.journal import read_journal
from kaggle_utils.journal.events import AttemptMade
from kaggle_utils.settings import REPOSITORY
from kaggle_utils.strategies import Attempt
from tests.killable_run import killing_journal, reached_its_end


def live_as_told(measure: Callable[[Path], None]) -> None:
    """Live as often as lines come."""
    for line in sys.stdin:
        folder, grows = line.split()
        Path(folder).mkdir(exist_ok=True)
        print("finished" if _live(measure, Path(folder), grows) else "killed", flush=True)


def lives(module: str, out: Path, *bytes_left: str) -> list[str]:
    """How each life of a module that calls ``live_as_told`` ended."""
    orders = "".join(f"{out} {each}\n" for each in bytes_left)
    done = subprocess.run([sys.executable, "-m", module], cwd=REPOSITORY, input=orders, capture_output=True, text=True, check=True)
    return done.stdout.split()


def attempts_made(journal: Path) -> Counter[tuple[str, int]]:
    """How often a journal says that each attempt was made, by the problem's id and the attempt's rank."""
    return Counter((event.id, event.rank) for event in read_journal(journal) if isinstance(event, AttemptMade))


def without_times(attempt: Attempt) -> tuple[object, ...]:
    """What two lives of the same attempt have in common."""
    programs = [(turn.code, turn.diagnosis, turn.execution.stdout if turn.execution else None) for turn in attempt.turns]
    return (programs, attempt.answer, attempt.trace, attempt.doubts)


def _live(measure: Callable[[Path], None], out: Path, bytes_left: str) -> bool:
    """One life. Returns whether it reached its end."""
    child = os.fork()
    if child == 0:
        if bytes_left != "-":
            kaggle_utils.evaluation.run.Journal = killing_journal(int(bytes_left))  # type: ignore[attr-defined]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the progress bar
        measure(out)
        os._exit(0)
    return reached_its_end(child)
