"""A task as a run: its settings, and the samples that its folder does not hold yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaggle_utils.engines import Engine
from kaggle_utils.errors import InputError
from kaggle_utils.evaluation.run import Resume, Run, run
from kaggle_utils.evaluation.samples import AS_WRITTEN, refuse_equal_samples
from kaggle_utils.evaluation.tasks.task import Task
from kaggle_utils.fanout import Place
from kaggle_utils.settings import Settings

ANY_INTEGER = {"lowest_answer": -(10**18), "highest_answer": 10**18}  # a task's own answers decide, not a competition's range


def task_settings(task: Task, preset: str, changes: Mapping[str, Any], samples: int, out: Path, strategy: str | None = None) -> Settings:
    """A preset's settings with these changes, for so many samples of each problem by one strategy, by default the task's own.

    Raises InputError for fewer samples than one, for several at temperature 0, for a setting that the task decides, and for another
    strategy where the task has its own: it would not write the function that tests call.
    """
    if samples < 1:
        raise InputError(f"--samples is {samples}, and must be at least 1")
    if "strategies" in changes:
        raise InputError("--set changes strategies, which a task sets itself: use --strategy and --samples")
    if task.attempt and strategy not in (None, task.strategy):
        raise InputError(f"--strategy is {strategy!r}, and {task.name} is answered in its own way, {task.strategy}: leave it out")
    name = strategy or task.strategy
    own = {"strategies": {name: samples}, "other_strategy": 0, "out": out / task.name}
    settings = Settings.preset(preset, **{**AS_WRITTEN, **ANY_INTEGER, **changes, **own})
    refuse_equal_samples(settings, name, samples)
    return settings


def run_task(
    task: Task,
    settings: Settings,
    resume: Resume = "if-possible",
    width: int | None = None,
    engine: Engine | None = None,
    place: Place | None = None,
) -> Run:
    """Make every sample that the folder does not hold yet; the arguments and what is raised are those of ``evaluation.run.run``."""
    return run(task.problems, settings, resume, width, engine, task.attempt, place)
