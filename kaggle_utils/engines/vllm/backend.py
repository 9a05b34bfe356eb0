"""vLLM as a backend: what it is given, and how its log is read."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import ModelConfig
from kaggle_utils.checkpoint.weights import check_checkpoint, read_config, read_raw_config
from kaggle_utils.engines.served.backend import Backend
from kaggle_utils.engines.vllm.command import serve_command
from kaggle_utils.engines.vllm.ending import read_ending, read_stall
from kaggle_utils.engines.vllm.executor import check_executor, check_shape
from kaggle_utils.engines.vllm.expectation import compare, plan_for
from kaggle_utils.engines.vllm.log import ServerFacts, read_facts
from kaggle_utils.errors import InputError
from kaggle_utils.memory_plan import BITSANDBYTES_REFUSAL, Split
from kaggle_utils.settings import Settings

MAX_SEQUENCES = 256  # at once, where the preset leaves max_num_seqs to vLLM (0.19.1: 256 at least on every GPU)


def check(settings: Settings) -> None:
    """Raise InputError for a checkpoint that is not whole, or that vLLM refuses on such ranks."""
    folder = settings.model_folder
    check_checkpoint(folder)
    check_executor(settings)
    ranks = settings.serve.get("tensor_parallel_size", 1)
    method = (read_raw_config(folder).get("quantization_config") or {}).get("quant_method")
    if method == "bitsandbytes" and ranks > 1:
        raise InputError(
            f"{folder} is quantised by bitsandbytes, and vLLM says: {BITSANDBYTES_REFUSAL} Set pipeline_parallel_size = "
            f"{ranks} and tensor_parallel_size = 1, or take the preset transformers-nf4"
        )
    config = _config_or_none(folder)
    if config is not None:
        check_shape(config, settings)


def _config_or_none(folder: Path) -> ModelConfig | None:
    """The model's shape; None for a kind of model that the memory plan does not know, about which vLLM decides."""
    try:
        return read_config(folder)
    except InputError:
        return None


def command(settings: Settings, port: int) -> list[str]:
    """The command line of a server."""
    return serve_command(settings.server_python or sys.executable, settings.model_folder, settings.name, settings.serve, port)


def differences_from_plan(settings: Settings, facts: Mapping[str, Any]) -> Sequence[str]:
    """Where a server's facts differ from the memory plan; nothing where the settings name no GPU."""
    planned = plan_for(settings)
    return compare(ServerFacts(**facts), planned) if planned else ()


VLLM = Backend(
    name="vllm",
    title="vLLM",
    check=check,
    command=command,
    read_ending=read_ending,
    read_stall=read_stall,
    read_facts=lambda log: vars(read_facts(log)),
    differences_from_plan=differences_from_plan,
    capacity=lambda settings: int(settings.serve.get("max_num_seqs", MAX_SEQUENCES)) * Split.of(settings.serve).data,
)
