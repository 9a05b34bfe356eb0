"""The table of GPUs."""

from __future__ import annotations

import pytest

from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import Gpu, find_gpu, load_gpus


@pytest.mark.parametrize("gpu", load_gpus().values(), ids=load_gpus())
def test_every_gpu_is_described_in_full(gpu: Gpu) -> None:
    assert 10 * 2**30 < gpu.usable_bytes < 200 * 2**30
    assert not gpu.older_bytes or gpu.usable_bytes < gpu.older_bytes < gpu.usable_bytes * 1.05
    assert {"float16", "float32"} <= set(gpu.dtypes) <= {"float16", "bfloat16", "float32", "fp8"}
    assert ("bfloat16" in gpu.dtypes) == (gpu.compute_capability >= (8, 0))
    assert ("fp8" in gpu.dtypes) == (gpu.compute_capability >= (8, 9))
    assert len(gpu.source) > 20


def test_a_gpu_is_found_in_letters_of_either_case() -> None:
    assert find_gpu("t4").name == "T4"


def test_an_unknown_gpu_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match="no GPU is called 'T5'; there are: T4, P100, L4"):
        find_gpu("T5")
