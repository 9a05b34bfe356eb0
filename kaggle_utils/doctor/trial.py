"""A trial of a preset: install its wheels, start its engine, and measure what a first session on new GPUs has to find out."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from kaggle_utils.doctor.candidates import assess
from kaggle_utils.doctor.comparison import Comparison, compare
from kaggle_utils.doctor.machine import Machine
from kaggle_utils.doctor.measure import Effort, EngineSpeed, Progress, SandboxSpeed, measure_engine, measure_sandbox
from kaggle_utils.doctor.obstacles import ACCEPTED, usable_wheels
from kaggle_utils.engines import EngineError, EngineInfo, create_engine
from kaggle_utils.environment import load_settings
from kaggle_utils.offline import InstallError, install_wheels
from kaggle_utils.sandbox import SandboxError
from kaggle_utils.settings import Settings


@dataclass(frozen=True)
class Trial:
    """The result of a trial. Times in seconds; None for a step that was not reached or not needed. ``failure`` says why it ended early."""

    settings: Settings
    effort: Effort = field(default_factory=Effort)
    sandbox: SandboxSpeed | None = None
    install: float | None = None
    installed: str = ""
    load: float | None = None
    info: EngineInfo | None = None
    speed: EngineSpeed | None = None
    comparisons: tuple[Comparison, ...] = ()
    failure: str = ""

    @property
    def came_up(self) -> Settings:
        """The settings that the engine started with: those asked for, or a step of their ladder."""
        return (self.settings, *self.settings.ladder_steps())[len(self.info.steps_down) if self.info else 0]


def trial_settings(machine: Machine, preset: str, out: Path | None) -> Settings:
    """The preset's settings as in the notebook, including the ladder, with the output folder ``out``. Raises InputError."""
    variables = {name: value for name, value in os.environ.items() if name != "KAGGLE_UTILS_PRESET"}
    if out is not None:
        variables["KAGGLE_UTILS_OUT"] = str(out)
    if machine.given is not None:
        variables["KAGGLE_UTILS_MODEL"] = str(machine.given.folder)
    return load_settings(preset, variables)


def try_out(machine: Machine, settings: Settings, progress: Progress, effort: Effort | None = None) -> Trial:
    """Install what is missing, start the engine, measure it, stop it. An engine that fails is a result, not an exception.

    Raises InputError for settings that cannot work.
    """
    return asyncio.run(_try_out(machine, settings, progress, effort or Effort()))


async def _try_out(machine: Machine, settings: Settings, progress: Progress, effort: Effort) -> Trial:
    trial = Trial(settings, effort)
    try:
        progress(f"the sandbox, {effort.programs} programs of each kind")
        trial = replace(trial, sandbox=await measure_sandbox(settings.sandbox_workers, effort.programs))
        trial = _install(machine, trial, progress)
        progress(f"{settings.name} comes up with {settings.model}")
        started = time.monotonic()
        async with create_engine(trial.settings) as engine:
            trial = replace(trial, load=time.monotonic() - started, info=engine.info)
            trial = replace(trial, comparisons=compare(assess(machine, trial.came_up), engine.info.details))
            trial = replace(trial, speed=await measure_engine(engine, effort, progress))
            return replace(trial, info=engine.info)
    except (EngineError, InstallError, SandboxError) as error:
        return replace(trial, failure=str(error))


def _install(machine: Machine, trial: Trial, progress: Progress) -> Trial:
    """Install the wheels, unless the Python that runs the server has vLLM already."""
    settings = trial.settings
    if settings.engine != "vllm" or "vllm" in machine.server.packages or usable_wheels(machine, settings) is None:
        return trial
    done = install_wheels(machine.inputs, sets=ACCEPTED[settings.wheels], report=progress)
    return replace(trial, settings=replace(settings, server_python=str(done.python)), install=done.seconds, installed=done.found)
