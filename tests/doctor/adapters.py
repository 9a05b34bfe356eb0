"""LoRA adapters for the embedded model as PEFT saves them, written without PEFT: true headers, and numbers that are all 1 or as asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.adapter import CONFIG, PREFIX, WEIGHTS
from kaggle_utils.checkpoint.base_layers import read_base_layers
from kaggle_utils.checkpoint.config import Tensor
from kaggle_utils.checkpoint.header import read_places
from tests.conftest import DEMO_MODEL
from tests.sparse_checkpoint import write_safetensors

ONE = {"F16": b"\x00\x3c", "BF16": b"\x80\x3f", "F32": b"\x00\x00\x80\x3f"}
NAN = {"F16": b"\x01\x7e", "BF16": b"\xc1\x7f", "F32": b"\x01\x00\xc0\x7f"}
INFINITE = {"F16": b"\x00\xfc", "BF16": b"\x80\xff", "F32": b"\x00\x00\x80\xff"}
TARGETS = ("q_proj", "v_proj")


def write_adapter(
    folder: Path, rank: int = 8, tensor_rank: int = 0, targets: tuple[str, ...] = TARGETS, dtype: str = "F16", **config: Any
) -> Path:
    """An adapter of these modules in every layer. ``tensor_rank`` is the rank in the weights, if it is not the config's."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = tuple(lora_tensors(tensor_rank or rank, targets, dtype))
    write_tensors(folder, tensors)
    table = {
        "peft_type": "LORA",
        "base_model_name_or_path": "kaggle-utils/demo-qwen2",
        "r": rank,
        "lora_alpha": 2 * rank,
        "target_modules": list(targets),
        "bias": "none",
        "init_lora_weights": True,
    }
    (folder / CONFIG).write_text(json.dumps(table | config))
    return folder


def lora_tensors(rank: int, targets: tuple[str, ...] = TARGETS, dtype: str = "F16") -> Iterator[Tensor]:
    for module, (inputs, outputs) in read_base_layers(DEMO_MODEL).items():
        if module.endswith(targets):
            yield Tensor(f"{PREFIX}{module}.lora_A.weight", dtype, (rank, inputs))
            yield Tensor(f"{PREFIX}{module}.lora_B.weight", dtype, (outputs, rank))


def write_tensors(folder: Path, tensors: tuple[Tensor, ...]) -> None:
    """The file of weights, every number 1."""
    write_safetensors(folder / WEIGHTS, tensors)
    with (folder / WEIGHTS).open("r+b") as file:
        for tensor, begin in read_places(folder / WEIGHTS):
            if tensor.dtype in ONE:
                file.seek(begin)
                file.write(ONE[tensor.dtype] * tensor.elements)


def put(folder: Path, name: str, number: bytes, everywhere: bool = False) -> None:
    """Write one number, or all numbers, of the tensor whose name contains ``name``."""
    tensor, begin = next((tensor, begin) for tensor, begin in read_places(folder / WEIGHTS) if name in tensor.name)
    with (folder / WEIGHTS).open("r+b") as file:
        file.seek(begin if everywhere else begin + tensor.size - len(number))
        file.write(number * (tensor.elements if everywhere else 1))
