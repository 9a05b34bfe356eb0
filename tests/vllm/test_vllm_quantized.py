"""A four-bit copy of the embedded model is served by two ranks, as a 32B model is on two T4s."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.engines import Sampling
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import Settings
from models.demo.training.quantize import write_copy
from tests.conftest import DEMO_MODEL

pytestmark = pytest.mark.asyncio


@pytest.mark.usefixtures("_four_bit_kernel")
async def test_a_gptq_copy_is_served_and_still_writes_right_programs(tmp_path: Path, make_vllm_settings: Callable[..., Settings]) -> None:
    write_copy(DEMO_MODEL, tmp_path / "gptq")
    statement = "What is the remainder of 7^100 divided by 13?"
    prompt = load_prompt("program_of_thoughts").render(statement=statement)
    async with create_served_engine(make_vllm_settings(model=str(tmp_path / "gptq"))) as engine, Sandbox(workers=1) as sandbox:
        assert engine.info.details["quantization"] == "CPUWNA16LinearKernel"
        completion = await engine.generate(prompt, Sampling(temperature=0.0, max_tokens=200), time.monotonic() + 300)
        execution = await sandbox.run(extract_code(completion.text) or "", timeout=60)
    assert execution.stdout.split() == [str(pow(7, 100, 13))]
