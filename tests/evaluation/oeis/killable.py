"""A run of the benchmark that is killed on command (killed_lives.py), by a scripted model and in the real sandbox.

Each question to the model is a line ``A-NUMBER SAMPLE`` in OUT/questions.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.engines import Sampling
from kaggle_utils.evaluation.oeis.benchmark import run_benchmark
from kaggle_utils.messages import Message
from tests.evaluation.killed_lives import live_as_told
from tests.evaluation.oeis.conftest import SEQUENCES, asked_for, rank_of, right_then_wrong, settings_into, writes
from tests.scripted import ScriptedEngine

SAMPLES = 4


def measure(out: Path) -> None:
    """Make the samples. What the model says follows from the sequence and the number of the sample alone."""
    questions = os.open(out / "questions", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def script(messages: Sequence[Message], sampling: Sampling) -> str:
        os.write(questions, f"{asked_for(messages).id} {rank_of(sampling)}\n".encode())
        return writes(right_then_wrong)(messages, sampling)

    run_benchmark(SEQUENCES, settings_into(out, SAMPLES), width=2, engine=ScriptedEngine(script))


if __name__ == "__main__":
    live_as_told(measure)
