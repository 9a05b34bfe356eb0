"""Checkpoints of any size that take no disk: true headers, and holes where the weights would be."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from kaggle_utils.checkpoint.config import ModelConfig, Tensor, parse_config
from tests.conftest import DEMO_MODEL

CONFIGS = Path(__file__).parent / "data" / "configs"


def qwen_coder(size: str) -> ModelConfig:
    """The config of Qwen2.5-Coder-SIZE-Instruct-AWQ."""
    name = f"Qwen2.5-Coder-{size}-Instruct-AWQ"
    return parse_config(json.loads((CONFIGS / f"{name}.json").read_text()), name)


def write_safetensors(path: Path, tensors: Sequence[Tensor]) -> None:
    """One file with these tensors, all holes."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for tensor in tensors:
        begin, end = end, end + tensor.size
        header[tensor.name] = {"dtype": tensor.dtype, "shape": tensor.shape, "data_offsets": [begin, end]}
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    os.truncate(path, 8 + len(text) + end)


def write_checkpoint(folder: Path, config: Path, tensors: Sequence[Tensor], shards: int) -> None:
    """A whole checkpoint in as many files as asked for, with their index."""
    folder.mkdir()
    shutil.copy(config, folder / "config.json")
    shutil.copy(DEMO_MODEL / "tokenizer.json", folder)
    weight_map: dict[str, str] = {}
    for number in range(shards):
        name = f"model-{number + 1:05}-of-{shards:05}.safetensors"
        part = tensors[number::shards]
        write_safetensors(folder / name, part)
        weight_map |= {tensor.name: name for tensor in part}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
