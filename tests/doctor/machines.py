"""Descriptions of machines to judge. The T4 x2 is composed from published values, not recorded: the authors had none.

Its parts and their sources: ``tests/data/nvidia_smi/t4x2-composed.*`` has nvidia-smi's layout, the name, compute capability and total that
public reports of T4s agree on (15,360 MiB), and what was measured on Kaggle in October 2026: 14,911.69 MiB of usable memory
(docs/memory.md) and driver 580.178.04, which goes up to CUDA 13.0; sizes of wheels are those of the primary set; models are Qwen's
published config.json files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kaggle_utils.checkpoint.config import parse_config
from kaggle_utils.checkpoint.gguf_model import describe_model
from kaggle_utils.doctor.machine import Card, Checkpoint, Disk, Driver, Host, Interpreter, Machine, SandboxState, WheelSet
from kaggle_utils.doctor.nvidia import parse_driver
from kaggle_utils.environment import Environment
from kaggle_utils.memory_plan import expected_tensors
from kaggle_utils.sandbox.zygote.layers import LAYERS
from kaggle_utils.settings import REPOSITORY
from tests.gguf_files import q4_k_m, qwen2_keys

DATA = REPOSITORY / "tests" / "data"
INPUT = Path("/kaggle/input")
GB = 10**9
T4X2 = parse_driver(
    (DATA / "nvidia_smi" / "t4x2-composed.csv").read_text(encoding="utf-8"),
    (DATA / "nvidia_smi" / "t4x2-composed.txt").read_text(encoding="utf-8"),
)
PRIMARY = WheelSet(INPUT / "datasets/me/wheels/primary-cp312", "primary", "cp312", 175, int(5.2 * GB), int(10 * GB))


def make_card(name: str = "Tesla T4", capability: tuple[int, int] = (7, 5), total: int = 15_360, free: int = 14_911) -> Card:
    return Card(name, capability, total * 2**20, free * 2**20)


def make_driver(*cards: Card, version: str = "580.178.04") -> Driver:
    return Driver(version, "13.0", cards)


def make_checkpoint(size: str, quantised: bool = True, name: str = "") -> Checkpoint:
    """Qwen2.5-Coder of a size such as 32B, from its published config alone. Unquantised, it is the bfloat16 original."""
    raw = json.loads((DATA / "configs" / f"Qwen2.5-Coder-{size}-Instruct-AWQ.json").read_text(encoding="utf-8"))
    if not quantised:
        del raw["quantization_config"]
        raw["torch_dtype"] = "bfloat16"
    config = parse_config(raw, f"Qwen2.5-Coder-{size}")
    folder = INPUT / "qwen2.5-coder" / "transformers" / (name or f"{size.lower()}-instruct{'-awq' if quantised else ''}") / "1"
    return Checkpoint(folder, config, expected_tensors(config))


def make_gguf(size: str) -> Checkpoint:
    """Qwen2.5-Coder of a size such as 32B as a GGUF file in Q4_K_M."""
    raw = json.loads((DATA / "configs" / f"Qwen2.5-Coder-{size}-Instruct-AWQ.json").read_text(encoding="utf-8"))
    config = parse_config(raw, f"Qwen2.5-Coder-{size}")
    path = INPUT / "qwen2.5-coder" / "gguf" / size.lower() / "1" / f"qwen2.5-coder-{size.lower()}-instruct-q4_k_m.gguf"
    return Checkpoint(path, gguf=describe_model(qwen2_keys(config), q4_k_m(config), str(path)))


def make_machine(
    driver: Driver = T4X2, checkpoints: tuple[Checkpoint, ...] | None = None, wheels: tuple[WheelSet, ...] = (PRIMARY,), **changes: Any
) -> Machine:
    """Kaggle's editor with what a submission attaches: competition, 32B AWQ, primary wheels."""
    packages = {"torch": "2.10.0+cu128", "transformers": "5.0.0"}
    python = Interpreter("/usr/bin/python3", "3.12.13", packages)
    checkpoints = (make_checkpoint("32B"),) if checkpoints is None else checkpoints
    parts: dict[str, Any] = {
        "environment": Environment(
            "kaggle", "aimo-3", INPUT / "competitions/aimo-3/test.csv", INPUT / "competitions/aimo-3", Path("/kaggle/working")
        ),
        "driver": driver,
        "host": Host(
            "Linux 6.6.113+",
            4,
            31 * 2**30,
            disks=(Disk("results", Path("/kaggle/working"), 20 * GB), Disk("scratch", Path("/tmp"), 60 * GB)),
        ),
        "python": python,
        "server": python,
        "confinement": SandboxState(tuple(LAYERS)),
        "inputs": INPUT,
        "mounts": ("competitions/aimo-3", "datasets/me/wheels", "qwen2.5-coder"),
        "checkpoints": checkpoints,
        "wheels": wheels,
    }
    return Machine(**(parts | changes))
