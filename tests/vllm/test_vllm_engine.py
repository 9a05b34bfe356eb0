"""vLLM keeps the promises of an engine with servers of its own; it is up once for all of these, by a ladder past real failures."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from safetensors.torch import load_file, save_file

from kaggle_utils.checkpoint.weights import read_config
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.engines.served.engine import ServedEngine
from kaggle_utils.memory_plan.placement import Serving, kv_bytes_per_token
from kaggle_utils.settings import Settings
from models.demo.training.quantize import write_copy
from tests.conftest import DEMO_MODEL
from tests.engines.promises import *  # noqa: F403  # the tests
from tests.engines.promises import LONG, Served
from tests.vllm.conftest import AVX2_ONLY

TOO_BUSY = (
    "two ranks keep two cores busy: vLLM's API server sends the first piece, and hears of a client that has gone, when all is written"
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(make_vllm_settings: Callable[..., Settings], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """An engine whose first three steps meet a real failure each: at the first request, with the weights, and with the flags."""
    checkpoints = tmp_path_factory.mktemp("checkpoints")
    write_copy(DEMO_MODEL, checkpoints / "four-bit")
    write_copy_with_a_value_head(checkpoints / "value-head")
    as_it_is = {"environment": {"PYTHONPATH": ""}}
    ladder = (
        {"model": str(checkpoints / "value-head"), **as_it_is},
        {"model": str(DEMO_MODEL), "serve": {"max_model_len": 4096}, **as_it_is},
        {"model": str(DEMO_MODEL), **as_it_is},
    )
    own = {"model": str(checkpoints / "four-bit"), "environment": AVX2_ONLY, "ladder": ladder, "max_tokens": LONG[0].max_tokens}
    async with create_served_engine(make_vllm_settings(**own)) as up:
        yield Served(
            up, "vllm:num_requests_running", "vllm:generation_tokens_total", lambda: core_of(up), refusal="1024", too_busy=TOO_BUSY
        )


def write_copy_with_a_value_head(folder: Path) -> None:
    """A copy of the embedded model with a tensor more, as reinforcement learning leaves one: transformers ignores it, vLLM does not."""
    shutil.copytree(DEMO_MODEL, folder, ignore=shutil.ignore_patterns("training", "*.gguf"))
    weights = load_file(folder / "model.safetensors")
    weights["v_head.summary.weight"] = weights["model.norm.weight"].reshape(1, -1).clone()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def core_of(engine: ServedEngine) -> list[psutil.Process]:
    """The engine's core and its ranks, without which no token is written. The core alone, stopped, was seen to go on (1 of 10 times)."""
    family = psutil.Process(engine.process_ids[0]).children(recursive=True)
    core = [child for child in family if "VLLM::" in child.name()]
    assert core, "no process of the engine's core"
    return core


async def test_the_ladder_steps_down_past_real_failures(served: Served) -> None:
    without_kernel, unknown_tensor, too_long = served.engine.info.steps_down
    assert "'_OpNamespace' '_C' object has no attribute 'cpu_gemm_wna16'" in without_kernel
    assert "or a CPU with AVX-512" in without_kernel
    assert "value-head: vLLM ended with status 1: " in unknown_tensor
    assert "v_head" in unknown_tensor
    assert "max_model_len 4096 is longer than the 1024" in too_long
    assert served.engine.info.model == str(DEMO_MODEL)


async def test_two_ranks_share_the_model(served: Served) -> None:
    names = [" ".join(child.cmdline()) + child.name() for child in psutil.Process(served.engine.process_ids[0]).children(recursive=True)]
    assert sum("Worker" in name for name in names) == 2, names


async def test_the_log_agrees_with_the_memory_plan(served: Served, make_vllm_settings: Callable[..., Settings]) -> None:
    config = read_config(make_vllm_settings().model_folder)
    (per_token, _) = kv_bytes_per_token(config, 2, Serving(dtype="bfloat16"))
    # VLLM_CPU_KVCACHE_SPACE = 1 GiB a rank; the CPU build rounds to blocks of 128 tokens.
    assert served.engine.info.details["kv_tokens"] == pytest.approx(2**30 / per_token, rel=0.03)


async def test_it_counts_the_tokens_of_its_cache(served: Served) -> None:
    assert served.engine.info.details["kv_tokens"] > 1000
