"""A run of the benchmark that is killed on command: ``python -m tests.evaluation.oeis.killable`` reads lines ``OUT BYTES``.

Every line is a life: a fork of this process measures the sequences into OUT, by a scripted model and in the real sandbox, and is killed in
the middle of the write with which its journal has grown by BYTES (``-``: never). The answer is ``killed`` or ``finished``. Each question to
the model is a line ``A-NUMBER SAMPLE`` in OUT/questions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import kaggle_utils.evaluation.run
from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation.oeis.benchmark import run_benchmark
from kaggle_utils.messages import Message
from tests.evaluation.oeis.conftest import SEQUENCES, asked_for, rank_of, right_then_wrong, settings_into, writes
from tests.killable_run import killing_journal, reached_its_end
from tests.scripted import ScriptedEngine

SAMPLES = 4


def measure(out: Path) -> None:
    """Make the samples. What the model says follows from the sequence and the number of the sample alone."""
    questions = os.open(out / "questions", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        os.write(questions, f"{asked_for(messages).id} {rank_of(sampling)}\n".encode())
        return writes(right_then_wrong)(messages, sampling)

    run_benchmark(SEQUENCES, settings_into(out, SAMPLES), width=2, engine=ScriptedEngine(script))


def live(out: Path, bytes_left: str) -> bool:
    """One life. Returns whether it reached its end."""
    child = os.fork()
    if child == 0:
        if bytes_left != "-":
            kaggle_utils.evaluation.run.Journal = killing_journal(int(bytes_left))  # type: ignore[attr-defined]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the progress bar
        measure(out)
        os._exit(0)
    return reached_its_end(child)


if __name__ == "__main__":
    for line in sys.stdin:
        folder, grows = line.split()
        Path(folder).mkdir(exist_ok=True)
        print("finished" if live(Path(folder), grows) else "killed", flush=True)
