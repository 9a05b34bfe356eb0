"""The real Qwen2.5-Coder-0.5B-Instruct through vLLM, tensor parallel 2: in four bits where this CPU's build can, and in bf16.

The weights are those that `make model NAME=qwen2.5-coder-0.5b MODEL_ARGS=--safetensors` and `make model-quantized` leave.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kaggle_utils.answers import extract_code
from kaggle_utils.engines import Sampling
from kaggle_utils.engines.backends import create_served_engine
from kaggle_utils.prompts import load_prompt
from kaggle_utils.sandbox import Sandbox
from kaggle_utils.settings import REPOSITORY, Settings
from tests.engines.promises import in_minutes

MODEL = REPOSITORY / "models" / "qwen2.5-coder-0.5b"
PROMPT = load_prompt("program_of_thoughts").render(statement="What is the sum of all multiples of 3 or 5 below 1000?")
SERVE = {**Settings.preset("vllm-cpu").serve, "max_model_len": 2048, "max_num_seqs": 4}

pytestmark = pytest.mark.asyncio


def there(folder: Path) -> Path:
    if not (folder / "config.json").exists():
        pytest.skip(f"{folder.relative_to(REPOSITORY)} is not there: make model NAME=qwen2.5-coder-0.5b MODEL_ARGS=--safetensors")
    return folder


async def solve_with(settings: Settings) -> str:
    """What the model's greedy program prints."""
    async with create_served_engine(settings) as engine, Sandbox(workers=1) as sandbox:
        assert engine.info.steps_down == ()
        completion = await engine.generate(PROMPT, Sampling(temperature=0.0, max_tokens=400), in_minutes())
        return (await sandbox.run(extract_code(completion.text) or "", timeout=30)).stdout


async def test_the_bf16_checkpoint_writes_a_program_that_is_right(make_vllm_settings: Callable[..., Settings]) -> None:
    model = there(MODEL / "safetensors")
    smoke = {"smoke_prompt": "Write a Python program that prints 1.", "smoke_expects": "print"}
    assert "233168" in await solve_with(make_vllm_settings(model=str(model), serve=SERVE, max_tokens=512, **smoke))


@pytest.mark.usefixtures("_four_bit_kernel")
async def test_the_four_bit_checkpoint_writes_a_program_that_is_right(make_vllm_settings: Callable[..., Settings]) -> None:
    model = there(MODEL / "gptq")
    smoke = {"smoke_prompt": "Write a Python program that prints 1.", "smoke_expects": "print"}
    assert "233168" in await solve_with(make_vllm_settings(model=str(model), serve=SERVE, max_tokens=512, **smoke))
