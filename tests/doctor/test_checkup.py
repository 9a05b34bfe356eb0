from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kaggle_utils.doctor.checkup import CheckUp, as_table, check_up, describe
from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.machine import Disk, Driver, Interpreter, SandboxState, WheelSet
from kaggle_utils.environment import Environment
from kaggle_utils.errors import InputError
from kaggle_utils.settings import load_presets
from tests.doctor.machines import GB, INPUT, PRIMARY, make_card, make_checkpoint, make_driver, make_machine


def finding(checkup: CheckUp, name: str) -> HealthCheck:
    return next(found for found in checkup.findings if found.name == name)


# -- which preset ---------------------------------------------------------------------------------------------------------------------


def test_two_t4s_with_32b_awq_are_ready() -> None:
    checkup = check_up(make_machine())
    assert checkup.verdict == "ready: submit with preset t4x2-32b-awq"
    assert {found.level for found in checkup.findings} == {"ok"}


def test_the_largest_model_that_is_attached_is_taken() -> None:
    checkpoints = tuple(make_checkpoint(size) for size in ("7B", "14B", "32B"))
    assert check_up(make_machine(checkpoints=checkpoints)).best.settings.name == "t4x2-32b-awq"
    assert check_up(make_machine(checkpoints=checkpoints[:2])).best.settings.name == "t4x2-14b-awq"
    assert check_up(make_machine(checkpoints=checkpoints[:1])).best.settings.name == "t4x2-7b-awq"


def test_four_l4s_are_all_used() -> None:
    machine = make_machine(make_driver(*[make_card("NVIDIA L4", (8, 9), 23_034, 22_560)] * 4))
    assert check_up(machine).verdict == "ready: submit with preset l4x4-32b-awq"


def test_one_h100_takes_the_unquantised_model() -> None:
    machine = make_machine(
        make_driver(make_card("NVIDIA H100 80GB HBM3", (9, 0), 81_559, 81_070)), (make_checkpoint("32B", quantised=False),)
    )
    assert check_up(machine).verdict == "ready: submit with preset h100-32b"


def test_an_unquantised_model_on_t4s_goes_to_bitsandbytes() -> None:
    packages = {"torch": "2.10.0", "transformers": "5.0.0", "bitsandbytes": "0.49.2"}
    machine = make_machine(
        checkpoints=(make_checkpoint("14B", quantised=False),), python=Interpreter("/usr/bin/python3", "3.12.13", packages)
    )
    checkup = check_up(machine)
    assert checkup.verdict == "ready: submit with preset transformers-nf4"
    assert finding(checkup, "model").level == "warning"
    assert "may overflow: take its AWQ checkpoint" in finding(checkup, "model").way_out


# By hand: 13.21e9 numbers in linear layers take 0.5625 bytes each (a scale for 64), or 1; 1.56e9 in the embedding and as many in the head
# take 2; a half of all that on each GPU.
@pytest.mark.parametrize(("preset", "gibibytes"), [("transformers-nf4", "4.91"), ("transformers-int8", "7.61")])
def test_weights_that_are_quantised_while_loading_are_planned_so(preset: str, gibibytes: str) -> None:
    packages = {"torch": "2.10.0", "transformers": "5.0.0", "bitsandbytes": "0.49.2"}
    machine = make_machine(
        checkpoints=(make_checkpoint("14B", quantised=False),), python=Interpreter("/usr/bin/python3", "3.12.13", packages)
    )
    assert f": {gibibytes}" in finding(check_up(machine, preset), "model").value


def test_the_fallback_wheels_choose_the_fallback_preset() -> None:
    checkpoint = make_checkpoint("14B")
    gptq = replace(checkpoint, folder=INPUT / "qwen2.5-coder/transformers/14b-instruct-gptq-int4/1")
    wheels = replace(PRIMARY, name="fallback")
    assert check_up(make_machine(checkpoints=(gptq,), wheels=(wheels,))).best.settings.name == "t4x2-14b-fallback"


def test_a_named_preset_is_judged_alone() -> None:
    checkup = check_up(make_machine(), "cpu-demo")
    assert [candidate.settings.name for candidate in checkup.candidates] == ["cpu-demo"]


def test_an_unknown_preset_is_an_error() -> None:
    with pytest.raises(InputError, match="no preset is called 't4x9'"):
        check_up(make_machine(), "t4x9")


@pytest.mark.parametrize("preset", load_presets())
def test_every_preset_can_be_judged_on_every_machine(preset: str) -> None:
    for machine in (make_machine(), make_machine(Driver(trouble="gone"), (), ()), make_machine(make_driver(make_card()))):
        assert describe(check_up(machine, preset)).count("\n\n") == 1


# -- what is in the way ---------------------------------------------------------------------------------------------------------------


def test_one_t4_is_told_to_take_two() -> None:
    checkup = check_up(make_machine(make_driver(make_card())))
    assert checkup.verdict == "not ready: choose the accelerator GPU T4 x2 in the notebook's settings"
    assert finding(checkup, "preset").value == "nearest is t4x2-32b-awq, but it takes 2 GPUs, and one is here"


def test_a_p100_is_refused_with_the_way_out() -> None:
    card = make_card("Tesla P100-PCIE-16GB", (6, 0), 16_280, 16_000)
    checkup = check_up(make_machine(make_driver(card)), "t4x2-7b-dp2")
    assert finding(checkup, "GPUs").level == "problem"
    checkup = check_up(make_machine(make_driver(card), (make_checkpoint("7B"),)))
    assert not checkup.ready
    assert "push it with kaggle kernels push --accelerator NvidiaTeslaT4" in checkup.verdict


def test_a_p100_that_is_not_used_is_a_warning() -> None:
    card = make_card("Tesla P100-PCIE-16GB", (6, 0), 16_280, 16_000)
    assert finding(check_up(make_machine(make_driver(card)), "cpu-demo"), "GPUs").level == "warning"


def test_a_gpu_whose_age_nobody_knows_is_not_refused() -> None:
    card = replace(make_card("NVIDIA Something"), compute_capability=None)
    checkup = check_up(make_machine(make_driver(card, card)))
    assert "too old" not in finding(checkup, "GPUs").value


def test_without_a_driver_the_accelerator_is_to_be_chosen() -> None:
    checkup = check_up(make_machine(Driver(trouble="nvidia-smi is not there")))
    assert checkup.verdict.startswith("not ready: choose the accelerator GPU T4 x2")
    assert finding(checkup, "driver").value == "no NVIDIA driver: nvidia-smi is not there"


def test_a_driver_before_cuda_12_is_too_old() -> None:
    checkup = check_up(make_machine(make_driver(make_card(), make_card(), version="470.82.01")))
    assert checkup.verdict.startswith("not ready: CUDA 12 needs 525 or newer: start a new session")


def test_the_oldest_driver_of_cuda_12_will_do() -> None:
    assert check_up(make_machine(make_driver(make_card(), make_card(), version="525.60.13"))).ready


CUDA_13 = replace(PRIMARY, folder=INPUT / "datasets/me/wheels/cuda13-cp312", name="cuda13")


def test_wheels_for_cuda_13_are_ready_with_kaggles_driver() -> None:
    checkup = check_up(make_machine(wheels=(CUDA_13,), python=Interpreter("/usr/bin/python3", "3.12.13", IMAGE)), "t4x2-32b-awq-cuda13")
    assert checkup.ready
    assert finding(checkup, "image").level == "ok"


def test_wheels_for_cuda_13_need_its_driver() -> None:
    driver = make_driver(make_card(), make_card(), version="570.133.20")
    checkup = check_up(make_machine(driver, wheels=(CUDA_13,)), "t4x2-32b-awq-cuda13")
    assert "its wheels are for CUDA 13, which needs driver 580, and this is 570.133.20" in finding(checkup, "preset").value
    assert "take the primary wheels" in checkup.verdict


def test_the_primary_preset_stays_the_first_where_both_sets_are_attached() -> None:
    assert check_up(make_machine(wheels=(PRIMARY, CUDA_13))).best.settings.name == "t4x2-32b-awq"


def test_memory_that_another_program_holds_is_named() -> None:
    checkup = check_up(make_machine(make_driver(make_card(), make_card(free=9_000))))
    assert finding(checkup, "GPUs").way_out == "a program is using GPU 1: stop it, or restart the session"
    assert "GPU 1 has 8.79 GiB free, and it takes 13.40" in finding(checkup, "preset").value


def test_without_a_model_the_pattern_is_named() -> None:
    checkup = check_up(make_machine(checkpoints=()))
    assert checkup.verdict == "not ready: attach a model whose path, in small letters, matches *32b*awq*, or pass --model DIR"
    assert "no model matches *32b*awq*" in finding(checkup, "preset").value


def test_a_model_that_does_not_fit_says_what_does() -> None:
    checkup = check_up(make_machine(checkpoints=(make_checkpoint("32B", quantised=False, name="32b-awq"),)), "t4x2-32b-awq")
    assert finding(checkup, "model").level == "problem"
    assert "the weights take" in finding(checkup, "model").value
    assert "the model's AWQ checkpoint" in checkup.verdict


def test_a_damaged_model_says_what_is_wrong_with_it() -> None:
    damaged = replace(make_checkpoint("32B"), config=None, damage="model-00003.safetensors is cut off")
    assert check_up(make_machine(checkpoints=(damaged,))).verdict == "not ready: model-00003.safetensors is cut off"


def test_a_kind_of_model_that_the_plan_does_not_know_is_tried_all_the_same() -> None:
    unknown = replace(make_checkpoint("32B"), config=None, unknown="the memory plan knows dense decoders only")
    checkup = check_up(make_machine(checkpoints=(unknown,)))
    assert checkup.ready
    assert finding(checkup, "model").level == "warning"


def test_bfloat16_on_a_t4_is_refused_in_vllms_words() -> None:
    checkup = check_up(make_machine(checkpoints=(make_checkpoint("7B", quantised=False, name="32b"),)), "h100-32b")
    assert "Bfloat16 is only supported on GPUs with compute capability of at least 8.0" in finding(checkup, "preset").value
    assert "it uses FlashAttention, which needs compute capability 8.0, and Tesla T4 has 7.5" in finding(checkup, "preset").value


def test_without_wheels_and_without_vllm_the_build_command_is_given() -> None:
    checkup = check_up(make_machine(wheels=()))
    assert checkup.verdict.startswith(
        "not ready: attach the wheels made by ./build_wheels.sh --set primary --python 3.12, or name a Python"
    )


def test_wheels_that_are_damaged_do_not_count() -> None:
    damaged = WheelSet(PRIMARY.folder, "primary", "cp312", 175, trouble="torch.whl is damaged")
    checkup = check_up(make_machine(wheels=(damaged,)))
    assert finding(checkup, "wheels").way_out == "torch.whl is damaged"
    assert not checkup.ready


def test_an_overlay_serves_for_the_primary_set() -> None:
    assert check_up(make_machine(wheels=(replace(PRIMARY, name="overlay"),))).ready


def test_vllm_that_is_installed_needs_no_wheels() -> None:
    server = Interpreter("/tmp/venv/bin/python", "3.12.13", {"vllm": "0.19.1"})
    checkup = check_up(make_machine(wheels=(), server=server))
    assert checkup.ready
    assert finding(checkup, "vLLM").value == "0.19.1 in /tmp/venv/bin/python (Python 3.12.13)"


def test_a_cpu_build_does_not_serve_gpus() -> None:
    server = Interpreter("/tmp/venv/bin/python", "3.12.13", {"vllm": "0.28.0 (CPU build)"})
    assert not check_up(make_machine(wheels=(), server=server)).ready


def test_a_scratch_disk_that_cannot_hold_the_wheels_is_named() -> None:
    machine = make_machine()
    small = replace(machine.host, disks=(machine.host.disks[0], Disk("scratch", machine.host.disks[1].folder, 4 * GB)))
    assert "the scratch disk has 3.7" in finding(check_up(replace(machine, host=small)), "preset").value


def test_a_full_output_disk_is_a_problem() -> None:
    machine = make_machine()
    full = replace(machine.host, disks=(replace(machine.host.disks[0], free=1000), machine.host.disks[1]))
    assert check_up(replace(machine, host=full)).verdict.startswith("not ready: remove files there")


def test_a_sandbox_that_does_not_start_is_a_problem() -> None:
    assert not check_up(make_machine(confinement=SandboxState(trouble="no fork"))).ready


def test_missing_layers_are_a_warning_with_their_reasons() -> None:
    checkup = check_up(make_machine(confinement=SandboxState(("seccomp",), {"landlock": "the kernel has none"})))
    assert finding(checkup, "sandbox").value == "1 of 2 layers in force; no landlock: the kernel has none"
    assert checkup.ready


def test_a_kaggle_notebook_without_the_competition_is_warned() -> None:
    machine = make_machine()
    environment = Environment("kaggle", "csv", machine.environment.problems, None, machine.environment.out)
    assert finding(check_up(replace(machine, environment=environment)), "gateway").way_out == "attach the competition to the notebook"


@pytest.mark.parametrize(("version", "level"), [("3.10.9", "warning"), ("3.11.7", "ok"), ("3.13.2", "ok"), ("3.14.0", "warning")])
def test_pythons_that_nobody_tests_are_a_warning(version: str, level: str) -> None:
    assert finding(check_up(make_machine(python=Interpreter("/usr/bin/python3", version))), "Python").level == level


def test_somebody_elses_wheels_will_do_and_are_a_warning() -> None:
    checkup = check_up(make_machine(wheels=(replace(PRIMARY, name="plain"),)))
    assert checkup.ready
    assert "the notebook imports them" in finding(checkup, "wheels").way_out


# -- the image's own packages ----------------------------------------------------------------------------------------------------------

IMAGE = {"torch": "2.11.0+cu128", "torchaudio": "2.11.0+cu128", "transformers": "5.9.0"}


def test_packages_of_the_image_that_break_vllm_are_said_to_stay_out() -> None:
    checkup = check_up(make_machine(python=Interpreter("/usr/bin/python3", "3.12.13", IMAGE)))
    line = finding(checkup, "image")
    assert (line.level, line.value) == (
        "ok",
        "transformers 5.9.0 and torchaudio 2.11.0+cu128 stay out: the wheels get an environment of their own",
    )


@pytest.mark.parametrize(
    ("vllm", "changes", "named"),
    [
        ("0.19.1", {"torch": "2.10.0", "torchaudio": "2.11.0", "transformers": "5.0.0"}, "transformers 5.0.0 and torchaudio 2.11.0"),
        # What `pip install vllm` leaves: 2.11.0+cu128 is the 2.11.0 that vLLM names, and is built for the CUDA of the image's torch.
        ("0.30.0", {"torch": "2.13.0"}, "torchaudio 2.11.0+cu128"),
        ("0.33.0", {"torch": "2.14.0"}, "transformers 5.9.0 and torchaudio 2.11.0+cu128"),
        ("0.33.0", {"torch": "2.14.0", "torchaudio": "2.11.0"}, "transformers 5.9.0"),
        ("0.19.1", {}, "transformers 5.9.0"),
    ],
)
def test_a_vllm_that_was_installed_into_the_image_is_warned(vllm: str, changes: dict[str, str], named: str) -> None:
    server = Interpreter("/usr/bin/python3", "3.12.13", IMAGE | {"vllm": vllm} | changes)
    line = finding(check_up(make_machine(wheels=(), python=server, server=server)), "image")
    assert (line.level, line.value) == ("warning", f"{named} beside vLLM {vllm} in /usr/bin/python3")


# The second is what the lock of cuda13 holds: torchaudio 2.11.0 is the one that vLLM 0.33.0 names beside torch 2.14.0.
LOCKED = [
    {"torch": "2.10.0+cu128", "torchaudio": "2.10.0", "transformers": "4.57.6", "vllm": "0.19.1"},
    {"torch": "2.14.0", "torchaudio": "2.11.0", "transformers": "5.20.2", "vllm": "0.33.0"},
]


@pytest.mark.parametrize("fitting", LOCKED, ids=["primary", "cuda13"])
@pytest.mark.parametrize("preset", ["t4x2-32b-awq", "t4x2-32b-awq-cuda13", "cpu-demo", "vllm-cpu"])
def test_packages_that_break_nothing_are_not_mentioned(preset: str, fitting: dict[str, str]) -> None:
    server = Interpreter("/venv/bin/python", "3.12.13", fitting)
    checkup = check_up(make_machine(wheels=(), python=server, server=server), preset)
    assert [line for line in checkup.findings if line.name == "image"] == []


# -- how it is said -------------------------------------------------------------------------------------------------------------------


def test_the_table_ends_in_the_verdict() -> None:
    lines = describe(check_up(make_machine())).splitlines()
    assert lines[0].startswith("ok       driver   580.178.04, up to CUDA 13.0")
    assert lines[-1] == "ready: submit with preset t4x2-32b-awq"
    assert max(map(len, lines)) <= 132


def test_the_plan_stands_beside_the_model() -> None:
    assert "awq 4 bit, groups of 128, 19.33 GB: 9.00 GiB a GPU, leaves room for 27," in finding(check_up(make_machine()), "model").value


def test_further_things_to_do_are_counted() -> None:
    checkup = check_up(make_machine(Driver(trouble="gone"), (), ()))
    assert checkup.verdict.endswith("; 2 more things are said above")


def test_json_says_the_same() -> None:
    table = json.loads(json.dumps(as_table(check_up(make_machine()))))
    assert set(table) == {"ready", "preset", "verdict", "findings", "machine", "presets"}
    assert (table["ready"], table["preset"]) == (True, "t4x2-32b-awq")
    assert all(set(found) == {"name", "value", "level", "way_out"} for found in table["findings"])
    assert table["machine"]["models"][0]["quantization"] == "awq 4 bit, groups of 128"
    assert table["presets"][0] == {"name": "t4x2-32b-awq", "obstacles": []}
