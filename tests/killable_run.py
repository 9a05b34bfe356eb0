"""A run that is killed on command: ``python -m tests.killable_run PROBLEMS.csv`` reads lines ``OUT BYTES SECONDS`` and answers each.

Every line is a life: a fork of this process solves the file into OUT with a scripted model. It is killed when its journal has grown by
BYTES, in the middle of a write, or after SECONDS; ``-`` is never. The answer is ``killed`` or ``finished``. Forks spare every life the
start of an interpreter, and programs run in this process, which spares it a second for the sandbox to load sympy. Each question to the
model is a line ``NUMBER RANK`` in OUT/questions.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import select
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import kaggle_utils.runtime
import kaggle_utils.solver
from kaggle_utils.engines import Sampling
from kaggle_utils.gateways.csv_file import read_problems, solve_all
from kaggle_utils.journal.writer import Journal
from kaggle_utils.messages import Message
from kaggle_utils.sandbox import Execution, Verdict
from kaggle_utils.settings import Settings
from kaggle_utils.solver import Solver
from kaggle_utils.strategies import SEEDS_APART
from tests.scripted import ScriptedEngine, program

STRATEGIES = {"program-of-thoughts": 4}


class InstantSandbox:
    """Runs the script's programs here."""

    layers: tuple[str, ...] = ()
    missing: Mapping[str, str] = {}

    def __init__(self, workers: int) -> None: ...

    async def __aenter__(self) -> InstantSandbox:
        return self

    async def __aexit__(self, *error: object) -> None: ...

    async def run(self, code: str, timeout: float, memory_mb: int) -> Execution:
        """What a program prints."""
        await asyncio.sleep(0)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                exec(code, {})
            except NameError as error:
                return Execution(Verdict.ERROR, error=str(error))
        return Execution(Verdict.OK, printed.getvalue())


def solve(problems: Path, out: Path) -> None:
    """Solve the file. What the model says follows from the problem's number and the attempt's rank alone."""
    questions = os.open(out / "questions", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        (number,) = re.findall(r"number (\d+)", messages[1].content)
        rank, round_ = divmod(sampling.seed, SEEDS_APART)
        os.write(questions, f"{number} {rank}\n".encode())
        if rank == 1 and round_ == 0:
            return program("print(undefined)")
        return program(f"print({number} * {7 if rank < 3 else 8})")

    settings = Settings.preset("cpu-demo", out=out, strategies=STRATEGIES, sandbox_workers=2, time_limit=600.0)
    with Solver(settings, engine=ScriptedEngine(script)) as solver:
        solve_all(solver, read_problems(problems, settings.longest_statement), out)


def killing_journal(bytes_left: int) -> type[Journal]:
    """A journal that dies, and this process with it, once it has written so many bytes."""

    class KillingJournal(Journal):
        left = bytes_left

        def _append(self, line: bytes) -> None:
            if len(line) > self.left:
                os.write(self._file, line[: self.left])
                os.kill(os.getpid(), signal.SIGKILL)
            self.left -= len(line)
            super()._append(line)

    return KillingJournal


def live(problems: Path, out: Path, bytes_left: str, seconds: str) -> bool:
    """One life. Returns whether it reached its end."""
    child = os.fork()
    if child == 0:
        if bytes_left != "-":
            kaggle_utils.solver.Journal = killing_journal(int(bytes_left))  # type: ignore[attr-defined]
        kaggle_utils.runtime.Sandbox = InstantSandbox  # type: ignore[attr-defined, assignment]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the progress bar
        solve(problems, out)
        os._exit(0)
    watched = os.pidfd_open(child)
    if not select.select([watched], [], [], None if seconds == "-" else float(seconds))[0]:
        signal.pidfd_send_signal(watched, signal.SIGKILL)
    os.close(watched)
    return reached_its_end(child)


def reached_its_end(child: int) -> bool:
    """Wait for a life to end. False if it was killed; raises RuntimeError for one that ended in another way than it should."""
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if status != 0:
        raise RuntimeError(f"a life ended with status {status}")
    return True


def main() -> None:
    """Live as often as lines come."""
    for line in sys.stdin:
        out, bytes_left, seconds = line.split()
        Path(out).mkdir(exist_ok=True)
        print("finished" if live(Path(sys.argv[1]), Path(out), bytes_left, seconds) else "killed", flush=True)


if __name__ == "__main__":
    main()
