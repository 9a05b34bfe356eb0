"""All arms in a process that is killed on command (killed_lives.py), by a scripted model and in the real sandbox.

Each question to the model is a line ``ARM A-NUMBER`` in OUT/questions.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.engines import Sampling
from kaggle_utils.messages import Message
from tests.evaluation.killed_lives import live_as_told
from tests.evaluation.next_number.conftest import arm_of, id_of, measure_all, script
from tests.scripted import ScriptedEngine


def measure(out: Path) -> None:
    """Make the attempts of all arms."""
    questions = os.open(out / "questions", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def noting(messages: Sequence[Message], sampling: Sampling) -> str:
        os.write(questions, f"{arm_of(messages)} {id_of(messages)}\n".encode())
        return script(messages, sampling)

    measure_all(out, ScriptedEngine(noting), width=2)


if __name__ == "__main__":
    live_as_told(measure)
