"""The doctor and models in GGUF form: found, checked, planned, and served by llama.cpp only."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kaggle_utils.cli import main
from kaggle_utils.doctor.candidates import consider
from kaggle_utils.doctor.checkup import CheckUp, as_table, check_up
from kaggle_utils.doctor.comparison import compare
from kaggle_utils.doctor.health_check import HealthCheck
from kaggle_utils.doctor.look import ask_interpreter, look, read_checkpoint
from kaggle_utils.doctor.machine import Driver, Host, Interpreter, Machine
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import GIB, LlamaPlan
from tests.doctor.machines import make_card, make_checkpoint, make_driver, make_gguf, make_machine
from tests.gguf_files import tiny, write_gguf

FOR_CUDA = Interpreter("/usr/bin/python3", "3.12.13", {"xllamacpp": "2026.10.11549"})
FOR_CPU = Interpreter("/usr/bin/python3", "3.12.13", {"xllamacpp": "2026.10.11549 (CPU build)"})
NO_GPU = Driver(trouble="nvidia-smi is not there")


def finding(checkup: CheckUp, name: str) -> HealthCheck:
    return next(found for found in checkup.findings if found.name == name)


def laptop(size: str = "7B", memory: int = 16 * GIB, server: Interpreter = FOR_CPU) -> Machine:
    """A machine without a GPU whose user names a GGUF file."""
    machine = make_machine(NO_GPU, (), (), server=server, given=make_gguf(size))
    return replace(machine, host=replace(machine.host, memory=memory))


def test_two_t4s_with_a_gguf_file_take_the_preset_for_it() -> None:
    checkup = check_up(make_machine(checkpoints=(make_gguf("32B"),), wheels=(), server=FOR_CUDA))
    assert checkup.verdict == "ready: submit with preset t4x2-32b-gguf"
    assert checkup.best.cards == (0, 1)
    assert "GGUF in Q4_K_M, 19.85 GB: 9.08 GiB a GPU, leaves room for 34,816 tokens" in finding(checkup, "model").value
    assert finding(checkup, "llamacpp").value == "xllamacpp 2026.10.11549 in /usr/bin/python3 (Python 3.12.13)"


def test_the_smaller_file_takes_the_smaller_preset() -> None:
    checkup = check_up(make_machine(checkpoints=(make_gguf("14B"),), wheels=(), server=FOR_CUDA))
    assert checkup.verdict == "ready: submit with preset t4x2-14b-gguf"


def test_vllm_comes_first_where_both_are_ready() -> None:
    both = (make_checkpoint("32B"), make_gguf("32B"))
    assert check_up(make_machine(checkpoints=both, server=FOR_CUDA)).best.settings.name == "t4x2-32b-awq"


@pytest.mark.parametrize("server", [FOR_CPU, Interpreter("/usr/bin/python3", "3.12.13")])
def test_gpus_need_a_build_for_cuda(server: Interpreter) -> None:
    checkup = check_up(make_machine(checkpoints=(make_gguf("32B"),), server=server), "t4x2-32b-gguf")
    assert checkup.verdict == "not ready: install xllamacpp's build for CUDA (docs/t4.md says from where)"
    assert finding(checkup, "llamacpp").level == "problem"


def test_a_file_without_gpus_runs_in_the_machines_memory() -> None:
    checkup = check_up(laptop(), "cpu-qwen-1.5b")
    assert checkup.verdict == "ready: preset cpu-qwen-1.5b runs here, without a GPU"
    assert "GiB of memory, leaves room for" in finding(checkup, "model").value


def test_a_laptop_is_told_that_its_file_runs_here() -> None:
    assert check_up(laptop()).verdict == "ready: preset cpu-qwen-1.5b runs here, without a GPU"


def test_a_file_that_the_memory_cannot_hold_says_so() -> None:
    checkup = check_up(laptop("14B", memory=8 * GIB), "cpu-qwen-1.5b")
    assert checkup.verdict == "not ready: take a smaller model, or one of fewer bits"
    assert "the weights take 8.37 GiB of the machine's memory" in finding(checkup, "model").value


def test_the_containers_limit_counts() -> None:
    machine = laptop()
    limited = replace(machine, host=replace(machine.host, memory_limit=6 * GIB))
    assert not check_up(limited, "cpu-qwen-1.5b").ready


def test_a_smaller_context_is_the_way_out_of_a_cache_that_does_not_fit() -> None:
    checkup = check_up(laptop("7B", memory=int(8.3 * GIB)), "cpu-qwen-1.5b")
    assert checkup.verdict.startswith("not ready: change the preset as this flag of `plan` would: --max-num-seqs ")


def test_without_xllamacpp_it_is_to_be_installed() -> None:
    assert (
        check_up(laptop(server=Interpreter("/usr/bin/python3", "3.12.13")), "cpu-qwen-0.5b").verdict == "not ready: pip install xllamacpp"
    )


def test_each_engine_says_which_form_it_loads() -> None:
    machine = make_machine(checkpoints=(), given=make_gguf("32B"))
    assert "vllm loads no GGUF file" in finding(check_up(machine, "t4x2-32b-awq"), "preset").value
    folder = make_machine(checkpoints=(), given=make_checkpoint("32B"), server=FOR_CUDA)
    assert "is not a GGUF file" in finding(check_up(folder, "t4x2-32b-gguf"), "preset").value


def test_too_few_gpus_are_counted() -> None:
    machine = make_machine(make_driver(make_card()), (make_gguf("32B"),), server=FOR_CUDA)
    assert "it takes 2 GPUs, and one is here" in finding(check_up(machine, "t4x2-32b-gguf"), "preset").value


def test_without_a_file_the_pattern_is_named() -> None:
    checkup = check_up(make_machine(NO_GPU, (), (), server=FOR_CPU), "cpu-qwen-1.5b")
    assert (
        checkup.verdict
        == "not ready: attach a model whose path, in small letters, matches *coder-1.5b*q4_k_m*.gguf, or pass --model FILE.gguf"
    )


def test_json_names_the_mixture() -> None:
    table = as_table(check_up(make_machine(checkpoints=(make_gguf("32B"),), server=FOR_CUDA)))
    assert table["machine"]["models"][0]["quantization"] == "GGUF in Q4_K_M"


def test_the_log_stands_beside_the_plan() -> None:
    (best,) = consider(make_machine(checkpoints=(make_gguf("32B"),), server=FOR_CUDA), "t4x2-32b-gguf")
    assert isinstance(best.plan, LlamaPlan)
    cache, weights = compare(best, {"kv_mib": 8192.0, "weights_mib": best.plan.model.size / 2**20})
    assert (cache.ratio, weights.ratio) == (1.0, 1.0)
    assert compare(best, {}) == ()


def test_in_memory_only_the_cache_is_compared() -> None:
    """llama.cpp keeps some weights a second time for the processor: 1,060 MiB and 597 of the 1.5B's 1,060."""
    (best,) = consider(laptop(), "cpu-qwen-1.5b")
    assert [one.what for one in compare(best, {"kv_mib": 896.0, "weights_mib": 1657.0})] == ["KV cache, MiB"]


# -- on this machine -------------------------------------------------------------------------------------------------------------------


def test_attached_files_are_found_and_read(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "me" / "tiny"
    folder.mkdir(parents=True)
    write_gguf(folder / "tiny-q4_k_m.gguf", *tiny())
    write_gguf(folder / "unknown.gguf", *tiny({"general.architecture": "mamba"}))
    os.truncate(write_gguf(folder / "cut.gguf", *tiny()), 5000)
    found = {checkpoint.folder.name: checkpoint for checkpoint in look(variables={"KAGGLE_UTILS_INPUT": str(tmp_path)}).checkpoints}
    assert set(found) == {"tiny-q4_k_m.gguf", "unknown.gguf", "cut.gguf"}
    assert found["tiny-q4_k_m.gguf"].form == "GGUF in Q4_K_M"
    assert "is cut off" in found["cut.gguf"].damage
    assert "general.architecture is 'mamba'" in found["unknown.gguf"].unknown


def test_a_file_that_is_named_and_damaged_is_an_error(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "m.gguf", *tiny())
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="is cut off inside its header"):
        look(path, variables={})
    assert main(["doctor", "--model", str(path)]) == 2


def test_the_size_of_a_file_is_that_of_its_tensors(tmp_path: Path) -> None:
    keys, tensors = tiny()
    assert read_checkpoint(write_gguf(tmp_path / "m.gguf", keys, tensors)).size == sum(tensor.size for tensor in tensors)


def test_the_build_that_is_installed_here_is_for_the_processor() -> None:
    assert ask_interpreter(sys.executable).packages["xllamacpp"].endswith(" (CPU build)")


def test_memory_without_a_limit_is_the_machines() -> None:
    assert (Host("Linux", 2, 100).usable, Host("Linux", 2, 100, 60).usable) == (100, 60)
