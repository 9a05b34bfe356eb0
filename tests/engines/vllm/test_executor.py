"""How vLLM's ranks are spread is checked before a server starts, in one sentence with the value and the way out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kaggle_utils.engines.vllm.backend import VLLM
from kaggle_utils.engines.vllm.command import serve_command
from kaggle_utils.engines.vllm.executor import check_executor, check_shape
from kaggle_utils.engines.vllm.expectation import plan_for
from kaggle_utils.errors import InputError
from kaggle_utils.settings import Settings
from pins.pinned import load_pinned
from tests.conftest import DEMO_MODEL
from tests.engines.vllm.test_arguments import complaints
from tests.sparse_checkpoint import qwen_coder

SPREAD = {
    "tensor_parallel_size": 2,
    "pipeline_parallel_size": 2,
    "data_parallel_size": 2,
    "distributed_executor_backend": "ray",
    "data_parallel_backend": "ray",
}


def settings_with(environment: dict[str, str] | None = None, **serve: Any) -> Settings:
    """A preset for two T4s with this ``serve`` table and nothing beside it."""
    made = Settings.preset("t4x2-7b-awq", model=str(DEMO_MODEL))
    return replace(made, serve=serve, environment=environment or {}, server_python=sys.executable)


@pytest.mark.parametrize(
    ("serve", "message"),
    [
        ({"tensor_parallel_size": 0}, r"tensor_parallel_size is 0, and must be a whole number from 1 on"),
        ({"data_parallel_size": "two"}, r"data_parallel_size is 'two', and must be a whole number from 1 on"),
        ({"distributed_executor_backend": "slurm"}, r"distributed_executor_backend is 'slurm'; there are: mp, ray, uni"),
        ({"distributed_executor_backend": "external_launcher"}, r"'external_launcher', for ranks that torchrun starts.* take 'mp'"),
        ({"data_parallel_backend": "mpi"}, r"data_parallel_backend is 'mpi'; there are: mp, ray"),
        ({"distributed_executor_backend": "uni", "tensor_parallel_size": 2}, r"'uni', one process, and tensor 2 needs 2: take 'mp'"),
    ],
)
def test_a_value_that_vllm_cannot_take_is_named_with_the_way_out(serve: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_executor(settings_with(**serve))


@pytest.mark.parametrize("serve", [{"distributed_executor_backend": "ray"}, {"data_parallel_backend": "ray", "data_parallel_size": 2}])
def test_ray_is_looked_for_where_the_server_runs(serve: dict[str, Any], tmp_path: Path) -> None:
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')  # without any installed package
    bare.chmod(0o755)
    settings = replace(settings_with(**serve), server_python=str(bare))
    with pytest.raises(InputError, match=r"is 'ray', and Ray is not installed in .*python: pip install ray there, or take 'mp'"):
        check_executor(settings)


def test_a_split_over_more_gpus_than_are_named_is_refused() -> None:
    settings = settings_with({"CUDA_VISIBLE_DEVICES": "0,1"}, tensor_parallel_size=2, data_parallel_size=2)
    with pytest.raises(InputError, match=r"tensor 2 x data 2 needs 4 GPUs, and CUDA_VISIBLE_DEVICES is '0,1': name as many"):
        check_executor(settings)


def test_a_split_over_the_gpus_that_are_named_is_not() -> None:
    check_executor(settings_with({"CUDA_VISIBLE_DEVICES": "0,1,2,3"}, tensor_parallel_size=2, data_parallel_size=2))


def test_heads_that_do_not_divide_are_refused_before_a_server_starts() -> None:
    with pytest.raises(InputError, match=r"cannot be split tensor 3 ways: 28 attention heads cannot be shared evenly by 3 GPUs.*--splits"):
        check_shape(qwen_coder("7B"), settings_with(tensor_parallel_size=3))


def test_the_backend_checks_the_model_that_is_there() -> None:
    with pytest.raises(InputError, match="4 layers cannot make a pipeline of 5 GPUs"):
        VLLM.check(settings_with(pipeline_parallel_size=5))


def test_two_copies_work_on_twice_as_many_requests() -> None:
    assert VLLM.capacity(settings_with(max_num_seqs=8, data_parallel_size=2)) == 16


@pytest.mark.parametrize("wheels", ["primary", "cpu"])
def test_the_pinned_vllm_understands_the_flags(wheels: str) -> None:
    assert complaints(load_pinned(wheels), SPREAD, {}) == []


def test_the_command_line_has_the_flags_as_vllm_spells_them() -> None:
    command = serve_command("python", DEMO_MODEL, "name", SPREAD, 8000)
    for flag, value in (("--data-parallel-size", "2"), ("--pipeline-parallel-size", "2"), ("--distributed-executor-backend", "ray")):
        assert command[command.index(flag) + 1] == value


def test_the_plan_of_a_mixed_split_is_the_splits() -> None:
    made = plan_for(settings_with(tensor_parallel_size=2, pipeline_parallel_size=2, max_model_len=1024))
    assert made is not None
    assert (made.count, str(made.split)) == (4, "tensor 2 x pipeline 2")
