"""The doctor knows that a preset with a planner or a verifier loads two models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kaggle_utils.doctor.candidates import Candidate, assess
from kaggle_utils.doctor.further import judge_further
from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.machine import Driver, Interpreter, Machine
from kaggle_utils.memory_plan import GIB
from kaggle_utils.settings import Settings
from tests.doctor.machines import make_checkpoint, make_gguf, make_machine

FOR_CPU = Interpreter("/usr/bin/python3", "3.12.13", {"xllamacpp": "2026.10.11549 (CPU build)"})


def laptop(memory: int, *checkpoints: str) -> Machine:
    machine = make_machine(Driver(trouble="nvidia-smi is not there"), tuple(map(make_gguf, checkpoints)), (), server=FOR_CPU)
    return replace(machine, host=replace(machine.host, memory=memory))


def judge(machine: Machine, preset: str, model: str, **further: Any) -> list[HealthCheck]:
    best: Candidate = assess(machine, Settings.preset(preset, model=model, **further), submitting=False)
    return list(judge_further(machine, best))


def on_laptop(memory: int, *checkpoints: str, **further: Any) -> list[HealthCheck]:
    return judge(laptop(memory, *checkpoints), "cpu-qwen-1.5b", str(make_gguf("7B").folder), **further)


def test_one_model_has_no_line() -> None:
    assert on_laptop(16 * GIB, "7B") == []


@pytest.mark.parametrize(("memory", "level"), [(16, "ok"), (10, "warning")])
def test_two_models_are_added_up_in_a_machines_memory(memory: int, level: str) -> None:
    (found,) = on_laptop(memory * GIB, "7B", verifier={"extends": "cpu-qwen-1.5b", "model": str(make_gguf("7B").folder)})
    assert (found.name, found.level) == ("verifier", level)
    assert "GiB beside the first model's" in found.value
    assert ("both do not fit" in found.value) is (level == "warning")


def test_a_second_model_that_is_not_there_is_a_warning_with_the_way_out() -> None:
    (found,) = on_laptop(16 * GIB, "7B", planner="cpu-qwen-0.5b")
    assert (found.name, found.level) == ("planner", "warning")
    assert "cpu-qwen-0.5b does not start" in found.value
    assert "*coder-0.5b*q4_k_m*.gguf" in found.way_out


def test_on_gpus_the_second_model_needs_room_that_the_first_one_takes() -> None:
    machine, checkpoint = make_machine(), make_checkpoint("32B")
    (found,) = judge(machine, "t4x2-32b-awq", str(checkpoint.folder), planner={"extends": "t4x2-32b-awq", "model": str(checkpoint.folder)})
    assert found.level == "warning"
    assert "that the first model's plan leaves no room for" in found.value


def test_a_server_of_somebody_else_takes_no_memory_here() -> None:
    (found,) = on_laptop(16 * GIB, "7B", planner={"extends": "openai", "model": "r1", "base_urls": ["http://127.0.0.1:1/v1"]})
    assert found == HealthCheck("planner", "openai: a server that somebody else runs, which takes no memory here")
