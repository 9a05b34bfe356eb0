"""A training that is killed on command: ``python -m tests.train.killable_training ROWS`` reads lines ``OUT WHERE`` and answers each.

Every line is a life, as in ``tests.killable_run``: a fork trains into OUT and is killed WHERE it says: ``after:N``, when step N is done,
``within:N``, in the middle of writing the checkpoint of step N; ``-`` is never. The libraries are loaded once, before the first life.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import peft  # noqa: F401  # loaded before the first fork
import trl
from transformers import TrainerCallback

import kaggle_utils.train.trainer
from kaggle_utils.train.config import TrainConfig
from kaggle_utils.train.run import train
from tests.conftest import DEMO_MODEL
from tests.killable_run import reached_its_end

STEPS, SAVE_EVERY = 6, 2


class Killer(TrainerCallback):  # type: ignore[misc]  # transformers has no types
    """Kills its own process when a step is done."""

    def __init__(self, step: int) -> None:
        self._step = step

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == self._step:
            os.kill(os.getpid(), signal.SIGKILL)


def live(rows: Path, out: Path, where: str) -> bool:
    """One life. Returns whether it reached its end."""
    child = os.fork()
    if child == 0:
        kind, _, step = where.partition(":")
        make = kaggle_utils.train.trainer.make_trainer

        def make_killed(*arguments: Any, **options: Any) -> Any:
            trainer = make(*arguments, **options)
            if kind == "after":
                trainer.add_callback(Killer(int(step)))
            elif kind == "within":
                save = trainer._save_rng_state

                def save_and_die(folder: str) -> None:
                    save(folder)
                    if folder.endswith(f"-{step}"):
                        os.kill(os.getpid(), signal.SIGKILL)

                trainer._save_rng_state = save_and_die
            return trainer

        kaggle_utils.train.trainer.make_trainer = make_killed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        train(config_for(rows, out), shown=False)
        os._exit(0)
    return reached_its_end(child)


def config_for(rows: Path, out: Path) -> TrainConfig:
    """Six steps with dropout, whose random numbers a resumed training has to continue, and a measurement on held-out rows."""
    return TrainConfig(
        DEMO_MODEL,
        (rows,),
        out,
        precision="fp32",
        learning_rate=2e-3,
        steps=STEPS,
        batch_size=2,
        accumulation=2,
        length=256,
        eval_share=0.1,
        eval_every=3,
        save_every=SAVE_EVERY,
        gradient_checkpointing=False,
    )


def main() -> None:
    """Live as often as lines come."""
    assert trl.SFTTrainer
    for line in sys.stdin:
        out, where = line.split()
        print("finished" if live(Path(sys.argv[1]), Path(out), where) else "killed", flush=True)


if __name__ == "__main__":
    main()
